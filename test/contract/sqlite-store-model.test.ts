import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import type { Change, Verdict } from '../../src/core/change.js';
import type { FacilityStore } from '../../src/core/store.js';
import {
  openSqliteStore,
  type SqliteFacilityStore,
  type SqliteStoreOptions,
} from '../../src/store/sqlite/facility-store.js';
import { idSeed } from '../../src/store/sqlite/public-id.js';
import { everything } from './facility-store.js';
import { AT, claim, run, streamed } from './store-samples.js';
import { StoreModel } from './store-model.js';
import { vocabulary } from './store-vocabulary.js';

const name = fc.constantFrom('city/1', 'city/2', 'city/3', 'other/1', 'other/2');
const record = name.map((one) => {
  const [source, externalId] = one.split('/') as [string, string];
  return { source, externalId };
});
const said = fc.record({
  claim: fc.constantFrom(
    claim('驿站1', { services: { heating: { state: 'yes' } } }),
    claim('驿站12', { category: 'clinic' }),
    { name: { en: 'Unplaced' }, category: 'swap_site', address: { text: { zh: '长寿路1号' } } },
    { name: { en: 'Nowhere' }, category: 'swap_site' },
  ),
  raw: fc.constantFrom(undefined, { row: 1 }),
});
/** A position that was worked out for a place: it holds for its address, and does not keep the place. */
const derived = fc.constantFrom('长寿路1号', '').map((address) => ({
  claim: {
    name: { zh: '旧名' },
    category: 'clinic',
    position: { lon: 121.4, lat: 31.2, precision: 'street' as const, estimated: true },
    derivedFrom: { address },
  },
}));
/** Public ids are written as names, `source/externalId`, and made into ids when the change is applied. */
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(record, said).map(([a, b]) => ({ kind: 'put' as const, ...a, ...b })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(record, said, name)
      .map(([a, b, facility]) => ({ kind: 'put' as const, ...a, ...b, facility })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(record, derived, name)
      .map(([a, b, facility]) => ({ kind: 'put' as const, ...a, ...b, facility })),
  },
  { weight: 3, arbitrary: record.map((one) => ({ kind: 'withdraw' as const, ...one })) },
  {
    weight: 2,
    arbitrary: fc.tuple(name, name).map(([from, into]) => ({ kind: 'merge' as const, from, into })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('relate' as const, 'unrelate' as const), name, name)
      .map(([kind, from, to]) => ({ kind, from, relation: 'near' as const, to })),
  },
);
const runs = fc.array(
  fc.record({
    changes: fc.array(change, { maxLength: 8 }),
    direct: fc.boolean(),
    snapshot: fc.boolean(),
    dryRun: fc.boolean(),
    settle: fc.boolean(),
  }),
  { maxLength: 8 },
);

function idOf(one: string): string {
  const [source, externalId] = one.split('/') as [string, string];
  return idSeed({ source, externalId }).digits.slice(0, 12);
}

function withIds(one: Change): Change {
  switch (one.kind) {
    case 'put':
      return one.facility === undefined ? one : { ...one, facility: idOf(one.facility) };
    case 'merge':
      return { ...one, from: idOf(one.from), into: idOf(one.into) };
    case 'withdraw':
      return one;
    default:
      return { ...one, from: idOf(one.from), to: idOf(one.to) };
  }
}

/** Whatever is served differently than before stands in the log after the head of before. */
async function expectLogged(
  store: FacilityStore,
  before: StoreModel,
  after: StoreModel,
  head: number,
): Promise<void> {
  const ids = new Set((await store.changes(head, 1000)).map(({ id }) => id));
  const [old, now] = [before.facilities(), after.facilities()];
  for (const home of new Set([...old.keys(), ...now.keys()])) {
    const differs = JSON.stringify(old.get(home)?.body) !== JSON.stringify(now.get(home)?.body);
    if (differs) expect(ids).toContain(idOf(home));
  }
}

async function expectSame(store: FacilityStore, model: StoreModel): Promise<void> {
  const facilities = model.facilities();
  const log = await store.changes(0, 1000);
  const there = new Map(log.filter(({ kind }) => kind === 'put').map((one) => [one.id, one]));
  expect([...there.keys()].toSorted()).toEqual([...facilities.keys()].map(idOf).toSorted());
  const unplaced = [...facilities.values()].filter(({ body }) => !body.position).length;
  expect(await store.count()).toEqual({ total: facilities.size, unplaced });
  for (const [home, { body, relations }] of facilities) {
    const resolved = await store.resolve(idOf(home));
    if (resolved?.kind !== 'facility') throw new Error(`${home} is ${resolved?.kind}`);
    expect(resolved.facility.body).toEqual(body);
    const told = resolved.facility.relations.map(({ kind, to }) => `${kind} ${to}`).toSorted();
    expect(told).toEqual(
      relations
        .map((one) => one.split(' '))
        .map(([kind, to]) => `${kind} ${idOf(to!)}`)
        .toSorted(),
    );
    expect(there.get(resolved.facility.id)!.seq).toBe(resolved.facility.seq);
  }
  for (const home of model.everKnown) {
    const end = model.follow(home);
    const kind = !facilities.has(end) ? 'removed' : end === home ? 'facility' : 'merged';
    expect(await store.resolve(idOf(home))).toMatchObject({ kind });
  }
}

const WAYS: readonly [string, Partial<SqliteStoreOptions>][] = [
  ['moved when they are committed', {}],
  ['laid over and folded in, three rows at a time', { moveLimit: 0, batchSize: 3 }],
  ['laid over, folded in now and then', { moveLimit: 0, batchSize: 3, foldAtOnce: false }],
];

describe.each(WAYS)('random runs, %s', (_, options) => {
  it('leave what a plain map of records leaves', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (given) => {
        const store = openSqliteStore({ path: ':memory:', vocabulary, ...options });
        let model = new StoreModel();
        let head = 0;
        for (const { changes, direct, snapshot, dryRun, settle } of given) {
          const next = model.clone();
          let expected: Verdict[] | undefined;
          try {
            expected = next.apply(changes, snapshot ? 'city' : undefined);
          } catch {
            expected = undefined;
          }
          const verdicts: Verdict[] = [];
          const written = direct ? changes.map(withIds) : streamed(changes.map(withIds));
          const outcome = store.apply(
            written,
            run({ snapshot, dryRun, onVerdict: (_change, one) => verdicts.push(one) }),
          );
          if (expected === undefined) {
            await expect(outcome).rejects.toMatchObject({ kind: 'conflict' });
          } else {
            const { seq } = await outcome;
            expect(verdicts).toEqual(expected);
            expect(seq).toBe(await store.head());
            expect(seq).toBeGreaterThanOrEqual(head);
            if (!dryRun) {
              await expectLogged(store, model, next, head);
              model = next;
            }
          }
          head = await store.head();
          await expectSame(store, model);
          if (settle) {
            const before = await everything(store);
            await store.settle();
            expect(await everything(store)).toEqual(before);
          }
        }
        await store.close();
      }),
      { numRuns: 150 },
    );
  });
});

/** What one table says of a place the others say too, and nothing is left of runs that ended. */
function expectTidy(path: string): void {
  const db = new Database(path, { readonly: true });
  const none = (sql: string) => expect(db.prepare(sql).all()).toEqual([]);
  none('SELECT * FROM facility WHERE seq > (SELECT seq FROM state)');
  none(`SELECT key, seq, lon, lat FROM facility EXCEPT SELECT key, seq, lon, lat FROM card`);
  none(`SELECT key, seq, lon, lat FROM card EXCEPT SELECT key, seq, lon, lat FROM facility`);
  none('SELECT facility FROM record EXCEPT SELECT key FROM facility');
  none('SELECT key FROM facility EXCEPT SELECT facility FROM record');
  none('SELECT id, key FROM card EXCEPT SELECT id, key FROM identity');
  none('SELECT key FROM identity EXCEPT SELECT key FROM card EXCEPT SELECT key FROM gone');
  none('SELECT key FROM gone INTERSECT SELECT key FROM card');
  const stations = `SELECT rowid FROM text WHERE text MATCH '驿站'`;
  none(`${stations} EXCEPT SELECT key FROM card`);
  none(`SELECT key FROM card WHERE name_zh LIKE '%驿站%' EXCEPT ${stations}`);
  none('SELECT n FROM staged_record');
  none(`SELECT total, unplaced, ahead_total, ahead_unplaced FROM state EXCEPT
    SELECT count(*), count(*) - count(lon), 0, 0 FROM facility`);
  none('SELECT key FROM staged_facility');
  none('SELECT only FROM state WHERE ahead IS NOT NULL OR overlay_offset IS NOT NULL');
  db.close();
}

describe('a big run of places that nobody knew, among edits of the same places', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-among-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const puts = fc.tuple(record, said).map(([a, b]) => ({ kind: 'put' as const, ...a, ...b }));
  // Never what the run says: a record that is found the same leaves nothing to do, whatever becomes of it later.
  const edit = fc.oneof(
    puts.map((one) => ({ ...one, raw: { by: 'hand' } })),
    record.map((one) => ({ kind: 'withdraw' as const, ...one })),
  );
  const steps = fc.array(fc.record({ put: puts, edits: fc.array(edit, { maxLength: 3 }) }), { maxLength: 8 });
  let files = 0;

  it.each([
    ['committed', 'moved', {}],
    ['committed', 'laid over', { moveLimit: 0 }],
    ['dropped', 'moved', {}],
  ])(
    'is %s as if the edits had come first (%s)',
    async (end, _way, options) => {
      await fc.assert(
        fc.asyncProperty(steps, async (given) => {
          const path = join(folder, `${++files}.db`);
          const [runner, editor] = [1, 2].map(() =>
            openSqliteStore({ path, vocabulary, batchSize: 2, ...options }),
          ) as [SqliteFacilityStore, SqliteFacilityStore];
          const model = new StoreModel();
          async function* among() {
            for (const { put, edits } of given) {
              yield put;
              for (const one of edits) {
                const expected = model.apply([one]);
                const { verdicts } = await editor.apply([one], run({ source: { id: 'editor' } }));
                expect(verdicts).toMatchObject({ [expected[0]!]: 1 });
              }
              await expectSame(editor, model);
            }
            if (end === 'dropped') throw new RangeError('enough');
          }
          const outcome = runner.apply(among(), run());
          if (end === 'dropped') {
            await expect(outcome).rejects.toThrow('enough');
          } else {
            await outcome;
            model.apply(given.map(({ put }) => put));
          }
          await expectSame(editor, model);
          expect(await everything(editor)).toEqual(await everything(runner));
          await Promise.all([runner.close(), editor.close()]);
          expectTidy(path);
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );
});

describe('public ids', () => {
  it('get longer where two records would share one, and stay apart when they come again', async () => {
    const store = openSqliteStore({ path: ':memory:', vocabulary, idLength: 1 });
    const many = Array.from({ length: 60 }, (_, i) => ({
      kind: 'put' as const,
      source: 'city',
      externalId: `${i}`,
      claim: claim(`驿站${i}`),
    }));
    await store.apply(many, run({ at: AT }));
    expect(await store.count()).toEqual({ total: 60, unplaced: 0 });
    const before = (await store.list({}, 0, 100)).map(({ id, nameZh }) => [id, nameZh]);
    await store.apply([], run({ snapshot: true }));
    expect(await store.count()).toEqual({ total: 0, unplaced: 0 });
    await store.apply(many.toReversed(), run());
    expect((await store.list({}, 0, 100)).map(({ id, nameZh }) => [id, nameZh])).toEqual(before);
    await store.close();
  });
});
