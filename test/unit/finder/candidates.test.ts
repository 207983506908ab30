import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boxAround, distance, haversine } from '../../../src/core/distance.js';
import { boxContains } from '../../../src/core/position.js';
import type { IndexEntry } from '../../../src/core/spatial-index.js';
import { EVERYTHING, matches, NO_TRAITS, withCategory, withHours } from '../../../src/core/traits.js';
import { candidatesWithin, nearestCandidates } from '../../../src/finder/candidates.js';
import { ASKS_NOTHING } from '../../../src/finder/judge-card.js';
import type { FilterPlan } from '../../../src/finder/filter.js';
import { RTree } from '../../../src/index/rtree.js';

const NIGHT = 1 << 3;
const CLINIC = withCategory(NO_TRAITS, 2);
const centre = { lon: 121.4, lat: 31.2 };

const entries: fc.Arbitrary<IndexEntry[]> = fc
  .array(fc.record({ x: fc.nat(30), y: fc.nat(30), clinic: fc.boolean(), night: fc.boolean() }), {
    maxLength: 60,
  })
  .map((places) =>
    places.map(({ x, y, clinic, night }, i) => ({
      key: i + 1,
      lon: 121.39 + x / 1000,
      lat: 31.19 + y / 1000,
      traits: withHours(clinic ? CLINIC : NO_TRAITS, night ? NIGHT : 0),
      hours: 0,
    })),
  );

function planOf(exempt: readonly number[], clinicsOnly: boolean): FilterPlan {
  const places = clinicsOnly ? { all: CLINIC, any: [] } : EVERYTHING;
  const traits = { ...places, any: [withHours(NO_TRAITS, NIGHT)] };
  return { places, traits, exempt, exemptTraits: NO_TRAITS, openingLater: { keys: [], traits: NO_TRAITS }, notMissing: [], anyNotMissing: [], needed: [], asked: { all: [], any: [] }, exclude: new Set(), question: ASKS_NOTHING, asks: '' }; // prettier-ignore
}

describe('candidates', () => {
  it('are what the index lets through and what is exempt from the hour bits, in full order, each once', () => {
    fc.assert(
      fc.property(
        entries,
        fc.uniqueArray(fc.integer({ min: 1, max: 70 }), { maxLength: 20 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 3000 }),
        (all, exempt, clinicsOnly, maxDistance) => {
          const filter = planOf(exempt, clinicsOnly);
          const index = RTree.from(all);
          const fitting = all.filter(
            ({ key, traits }) =>
              matches(filter.places, traits) && (matches(filter.traits, traits) || exempt.includes(key)),
          );
          const arc = (one: IndexEntry) => haversine(centre.lat, one.lat, one.lon - centre.lon);
          const near = fitting
            .filter((one) => distance(centre, one) <= maxDistance)
            .toSorted((a, b) => arc(a) - arc(b) || a.key - b.key);
          const found = [...nearestCandidates(index, { centre, filter, maxDistance })];
          expect(found.map((one) => one.key)).toEqual(near.map((one) => one.key));
          expect(found.map((one) => one.distance)).toEqual(near.map((one) => distance(centre, one)));
          const box = boxAround(centre, maxDistance);
          const inside = fitting.filter((one) => boxContains(box, one)).map((one) => one.key);
          expect([...candidatesWithin(index, box, filter)].toSorted((a, b) => a - b)).toEqual(inside);
        },
      ),
      { numRuns: 500 },
    );
  });
});
