import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Change } from '../../src/core/change.js';
import { EDITOR_SOURCE } from '../../src/core/compose.js';
import type { FacilityStore } from '../../src/core/store.js';
import { claim, LATER, put, run, streamed, withdraw } from './store-samples.js';

/** What is served, by public id: everything but when and in which order it was written. */
export async function served(store: FacilityStore): Promise<Map<string, unknown>> {
  const cards = await store.list({}, 0, 1_000_000);
  const facilities = await store.facilities(cards.map(({ key }) => key));
  return new Map(
    facilities.map((one) => [one!.id, { key: one!.key, body: one!.body, relations: one!.relations }]),
  );
}

const editor = (more = {}) => run({ source: { id: EDITOR_SOURCE }, label: 'edit', at: LATER, ...more });
const other = (more = {}) => run({ source: { id: 'other' }, ...more });

const externalId = fc.constantFrom('1', '2', '3', '4', '5');
const said = fc.constantFrom(
  {},
  { category: 'clinic' },
  { name: { zh: '新名' } },
  { position: { lon: 121.5, lat: 31.2, precision: 'street' as const } },
);
const cityChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(externalId, said).map(([id, more]): Change => put(id, more)) },
  { weight: 1, arbitrary: externalId.map((id) => withdraw(id)) },
);
const cityRun = fc.record({
  changes: fc.array(cityChange, { maxLength: 8 }),
  direct: fc.boolean(),
  snapshot: fc.boolean(),
});

/** The promises of `undo` and of what it rests on, which every store keeps. */
export function undoContract(name: string, open: () => FacilityStore): void {
  const withStore = (work: (store: FacilityStore) => Promise<void>) => async () => {
    const store = open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  describe(`${name}: the last run of a source`, () => {
    it(
      'is taken back exactly: new is withdrawn, changed and withdrawn are as before',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run({ label: 'first.csv' }));
        const before = await served(store);
        const list = [put('1', { name: { zh: '改名' } }), put('3'), put('4')];
        await store.apply(list, run({ snapshot: true, label: 'second.csv' }));
        expect(await served(store)).not.toEqual(before);
        const { undone, verdicts } = await store.undo(run({ at: LATER }));
        expect(undone).toEqual({ label: 'second.csv', at: run().at });
        expect(verdicts).toMatchObject({ changed: 1, new: 1, gone: 1 });
        expect(await served(store)).toEqual(before);
      }),
    );

    it(
      'is taken back exactly, whatever it did',
      withStore(async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(cityRun, { minLength: 1, maxLength: 4 }), async (runs) => {
            const store = open();
            await store.apply([put('1', {}, 'other'), put('2', {}, 'other')], other());
            let undoable: Map<string, unknown> | undefined;
            for (const { changes, direct, snapshot } of runs) {
              const before = await served(store);
              const { run: n } = await store.apply(direct ? changes : streamed(changes), run({ snapshot }));
              if (n !== undefined) undoable = before;
            }
            if (undoable === undefined) {
              await expect(store.undo(run())).rejects.toMatchObject({ kind: 'conflict' });
            } else {
              await store.undo(run());
              expect(await served(store)).toEqual(undoable);
            }
            await store.close();
          }),
          { numRuns: 60 },
        );
      }),
    );

    it(
      'comes back for followers: every place it touched is in the log again',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        await store.apply([put('1', { category: 'clinic' }), withdraw('2'), put('3')], run());
        const head = await store.head();
        const { seq } = await store.undo(run({ at: LATER }));
        expect(seq).toBe(await store.head());
        expect((await store.changes(head, 10)).map(({ kind }) => kind).toSorted()).toEqual([
          'put',
          'put',
          'removed',
        ]);
      }),
    );

    it(
      'can be taken back once, and only the last one',
      withStore(async (store) => {
        await expect(store.undo(run())).rejects.toMatchObject({ kind: 'conflict' });
        await store.apply([put('1')], run());
        await store.apply([put('2')], run());
        await store.undo(run());
        await expect(store.undo(run())).rejects.toMatchObject({ kind: 'conflict' });
        expect(await store.count()).toMatchObject({ total: 1 });
        await store.apply([put('3')], run());
        await store.undo(run());
        expect(await store.count()).toMatchObject({ total: 1 });
      }),
    );

    it(
      'leaves other sources and later edits by hand alone',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        await store.apply([put('1', { category: 'clinic' }), put('3')], run());
        const id = (await store.record('city', '1'))?.facility;
        const correction = claim('手改', { category: 'toilet' });
        const change = { kind: 'put', source: EDITOR_SOURCE, externalId: id!, claim: correction } as const;
        await store.apply([{ ...change, facility: id! }], editor());
        await store.apply([put('9', {}, 'other')], other());
        await store.undo(run({ at: LATER }));
        const facility = (await store.resolve(id!)) as { facility: { body: { name: unknown } } };
        expect(facility.facility.body.name).toEqual({ zh: '手改' });
        expect(await store.record('city', '1')).toMatchObject({ claim: claim('驿站1') });
        expect(await store.record('other', '9')).toMatchObject({ claim: claim('驿站9') });
        expect(await store.record('city', '3')).toBeUndefined();
      }),
    );

    it(
      'keeps what was merged by hand since merged',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        await store.apply([put('2', { category: 'clinic' }), put('3')], run());
        const records = () => Promise.all(['1', '2', '3'].map((one) => store.record('city', one)));
        const [one, two, three] = (await records()).map((record) => record!.facility);
        await store.apply([{ kind: 'merge', from: two!, into: one! }], editor());
        await store.apply([{ kind: 'merge', from: three!, into: one! }], editor());
        await store.undo(run({ at: LATER }));
        expect(await store.resolve(two!)).toEqual({ kind: 'merged', into: one });
        expect(await records()).toMatchObject([
          { facility: one },
          { facility: one, claim: claim('驿站2') },
          undefined,
        ]);
      }),
    );

    it(
      'stays as it is in a dry run and when it is stopped',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        await store.apply([put('1', { category: 'clinic' })], run());
        const before = await served(store);
        expect((await store.undo(run({ dryRun: true }))).verdicts).toMatchObject({ changed: 1 });
        await expect(store.undo(run({ signal: AbortSignal.abort() }))).rejects.toThrow();
        expect(await served(store)).toEqual(before);
        expect((await store.undo(run())).verdicts).toMatchObject({ changed: 1 });
      }),
    );
  });

  describe(`${name}: a whole list`, () => {
    it(
      'says how many records it misses before it withdraws one, and can be stopped by it',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run());
        await store.apply([put('1', {}, 'other')], other());
        const missing: unknown[] = [];
        const onMissing = (found: unknown) => void missing.push(found);
        await store.apply([put('1'), put('2'), put('4')], run({ snapshot: true, onMissing }));
        expect(missing).toEqual([{ known: 3, missing: 1 }]);
        const before = await served(store);
        const refuse = () => {
          throw new Error('too many');
        };
        await expect(
          store.apply([put('1', { category: 'clinic' })], run({ snapshot: true, onMissing: refuse })),
        ).rejects.toThrow('too many');
        expect(await served(store)).toEqual(before);
      }),
    );
  });
}
