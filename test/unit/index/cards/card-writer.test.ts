import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../../../../src/core/store.js';
import { CardPack } from '../../../../src/index/cards/card-pack.js';
import type { SharedStack } from '../../../../src/index/cards/card-stack.js';
import { CardWriter, exampleOf } from '../../../../src/index/cards/card-writer.js';
import { learnTokens } from '../../../../src/index/cards/learn-tokens.js';
import { PackedCard } from '../../../../src/index/cards/packed-card.js';
import { cardOf, oddCard, saidBy } from '../../../odd-cards.js';
import { claimAt } from '../../../places.js';

const BYTES_ONLY = learnTokens([]);

/** The pack with these cards at the keys 1, 2, …; a second look at a stack made the way it is handed over. */
function packed(stack: SharedStack, addresses: readonly number[]): (Card | undefined)[] {
  const shared = new SharedArrayBuffer(4 * (addresses.length + 1));
  new Uint32Array(shared).set(addresses, 1);
  const pack = new CardPack({ seq: 1, stack, addresses: shared, written: addresses.length });
  return addresses.map((_, i) => pack.get(i + 1));
}

const named = (cards: readonly Card[]) => cards.map((card, i) => ({ ...card, key: i + 1 }));

describe('a packed card', () => {
  it('says in every member what the card said; one that is very long or nowhere is not held', () => {
    fc.assert(
      fc.property(fc.array(oddCard, { maxLength: 8 }), fc.boolean(), (given, learn) => {
        const cards = named(given);
        const examples = learn ? cards.flatMap((card) => exampleOf(card) ?? []) : [];
        const writer = CardWriter.with(learnTokens(examples));
        const addresses = cards.map((card) => writer.add(card));
        const live = addresses.map((address, i) =>
          address === 0 ? undefined : new PackedCard(i + 1, writer.stack, address),
        );
        for (const found of [live, packed(writer.finish(), addresses)]) {
          for (const [i, card] of cards.entries()) {
            if (found[i]) expect(saidBy(found[i])).toEqual(saidBy(card));
            else expect(card.lon === null || card.rest.length > 8000).toBe(true);
          }
        }
      }),
    );
  });

  it('says so too when it is put on another stack', () => {
    fc.assert(
      fc.property(oddCard, (card) => {
        const one = CardWriter.with(BYTES_ONLY);
        const address = one.add(card);
        fc.pre(address > 0);
        const other = CardWriter.with(learnTokens([exampleOf(card)!, exampleOf(card)!]));
        const again = other.add(new PackedCard(card.key, one.stack, address));
        expect(saidBy(new PackedCard(card.key, other.stack, again))).toEqual(saidBy(card));
      }),
    );
  });

  it('has the very objects of head and services that its fellows have', () => {
    const writer = CardWriter.with(BYTES_ONLY);
    const services = { heating: { state: 'yes' as const } };
    const [one, other] = [1, 2].map((key) => {
      const card = cardOf(claimAt(121 + key, 31, { services }), { key });
      return new PackedCard(key, writer.stack, writer.add(card));
    });
    expect(other!.head).toBe(one!.head);
    expect(other!.services).toBe(one!.services);
    expect(writer.stack.parts).toHaveLength(2);
  });

  it('is found again among more different heads than are kept as objects', () => {
    const writer = CardWriter.with(learnTokens([exampleOf(cardOf(claimAt(121, 31)))!]));
    const card = (n: number) =>
      cardOf(claimAt(121, 31, { hours: { text: `${n}`, coverage: 'none' } }), { key: n });
    const addresses = Array.from({ length: 21_000 }, (_, i) => writer.add(card(i + 1)));
    const cards = packed(writer.finish(), addresses);
    for (const n of [1, 20_999, 500, 20_500, 1])
      expect(cards[n - 1]!.head.hours).toMatchObject({ text: `${n}` });
    const texts = cards.map((one) => one!.head.hours!.text);
    expect(texts).toEqual(addresses.map((_, i) => `${i + 1}`));
    expect(saidBy(cards[0]!)).toEqual(saidBy(card(1)));
  });
});

describe('a stack of cards', () => {
  /** A segment of 2 ** 10 units has room for two or three cards. */
  const BITS = 10;
  const cards = Array.from({ length: 100 }, (_, i) =>
    cardOf(claimAt(121 + i / 1000, 31, { operator: { zh: `第${i}号`.repeat(i % 30) } }), {
      key: i + 1,
      seq: i,
    }),
  );

  it('goes over as many segments as it takes; no card lies across two', () => {
    const writer = CardWriter.with(BYTES_ONLY, BITS);
    const addresses = cards.map((card) => writer.add(card));
    const stack = writer.finish();
    expect(stack.segments.length).toBeGreaterThan(20);
    for (const segment of stack.segments) expect(segment.byteLength).toBeLessThanOrEqual(2 * 2 ** BITS);
    expect(packed(stack, addresses).map((card) => card && saidBy(card))).toEqual(cards.map(saidBy));
  });

  it('goes on where it ended, and leaves what was handed over as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 8 }), (sizes) => {
        let stack: SharedStack = { tokens: BYTES_ONLY, segments: [], bits: BITS, parts: [] };
        const addresses: number[] = [];
        for (const size of sizes) {
          const before = stack.segments.map((segment) => Buffer.from(segment).toString('hex'));
          const writer = new CardWriter(stack);
          for (const card of cards.slice(addresses.length, addresses.length + size))
            addresses.push(writer.add(card));
          const next = writer.finish();
          expect(stack.segments.map((segment) => Buffer.from(segment).toString('hex'))).toEqual(before);
          stack = next;
        }
        const there = packed(stack, addresses).map((card) => card && saidBy(card));
        expect(there).toEqual(cards.slice(0, addresses.length).map(saidBy));
        const atOnce = CardWriter.with(BYTES_ONLY, BITS);
        for (const card of cards.slice(0, addresses.length)) atOnce.add(card);
        expect(stack.segments).toHaveLength(atOnce.finish().segments.length);
      }),
      { numRuns: 30 },
    );
  });

  it('does not hold a card that no segment can hold', () => {
    const writer = CardWriter.with(BYTES_ONLY, BITS);
    const long = { text: '长'.repeat(400), coverage: 'none' as const };
    expect(writer.add(cardOf(claimAt(121, 31, { operator: { zh: long.text } })))).toBe(0);
    expect(writer.add(cardOf(claimAt(121, 31, { hours: long })))).toBe(0);
    const address = writer.add(cards[7]!);
    expect(saidBy(new PackedCard(8, writer.stack, address))).toEqual(saidBy(cards[7]!));
  });
});
