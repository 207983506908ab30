import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HERE, NOW, place, world, type World } from './harness.js';

/** Searches by live status against the plainest reading of what they promise, over HTTP. */

const CATEGORIES = ['swap_cabinet', 'ebike_charging_point', 'relay_station'] as const;
const NAMES = Array.from({ length: 12 }, (_, i) => `p${i}`);
const categoryOf = (i: number) => CATEGORIES[i % CATEGORIES.length]!;
const HOUR = 3_600_000;
/** Data of categories says so: counts of up to 20 minutes ago still say something. */
const DOUBTFUL = 1_200;

let here: World;
let operator: { Authorization: string };
beforeAll(async () => {
  here = await world(
    NAMES.map((name, i) => place(name, HERE.lat + (i + 1) / 1e4, HERE.lon, { category: categoryOf(i) })),
  );
  operator = await here.keyOf('operator');
});
afterAll(() => here.close());

interface Counts {
  readonly online?: boolean;
  readonly emptySlots?: number;
  readonly available?: number;
  readonly fullBatteries?: { readonly 48?: number; readonly 60?: number; readonly 72?: number };
}
interface Seen {
  readonly at: number;
  readonly counts: Counts;
}
interface Query {
  readonly available?: 'true';
  readonly batteryVoltage?: 48 | 60 | 72;
  readonly minBatteries?: number;
  readonly maxStatusAge?: number;
}

const few = fc.integer({ min: 0, max: 3 });
const some = { requiredKeys: [] };
const counts: fc.Arbitrary<Counts> = fc
  .record(
    {
      online: fc.boolean(),
      emptySlots: few,
      available: few,
      fullBatteries: fc.record({ 48: few, 60: few, 72: few }, some),
    },
    some,
  )
  .filter((one) => Object.keys(one).length > 0);
/** Around each age at which something changes. */
const age = fc.oneof(fc.integer({ min: 0, max: 1_500 }), fc.constantFrom(299, 300, 301, 1_199, 1_200, 1_201));
const observations = fc.array(fc.record({ place: fc.nat(NAMES.length - 1), age, counts }), {
  minLength: 1,
  maxLength: 24,
});
const query: fc.Arbitrary<Query> = fc.record(
  {
    available: fc.constant('true' as const),
    batteryVoltage: fc.constantFrom(48 as const, 60 as const, 72 as const),
    minBatteries: fc.integer({ min: 1, max: 5 }),
    maxStatusAge: fc.constantFrom(1, 299, 300, 301, 1_200, 1_201, 10_000),
  },
  some,
);

/** What was counted, added up only where all of it may be: a count that was not said is no count. */
function full({ fullBatteries }: Counts, voltage: Query['batteryVoltage']): number {
  if (voltage !== undefined) return fullBatteries?.[voltage] ?? -1;
  const said = Object.values(fullBatteries ?? {});
  return said.length === 0 ? -1 : said.reduce((sum, one) => sum + one, 0);
}

function fits(i: number, seen: Seen | undefined, now: number, asked: Query): boolean {
  if (Object.keys(asked).length === 0) return true;
  if (seen === undefined) return false;
  const seconds = (now - seen.at) / 1000;
  const { online, emptySlots = -1, available = -1 } = seen.counts;
  const enough = full(seen.counts, asked.batteryVoltage) >= (asked.minBatteries ?? 1);
  if (asked.maxStatusAge !== undefined && seconds > asked.maxStatusAge) return false;
  if (asked.batteryVoltage ?? asked.minBatteries) {
    if (seconds > DOUBTFUL || !enough) return false;
  }
  if (asked.available === undefined) return true;
  if (seconds > DOUBTFUL || online === false) return false;
  return categoryOf(i) === 'swap_cabinet' ? online === true && enough && emptySlots > 0 : available > 0;
}

it('finds exactly the places whose latest observation says what is asked, nearest and listed', async () => {
  let now = NOW;
  const latest = new Map<number, Seen>();
  const run = async (sent: readonly { place: number; age: number; counts: Counts }[], asked: Query) => {
    now += HOUR;
    here.clock.now = now;
    const statuses = sent.map((one) => ({
      source: 'test',
      externalId: NAMES[one.place],
      observedAt: new Date(now - one.age * 1000).toISOString(),
      ...one.counts,
    }));
    expect((await here.put('/v1/status', { statuses }, operator)).status).toBe(200);
    await here.refresh();
    for (const one of sent) {
      const at = now - one.age * 1000;
      // Of two of the same instant the later word holds.
      if ((latest.get(one.place)?.at ?? 0) <= at) latest.set(one.place, { at, counts: one.counts });
    }
    const fitting = NAMES.filter((_, i) => fits(i, latest.get(i), now, asked)).map((name) => here.idOf(name));
    const words = new URLSearchParams(
      Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const ids = async (path: string) =>
      ((await here.get(`${path}${words.toString()}`)).body.features as { id: string }[]).map(({ id }) => id);
    expect(await ids(`/v1/facilities/nearest?lat=${HERE.lat}&lon=${HERE.lon}&limit=100&`)).toEqual(fitting);
    expect((await ids('/v1/facilities?limit=100&')).toSorted()).toEqual(fitting.toSorted());
  };
  await fc.assert(fc.asyncProperty(observations, query, run), { numRuns: 12 });
});
