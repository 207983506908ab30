import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  MOST_OFFERINGS,
  type OfferingPut,
  type OfferingRun,
  type OfferingStore,
} from '../../src/core/offerings/offering.js';
import type { Stores } from '../../src/core/stores.js';

const OFFICE = { id: 'abc', label: '普陀区总工会' };
const AT = '2026-11-23T02:00:00.000Z';
const LATER = '2026-11-23T03:00:00.000Z';
const run = (rest: Partial<OfferingRun> = {}): OfferingRun => ({ by: OFFICE, at: AT, ...rest });
const hotline = (zh: string, rest: Partial<OfferingPut> = {}): OfferingPut =>
  ({ kind: 'hotline', content: { name: { zh }, measure: 'mind', number: '12356' }, ...rest }) as OfferingPut;
const listed = (externalId: string, zh: string) => hotline(zh, { record: { source: 'union', externalId } });
const WHOLE = { snapshot: { kind: 'hotline', source: 'union' } } as const;

/** What every store of offerings must do. */
export function offeringStoreContract(name: string, open: () => Stores): void {
  describe(`offerings in ${name}`, () => {
    let stores: Stores;
    let store: OfferingStore;
    beforeEach(() => {
      stores = open();
      store = stores.offerings;
    });
    afterEach(() => stores.close());
    const put = async (one: OfferingPut, rest: Partial<OfferingRun> = {}) => {
      const { results } = await store.put([one], run(rest));
      return results[0]!;
    };
    const add = async (zh: string) => (await put(hotline(zh))).offering!;
    const verdicts = async (puts: readonly OfferingPut[], rest: Partial<OfferingRun> = {}) => {
      const { results, gone } = await store.put(puts, run(rest));
      return [...results.map(({ verdict }) => verdict), gone];
    };

    test('what was added can be read, with who, when and an id of its own', async () => {
      expect(await store.head()).toBe(0);
      const one = await add('甲');
      expect(one).toMatchObject({
        kind: 'hotline',
        content: { name: { zh: '甲' } },
        by: OFFICE,
        createdAt: AT,
        edited: false,
      });
      expect(await store.get('hotline', one.id)).toEqual(one);
      expect(await store.get('event', one.id)).toBeUndefined();
      const other = await add('乙');
      expect(other.id).not.toBe(one.id);
      expect(await store.head()).toBe(other.seq);
    });

    test('one that is said anew keeps its id and its beginning, and its history', async () => {
      const { id, seq } = await add('甲');
      const { verdict, offering } = await put(hotline('乙', { id, expect: seq }), { at: LATER });
      expect(verdict).toBe('changed');
      expect(offering).toMatchObject({
        id,
        content: { name: { zh: '乙' } },
        createdAt: AT,
        updatedAt: LATER,
      });
      const versions = await store.history('hotline', id, 10);
      expect(versions.map(({ content }) => content?.name.zh)).toEqual(['甲', '乙']);
      expect(await store.history('hotline', id, 1)).toMatchObject([{ at: LATER, by: OFFICE }]);
      expect(await store.history('event', id, 10)).toEqual([]);
    });

    test('one that somebody else was faster with is not changed', async () => {
      const { id, seq } = await add('甲');
      await put(hotline('乙', { id, expect: seq }));
      await expect(put(hotline('丙', { id, expect: seq }))).rejects.toMatchObject({
        kind: 'precondition-failed',
      });
      await expect(store.remove({ kind: 'hotline', id, expect: seq }, run())).rejects.toMatchObject({
        kind: 'precondition-failed',
      });
      expect(await store.get('hotline', id)).toMatchObject({ content: { name: { zh: '乙' } } });
    });

    test('saying the same again changes nothing', async () => {
      const { id, seq } = await add('甲');
      expect(await put(hotline('甲', { id }))).toMatchObject({ verdict: 'same', offering: { seq } });
      expect(await store.head()).toBe(seq);
    });

    test('one that was removed stays as history, and can be neither removed nor said again', async () => {
      const { id } = await add('甲');
      expect(await store.remove({ kind: 'hotline', id }, run({ at: LATER }))).toBe(true);
      expect(await store.remove({ kind: 'hotline', id }, run())).toBe(false);
      await expect(put(hotline('乙', { id }))).rejects.toMatchObject({ kind: 'not-found' });
      expect(await store.get('hotline', id)).toMatchObject({ removedAt: LATER });
      expect((await store.history('hotline', id, 10)).at(-1)).toMatchObject({ at: LATER });
      expect((await store.history('hotline', id, 10)).at(-1)!.content).toBeUndefined();
    });

    test('names that are none lead to nothing', async () => {
      for (const id of ['', '0', '-1', '1.5', 'x', '99999999999999999999']) {
        expect(await store.get('hotline', id)).toBeUndefined();
        expect(await store.remove({ kind: 'hotline', id }, run())).toBe(false);
        await expect(put(hotline('甲', { id }))).rejects.toMatchObject({ kind: 'not-found' });
      }
    });

    test('changes are told in their order, the latest of each, removed ones too', async () => {
      const [a, b] = [await add('甲'), await add('乙')];
      await put(hotline('丙', { id: a.id }));
      await store.remove({ kind: 'hotline', id: b.id }, run());
      const all = await store.changes(0, 10);
      expect(all.map(({ id, removedAt }) => [id, removedAt !== undefined])).toEqual([
        [a.id, false],
        [b.id, true],
      ]);
      expect(await store.changes(all[0]!.seq, 10)).toEqual([all[1]]);
      expect(await store.changes(0, 1)).toEqual([all[0]]);
    });

    test('a publisher’s list that comes again changes what is different and nothing else', async () => {
      expect(await verdicts([listed('1', '甲'), listed('2', '乙')])).toEqual(['new', 'new', 0]);
      const head = await store.head();
      expect(await verdicts([listed('1', '甲'), listed('2', '乙')])).toEqual(['same', 'same', 0]);
      expect(await store.head()).toBe(head);
      expect(await verdicts([listed('1', '丙')])).toEqual(['changed', 0]);
      expect(await verdicts([hotline('丁', { record: { source: 'other', externalId: '1' } })])).toEqual([
        'new',
        0,
      ]);
    });

    test('a whole list removes what it no longer names, of its publisher and kind only, and it may come back', async () => {
      await verdicts([listed('1', '甲'), listed('2', '乙')]);
      await verdicts([hotline('丁', { record: { source: 'other', externalId: '9' } }), hotline('丙')]);
      expect(await verdicts([listed('1', '甲')], WHOLE)).toEqual(['same', 1]);
      const there = (await store.changes(0, 10)).filter((one) => one.removedAt === undefined);
      expect(there.map(({ content }) => content.name.zh)).toEqual(['甲', '丁', '丙']);
      expect(await verdicts([listed('1', '甲'), listed('2', '乙')], WHOLE)).toEqual(['same', 'new', 0]);
    });

    test('what an editor changed or removed stays so when the list comes again', async () => {
      await verdicts([listed('1', '甲'), listed('2', '乙')]);
      const [one, two] = await store.changes(0, 10);
      await put(hotline('改', { id: one!.id }));
      await store.remove({ kind: 'hotline', id: two!.id }, run());
      expect(await verdicts([listed('1', '甲'), listed('2', '乙')])).toEqual(['held', 'held', 0]);
      expect(await verdicts([], WHOLE)).toEqual([0]);
      expect(await store.get('hotline', one!.id)).toMatchObject({
        content: { name: { zh: '改' } },
        edited: true,
      });
    });

    test('a dry run says what would be, and keeps nothing', async () => {
      await verdicts([listed('1', '甲'), listed('2', '乙')]);
      const before = await store.changes(0, 10);
      expect(await verdicts([listed('1', '丙'), listed('3', '丁')], { ...WHOLE, dryRun: true })).toEqual([
        'changed',
        'new',
        1,
      ]);
      expect(await store.changes(0, 10)).toEqual(before);
    });

    test('a list is kept as a whole or not at all', async () => {
      const bad = hotline('乙', { id: '77' });
      await expect(store.put([hotline('甲'), bad], run())).rejects.toMatchObject({ kind: 'not-found' });
      expect(await store.head()).toBe(0);
    });

    test('more than are held in memory are refused', async () => {
      const many = Array.from({ length: MOST_OFFERINGS }, (_, i) => listed(String(i), '甲'));
      await store.put(many, run());
      await expect(put(hotline('乙'))).rejects.toMatchObject({ kind: 'conflict' });
      await expect(put(hotline('乙'), { dryRun: true })).rejects.toMatchObject({ kind: 'conflict' });
      expect(await verdicts([listed('1', '乙')])).toEqual(['changed', 0]);
    });
  });
}
