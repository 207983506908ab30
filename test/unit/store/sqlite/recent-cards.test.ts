import { expect, it } from '@jest/globals';
import { splitCard } from '../../../../src/core/card.js';
import type { Card } from '../../../../src/core/store.js';
import { RecentCards } from '../../../../src/store/sqlite/recent-cards.js';

function card(key: number, seq: number): Card {
  const text = splitCard(Buffer.from('{"category":"toilet","updatedAt":"2026-11-01T00:00:00.000Z"}'));
  return { key, id: `id${key}`, seq, lon: 0, lat: 0, nameZh: null, nameEn: null, ...text };
}

it('recent cards are kept from the second reading on, forgotten with their sequence, and not too many', () => {
  const recent = new RecentCards();
  recent.startWith(1);
  recent.add(card(5, 1));
  expect(recent.get(5)).toBeUndefined();
  recent.add(card(5, 1));
  expect(recent.get(5)).toEqual(card(5, 1));
  expect(recent.areOf(1)).toBe(true);
  recent.startWith(1);
  expect(recent.get(5)).toEqual(card(5, 1));
  const many = Array.from({ length: 30_000 }, (_, i) => i + 100);
  for (const key of many) {
    for (let i = 0; i < 2; i++) recent.add(card(key, 1));
    // Asked for all the time: it stays while others come and go.
    if (key % 1000 === 0) expect(recent.get(5)).toEqual(card(5, 1));
  }
  const kept = many.filter((key) => recent.get(key) !== undefined);
  expect(kept.at(-1)).toBe(many.at(-1));
  expect(kept.length).toBeLessThan(20_000);
  recent.startWith(2);
  expect(recent.areOf(1)).toBe(false);
  expect(recent.get(5)).toBeUndefined();
});
