import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance, haversine } from '../../src/core/distance.js';
import { boxContains, type BBox, type Position } from '../../src/core/position.js';
import type { IndexEntry, MutableSpatialIndex, SpatialIndex } from '../../src/core/spatial-index.js';
import { EVERYTHING, matches, NO_TRAITS, TRAIT_WORDS, type TraitFilter } from '../../src/core/traits.js';

/** How a contract run makes the index it is about. */
export interface IndexKind {
  readonly name: string;
  readonly from: (entries: readonly IndexEntry[]) => SpatialIndex;
  /** The same after these changes, for indexes that take some. */
  readonly changed?: (entries: readonly IndexEntry[], changes: readonly IndexChange[]) => SpatialIndex;
}
export type IndexChange = IndexEntry | { readonly removed: number };

/** Puts and removes one by one. */
export function applyChanges(index: MutableSpatialIndex, changes: readonly IndexChange[]): void {
  for (const change of changes) {
    if ('removed' in change) index.remove(change.removed);
    else index.put(change);
  }
}

/** Brute force: every entry that fits, in the order the contract promises. */
function nearestOfAll(entries: Iterable<IndexEntry>, centre: Position, filter: TraitFilter, most = Infinity) {
  return [...entries]
    .filter((entry) => matches(filter, entry.traits))
    .map((entry) => ({
      key: entry.key,
      arc: haversine(centre.lat, entry.lat, entry.lon - centre.lon),
      distance: distance(centre, entry),
    }))
    .filter((entry) => entry.distance <= most)
    .toSorted((a, b) => a.arc - b.arc || a.key - b.key);
}

// Coarse steps make coincident places and equal distances common; the edges of the map are there by name.
const lon = fc.oneof(
  fc.integer({ min: -1800, max: 1800 }).map((n) => n / 10),
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.constantFrom(-180, 180, 179.999, -179.999, 0, 121.43),
);
const lat = fc.oneof(
  fc.integer({ min: -900, max: 900 }).map((n) => n / 10),
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.constantFrom(-90, 90, 89.9999, -89.9999, 0, 31.24),
);
const position = fc.record({ lon, lat });
const word = fc.oneof(fc.constant(0), fc.nat(0xffff_ffff), fc.constantFrom(1, 0x8000_0000, 0x8000_0001));
const words = { minLength: TRAIT_WORDS, maxLength: TRAIT_WORDS };
const traits = fc.array(word, words);
const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 0x8000_0000), words);
const filter: fc.Arbitrary<TraitFilter> = fc.oneof(
  fc.constant(EVERYTHING),
  fc.record({ all: sparse, any: fc.array(sparse, { maxLength: 2 }) }),
  fc.record({ all: fc.constant(NO_TRAITS), any: fc.array(traits, { minLength: 1, maxLength: 1 }) }),
);
const entries = fc.uniqueArray(fc.record({ key: fc.integer({ min: 1, max: 5000 }), lon, lat, traits }), {
  selector: (entry) => entry.key,
  maxLength: 400,
});
const changes = fc.array(
  fc.oneof(
    fc.record({ key: fc.integer({ min: 1, max: 5000 }), lon, lat, traits }),
    fc.record({ removed: fc.integer({ min: 1, max: 5000 }) }),
  ),
  { maxLength: 200 },
);
const box: fc.Arbitrary<BBox> = fc
  .tuple(lon, lat, lon, lat)
  .map(([west, a, east, b]) => ({ west, east, south: Math.min(a, b), north: Math.max(a, b) }));

/** What every spatial index promises. */
export function spatialIndexContract({ name, from, changed }: IndexKind): void {
  describe(`${name} as a spatial index`, () => {
    it('answers nothing when it is empty', () => {
      const index = from([]);
      expect(index.size).toBe(0);
      expect([...index.nearest({ lon: 121, lat: 31 }, EVERYTHING)]).toEqual([]);
      expect([...index.within({ west: -180, south: -90, east: 180, north: 90 }, EVERYTHING)]).toEqual([]);
      expect(index.get(1)).toBeUndefined();
    });

    it('finds places across the antimeridian: Fiji is nearer to Samoa than Sydney', () => {
      const at = (key: number, x: number, y: number) => ({ key, lon: x, lat: y, traits: NO_TRAITS });
      const index = from([at(1, 151.21, -33.87), at(2, 178.44, -18.14), at(3, -157.86, 21.31)]);
      const found = [...index.nearest({ lon: -171.76, lat: -13.83 }, EVERYTHING)];
      expect(found.map((one) => one.key)).toEqual([2, 3, 1]);
    });

    it('gives every entry in full order, as brute force does, for any filter and radius', () => {
      fc.assert(
        fc.property(
          entries,
          position,
          filter,
          fc.option(fc.double({ min: 0, max: 2.1e7, noNaN: true }), { nil: undefined }),
          (all, centre, wanted, radius) => {
            const found = [...from(all).nearest(centre, wanted, radius)];
            expect(found).toEqual(nearestOfAll(all, centre, wanted, radius));
          },
        ),
        { numRuns: 300 },
      );
    });

    it('finds just what lies in a box, as brute force does, also across the antimeridian', () => {
      fc.assert(
        fc.property(entries, box, filter, (all, area, wanted) => {
          const expected = all.filter((one) => boxContains(area, one) && matches(wanted, one.traits));
          const found = [...from(all).within(area, wanted)];
          expect(found.toSorted((a, b) => a - b)).toEqual(
            expected.map((one) => one.key).toSorted((a, b) => a - b),
          );
        }),
        { numRuns: 300 },
      );
    });

    it('includes a place exactly at the radius', () => {
      const here = { lon: 121.43, lat: 31.24 };
      const there = { key: 7, lon: 121.44, lat: 31.25, traits: NO_TRAITS };
      const metres = distance(here, there);
      expect([...from([there]).nearest(here, EVERYTHING, metres)]).toHaveLength(1);
      expect([...from([there]).nearest(here, EVERYTHING, metres * (1 - 1e-9))]).toHaveLength(0);
    });

    it('gives back the entry of a key', () => {
      const entry = { key: 42, lon: 121.4, lat: 31.2, traits: [1, 2, 0x8000_0000, 0, 5, 6] };
      const found = from([entry, { ...entry, key: 43 }]).get(42)!;
      expect({ ...found, traits: [...found.traits] }).toEqual(entry);
    });

    if (changed) {
      it('is after any changes what it would be if built anew', () => {
        fc.assert(
          fc.property(entries, changes, position, filter, box, (all, steps, centre, wanted, area) => {
            const index = changed(all, steps);
            const state = new Map(all.map((entry) => [entry.key, entry]));
            for (const step of steps) {
              if ('removed' in step) state.delete(step.removed);
              else state.set(step.key, step);
            }
            expect(index.size).toBe(state.size);
            expect([...index.nearest(centre, wanted)]).toEqual(nearestOfAll(state.values(), centre, wanted));
            const inside = [...state.values()].filter(
              (one) => boxContains(area, one) && matches(wanted, one.traits),
            );
            expect(new Set(index.within(area, wanted))).toEqual(new Set(inside.map((one) => one.key)));
          }),
          { numRuns: 200 },
        );
      });
    }
  });
}
