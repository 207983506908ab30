import { afterEach, describe, expect, it } from '@jest/globals';
import type { Stores } from '../../../src/core/stores.js';
import type { Report, StatusStore, StoredStatus } from '../../../src/core/status.js';
import { LiveFollower } from '../../../src/live/follower.js';
import { OfferingTable } from '../../../src/live/offerings.js';
import { Overrides } from '../../../src/live/overrides.js';
import { Reports } from '../../../src/live/reports.js';
import { Statuses } from '../../../src/live/statuses.js';
import { openSqliteStores } from '../../../src/store/sqlite/stores.js';
import { put, run } from '../../contract/store-samples.js';
import { vocabulary } from '../../contract/store-vocabulary.js';
import { reportKinds } from '../core/report-kinds-file.js';

const AT = Date.parse('2026-11-22T02:00:00Z');
const seen = (externalId: string, available: number): Report => ({
  place: { source: 'city', externalId },
  observation: { counts: { available }, observedAt: AT + available, receivedAt: AT, source: 'city' },
});

const reportsOf = ({ reports, facilities }: Stores) =>
  new Reports(reports, { kinds: reportKinds, facilities, now: () => AT });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const overridesOf = (stores: Stores) =>
  new Overrides({ store: stores.overrides, facilities: stores.facilities, now: () => AT });

async function setting(wrap: (store: StatusStore) => StatusStore = (store) => store) {
  const stores = openSqliteStores({ path: ':memory:', vocabulary });
  await stores.facilities.apply([put('a'), put('b')], run());
  const errors: unknown[] = [];
  const live = new LiveFollower(
    {
      statuses: new Statuses(wrap(stores.status)),
      overrides: overridesOf(stores),
      reports: reportsOf(stores),
      offerings: new OfferingTable({ store: stores.offerings, facilities: stores.facilities }),
    },
    { interval: 60_000, onError: (error) => errors.push(error) },
  );
  closing.push(async () => {
    await live.stop();
    await stores.close();
  });
  const [a, b] = (await stores.facilities.list({}, 0, 2)).map(({ key }) => key);
  return { stores, live, errors, a: a!, b: b! };
}

describe('the follower of live data', () => {
  it('loads what is there, and takes in what comes', async () => {
    const { stores, live, a, b } = await setting();
    await stores.status.put([seen('a', 1)]);
    await live.start();
    expect(live.status(a)?.counts).toEqual({ available: 1 });
    expect(live.status(b)).toBeUndefined();
    const before = live.revision;
    await stores.status.put([seen('a', 2), seen('b', 3)]);
    await live.refresh();
    expect([live.status(a)?.counts.available, live.status(b)?.counts.available]).toEqual([2, 3]);
    expect(live.revision).toBeGreaterThan(before);
    expect(live.state).toEqual({
      state: 'ready',
      sizes: { status: 2, overrides: 0, reports: 0, offerings: 0 },
    });
  });

  it('keeps what it knew while the store fails, says so, and recovers', async () => {
    let broken = false;
    const { stores, live, errors, a } = await setting((store) => ({
      receive: (written, reading) => store.receive(written, reading),
      put: (reports) => store.put(reports),
      since: (seq, limit) => store.since(seq, limit),
      all: (after, limit) => store.all(after, limit),
      head: () => (broken ? Promise.reject(new Error('no disk')) : store.head()),
    }));
    await stores.status.put([seen('a', 1)]);
    await live.start();
    broken = true;
    await stores.status.put([seen('a', 2)]);
    await live.refresh();
    expect(live.state.state).toBe('failing');
    expect(errors).toHaveLength(1);
    expect(live.status(a)?.counts.available).toBe(1);
    broken = false;
    await live.refresh();
    expect(live.state.state).toBe('ready');
    expect(live.status(a)?.counts.available).toBe(2);
  });

  it('begins anew where an older copy of the store was put back', async () => {
    let rows: StoredStatus[] = [];
    let forgotten = false;
    const row = (seq: number, key: number): StoredStatus => ({
      seq,
      key,
      observation: seen('a', seq).observation,
    });
    const store: StatusStore = {
      put: () => Promise.resolve([]),
      receive: () => Promise.resolve(undefined),
      head: () => Promise.resolve(rows.at(-1)?.seq ?? 0),
      since: (seq, limit) =>
        Promise.resolve(forgotten ? undefined : rows.filter((one) => one.seq > seq).slice(0, limit)),
      all: (after, limit) => Promise.resolve(rows.filter(({ key }) => key > after).slice(0, limit)),
    };
    const stores = openSqliteStores({ path: ':memory:', vocabulary });
    const parts = {
      statuses: new Statuses(store),
      overrides: overridesOf(stores),
      reports: reportsOf(stores),
      offerings: new OfferingTable({ store: stores.offerings, facilities: stores.facilities }),
    };
    const live = new LiveFollower(parts, { interval: 60_000 });
    closing.push(async () => {
      await live.stop();
      await stores.close();
    });
    rows = [row(1, 10), row(2, 11)];
    await live.start();
    rows = [row(1, 10)];
    await live.refresh();
    expect([live.status(10), live.status(11)]).toEqual([rows[0]!.observation, undefined]);
    // The same where it is too far behind to be told what changed.
    forgotten = true;
    rows = [row(1, 10), row(9, 12)];
    await live.refresh();
    expect([live.status(10), live.status(12)]).toEqual(rows.map(({ observation }) => observation));
    expect(live.revision).toBe(9);
  });
});
