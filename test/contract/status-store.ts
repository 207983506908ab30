import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Counts, Report } from '../../src/core/status.js';
import type { Stores } from '../../src/core/stores.js';
import { put, run, withdraw } from './store-samples.js';

const NOON = Date.parse('2026-11-22T04:00:00Z');

/** An observation of the city's record `externalId`, `seconds` after noon. */
export function report(externalId: string, seconds: number, counts: Counts = { online: true }): Report {
  const observedAt = NOON + seconds * 1000;
  return {
    place: { source: 'city', externalId },
    observation: { counts, observedAt, receivedAt: observedAt + 500, source: 'city' },
  };
}

/**
 * What every store of status does.
 * @param open opens an empty store
 */
export function statusStoreContract(name: string, open: () => Stores): void {
  describe(`the store of status: ${name}`, () => {
    const opened: Stores[] = [];
    afterEach(async () => {
      for (const stores of opened.splice(0)) await stores.close();
    });
    const openWith = async (...ids: string[]) => {
      const stores = open();
      opened.push(stores);
      await stores.facilities.apply(
        ids.map((id) => put(id)),
        run(),
      );
      return stores;
    };
    const latest = async ({ status }: Stores) =>
      ((await status.since(0, 1000)) ?? []).map(({ observation }) => observation);

    it('keeps what was observed, word for word, under the key of the facility', async () => {
      const stores = await openWith('a');
      const counts: Counts = {
        online: false,
        slots: 12,
        emptySlots: 3,
        fullBatteries: { 48: 2, 72: 0 },
        capacity: 5,
        available: 1,
        inUse: 2,
        outOfOrder: 0,
      };
      expect(await stores.status.put([report('a', 0, counts)])).toEqual(['stored']);
      const [card] = await stores.facilities.list({}, 0, 1);
      expect(await stores.status.since(0, 10)).toEqual([
        { seq: 1, key: card!.key, observation: report('a', 0, counts).observation },
      ]);
    });

    it('reads what somebody wrote, each observation for itself, as it was sent', async () => {
      const stores = await openWith('a', 'b');
      const receive = (value: unknown) =>
        stores.status.receive(new TextEncoder().encode(JSON.stringify(value)), {
          now: NOON,
          label: 'Cabinets Ltd',
        });
      const observedAt = '2026-11-22T12:00:00+08:00';
      const [a] = await stores.facilities.list({}, 0, 1);
      const statuses = [
        { id: a!.id, observedAt, available: 2 },
        { source: 'city', externalId: 'b', observedAt, avaiable: 2 },
        { source: 'city', externalId: 'c', observedAt, available: 2 },
        { source: 'city', externalId: 'b', observedAt, available: 3 },
        { id: a!.id, observedAt, available: 2 },
      ];
      expect(await receive({ statuses })).toEqual([
        'stored',
        { invalid: expect.stringContaining('avaiable is not known') },
        'unknown-facility',
        'stored',
        'same',
      ]);
      expect(await latest(stores)).toEqual([
        { counts: { available: 2 }, observedAt: NOON, receivedAt: NOON, source: 'Cabinets Ltd' },
        { counts: { available: 3 }, observedAt: NOON, receivedAt: NOON, source: 'city' },
      ]);
    });

    it('takes nothing of a text that is not a list of observations, and says so', async () => {
      const stores = await openWith('a');
      const entry = {
        source: 'city',
        externalId: 'a',
        observedAt: '2026-11-22T12:00:00+08:00',
        online: true,
      };
      const texts = [
        '',
        '{',
        'null',
        '[]',
        '"statuses"',
        '{}',
        '{"statuses":{}}',
        '{"statuses":[]}',
        JSON.stringify([entry]),
        JSON.stringify({ statuses: [entry], more: 1 }),
        JSON.stringify({ statuses: Array.from({ length: 10_001 }, () => entry) }),
      ];
      for (const text of texts) {
        const reading = { now: NOON, label: 'x' };
        expect(await stores.status.receive(new TextEncoder().encode(text), reading)).toBeUndefined();
      }
      expect(await stores.status.head()).toBe(0);
    });

    it('finds a place by its public id as well, and by an id that was merged into it', async () => {
      const stores = await openWith('a', 'b');
      const [a, b] = await stores.facilities.list({}, 0, 2);
      await stores.facilities.apply([{ kind: 'merge', from: b!.id, into: a!.id }], run());
      const { observation } = report('a', 1);
      expect(await stores.status.put([{ place: { id: b!.id }, observation }])).toEqual(['stored']);
      expect(await stores.status.put([{ place: { id: a!.id }, observation }])).toEqual(['same']);
      expect(((await stores.status.since(0, 10)) ?? []).map(({ key }) => key)).toEqual([a!.key]);
    });

    it('knows no place that never was, was withdrawn, or is another publisher’s', async () => {
      const stores = await openWith('a', 'gone');
      const [, gone] = await stores.facilities.list({}, 0, 2);
      await stores.facilities.apply([withdraw('gone')], run());
      const { observation } = report('a', 0);
      const verdicts = await stores.status.put([
        report('b', 0),
        report('gone', 0),
        { place: { id: gone!.id }, observation },
        { place: { id: 'nowhere' }, observation },
        { place: { source: 'other', externalId: 'a' }, observation },
      ]);
      expect(verdicts).toEqual(Array(5).fill('unknown-facility'));
      expect(await stores.status.head()).toBe(0);
    });

    it('takes the place of nothing newer; the same again changes nothing', async () => {
      const stores = await openWith('a');
      await stores.status.put([report('a', 10, { available: 1 })]);
      const head = await stores.status.head();
      expect(await stores.status.put([report('a', 9, { available: 2 })])).toEqual(['older']);
      expect(await stores.status.put([report('a', 10, { available: 1 })])).toEqual(['same']);
      expect(await stores.status.head()).toBe(head);
      expect(await latest(stores)).toEqual([report('a', 10, { available: 1 }).observation]);
    });

    it('of two observations of one instant keeps the later word', async () => {
      const stores = await openWith('a');
      const reports = [report('a', 10, { available: 1 }), report('a', 10, { available: 2 })];
      expect(await stores.status.put(reports)).toEqual(['stored', 'stored']);
      expect(await latest(stores)).toEqual([reports[1]!.observation]);
    });

    it('tells the same counts whatever their order', async () => {
      const stores = await openWith('a');
      await stores.status.put([report('a', 0, { available: 1, fullBatteries: { 48: 1, 60: 2 } })]);
      const again = report('a', 0, { fullBatteries: { 60: 2, 48: 1 }, available: 1 });
      expect(await stores.status.put([again])).toEqual(['same']);
    });

    it('has a sequence of its own: the change log of facilities does not move', async () => {
      const stores = await openWith('a', 'b');
      const changes = await stores.facilities.head();
      await stores.status.put([report('a', 0), report('b', 0), report('a', 1)]);
      expect(await stores.facilities.head()).toBe(changes);
      expect(await stores.status.head()).toBe(3);
      const seqs = async (after: number, limit: number) =>
        ((await stores.status.since(after, limit)) ?? []).map(({ seq }) => seq);
      expect(await seqs(0, 10)).toEqual([2, 3]); // the first was written over
      expect(await seqs(0, 1)).toEqual([2]);
      expect(await seqs(2, 10)).toEqual([3]);
    });

    it('gives everything page by page, in the order of the keys', async () => {
      const stores = await openWith('a', 'b', 'c');
      await stores.status.put([report('c', 0), report('a', 1), report('b', 2), report('a', 3)]);
      const first = await stores.status.all(0, 2);
      const rest = await stores.status.all(first.at(-1)!.key, 2);
      const cards = await stores.facilities.list({}, 0, 3);
      expect([...first, ...rest].map(({ key, seq }) => [key, seq])).toEqual(
        cards.map(({ key }, i) => [key, [4, 3, 1][i]]),
      );
    });

    it('judges ten thousand in one call, in their order', async () => {
      const stores = await openWith('a', 'b', 'c');
      const reports = Array.from({ length: 10_000 }, (_, i) => report('abcd'[i % 4]!, i));
      const verdicts = await stores.status.put(reports);
      expect(verdicts).toEqual(reports.map((_, i) => (i % 4 === 3 ? 'unknown-facility' : 'stored')));
      expect(await stores.status.since(0, 10)).toHaveLength(3);
    });

    it('ends with the newest of each place, in whatever order they come', async () => {
      const stores = await openWith('a', 'b', 'c');
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 0, max: 50 }) }), {
            minLength: 1,
            maxLength: 40,
          }),
          fc.integer({ min: 1, max: 5 }),
          async (sent, writers) => {
            // Each round is an hour later, so that all of it is newer than what was before.
            const base = ++round * 3600;
            const reports = sent.map(({ id, at }, i) => report(id, base + at, { available: i }));
            const lots = Array.from({ length: writers }, (_, w) =>
              reports.filter((__, i) => i % writers === w),
            );
            await Promise.all(lots.map((lot) => stores.status.put(lot)));
            const kept = new Map(
              ((await stores.status.since(0, 10)) ?? []).map(({ observation }) => [
                observation.counts.available,
                observation.observedAt,
              ]),
            );
            for (const id of ['a', 'b', 'c']) {
              const mine = reports.filter(({ place }) => 'source' in place && place.externalId === id);
              if (mine.length === 0) continue;
              const newest = Math.max(...mine.map(({ observation }) => observation.observedAt));
              const held = mine.some(
                ({ observation }) =>
                  observation.observedAt === newest && kept.get(observation.counts.available) === newest,
              );
              expect(held).toBe(true);
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
