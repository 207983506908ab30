import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MOST_OVERRIDES, type OverrideStore, type OverrideWrite } from '../../src/core/override.js';
import type { Stores } from '../../src/core/stores.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T02:00:00Z');
const OFFICE = { id: 'abc', label: '普陀区总工会' };

function write(words: string, rest: Partial<OverrideWrite> = {}): OverrideWrite {
  const content = {
    kind: 'closed' as const,
    from: '2026-11-24',
    to: '2026-11-30',
    target: { subdistrict: ['长寿路街道'] },
    reason: { zh: words },
  };
  return { content, endsAt: NOW + DAY, by: OFFICE, at: new Date(NOW).toISOString(), ...rest };
}

/** What every override store must do. */
export function overrideStoreContract(name: string, open: () => Stores): void {
  describe(`overrides in ${name}`, () => {
    let stores: Stores;
    let store: OverrideStore;
    beforeEach(() => {
      stores = open();
      store = stores.overrides;
    });
    afterEach(() => stores.close());
    const words = async (listing: { since?: number; after?: number; limit?: number } = {}) =>
      (await store.list({ after: 0, limit: 100, ...listing })).map((one) => one.reason.zh);

    test('what was added can be read, with who, when and a number of its own', async () => {
      const added = await store.add(write('装修'));
      expect(added).toMatchObject({
        reason: { zh: '装修' },
        by: OFFICE,
        createdAt: '2026-11-23T02:00:00.000Z',
      });
      expect(await store.get(added.id)).toEqual(added);
      const next = await store.add(write('停电'));
      expect(next.n).toBeGreaterThan(added.n);
      expect(next.id).not.toBe(added.id);
    });

    test('one that is said anew keeps its number and its beginning', async () => {
      const added = await store.add(write('装修'));
      const by = { id: 'def', label: '长寿路街道' };
      const at = new Date(NOW + 1000).toISOString();
      const replaced = await store.replace(added.id, write('提前完工', { by, at, endsAt: NOW + 5 }));
      expect(replaced).toMatchObject({ n: added.n, createdAt: added.createdAt, updatedAt: at, by });
      expect(await store.get(added.id)).toEqual(replaced);
    });

    test('one that was written since is not said anew by whoever read it before', async () => {
      const added = await store.add(write('装修'));
      const other = await store.add(write('停电'));
      const replaced = await store.replace(added.id, write('提前完工'), added.seq);
      expect(replaced!.seq).toBeGreaterThan(other.seq);
      await expect(store.replace(added.id, write('又来'), added.seq)).rejects.toMatchObject({
        kind: 'precondition-failed',
      });
      expect(await store.get(added.id)).toEqual(replaced);
      await store.remove(added.id, OFFICE, new Date(NOW).toISOString());
      expect(await store.replace(added.id, write('又来'), replaced!.seq)).toBeUndefined();
    });

    test('one that was removed stays as history, and can be neither removed nor said again', async () => {
      const { id } = await store.add(write('装修'));
      const at = new Date(NOW + 1000).toISOString();
      expect(await store.remove(id, OFFICE, at)).toBe(true);
      expect(await store.remove(id, OFFICE, at)).toBe(false);
      expect(await store.replace(id, write('又来'))).toBeUndefined();
      expect(await store.get(id)).toMatchObject({ removedAt: at });
      expect(await words()).toEqual(['装修']);
      expect(await words({ since: 0 })).toEqual([]);
    });

    test('names that are none lead to nothing', async () => {
      await store.add(write('装修'));
      for (const id of ['0', '2', '-1', '1.0', 'x', '', '9'.repeat(30)]) {
        expect(await store.get(id)).toBeUndefined();
        expect(await store.remove(id, OFFICE, new Date(NOW).toISOString())).toBe(false);
      }
    });

    test('lists in pages, and only what still has an effect where that is asked', async () => {
      for (const [i, one] of ['一', '二', '三'].entries())
        await store.add(write(one, { endsAt: NOW + i * DAY }));
      expect(await words()).toEqual(['一', '二', '三']);
      expect(await words({ since: NOW })).toEqual(['二', '三']);
      const [first] = await store.list({ after: 0, limit: 1 });
      expect(await words({ after: first!.n, limit: 1 })).toEqual(['二']);
    });

    test('its head grows with every write, and only then', async () => {
      const heads = [await store.head()];
      const { id } = await store.add(write('装修'));
      heads.push(await store.head());
      await store.replace(id, write('又'));
      heads.push(await store.head());
      await store.remove(id, OFFICE, new Date(NOW).toISOString());
      heads.push(await store.head());
      expect(heads[0]).toBe(0);
      expect(new Set(heads).size).toBe(4);
      expect(heads).toEqual(heads.toSorted((a, b) => a - b));
      await store.remove(id, OFFICE, new Date(NOW).toISOString());
      expect(await store.head()).toBe(heads.at(-1));
    });

    test('there is room for so many, those that have ended aside', async () => {
      await store.add(write('早已结束', { endsAt: NOW }));
      for (let i = 0; i < MOST_OVERRIDES; i++) await store.add(write(String(i)));
      await expect(store.add(write('太多'))).rejects.toMatchObject({ kind: 'conflict' });
      await store.remove('2', OFFICE, new Date(NOW).toISOString());
      await store.add(write('又有地方'));
    });
  });
}
