import { membersOf } from '../../src/core/card.js';
import { describe, expect, it as test } from '@jest/globals';
import type { Change, Verdict } from '../../src/core/change.js';
import type { Claim } from '../../src/core/facility.js';
import { HoursBook, NO_RULES, OUT_OF_SERVICE } from '../../src/core/hours/hours-book.js';
import { hourBits, HOURS_NOT_KNOWN, ROUND_THE_CLOCK } from '../../src/core/hours/hour-bits.js';
import type { IndexEntry } from '../../src/core/spatial-index.js';
import type { FacilityStore, Run } from '../../src/core/store.js';
import { NO_TRAITS, HOURS_WORD, withHours } from '../../src/core/traits.js';
import { calendar } from '../unit/core/hours/calendar-file.js';
import { AT, claim, LATER, put, run, streamed, withdraw } from './store-samples.js';
import { vocabulary } from './store-vocabulary.js';

/** Public ids by external id of one source, through the records that the facilities name. */
export async function idsOf(store: FacilityStore, source = 'city'): Promise<Map<string, string>> {
  const cards = await store.list({ source }, 0, 1_000_000);
  const found = await store.facilities(cards.map(({ key }) => key));
  return new Map(
    found.flatMap((one) =>
      one!.body.sources
        .filter((record) => record.source === source)
        .map((r) => [r.externalId, one!.id] as const),
    ),
  );
}

export async function snapshotOf(store: FacilityStore): Promise<{ seq: number; entries: IndexEntry[] }> {
  const { seq, batches } = await store.snapshot();
  const entries: IndexEntry[] = [];
  for await (const batch of batches) entries.push(...batch);
  return { seq, entries };
}

/** What a store says through every method that reads, for comparing one state with another. */
export async function everything(store: FacilityStore) {
  const log = await store.changes(0, 1_000_000);
  const keys = log.map(({ key }) => key);
  const list = (filter: Parameters<FacilityStore['list']>[0]) => store.list(filter, 0, 1_000_000);
  return {
    head: await store.head(),
    count: await store.count(),
    snapshot: await snapshotOf(store),
    log,
    pages: await inPages(store),
    cards: await store.cards(keys),
    facilities: await store.facilities(keys),
    entries: await store.entries(keys),
    resolved: await Promise.all(log.map(({ id }) => store.resolve(id))),
    lists: {
      all: await list({}),
      text: await list({ text: '驿站' }),
      digit: await list({ text: '驿站1' }),
      box: await list({ box: { west: 121, south: 31, east: 121.5, north: 31.5 } }),
      unplaced: await list({ placed: false }),
      source: await list({ source: 'other' }),
      since: await list({ modifiedSince: LATER }),
      warm: await list({ traits: vocabulary.filter({ services: ['heating'] }) }),
      ids: await list({ ids: log.map(({ id }) => id) }),
    },
    sources: await store.sources(),
    claims: await Promise.all(
      ['city/1', 'city/2', 'city/3', 'other/1', 'other/2'].map(async (one) => {
        const record = await store.record(...(one.split('/') as [string, string]));
        return record?.claim;
      }),
    ),
  };
}

async function inPages(store: FacilityStore) {
  const seqs: number[] = [];
  for (let after = 0; ; after = seqs.at(-1)!) {
    const page = await store.changes(after, 3);
    seqs.push(...page.map(({ seq }) => seq));
    if (page.length < 3) return seqs;
  }
}

async function* slowly(changes: readonly Change[]): AsyncGenerator<Change> {
  for (const change of changes) {
    await Promise.resolve();
    yield change;
  }
}

/**
 * The promises of `FacilityStore`, which every store keeps.
 * @param open a new empty store with the vocabulary of store-vocabulary.ts
 * @param skipped by case: why this store need not keep it
 */
export function facilityStoreContract(
  name: string,
  open: () => Promise<FacilityStore> | FacilityStore,
  skipped: Readonly<Record<string, string>> = {},
): void {
  const it = (title: string, work: () => Promise<void>) => {
    const reason = skipped[title];
    if (reason === undefined) test(title, work);
    else test.skip(`${title} (skipped: ${reason})`, work);
  };
  const withStore = (work: (store: FacilityStore) => Promise<void>) => async () => {
    const store = await open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  describe(`${name}: an empty store`, () => {
    it(
      'answers every question',
      withStore(async (store) => {
        expect(await store.head()).toBe(0);
        expect(await store.count()).toEqual({ total: 0, unplaced: 0 });
        expect(await snapshotOf(store)).toEqual({ seq: 0, entries: [] });
        expect(await store.changes(0, 10)).toEqual([]);
        expect(await store.cards([1, 2])).toEqual([undefined, undefined]);
        expect(await store.facilities([1])).toEqual([undefined]);
        expect(await store.entries([1])).toEqual([]);
        expect(await store.resolve('nothing')).toBeUndefined();
        expect(await store.list({}, 0, 10)).toEqual([]);
        expect(await store.sources()).toEqual([]);
      }),
    );
  });

  describe(`${name}: a place that an editor removed`, () => {
    const editor = run({ source: { id: 'editor' } });
    const removal = (facility: string): Change => ({
      kind: 'put',
      source: 'editor',
      externalId: 'e',
      facility,
      claim: { ...claim('驿站1'), restates: ['name', 'category'], removed: true },
    });

    it(
      'is gone whatever publishers say, and back as they say it once the removal is taken back',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const id = (await idsOf(store)).get('1')!;
        await store.apply([removal(id)], editor);
        const gone = { kind: 'removed', at: AT };
        expect(await store.resolve(id)).toEqual(gone);
        expect(await store.count()).toEqual({ total: 1, unplaced: 0 });
        expect(await store.held('city')).toEqual(new Map([['1', id]]));
        expect(await store.held('other')).toEqual(new Map());
        const head = await store.head();
        const moved = put('1', { position: { lon: 121.5, lat: 31.3, precision: 'street' } });
        const { verdicts } = await store.apply(
          streamed([moved, put('2')]),
          run({ at: LATER, snapshot: true }),
        );
        expect(verdicts).toMatchObject({ changed: 1, same: 1 });
        expect(await store.resolve(id)).toEqual(gone);
        expect(await store.head()).toBe(head);
        expect((await snapshotOf(store)).entries).toHaveLength(1);
        await store.apply([withdraw('e', 'editor')], editor);
        const back = await store.resolve(id);
        expect(back).toMatchObject({ facility: { id, body: { position: { lon: 121.5, lat: 31.3 } } } });
        expect(await store.held('city')).toEqual(new Map());
        expect(await store.count()).toEqual({ total: 2, unplaced: 0 });
      }),
    );

    it(
      'stays gone when another publisher’s record of it comes, and a publisher cannot remove',
      withStore(async (store) => {
        await store.apply([put('1', { removed: true })], run());
        const id = (await idsOf(store)).get('1')!;
        await store.apply([removal(id)], editor);
        await store.apply([put('2')], run());
        await expect(store.apply([{ ...put('9', {}, 'other'), facility: id }], run())).rejects.toMatchObject({
          kind: 'conflict',
        });
        await store.apply([withdraw('1')], run());
        expect(await store.resolve(id)).toMatchObject({ kind: 'removed' });
      }),
    );
  });

  describe(`${name}: a run that expects a facility as it was read`, () => {
    it(
      'is written where nothing has changed, and leaves the store as it is where something has',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const id = (await idsOf(store)).get('1')!;
        const read = await store.resolve(id);
        const { seq } = (read as Extract<typeof read, { kind: 'facility' }>).facility;
        const expecting = run({ expect: { id, seq } });
        await store.apply([put('2', { description: { zh: '别处' } })], run());
        await store.apply([put('1', { description: { zh: '一' } })], expecting);
        const before = await store.head();
        const late = store.apply([put('1', { description: { zh: '二' } })], expecting);
        await expect(late).rejects.toMatchObject({ kind: 'precondition-failed' });
        expect(await store.head()).toBe(before);
        const { claim: kept } = (await store.record('city', '1'))!;
        expect(kept.description).toEqual({ zh: '一' });
        for (const wrong of [
          { id: 'nothing', seq },
          { id, seq: 0 },
        ])
          await expect(store.apply([withdraw('1')], run({ expect: wrong }))).rejects.toMatchObject({
            kind: 'precondition-failed',
          });
      }),
    );

    it(
      'lets one of two through who read the same',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        const id = (await idsOf(store)).get('1')!;
        const expect1 = run({ expect: { id, seq: await store.head() } });
        const both = await Promise.allSettled(
          ['一', '二'].map((zh) => store.apply([put('1', { description: { zh } })], expect1)),
        );
        expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      }),
    );
  });

  describe(`${name}: a position that was worked out`, () => {
    it(
      'places a facility, does not keep it, and can be taken back',
      withStore(async (store) => {
        const { position: _, ...unplaced } = claim('驿站1', { address: { text: { zh: '长寿路1号' } } });
        const station: Change = { kind: 'put', source: 'city', externalId: '1', claim: unplaced };
        await store.apply([station], run());
        const id = (await idsOf(store)).get('1')!;
        const position = { lon: 121.4, lat: 31.2, precision: 'street', estimated: true } as const;
        const derived: Claim = { ...unplaced, position, derivedFrom: { address: '长寿路1号' } };
        const found: Change = { kind: 'put', source: 'maps', externalId: id, facility: id, claim: derived };
        const maps = run({ source: { id: 'maps' } });

        expect(await store.count()).toEqual({ total: 1, unplaced: 1 });
        await store.apply([found], maps);
        expect(await store.count()).toEqual({ total: 1, unplaced: 0 });
        await store.undo(maps);
        expect(await store.count()).toEqual({ total: 1, unplaced: 1 });
        await store.apply([found], maps);
        await store.apply([withdraw('1')], run());
        expect(await store.count()).toEqual({ total: 0, unplaced: 0 });
        expect(await store.resolve(id)).toMatchObject({ kind: 'removed' });
        await store.apply([station], run());
        expect(await store.resolve(id)).toMatchObject({ facility: { body: { position } } });
      }),
    );
  });

  describe(`${name}: what is written is read`, () => {
    const rich: Partial<Claim> = {
      name: { zh: '长寿路驿站', en: 'Changshou Road station' },
      aliases: ['暖新港湾'],
      services: { heating: { state: 'yes' }, water: { state: 'yes' }, cooling: { state: 'broken' } },
      address: { text: { zh: '长寿路1号' }, district: '普陀区' },
      internal: { person: '王某', phone: ['13800000000'] },
      contact: { phone: ['021-12345678'] },
    };

    it(
      'as a whole facility, with its sources',
      withStore(async (store) => {
        await store.apply([put('1', rich)], run());
        const [facility] = await store.facilities([(await store.changes(0, 1))[0]!.key]);
        expect(facility!.body).toEqual({
          ...claim('', rich),
          sources: [{ source: 'city', externalId: '1' }],
        });
        expect(facility!.updatedAt).toBe(AT);
        expect(facility!.seq).toBe(await store.head());
        expect(facility!.relations).toEqual([]);
        expect(facility!.id).toMatch(/^[0-9a-z]{8,}$/);
      }),
    );

    it(
      'as a card without anything internal',
      withStore(async (store) => {
        await store.apply([put('1', rich)], run());
        const [card] = await store.list({}, 0, 1);
        expect(card).toMatchObject({
          lon: 121.43,
          lat: 31.24,
          nameZh: '长寿路驿站',
          nameEn: 'Changshou Road station',
        });
        expect(membersOf(card!)).toMatchObject({
          category: 'relay_station',
          phone: ['021-12345678'],
          source: 'city',
          updatedAt: AT,
        });
        expect(card!.head.bytes.toString() + card!.rest.toString()).not.toMatch(/王某|13800000000/);
        expect(await store.cards([card!.key, 999, card!.key])).toEqual([card, undefined, card]);
      }),
    );

    it(
      'as an index entry with the traits of the vocabulary: only services that are there and work',
      withStore(async (store) => {
        await store.apply([put('1', rich)], run());
        const { entries, seq } = await snapshotOf(store);
        expect(seq).toBe(await store.head());
        expect(entries).toEqual([
          expect.objectContaining({
            lon: 121.43,
            lat: 31.24,
            traits: withHours(vocabulary.traits('relay_station', ['heating', 'water']), HOURS_NOT_KNOWN),
          }),
        ]);
        expect(await store.entries([entries[0]!.key])).toEqual(entries);
      }),
    );

    it(
      'with the number of its hours, which means the same rules for ever',
      withStore(async (store) => {
        const at = (lon: number) => ({ position: { lon, lat: 31.2, precision: 'building' as const } });
        const days = { text: '白天', osm: 'Mo-Fr 09:00-17:00', coverage: 'daily' as const };
        const rules = { osm: days.osm, coverage: days.coverage, workdays: false };
        const numbers = async () => (await snapshotOf(store)).entries.map(({ hours }) => hours);
        await store.apply(
          streamed([
            put('1', { ...at(1), hours: days }),
            put('2', { ...at(2), hours: { ...days, text: '工作日白天', workdays: true } }),
            put('3', { ...at(3), hours: { ...days, text: '平日白天' } }),
            put('4', { ...at(4) }),
            put('5', { ...at(5), hours: days, inService: false }),
          ]),
          run(),
        );
        const [first, second] = await numbers();
        expect(await numbers()).toEqual([first, second, first, NO_RULES, OUT_OF_SERVICE]);
        const known = [
          { n: first, rules },
          { n: second, rules: { ...rules, workdays: true } },
        ].toSorted((a, b) => a.n! - b.n!);
        expect(await store.hoursRules(1)).toEqual(known);
        expect(await store.hoursRules(known[1]!.n!)).toEqual(known.slice(1));
        await store.apply([put('1', { ...at(1), hours: { osm: '24/7', coverage: 'full' } })], run());
        expect((await store.hoursRules(1)).slice(0, 2)).toEqual(known);
        expect((await store.hoursRules(1)).slice(2)).toMatchObject([{ rules: { osm: '24/7' } }]);
      }),
    );

    it(
      'with the bits of services that are there when it is closed; its number tells that only the card knows when',
      withStore(async (store) => {
        const at = (lon: number) => ({ position: { lon, lat: 31.2, precision: 'building' as const } });
        const days = { osm: 'Mo-Fr 09:00-17:00', coverage: 'full' as const };
        const night = { osm: 'Mo-Su 22:00-04:00', coverage: 'full' as const };
        const charging = { phone_charging: { state: 'yes' as const, hours: night } };
        await store.apply(
          streamed([
            put('1', { ...at(1), hours: days }),
            put('2', { ...at(2), hours: days, services: charging }),
            put('3', { ...at(3), services: charging }),
            put('4', { ...at(4), hours: days, services: { phone_charging: { state: 'yes', hours: days } } }),
            put('5', { ...at(5), hours: days, services: charging, inService: false }),
          ]),
          run(),
        );
        const { entries } = await snapshotOf(store);
        const [day, dark] = [hourBits(days), hourBits(night)];
        expect(entries.map(({ traits }) => traits[HOURS_WORD])).toEqual([
          day,
          (day | dark) >>> 0,
          (HOURS_NOT_KNOWN | dark) >>> 0,
          day,
          0,
        ]);
        const book = new HoursBook();
        book.learn(await store.hoursRules(1));
        const monday = { at: Date.parse('2026-11-23T12:00:00+08:00') };
        const states = book.states(monday, calendar);
        expect(entries.map(({ hours }) => states.of(hours))).toEqual([
          'open',
          'open',
          'unknown',
          'open',
          'closed',
        ]);
        expect(entries.map(({ hours }) => book.tellsLess(hours))).toEqual([false, true, true, false, false]);
        const atNight = { all: withHours(NO_TRAITS, 1 << 2), any: [] };
        expect((await store.list({ traits: atNight }, 0, 10)).map(({ lon }) => lon)).toEqual([2, 3]);
      }),
    );

    it(
      'with the bits of its hours, as they are after every change, and none out of service',
      withStore(async (store) => {
        const always = { hours: { osm: '24/7', coverage: 'full' as const } };
        const days = { hours: { text: '白天', osm: 'Mo-Fr 09:00-17:00', coverage: 'daily' as const } };
        const bits = async () =>
          new Map(
            (await snapshotOf(store)).entries.map(({ lon, traits }) => [lon, traits[HOURS_WORD]!] as const),
          );
        const at = (lon: number) => ({ position: { lon, lat: 31.2, precision: 'building' as const } });
        await store.apply(
          streamed([
            put('1', { ...always, ...at(1) }),
            put('2', { ...days, ...at(2) }),
            put('3', { ...always, ...at(3), inService: false }),
            put('4', { ...at(4), hours: { text: '不一定', coverage: 'none' } }),
          ]),
          run(),
        );
        const [full, daily] = [hourBits(always.hours), hourBits(days.hours)];
        expect(await bits()).toEqual(new Map([[1, full], [2, daily], [3, 0], [4, HOURS_NOT_KNOWN]])); // prettier-ignore
        await store.apply([put('1', { ...days, ...at(1) }), put('3', { ...always, ...at(3) })], run());
        expect(await bits()).toEqual(new Map([[1, daily], [2, daily], [3, full], [4, HOURS_NOT_KNOWN]])); // prettier-ignore
        const roundTheClock = { all: NO_TRAITS, any: [withHours(NO_TRAITS, ROUND_THE_CLOCK)] };
        expect((await store.list({ traits: roundTheClock }, 0, 10)).map(({ lon }) => lon)).toEqual([3]);
        const known = { all: withHours(NO_TRAITS, 1 << 12), any: [] };
        expect((await store.list({ traits: known }, 0, 10)).map(({ lon }) => lon)).toEqual([1, 2, 3]);
      }),
    );

    it(
      'without a position: kept, counted and listed, but no entry of the index',
      withStore(async (store) => {
        const { position: _, ...unplaced } = claim('无坐标');
        await store.apply(
          [{ kind: 'put', source: 'city', externalId: '1', claim: unplaced }, put('2')],
          run(),
        );
        expect(await store.count()).toEqual({ total: 2, unplaced: 1 });
        expect((await snapshotOf(store)).entries).toHaveLength(1);
        const [card] = await store.list({ placed: false }, 0, 10);
        expect(card).toMatchObject({ nameZh: '无坐标', lon: null, lat: null });
        expect(await store.entries([card!.key])).toEqual([]);
        expect(await store.list({ placed: true }, 0, 10)).toHaveLength(1);
      }),
    );

    it(
      'with a category and a service the vocabulary does not know',
      withStore(async (store) => {
        await store.apply(
          [put('1', { category: 'moon_base', services: { oxygen: { state: 'yes' } } })],
          run(),
        );
        expect((await snapshotOf(store)).entries[0]!.traits).toEqual([0, 0, 0, 0, 0, HOURS_NOT_KNOWN]);
      }),
    );
  });

  describe(`${name}: a record`, () => {
    it(
      'is what its publisher said, with the row it was read from, until it is withdrawn',
      withStore(async (store) => {
        const raw = { 名称: '驿站1', row: 2 };
        await store.apply([{ ...put('1'), raw }, put('2')], run());
        expect(await store.record('city', '1')).toEqual({
          claim: claim('驿站1'),
          raw,
          facility: expect.any(String),
        });
        expect(await store.record('city', '2')).toEqual({
          claim: claim('驿站2'),
          facility: expect.any(String),
        });
        expect(await store.record('city', '3')).toBeUndefined();
        expect(await store.record('nobody', '1')).toBeUndefined();
        const { into, from } = Object.fromEntries(
          [...(await idsOf(store))].map(([key, id]) => [key === '1' ? 'into' : 'from', id]),
        );
        await store.apply([{ kind: 'merge', from: from!, into: into! }], run());
        expect(await store.record('city', '2')).toEqual({
          claim: claim('驿站2'),
          facility: expect.any(String),
        });
        await store.apply([withdraw('1')], run());
        expect(await store.record('city', '1')).toBeUndefined();
      }),
    );
  });

  describe(`${name}: verdicts`, () => {
    const verdictsOf = async (store: FacilityStore, changes: readonly Change[], more: Partial<Run> = {}) => {
      const told: Verdict[] = [];
      const result = await store.apply(
        changes,
        run({ ...more, onVerdict: (_, verdict) => told.push(verdict) }),
      );
      for (const verdict of new Set(told)) {
        expect(result.verdicts[verdict]).toBe(told.filter((one) => one === verdict).length);
      }
      return told;
    };

    it(
      'new, same, changed, repeated, gone, absent, in the order of the changes',
      withStore(async (store) => {
        expect(await verdictsOf(store, [put('1'), put('2'), put('1')])).toEqual(['new', 'new', 'repeated']);
        const changes = [
          put('1'),
          put('2', { inService: false }),
          withdraw('2'),
          withdraw('3'),
          put('4'),
          withdraw('1'),
        ];
        expect(await verdictsOf(store, changes)).toEqual([
          'same',
          'changed',
          'repeated',
          'absent',
          'new',
          'repeated',
        ]);
        expect(await verdictsOf(store, [withdraw('1'), put('1')])).toEqual(['gone', 'repeated']);
      }),
    );

    it(
      'are those of the real run in a dry one, which keeps nothing',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const before = await everything(store);
        const changes = [put('1'), put('2', { inService: false }), put('3'), withdraw('9')];
        for (const given of [changes, streamed(changes)]) {
          const told: Verdict[] = [];
          const source = { id: 'somebody-else', name: 'Else' };
          const result = await store.apply(
            given,
            run({ source, dryRun: true, onVerdict: (_, v) => told.push(v) }),
          );
          expect(told).toEqual(['same', 'changed', 'new', 'absent']);
          expect(result.run).toBeUndefined();
          expect(await everything(store)).toEqual(before);
        }
        expect(await verdictsOf(store, changes)).toEqual(['same', 'changed', 'new', 'absent']);
      }),
    );

    it(
      'same: the log and the sequence stay as they are, and no run is counted',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        const before = await everything(store);
        const result = await store.apply([put('1')], run({ at: LATER }));
        expect(result).toMatchObject({ seq: before.head });
        expect(result.run).toBeUndefined();
        expect(await everything(store)).toEqual(before);
      }),
    );

    it(
      'changed with another raw row only: the facility and its sequence stay as they are',
      withStore(async (store) => {
        await store.apply([{ ...put('1'), raw: { row: 1 } }], run());
        const before = await everything(store);
        const again = [{ ...put('1'), raw: { row: 2 } }];
        expect(await verdictsOf(store, again, { at: LATER })).toEqual(['changed']);
        expect(await everything(store)).toEqual(before);
        expect(await verdictsOf(store, again)).toEqual(['same']);
      }),
    );
  });

  describe(`${name}: the change log`, () => {
    it(
      'keeps the latest change of each facility, in ascending order, and can be read in pages',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run());
        await store.apply([put('1', { inService: false })], run({ at: LATER }));
        const log = await store.changes(0, 100);
        expect(log).toHaveLength(3);
        expect(log.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq).toSorted((a, b) => a - b));
        expect(log.at(-1)).toMatchObject({ kind: 'put', at: LATER, seq: await store.head() });
        expect(await inPages(store)).toEqual(log.map(({ seq }) => seq));
        expect(await store.changes(await store.head(), 100)).toEqual([]);
        expect(await store.changes(log[1]!.seq, 100)).toEqual([log[2]]);
      }),
    );

    it(
      'tells of removals; a facility that comes back has its id and key again',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const [first] = await store.changes(0, 1);
        await store.apply([withdraw('1')], run({ at: LATER }));
        expect(await store.resolve(first!.id)).toEqual({ kind: 'removed', at: LATER });
        expect((await store.changes(0, 100)).at(-1)).toEqual({
          seq: await store.head(),
          key: first!.key,
          id: first!.id,
          kind: 'removed',
          at: LATER,
        });
        expect(await store.cards([first!.key])).toEqual([undefined]);
        expect(await store.facilities([first!.key])).toEqual([undefined]);
        expect(await store.count()).toEqual({ total: 1, unplaced: 0 });
        expect((await snapshotOf(store)).entries).toHaveLength(1);
        expect(await store.list({ text: '驿站1' }, 0, 10)).toEqual([]);
        await store.apply([put('1')], run());
        expect(await store.resolve(first!.id)).toMatchObject({
          kind: 'facility',
          facility: { key: first!.key },
        });
        expect(await store.changes(0, 100)).toHaveLength(2);
      }),
    );
  });

  describe(`${name}: several records of one facility`, () => {
    it(
      'are put together; the facility stays until the last one is withdrawn',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        const id = (await idsOf(store)).get('1')!;
        const other = { ...put('x', { name: { zh: '别名' }, category: 'clinic' }, 'other'), facility: id };
        await store.apply([other], run({ source: { id: 'other' } }));
        const both = await store.resolve(id);
        expect(both).toMatchObject({ facility: { body: { name: { zh: '驿站1' }, aliases: ['别名'] } } });
        await store.apply([withdraw('1')], run());
        expect(await store.resolve(id)).toMatchObject({ facility: { body: { name: { zh: '别名' } } } });
        await store.apply([put('1')], run());
        expect((await idsOf(store)).get('1')).toBe(id);
        await store.apply([withdraw('1'), withdraw('x', 'other')], run());
        expect(await store.resolve(id)).toMatchObject({ kind: 'removed' });
      }),
    );

    it(
      'a record moves to the facility its change names; the one left without records is removed',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const ids = await idsOf(store);
        const moved = { ...put('1'), facility: ids.get('2')! };
        const { verdicts } = await store.apply([moved], run());
        expect(verdicts).toMatchObject({ changed: 1 });
        expect(await store.resolve(ids.get('1')!)).toMatchObject({ kind: 'removed' });
        expect((await idsOf(store)).get('1')).toBe(ids.get('2'));
        expect((await store.apply([moved], run())).verdicts).toMatchObject({ same: 1 });
        expect((await store.apply([put('1')], run())).verdicts).toMatchObject({ same: 1 });
      }),
    );

    it(
      'a change that names a facility which is not there is a conflict, and nothing of its run is kept',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const gone = (await idsOf(store)).get('2')!;
        await store.apply([withdraw('2')], run());
        const before = await everything(store);
        for (const facility of ['nowhere', gone]) {
          for (const given of [
            [put('8'), { ...put('9'), facility }],
            streamed([put('8'), { ...put('9'), facility }]),
          ]) {
            await expect(store.apply(given, run())).rejects.toMatchObject({
              name: 'UserError',
              kind: 'conflict',
            });
            expect(await everything(store)).toEqual(before);
          }
        }
        await expect(
          store.apply([{ kind: 'merge', from: 'nowhere', into: (await idsOf(store)).get('1')! }], run()),
        ).rejects.toMatchObject({ kind: 'conflict' });
      }),
    );
  });

  describe(`${name}: merging`, () => {
    it(
      'moves the records and leaves a redirect, which is followed to its end and cannot become a circle',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run());
        const ids = await idsOf(store);
        const [a, b, c] = ['1', '2', '3'].map((one) => ids.get(one)!) as [string, string, string];
        expect((await store.apply([{ kind: 'merge', from: a, into: b }], run())).verdicts.changed).toBe(1);
        expect(
          (await store.apply([{ kind: 'merge', from: b, into: c }], run({ at: LATER }))).verdicts.changed,
        ).toBe(1);
        expect(await store.resolve(a)).toEqual({ kind: 'merged', into: c });
        expect(await store.resolve(b)).toEqual({ kind: 'merged', into: c });
        expect((await store.changes(0, 10)).find(({ id }) => id === b)).toMatchObject({
          kind: 'merged',
          into: c,
        });
        expect((await store.apply([{ kind: 'merge', from: c, into: a }], run())).verdicts.same).toBe(1);
        expect(await store.resolve(c)).toMatchObject({
          facility: {
            body: { sources: ['1', '2', '3'].map((externalId) => ({ source: 'city', externalId })) },
          },
        });
        expect(await store.count()).toMatchObject({ total: 1 });
        // The records go on speaking of the facility they were merged into, also after they were gone.
        await store.apply([withdraw('1')], run());
        await store.apply([put('1')], run());
        expect((await idsOf(store)).get('1')).toBe(c);
        await store.apply([withdraw('1'), withdraw('2'), withdraw('3')], run());
        expect(await store.resolve(a)).toMatchObject({ kind: 'removed' });
        await store.apply([put('1')], run());
        expect(await store.resolve(a)).toEqual({ kind: 'merged', into: c });
      }),
    );

    it(
      'moves relations in both directions',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run());
        const ids = await idsOf(store);
        const [a, b, c] = ['1', '2', '3'].map((one) => ids.get(one)!) as [string, string, string];
        await store.apply(
          [
            { kind: 'relate', from: a, relation: 'near', to: b },
            { kind: 'relate', from: c, relation: 'part_of', to: a },
            { kind: 'merge', from: a, into: b },
          ],
          run(),
        );
        expect(await store.resolve(b)).toMatchObject({ facility: { relations: [] } });
        expect(await store.resolve(c)).toMatchObject({
          facility: { relations: [{ kind: 'part_of', to: b }] },
        });
      }),
    );
  });

  describe(`${name}: relations`, () => {
    it(
      'are added and taken away, and change the facility they start from',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const ids = await idsOf(store);
        const relation = { relation: 'near', from: ids.get('1')!, to: ids.get('2')! } as const;
        const { seq, verdicts } = await store.apply([{ kind: 'relate', ...relation }], run());
        expect(verdicts.changed).toBe(1);
        expect(await store.resolve(relation.from)).toMatchObject({
          facility: { seq, relations: [{ kind: 'near', to: relation.to }] },
        });
        expect((await store.apply([{ kind: 'relate', ...relation }], run())).verdicts.same).toBe(1);
        expect((await store.apply([{ kind: 'unrelate', ...relation }], run())).verdicts.changed).toBe(1);
        expect((await store.apply([{ kind: 'unrelate', ...relation }], run())).verdicts.absent).toBe(1);
        expect(await store.resolve(relation.from)).toMatchObject({ facility: { relations: [] } });
        await expect(
          store.apply([{ kind: 'relate', ...relation, to: relation.from }], run()),
        ).rejects.toMatchObject({ kind: 'conflict' });
      }),
    );

    it(
      'to a removed facility are not shown, and are there again when it comes back',
      withStore(async (store) => {
        await store.apply([put('1'), put('2')], run());
        const ids = await idsOf(store);
        await store.apply(
          [{ kind: 'relate', from: ids.get('1')!, relation: 'near', to: ids.get('2')! }],
          run(),
        );
        await store.apply([withdraw('2')], run());
        expect(await store.resolve(ids.get('1')!)).toMatchObject({ facility: { relations: [] } });
        await store.apply([put('2')], run());
        expect(await store.resolve(ids.get('1')!)).toMatchObject({
          facility: { relations: [{ kind: 'near' }] },
        });
      }),
    );
  });

  describe(`${name}: runs`, () => {
    it(
      'take an iterable or an async iterable of any length',
      withStore(async (store) => {
        const many = Array.from({ length: 3500 }, (_, i) => put(`${i}`));
        await store.apply(many, run());
        expect((await store.apply(slowly(many), run())).verdicts).toMatchObject({ same: 3500 });
        expect((await store.apply(streamed(many), run())).verdicts).toMatchObject({ same: 3500 });
        expect(await store.apply([], run())).toMatchObject({ seq: await store.head() });
      }),
    );

    it(
      'as a snapshot withdraw the records of their source that are missing, and no others',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3')], run());
        await store.apply([put('x', {}, 'other')], run({ source: { id: 'other' } }));
        const told: string[] = [];
        const again = run({
          snapshot: true,
          onVerdict: (change, verdict) => told.push(`${change.kind} ${verdict}`),
        });
        const { verdicts } = await store.apply([put('2'), put('4')], again);
        expect(verdicts).toMatchObject({ same: 1, new: 1, gone: 2 });
        expect(told).toEqual(['put same', 'put new', 'withdraw gone', 'withdraw gone']);
        expect([...(await idsOf(store)).keys()]).toEqual(['2', '4']);
        expect((await idsOf(store, 'other')).size).toBe(1);
      }),
    );

    it(
      'that fail on the way leave the store as it was, and the fault is the generator’s own',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        const before = await everything(store);
        async function* failing() {
          for (let i = 0; i < 2500; i++) yield put(`new ${i}`);
          await Promise.resolve();
          throw new RangeError('row 2501');
        }
        await expect(store.apply(failing(), run())).rejects.toThrow(new RangeError('row 2501'));
        expect(await everything(store)).toEqual(before);
        const unhappy = run({
          onVerdict: () => {
            throw new RangeError('no');
          },
        });
        await expect(store.apply([put('2')], unhappy)).rejects.toThrow('no');
        expect(await everything(store)).toEqual(before);
      }),
    );

    it(
      'stop at a signal and leave the store as it was; the generator is told',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        const before = await everything(store);
        const stop = new AbortController();
        let told = false;
        async function* endless() {
          try {
            for (let i = 0; ; i++) {
              if (i === 2500) stop.abort();
              yield put(`new ${i}`);
              await Promise.resolve();
            }
          } finally {
            told = true;
          }
        }
        await expect(store.apply(endless(), run({ signal: stop.signal }))).rejects.toMatchObject({
          name: 'AbortError',
        });
        expect(told).toBe(true);
        expect(await everything(store)).toEqual(before);
        await expect(store.apply([put('2')], run({ signal: stop.signal }))).rejects.toMatchObject({
          name: 'AbortError',
        });
      }),
    );

    it(
      'at once wait for each other, and a few edits do not wait for them',
      withStore(async (store) => {
        const order: string[] = [];
        const big = (prefix: string) => slowly(Array.from({ length: 5000 }, (_, i) => put(`${prefix}${i}`)));
        const runs = ['a', 'b'].map(async (prefix) => {
          await store.apply(big(prefix), run());
          order.push(prefix);
        });
        await store.apply([put('edit')], run());
        order.push('edit');
        await Promise.all(runs);
        expect(order[0]).toBe('edit');
        expect(await store.count()).toEqual({ total: 10_001, unplaced: 0 });
      }),
    );

    it(
      'keep what was edited while they were on their way',
      withStore(async (store) => {
        await store.apply([put('1'), put('2'), put('3'), put('4')], run());
        const ids = await idsOf(store);
        const phone = { contact: { phone: ['12345'] } };
        async function* changes() {
          yield put('1', { inService: false });
          yield put('2', { inService: false });
          yield put('3', { inService: false });
          yield withdraw('4');
          yield put('5', { inService: false });
          for (let i = 0; i < 3000; i++) yield put(`more ${i}`);
          await store.apply(
            [
              { ...put('e', phone, 'editor'), facility: ids.get('1')! },
              { kind: 'merge', from: ids.get('2')!, into: ids.get('3')! },
              { ...put('f', phone, 'editor'), facility: ids.get('4')! },
              put('5'),
            ],
            run({ source: { id: 'editor' } }),
          );
        }
        await store.apply(changes(), run({ at: LATER }));
        expect(await store.resolve(ids.get('1')!)).toMatchObject({
          facility: {
            body: { inService: false, ...phone, sources: [{ externalId: '1' }, { externalId: 'e' }] },
          },
        });
        expect(await store.resolve(ids.get('2')!)).toEqual({ kind: 'merged', into: ids.get('3') });
        expect(await store.resolve(ids.get('3')!)).toMatchObject({
          facility: { body: { inService: false, sources: [{ externalId: '2' }, { externalId: '3' }] } },
        });
        expect(await store.resolve(ids.get('4')!)).toMatchObject({
          facility: { body: { ...phone, sources: [{ externalId: 'f' }] } },
        });
        const five = (await idsOf(store)).get('5')!;
        expect(await store.resolve(five)).toMatchObject({ facility: { body: { inService: false } } });
        expect(await store.count()).toEqual({ total: 3004, unplaced: 0 });
        const log = await store.changes(0, 10_000);
        expect(log).toHaveLength(3005);
        expect(new Set(log.map(({ seq }) => seq)).size).toBe(3005);
        expect(log.at(-1)!.seq).toBe(await store.head());
      }),
    );
  });

  describe(`${name}: publishers`, () => {
    it(
      'are kept with their terms, and updated by a later run',
      withStore(async (store) => {
        await store.apply([put('1')], run());
        await store.apply(
          [put('x', {}, 'other')],
          run({ source: { id: 'other', url: 'https://example.org/' } }),
        );
        await store.apply([put('1')], run({ source: { id: 'city', name: 'The City' } }));
        expect(await store.sources()).toEqual([
          { id: 'city', name: 'The City', licence: 'CC0-1.0' },
          { id: 'other', url: 'https://example.org/' },
        ]);
      }),
    );
  });

  describe(`${name}: a snapshot`, () => {
    it(
      'is of one state, whatever is written while it is read',
      withStore(async (store) => {
        const many = Array.from({ length: 10_000 }, (_, i) => put(`${i}`));
        await store.apply(streamed(many), run());
        const { seq, batches } = await store.snapshot();
        expect(seq).toBe(await store.head());
        const keys: number[] = [];
        for await (const batch of batches) {
          keys.push(...batch.map(({ key }) => key));
          if (keys.length === batch.length) await store.apply([withdraw('9999'), put('new')], run());
        }
        expect(keys).toHaveLength(10_000);
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      }),
    );
  });

  describe(`${name}: lists`, () => {
    const filled = (work: (store: FacilityStore, names: NamesOf) => Promise<void>) =>
      withStore(async (store) => {
        const at = (lon: number, lat: number) => ({ position: { lon, lat, precision: 'street' as const } });
        await store.apply(
          [
            put('1', {
              name: { zh: '长寿路爱心接力站' },
              ...at(121.43, 31.24),
              services: { heating: { state: 'yes' } },
            }),
            put('2', { name: { zh: 'ＡＢＣ驿站', en: 'ABC Station' }, ...at(179.9, 0), category: 'clinic' }),
            put('3', {
              name: { en: 'Fiji café' },
              aliases: ['心爱小屋'],
              ...at(-179.9, 0),
              services: { water: { state: 'yes' } },
            }),
            put('4', {
              name: { zh: '站' },
              address: { text: { zh: '江宁路 3号楼' }, district: '静安区' },
              ...at(121.5, 31.3),
            }),
          ],
          run(),
        );
        await store.apply(
          [put('5', { name: { zh: '爱心屋' }, ...at(0, 0) }, 'other')],
          run({ source: { id: 'other' }, at: LATER }),
        );
        const names: NamesOf = async (filter) =>
          (await store.list(filter, 0, 100)).map(({ nameZh, nameEn }) => nameZh ?? nameEn);
        await work(store, names);
      });
    type NamesOf = (filter: Parameters<FacilityStore['list']>[0]) => Promise<(string | null)[]>;
    const [one, two, three, four, five] = ['长寿路爱心接力站', 'ＡＢＣ驿站', 'Fiji café', '站', '爱心屋'];

    it(
      'come in ascending key, after a key, up to a limit',
      filled(async (store, names) => {
        expect(await names({})).toEqual([one, two, three, four, five]);
        const page = await store.list({}, 0, 2);
        expect(await store.list({}, page[1]!.key, 2)).toMatchObject([{ nameEn: three }, { nameZh: four }]);
        expect(await store.list({}, 0, 0)).toEqual([]);
      }),
    );

    it(
      'find text: any part of a Chinese name, the beginning of other words, every word of the question',
      filled(async (_store, names) => {
        expect(await names({ text: '爱心' })).toEqual([one, five]);
        expect(await names({ text: '爱心 长寿' })).toEqual([one]);
        expect(await names({ text: '心爱' })).toEqual([three]);
        expect(await names({ text: '心' })).toEqual([one, three, five]);
        expect(await names({ text: '爱心屋' })).toEqual([five]);
        expect(await names({ text: '心屋爱' })).toEqual([]);
        expect(await names({ text: 'abc' })).toEqual([two]);
        expect(await names({ text: 'ab stat' })).toEqual([two]);
        expect(await names({ text: 'ｆｉｊｉ CAFÉ' })).toEqual([three]);
        expect(await names({ text: '3号' })).toEqual([four]);
        expect(await names({ text: '江宁 静安区' })).toEqual([four]);
        expect(await names({ text: '  ' })).toEqual([one, two, three, four, five]);
      }),
    );

    test.each([
      '"',
      '" OR *',
      '*',
      '心*"',
      'NEAR(a b)',
      'a AND b OR',
      '^',
      "';--",
      '!!!',
      '\u0000',
      '\ud83d',
      '%',
      '_',
    ])('take the text %j for what it is', async (text) => {
      await filled(async (_store, names) => {
        expect(await names({ text })).toEqual(text.startsWith('心') ? [one, three, five] : []);
      })();
    });

    it(
      'refuse a text that is too long for any name',
      filled(async (_store, names) => {
        for (const text of ['爱心'.repeat(5000), 'a '.repeat(5000), '! '.repeat(5000)]) {
          await expect(names({ text })).rejects.toMatchObject({ kind: 'invalid-parameter' });
        }
        expect(await names({ text: 'a'.repeat(10_000) })).toEqual([]);
      }),
    );

    it(
      'filter by box, also across the antimeridian',
      filled(async (_store, names) => {
        expect(await names({ box: { west: 121, south: 31, east: 121.43, north: 31.24 } })).toEqual([one]);
        expect(await names({ box: { west: 179, south: -1, east: -179, north: 1 } })).toEqual([two, three]);
      }),
    );

    it(
      'filter by traits',
      filled(async (_store, names) => {
        const traits = (wanted: Parameters<typeof vocabulary.filter>[0]) => ({
          traits: vocabulary.filter(wanted),
        });
        expect(await names(traits({ categories: ['clinic', 'swap_site'] }))).toEqual([two]);
        expect(await names(traits({ services: ['heating'] }))).toEqual([one]);
        expect(await names(traits({ services: ['heating', 'water'] }))).toEqual([]);
        expect(await names(traits({ anyService: ['heating', 'water'] }))).toEqual([one, three]);
        expect(await names(traits({ need: 'warm', categories: ['clinic'] }))).toEqual([]);
        expect(await names(traits({}))).toEqual([one, two, three, four, five]);
        expect(await names({ traits: { all: vocabulary.traits('clinic', []), any: [] } })).toEqual([two]);
        expect(await names({ traits: { all: [0b11, 0, 0, 0, 0, 0], any: [] } })).toEqual([]);
        expect(await names({ traits: { all: [0, 0, 0, 0, 2 ** 31, 0], any: [] } })).toEqual([]);
        expect(await names({ traits: { all: NO_TRAITS, any: [NO_TRAITS] } })).toEqual([]);
      }),
    );

    it(
      'filter by ids, source, instant of change, and all together',
      filled(async (store, names) => {
        const ids = await idsOf(store);
        expect(await names({ ids: [ids.get('3')!, ids.get('1')!, 'nowhere'] })).toEqual([one, three]);
        expect(await names({ ids: [] })).toEqual([]);
        expect(await names({ source: 'other' })).toEqual([five]);
        expect(await names({ source: 'nobody' })).toEqual([]);
        expect(await names({ modifiedSince: LATER })).toEqual([five]);
        expect(await names({ modifiedSince: '2026-03-02T16:00:00+08:00' })).toEqual([five]);
        expect(await names({ modifiedSince: '2030-01-01T00:00:00Z' })).toEqual([]);
        await expect(names({ modifiedSince: 'yesterday' })).rejects.toMatchObject({
          kind: 'invalid-parameter',
        });
        const box = { west: 121, south: 31, east: 122, north: 32 };
        expect(
          await names({ text: '爱心', box, source: 'city', modifiedSince: AT, ids: [...ids.values()] }),
        ).toEqual([one]);
      }),
    );
  });
}
