import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { FacilityStore } from '../../../../src/core/store.js';
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { put, run, streamed, withdraw } from '../../../contract/store-samples.js';
import { vocabulary } from '../../../contract/store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-cards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function names(store: FacilityStore, keys: readonly number[]) {
  return (await store.cards(keys)).map((card) => card?.nameZh);
}

describe('cards that were read before', () => {
  it.each([
    ['moved into place', {}],
    ['laid over', { directLimit: 0, moveLimit: 0, foldAtOnce: false }],
  ])('are those of today when another connection wrote, %s', async (way, options) => {
    const path = join(folder, `${way}.db`);
    const reader = openSqliteStore({ path, vocabulary });
    const writer = openSqliteStore({ path, vocabulary, ...options });
    await writer.apply(
      ['1', '2', '3'].map((one) => put(one)),
      run(),
    );
    const keys = (await reader.list({}, 0, 10)).map(({ key }) => key);
    for (let i = 0; i < 4; i++) expect(await names(reader, keys)).toEqual(['驿站1', '驿站2', '驿站3']);
    await writer.apply([put('2', { name: { zh: '新驿站' } }), withdraw('3')], run());
    const [one, two, three] = keys as [number, number, number];
    for (let i = 0; i < 4; i++) {
      expect(await names(reader, [two, one])).toEqual(['新驿站', '驿站1']);
      expect(await names(reader, [three, one, 99, two, one])).toEqual([
        undefined,
        '驿站1',
        undefined,
        '新驿站',
        '驿站1',
      ]);
    }
    const before = await reader.cards(keys);
    await writer.settle();
    expect(await reader.cards(keys)).toEqual(before);
    await Promise.all([reader.close(), writer.close()]);
  });

  it('come in the order of the keys, however many are asked for and however often', async () => {
    const store = openSqliteStore({ path: join(folder, 'many.db'), vocabulary });
    await store.apply(streamed(Array.from({ length: 3000 }, (_, i) => put(`${i}`))), run());
    const all = await store.list({}, 0, 3000);
    const cardOf = new Map(all.map((card) => [card.key, card]));
    const keys = all.map(({ key }) => key).toReversed();
    for (const count of [0, 1, 31, 32, 33, 64, 65, 3000]) {
      for (let i = 0; i < 3; i++) {
        const asked = [...keys.slice(0, count), 1e9, ...keys.slice(0, 3)];
        expect(await store.cards(asked)).toEqual(asked.map((key) => cardOf.get(key)));
      }
    }
    await store.close();
  });
});
