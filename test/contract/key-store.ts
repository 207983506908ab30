import { describe, expect, it } from '@jest/globals';
import type { Stores } from '../../src/core/stores.js';

const DAY = '2026-11-22T';
const key = (id: string, rest: object = {}) => ({
  id,
  label: `office ${id}`,
  role: 'operator' as const,
  hash: 'ab'.repeat(32),
  created: `${DAY}02:00:00.000Z`,
  ...rest,
});

/** What every store of keys does. */
export function keyStoreContract(name: string, open: () => Stores): void {
  describe(`a store of keys: ${name}`, () => {
    const withKeys = (work: (keys: Stores['keys']) => Promise<void>) => async () => {
      const stores = open();
      try {
        await work(stores.keys);
      } finally {
        await stores.close();
      }
    };

    it(
      'finds a key as it was added, and lists all in the order in which they were made',
      withKeys(async (keys) => {
        await keys.add(key('bbb', { label: '长寿路街道 "A", 01' }));
        await keys.add(key('aaa', { role: 'editor' }));
        expect(await keys.find('bbb')).toEqual(key('bbb', { label: '长寿路街道 "A", 01' }));
        expect((await keys.list()).map(({ id, role }) => [id, role])).toEqual([
          ['bbb', 'operator'],
          ['aaa', 'editor'],
        ]);
        expect(await keys.find('ccc')).toBeUndefined();
      }),
    );

    it(
      'refuses an id that is taken and keeps the key that has it',
      withKeys(async (keys) => {
        await keys.add(key('aaa'));
        await expect(keys.add(key('aaa', { label: 'another' }))).rejects.toMatchObject({ kind: 'conflict' });
        expect(await keys.list()).toEqual([key('aaa')]);
      }),
    );

    it(
      'revokes for good: a second time changes nothing, and an id there is not is told',
      withKeys(async (keys) => {
        await keys.add(key('aaa'));
        expect(await keys.revoke('aaa', `${DAY}03:00:00.000Z`)).toBe(true);
        expect(await keys.revoke('aaa', `${DAY}04:00:00.000Z`)).toBe(true);
        expect(await keys.revoke('zzz', `${DAY}04:00:00.000Z`)).toBe(false);
        expect(await keys.find('aaa')).toEqual(key('aaa', { revoked: `${DAY}03:00:00.000Z` }));
      }),
    );

    it(
      'notes the last use, never an earlier one',
      withKeys(async (keys) => {
        await keys.add(key('aaa'));
        await keys.used('aaa', `${DAY}05:00:00.000Z`);
        await keys.used('aaa', `${DAY}04:00:00.000Z`);
        await keys.used('zzz', `${DAY}06:00:00.000Z`);
        expect(await keys.list()).toEqual([key('aaa', { lastUsed: `${DAY}05:00:00.000Z` })]);
      }),
    );
  });

  describe(`a store of the audit log: ${name}`, () => {
    const entry = (hour: number, id: string, ids: readonly string[] = ['x']) => ({
      at: `${DAY}0${hour}:00:00.000Z`,
      key: { id, label: `office ${id}`, role: 'editor' as const },
      method: 'PUT',
      route: '/v1/facilities/{id}',
      ids,
      count: ids.length,
      status: 200,
    });
    const withAudit = (work: (audit: Stores['audit']) => Promise<void>) => async () => {
      const stores = open();
      try {
        await work(stores.audit);
      } finally {
        await stores.close();
      }
    };

    it(
      'lists what was added in its order, page by page, by key and by time',
      withAudit(async (audit) => {
        for (const [hour, id] of [
          [1, 'a'],
          [2, 'b'],
          [3, 'a'],
        ] as const)
          await audit.add(entry(hour, id));
        const all = await audit.list({}, 0, 10);
        expect(all).toMatchObject([entry(1, 'a'), entry(2, 'b'), entry(3, 'a')]);
        expect(await audit.list({}, all[0]!.n, 1)).toEqual([all[1]]);
        expect(await audit.list({ key: 'a' }, 0, 10)).toEqual([all[0], all[2]]);
        expect(await audit.list({ since: `${DAY}02:00:00Z` }, 0, 10)).toEqual([all[1], all[2]]);
        expect(await audit.list({ key: 'nobody' }, 0, 10)).toEqual([]);
      }),
    );

    it(
      'keeps a hundred ids of an entry and how many there were, and forgets what is older than asked',
      withAudit(async (audit) => {
        const ids = Array.from({ length: 250 }, (_, i) => `id${i}`);
        await audit.add(entry(1, 'a', ids));
        await audit.add(entry(2, 'a'));
        const [first, second] = await audit.list({}, 0, 10);
        expect(first).toMatchObject({ ids: ids.slice(0, 100), count: 250 });
        expect(await audit.prune(`${DAY}02:00:00.000Z`)).toBe(1);
        expect(await audit.list({}, 0, 10)).toEqual([second]);
        await audit.prune(`${DAY}09:00:00.000Z`);
        await audit.add(entry(3, 'a'));
        expect((await audit.list({}, 0, 10))[0]!.n).toBeGreaterThan(second!.n);
      }),
    );
  });
}
