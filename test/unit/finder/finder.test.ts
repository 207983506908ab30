import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromWgs84 } from '../../../src/core/crs.js';
import { distance } from '../../../src/core/distance.js';
import type { Claim, ServiceState } from '../../../src/core/facility.js';
import type { HoursCalendar } from '../../../src/core/hours/calendar.js';
import { hoursStateOf, quickStateOf } from '../../../src/core/hours/hours-state.js';
import { Judge } from '../../../src/core/judge.js';
import { NOTHING_LIVE } from '../../../src/core/live.js';
import { NO_FILTER, type Filter, type OpenFilter } from '../../../src/core/query.js';
import { boxContains, type Position } from '../../../src/core/position.js';
import type { ReportKinds } from '../../../src/core/report-kinds.js';
import type { StatusRules } from '../../../src/core/status-rules.js';
import type { FacilityStore } from '../../../src/core/store.js';
import type { Need, Vocabulary } from '../../../src/core/vocabulary.js';
import { NO_TRAITS } from '../../../src/core/traits.js';
import type { Exempt } from '../../../src/finder/filter.js';
import { Finder } from '../../../src/finder/finder.js';
import { Follower } from '../../../src/index/follower.js';
import {
  loadCalendar,
  loadReportKinds,
  loadStatusRules,
  loadVocabulary,
} from '../../../src/system/reference.js';
import { openStore } from '../../../src/system/stores.js';
import { applyTo, claimAt, put } from '../../places.js';

let vocabulary: Vocabulary;
let calendar: HoursCalendar;
let statusRules: StatusRules;
let reportKinds: ReportKinds;
beforeAll(async () => {
  [vocabulary, calendar, statusRules, reportKinds] = await Promise.all([
    loadVocabulary(),
    loadCalendar(),
    loadStatusRules(),
    loadReportKinds(),
  ]);
});

/** A Wednesday noon in Shanghai. */
const at = Date.parse('2026-03-11T12:00:00+08:00');

const open: { store: FacilityStore; follower: Follower }[] = [];
afterEach(async () => {
  for (const { store, follower } of open.splice(0)) {
    await follower.stop();
    await store.close();
  }
});

/** A finder over a store in memory with these places. */
async function finderOver(claims: readonly Claim[], exempt?: Exempt) {
  const store = openStore({ kind: 'sqlite', path: ':memory:' }, vocabulary);
  const follower = new Follower(store, { interval: 60_000 });
  open.push({ store, follower });
  await applyTo(
    store,
    claims.map((claim, i) => put(String(i), claim)),
  );
  await follower.start();
  const ids = await idsOf(store, claims.length);
  return {
    store,
    follower,
    ids,
    finder: new Finder({
      store,
      vocabulary,
      calendar,
      live: NOTHING_LIVE,
      statusRules,
      judge: new Judge({ calendar, statusRules, reportKinds, categories: vocabulary.categories }),
      view: () => follower.view,
      ...(exempt && { exempt: () => exempt }),
    }),
  };
}

/** Public ids by the number of the claim. */
async function idsOf(store: FacilityStore, count: number): Promise<string[]> {
  const ids: string[] = [];
  const cards = await store.list({}, 0, count + 1);
  const facilities = await store.facilities(cards.map((card) => card.key));
  for (const facility of facilities) ids[Number(facility!.body.sources[0]!.externalId)] = facility!.id;
  return ids;
}

const CATEGORIES = ['relay_station', 'hospital', 'clinic', 'public_toilet'];
const SERVICES = ['toilet', 'wifi', 'heating', 'rider_meal'];
const state = fc.constantFrom<ServiceState>('yes', 'no', 'unknown', 'broken');
const claim: fc.Arbitrary<Claim> = fc
  .record({
    lon: fc.integer({ min: 0, max: 20 }).map((n) => 121.4 + n / 1000),
    lat: fc.integer({ min: 0, max: 20 }).map((n) => 31.2 + n / 1000),
    category: fc.constantFrom(...CATEGORIES),
    services: fc.dictionary(fc.constantFrom(...SERVICES), state, { maxKeys: 4 }),
    placed: fc.boolean(),
    osm: fc.constantFrom(
      undefined,
      '24/7',
      'Mo-Fr 08:00-17:00',
      '18:00-02:00',
      'Sa,Su 10:00-16:00',
      'Mo-Su 09:00-12:30',
    ),
  })
  .map(({ lon, lat, category, services, placed, osm }) => {
    const hours = osm === undefined ? {} : { hours: { osm, coverage: 'full' as const } };
    const offers = Object.fromEntries(Object.entries(services).map(([code, it]) => [code, { state: it }]));
    const { position, ...unplaced } = claimAt(lon, lat, { category, services: offers, ...hours });
    return placed || lon > 121.405 ? { ...unplaced, position: position! } : unplaced;
  });
const some = (words: readonly string[]) => fc.subarray([...words], { maxLength: 2 });
const filter: fc.Arbitrary<Filter> = fc.record(
  {
    categories: some(CATEGORIES),
    services: some(SERVICES),
    anyService: some(SERVICES),
    unknownServices: fc.constantFrom('exclude', 'include'),
    need: fc.constantFrom('toilet', 'warm', 'eat', 'doctor'),
    exclude: fc.constant([]),
    open: fc.record(
      {
        at: fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minutes) => at + minutes * 60_000),
        minutes: fc.integer({ min: 1, max: 600 }),
        unknown: fc.constantFrom('include' as const, 'exclude' as const),
      },
      { requiredKeys: ['at', 'unknown'] },
    ),
  },
  { requiredKeys: ['categories', 'services', 'anyService', 'unknownServices', 'exclude'] },
);

/** The filter, word for word as the contract says it. */
function fits(it: Claim, { categories, services, anyService, unknownServices, need, open }: Filter): boolean {
  const stateOf = (code: string) => it.services?.[code]?.state ?? 'unknown';
  const there = (code: string) =>
    stateOf(code) === 'yes' || (unknownServices === 'include' && stateOf(code) === 'unknown');
  const wanted = need === undefined ? undefined : vocabulary.needs.get(need)!;
  return (
    (!open || isOpen(it, open)) &&
    (categories.length === 0 || categories.includes(it.category)) &&
    services.every(there) &&
    (anyService.length === 0 || anyService.some(there)) &&
    (!wanted || serves(it, wanted, stateOf))
  );
}

/** A place of a fitting category serves the need, unless it is known to have none of the services. */
function serves(
  { category }: Claim,
  { categories, services }: Need,
  stateOf: (code: string) => string,
): boolean {
  if (services.some((code) => stateOf(code) === 'yes')) return true;
  const stated = services.filter((code) => stateOf(code) !== 'unknown');
  return categories.includes(category) && stated.length === 0;
}

/** Minute by minute: open all the while, or, where that is enough, nobody can say. */
function isOpen({ hours }: Claim, { at: from, minutes = 1, unknown }: OpenFilter): boolean {
  if (!hours) return unknown === 'include';
  const states = Array.from({ length: minutes }, (_, n) => quickStateOf(hours, from + n * 60_000, calendar));
  return states.every((one) => one === 'open' || (one === 'unknown' && unknown === 'include'));
}

describe('the nearest', () => {
  it('are those brute force finds, in its order, for any filter, limit and radius', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(claim, { maxLength: 60 }),
        filter,
        fc.integer({ min: 1, max: 12 }),
        fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
        async (claims, wanted, limit, radius) => {
          const { finder, ids } = await finderOver(claims);
          const centre = { lon: 121.41, lat: 31.21 };
          const expected = claims
            .map((it, i) => ({ it, id: ids[i]! }))
            .filter(({ it }) => it.position && fits(it, wanted))
            .map(({ it, id }) => ({ id, distance: distance(centre, it.position!) }))
            .filter((one) => radius === undefined || one.distance <= radius)
            .toSorted((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
            .slice(0, limit);
          const query = { at, centre, limit, filter: wanted, ...(radius !== undefined && { radius }) };
          const { hits } = await finder.nearest(query);
          expect(hits.map((hit) => ({ id: hit.card.id, distance: hit.distance }))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('put those nobody knows the hours of after all that are open, where that is asked', async () => {
    const always = { hours: { osm: '24/7', coverage: 'full' as const } };
    const { finder, ids } = await finderOver([
      claimAt(121.401, 31.2),
      claimAt(121.402, 31.2, always),
      claimAt(121.403, 31.2),
      claimAt(121.404, 31.2, always),
    ]);
    const query = {
      at,
      centre: { lon: 121.4, lat: 31.2 },
      filter: { ...NO_FILTER, open: { at, unknown: 'last' } },
    } as const;
    const all = await finder.nearest({ ...query, limit: 10 });
    expect(all.hits.map((hit) => hit.card.id)).toEqual([ids[1], ids[3], ids[0], ids[2]]);
    const three = await finder.nearest({ ...query, limit: 3 });
    expect(three.hits.map((hit) => hit.card.id)).toEqual([ids[1], ids[3], ids[0]]);
  });

  it('are found at three at night beyond any number of closed ones, and nothing is said of a bound', async () => {
    const closed = { hours: { osm: '08:00-20:00', coverage: 'full' as const } };
    const { finder, ids } = await finderOver([
      ...Array.from({ length: 5_200 }, (_, i) => claimAt(121.4 + i / 1e6, 31.2, closed)),
      claimAt(122, 31.2, { hours: { osm: '24/7', coverage: 'full' } }),
    ]);
    const night = Date.parse('2026-03-11T03:00:00+08:00');
    for (const unknown of ['include', 'last', 'exclude'] as const) {
      const filter = { ...NO_FILTER, open: { at: night, unknown } };
      const answer = await finder.nearest({ at, centre: { lon: 121.4, lat: 31.2 }, limit: 1, filter });
      expect(answer.hits.map((hit) => hit.card.id)).toEqual([ids.at(-1)]);
      expect(answer.warnings).toEqual([]);
    }
    const toilets = {
      ...NO_FILTER,
      categories: ['public_toilet'],
      open: { at: night, unknown: 'exclude' },
    } as const;
    const none = await finder.nearest({ at, centre: { lon: 121.4, lat: 31.2 }, limit: 1, filter: toilets });
    expect(none).toMatchObject({ hits: [], warnings: [], fallback: {} });
  });

  it('name no place as round the clock that is not wanted or out of service', async () => {
    const shut = { hours: { osm: 'Th 12:00-13:00', coverage: 'full' as const } };
    const always = { hours: { osm: '24/7', coverage: 'full' as const } };
    const { finder, ids } = await finderOver([
      ...Array.from({ length: 400 }, (_, i) => claimAt(121.4 + i / 1e6, 31.2, shut)),
      claimAt(121.5, 31.2, { ...always, services: { wifi: { state: 'yes' } } }),
      claimAt(121.5, 31.2, { ...always, inService: false, services: { wifi: { state: 'yes' } } }),
    ]);
    const filter = { ...NO_FILTER, exclude: [ids[400]!], open: { at, unknown: 'exclude' } } as const;
    const query = { at, centre: { lon: 121.4, lat: 31.2 }, limit: 1, radius: 20_000 };
    expect((await finder.nearest({ ...query, filter })).fallback?.roundTheClock).toBeUndefined();
    const anyOther = await finder.nearest({ ...query, filter: { ...filter, exclude: [] } });
    expect(anyOther.hits.map((hit) => hit.card.id)).toEqual([ids[400]]);
  });

  it('end after a bound on the work, and say so, when hardly anything is open', async () => {
    const closed = { hours: { osm: 'Th 12:00-13:00', coverage: 'full' as const } };
    const claims = Array.from({ length: 5_200 }, (_, i) => claimAt(121.4 + i / 1e6, 31.2, closed));
    const { finder, ids } = await finderOver([
      ...claims,
      claimAt(122, 31.2, { hours: { osm: '24/7', coverage: 'full' } }),
    ]);
    const filter = { ...NO_FILTER, open: { at, unknown: 'exclude' as const } };
    const answer = await finder.nearest({ at, centre: { lon: 121.4, lat: 31.2 }, limit: 1, filter });
    expect(answer.hits).toEqual([]);
    expect(answer.warnings.map((one) => one.code)).toEqual(['search-bounded']);
    expect(answer.fallback?.roundTheClock?.card.id).toBe(ids.at(-1));
    expect(answer.fallback?.nextToOpen?.open.opensAt).toBe(Date.parse('2026-03-12T12:00:00+08:00'));
  });

  it('say how far to go where nothing lies within the radius, and that far does', async () => {
    const { finder } = await finderOver([
      claimAt(121.45, 31.2, { services: { wifi: { state: 'yes' } } }),
      claimAt(121.42, 31.2),
      claimAt(121.44, 31.2, { category: 'pharmacy' }),
    ]);
    const query = { at, centre: { lon: 121.4, lat: 31.2 }, limit: 3, radius: 500 };
    for (const filter of [
      NO_FILTER,
      { ...NO_FILTER, services: ['wifi'] },
      { ...NO_FILTER, open: { at, unknown: 'last' as const } },
      { ...NO_FILTER, categories: ['pharmacy'] },
    ]) {
      const { hits, warnings } = await finder.nearest({ ...query, filter });
      expect([hits, warnings.map(({ code }) => code)]).toEqual([[], ['nothing-within-radius']]);
      const radius = Number(/within 500 m .* (\d+) m away/.exec(warnings[0]!.detail)![1]);
      const found = await finder.nearest({ ...query, filter, radius });
      expect(found.hits).toHaveLength(1);
      expect(found.warnings).toEqual([]);
      expect((await finder.nearest({ ...query, filter, radius: radius - 1 })).hits).toEqual([]);
    }
    const each = { ...query, filter: { ...NO_FILTER, categories: ['pharmacy', 'hospital'] }, perCategory: 1 };
    expect((await finder.nearest(each)).warnings[0]!.code).toBe('nothing-within-radius');
  });

  it('say what to ask less of where nothing fits at any distance', async () => {
    const { finder } = await finderOver([
      claimAt(121.42, 31.2, { services: { wifi: { state: 'yes' } } }),
      claimAt(121.43, 31.2, { services: { heating: { state: 'yes' } } }),
    ]);
    const ask = async (filter: Partial<Filter>, radius?: number) => {
      const centre = { lon: 121.4, lat: 31.2 };
      const more = radius === undefined ? {} : { radius };
      const query = { at, centre, limit: 3, filter: { ...NO_FILTER, ...filter }, ...more };
      return (await finder.nearest(query)).warnings;
    };
    const metres = Math.ceil(distance({ lon: 121.4, lat: 31.2 }, { lon: 121.42, lat: 31.2 }));
    const [both] = await ask({ services: ['wifi', 'heating'] }, 5000);
    expect(both).toEqual({
      code: 'nothing-fits',
      detail: `Nothing fits all that was asked; without asking for services the nearest that fits is ${metres} m away.`,
    });
    expect((await ask({ anyService: ['toilet'] }))[0]!.detail).toContain('without asking for anyService');
    expect((await ask({ offer: { at } }))[0]!.detail).toContain('asking for offer or maxPrice');
    expect((await ask({ status: { at, available: true } }))[0]!.detail).toContain('asking for available');
    // Neither alone helps, and what lies beyond the radius is no help either.
    expect(await ask({ services: ['wifi', 'heating'], anyService: ['toilet'] })).toEqual([]);
    expect(await ask({ services: ['wifi', 'heating'] }, 500)).toEqual([]);
    expect(await ask({ categories: ['hospital'] })).toEqual([]);
  });

  it('go by id among many at one position, whatever the limit cuts', async () => {
    const { finder, ids } = await finderOver(Array.from({ length: 200 }, () => claimAt(121.43, 31.24)));
    const query = { at, centre: { lon: 121.43, lat: 31.24 }, filter: NO_FILTER };
    for (const limit of [1, 7, 100]) {
      const { hits } = await finder.nearest({ ...query, limit });
      expect(hits.map((hit) => hit.card.id)).toEqual(ids.toSorted().slice(0, limit));
    }
  });

  it('leave out excluded places and still give as many as asked for', async () => {
    const { finder, ids } = await finderOver(
      Array.from({ length: 30 }, (_, i) => claimAt(121.4 + i / 1000, 31.2)),
    );
    const centre = { lon: 121.4, lat: 31.2 };
    const exclude = ids.slice(0, 20);
    const { hits } = await finder.nearest({ at, centre, limit: 10, filter: { ...NO_FILTER, exclude } });
    expect(hits.map((hit) => hit.card.id)).toEqual(ids.slice(20));
  });

  it('say when services that were asked for are not known to be there', async () => {
    const { finder } = await finderOver([
      claimAt(121.401, 31.2, { services: { wifi: { state: 'yes' } } }),
      claimAt(121.402, 31.2),
      claimAt(121.403, 31.2, { services: { wifi: { state: 'broken' } } }),
    ]);
    const include = { ...NO_FILTER, services: ['wifi'], unknownServices: 'include' } as const;
    const { hits } = await finder.nearest({
      at,
      centre: { lon: 121.4, lat: 31.2 },
      limit: 10,
      filter: include,
    });
    expect(hits.map((hit) => hit.unknownServices)).toEqual([undefined, ['wifi']]);
  });

  it('are n of each category where that is asked for, all in one order', async () => {
    const claims = Array.from({ length: 12 }, (_, i) =>
      claimAt(121.4 + i / 1000, 31.2, { category: CATEGORIES[i % 3]! }),
    );
    const { finder, ids } = await finderOver(claims);
    const filter = { ...NO_FILTER, categories: ['relay_station', 'clinic'] };
    const { hits } = await finder.nearest({
      at,
      centre: { lon: 121.4, lat: 31.2 },
      limit: 10,
      perCategory: 2,
      filter,
    });
    expect(hits.map((hit) => hit.card.id)).toEqual([ids[0], ids[2], ids[3], ids[5]]);
  });

  it('follow a change of the store from when the index sees it', async () => {
    const { finder, follower, store, ids } = await finderOver([
      claimAt(121.401, 31.2),
      claimAt(121.402, 31.2),
    ]);
    const query = { at, centre: { lon: 121.4, lat: 31.2 }, limit: 10, filter: NO_FILTER };
    await applyTo(store, [put('0', claimAt(121.5, 31.2))]);
    const before = await finder.nearest(query); // the follower has not looked yet: all is as it was
    expect(before.hits.map((hit) => hit.card.id)).toEqual(ids);
    expect(before.hits[0]!.card.lon).toBe(121.401);
    await follower.refresh();
    expect((await finder.nearest(query)).hits.map((hit) => hit.card.id)).toEqual([ids[1], ids[0]]);
    await applyTo(store, [{ kind: 'withdraw', source: 'test', externalId: '1' }]);
    await follower.refresh();
    expect((await finder.nearest(query)).hits.map((hit) => hit.card.id)).toEqual([ids[0]]);
  });
});

describe('the needs', () => {
  it('are those brute force finds one by one: the nearest not known to be closed, and the first to open', async () => {
    const centre = { lon: 121.41, lat: 31.21 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(claim, { maxLength: 40 }),
        fc.integer({ min: 0, max: 14 * 24 * 60 }),
        fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
        fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 40 }))),
        async (random, minutes, radius, exempt) => {
          const claims = random.map((it, i) => (i % 7 === 3 ? { ...it, inService: false } : it));
          const when = at + minutes * 60_000;
          const { finder, ids } = await finderOver(
            claims,
            exempt ? { keys: exempt, traits: NO_TRAITS } : undefined,
          );
          const near = claims
            .map((it, i) => ({
              it,
              id: ids[i]!,
              metres: it.position ? distance(centre, it.position) : Infinity,
            }))
            .filter(({ it, metres }) => it.inService !== false && metres <= (radius ?? 1e9))
            .map((one) => ({ ...one, open: hoursStateOf(one.it.hours, when, calendar) }))
            .toSorted((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1));
          const expected = [...vocabulary.needs.values()].map((need) => {
            const serving = near.filter(({ it }) =>
              serves(it, need, (code) => it.services?.[code]?.state ?? 'unknown'),
            );
            const hit = serving.find(({ open: { state: one } }) => one !== 'closed');
            const opening = serving
              .filter(({ open: { opensAt } }) => opensAt !== undefined)
              .toSorted((a, b) => a.open.opensAt! - b.open.opensAt!);
            const next = hit?.open.state === 'open' ? undefined : opening[0];
            return { need: need.code, hit: hit?.id, next: next?.id };
          });
          const reach = radius === undefined ? {} : { radius };
          const { needs, warnings } = await finder.needs({ at: when, centre, needs: [], ...reach });
          const found = needs.map(({ need, hit, nextToOpen }) => ({
            need,
            hit: hit?.card.id,
            next: nextToOpen?.card.id,
          }));
          expect(found).toEqual(expected);
          expect(warnings).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('say so when their search ends without a place that is open', async () => {
    const shut = { category: 'public_toilet', hours: { osm: 'Th 12:00-13:00', coverage: 'full' } } as const;
    const { finder, ids } = await finderOver([
      ...Array.from({ length: 60 }, (_, i) => claimAt(121.5 - i / 1000, 31.2, shut)),
      claimAt(121.6, 31.2, { ...shut, hours: { osm: '24/7', coverage: 'full' } }),
    ]);
    const { needs, warnings } = await finder.needs({
      at,
      centre: { lon: 121.4, lat: 31.2 },
      needs: ['toilet', 'eat'],
    });
    expect(needs.map(({ need, hit, nextToOpen }) => [need, hit, nextToOpen?.card.id])).toEqual([
      ['toilet', undefined, ids[59]],
      ['eat', undefined, undefined],
    ]);
    expect(warnings).toMatchObject([
      { code: 'search-bounded', detail: expect.stringMatching(/: toilet\.$/) },
    ]);
  });

  it('each have their nearest place, and none where there is none in reach', async () => {
    const { finder, ids } = await finderOver([
      claimAt(121.401, 31.2, { category: 'public_toilet' }),
      claimAt(121.402, 31.2, { services: { toilet: { state: 'yes' }, heating: { state: 'yes' } } }),
      claimAt(121.403, 31.2, { services: { heating: { state: 'broken' } } }),
    ]);
    const { needs } = await finder.needs({ at, centre: { lon: 121.4, lat: 31.2 }, needs: [] });
    expect(needs.map((one) => one.need)).toEqual([...vocabulary.needs.keys()]);
    const found = new Map(needs.map((one) => [one.need, one.hit?.card.id]));
    expect(found.get('toilet')).toBe(ids[0]);
    expect(found.get('warm')).toBe(ids[1]);
    expect(found.get('eat')).toBeUndefined();
  });
});

describe('a list', () => {
  it('pages through everything that fits, each once, unplaced ones among them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(claim, { maxLength: 50 }),
        filter,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (claims, wanted, limit, boxed) => {
          const { finder, ids } = await finderOver(claims);
          const box = { west: 121.405, south: 31.205, east: 121.415, north: 31.2155 };
          const expected = claims
            .map((it, i) => ({ it, id: ids[i]! }))
            .filter(({ it }) => fits(it, wanted))
            .filter(({ it: { position: at } }) => {
              if (!boxed) return true;
              return (
                at && at.lon >= box.west && at.lon <= box.east && at.lat >= box.south && at.lat <= box.north
              );
            });
          const found: string[] = [];
          for (let after = 0; ;) {
            const page = await finder.list({ at, filter: wanted, limit, after, ...(boxed && { box }) });
            expect(page.hits.length).toBeLessThanOrEqual(limit);
            found.push(...page.hits.map((hit) => hit.card.id));
            if (page.next === undefined) break;
            expect(page.hits).toHaveLength(limit);
            after = page.next;
          }
          expect(found).toEqual(expected.map((one) => one.id));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a box or an outline drawn in another datum', () => {
  const random = seededPlaces();

  it.each(['gcj02', 'bd09'] as const)('has just what lies in it by its own coordinates: %s', async (crs) => {
    const { finder, ids } = await finderOver(random.map(({ lon, lat }) => claimAt(lon, lat)));
    const moved = random.map((position) => fromWgs84(position, crs));
    for (const size of [0.01, 0.1, 1, 40]) {
      const box = { west: 121.43, south: 31.24, east: 121.43 + size, north: 31.24 + size / 2 };
      const inside = ids.filter((_, i) => boxContains(box, moved[i]!));
      const listed = await finder.list({ at, filter: NO_FILTER, box, crs, limit: 2000, after: 0 });
      expect(listed.hits.map((hit) => hit.card.id)).toEqual(inside);
      const { west, south, east, north } = box;
      const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]; // prettier-ignore
      const area = { type: 'MultiPolygon', coordinates: [[ring]] } as const;
      const found = await finder.within({ at, area, crs, filter: NO_FILTER, limit: 2000, after: 0 });
      expect(found.hits.map((hit) => hit.card.id)).toEqual(inside);
    }
  });
});

/** Places within a kilometre, a hundred and some thousand around one corner of the boxes. */
function seededPlaces(): Position[] {
  return fc
    .sample(
      fc.tuple(
        fc.constantFrom(0.02, 0.2, 2, 50),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
      ),
      { numRuns: 1500, seed: 7 },
    )
    .map(([size, x, y]) => ({ lon: 121.43 + (x * size) / 2, lat: Math.min(89, 31.24 + (y * size) / 2) }));
}

describe('an area and a way', () => {
  const grid = Array.from({ length: 400 }, (_, i) =>
    claimAt(121.4 + (i % 20) / 1000, 31.2 + Math.floor(i / 20) / 1000),
  );

  it('finds what lies in a triangle, page by page', async () => {
    const { finder, ids } = await finderOver(grid);
    const ring = [[121.3995, 31.1995], [121.415, 31.1995], [121.3995, 31.215], [121.3995, 31.1995]]; // prettier-ignore
    const area = { type: 'MultiPolygon', coordinates: [[ring]] } as const;
    const inside = ids.filter((_, i) => (i % 20) + Math.floor(i / 20) < 14.5);
    const first = await finder.within({ at, area, filter: NO_FILTER, limit: 60, after: 0 });
    const second = await finder.within({ at, area, filter: NO_FILTER, limit: 60, after: first.next! });
    expect([...first.hits, ...second.hits].map((hit) => hit.card.id)).toEqual(inside);
    expect(second.next).toBeUndefined();
  });

  it('finds what lies along a way in the order of passing, with the detour, page by page', async () => {
    const { finder, ids } = await finderOver(grid);
    const route = [
      { lon: 121.3995, lat: 31.2052 },
      { lon: 121.4101, lat: 31.2052 },
      { lon: 121.4101, lat: 31.2195 },
    ];
    const all = await finder.along({ at, route, corridor: 60, filter: NO_FILTER, limit: 100, offset: 0 });
    const eastward = Array.from({ length: 11 }, (_, x) => ids[5 * 20 + x]);
    const northward = Array.from({ length: 14 }, (_, y) => ids[(6 + y) * 20 + 10]);
    expect(all.hits.map((hit) => hit.card.id)).toEqual([...eastward, ...northward]);
    for (const hit of all.hits) expect(hit.detour).toBeCloseTo(2 * hit.distance!, 9);
    expect(all.hits[3]!.distance).toBeCloseTo(distance({ lon: 0, lat: 31.2052 }, { lon: 0, lat: 31.205 }), 3);
    const alongs = all.hits.map((hit) => hit.along!);
    expect(alongs).toEqual(alongs.toSorted((a, b) => a - b));
    const pages = [
      await finder.along({ at, route, corridor: 60, filter: NO_FILTER, limit: 20, offset: 0 }),
      await finder.along({ at, route, corridor: 60, filter: NO_FILTER, limit: 20, offset: 20 }),
    ];
    expect(pages.flatMap((page) => page.hits)).toEqual(all.hits);
    expect(pages.map((page) => page.next)).toEqual([20, undefined]);
  });
});
