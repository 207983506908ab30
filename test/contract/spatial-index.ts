import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance, haversine } from '../../src/core/distance.js';
import { boxContains, type BBox, type Position } from '../../src/core/position.js';
import type { IndexEntry, MutableSpatialIndex, SpatialIndex } from '../../src/core/spatial-index.js';
import { CATEGORY_SLOTS, type CellCounts, type CellQuery } from '../../src/core/cell-counts.js';
import { StateTable } from '../../src/core/hours/hours-book.js';
import { Grid, onMap } from '../../src/core/tile.js';
import {
  EVERYTHING,
  matches,
  NO_TRAITS,
  TRAIT_WORDS,
  withCategory,
  type TraitFilter,
} from '../../src/core/traits.js';

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
const hours = fc.integer({ min: -1, max: 3 });
const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 0x8000_0000), words);
const filter: fc.Arbitrary<TraitFilter> = fc.oneof(
  fc.constant(EVERYTHING),
  fc.record({ all: sparse, any: fc.array(sparse, { maxLength: 2 }) }),
  fc.record({ all: fc.constant(NO_TRAITS), any: fc.array(traits, { minLength: 1, maxLength: 1 }) }),
);
const entries = fc.uniqueArray(
  fc.record({ key: fc.integer({ min: 1, max: 5000 }), lon, lat, traits, hours }),
  {
    selector: (entry) => entry.key,
    maxLength: 400,
  },
);
const changes = fc.array(
  fc.oneof(
    fc.record({ key: fc.integer({ min: 1, max: 5000 }), lon, lat, traits, hours }),
    fc.record({ removed: fc.integer({ min: 1, max: 5000 }) }),
  ),
  { maxLength: 200 },
);
const box: fc.Arbitrary<BBox> = fc
  .tuple(lon, lat, lon, lat)
  .map(([west, a, east, b]) => ({ west, east, south: Math.min(a, b), north: Math.max(a, b) }));

const tiles = fc.record({
  tile: fc
    .tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
    )
    .map(([zoom, x, y]) => ({ zoom, x: Math.floor(x * 2 ** zoom), y: Math.floor(y * 2 ** zoom) })),
  side: fc.constantFrom(1, 2, 16),
});
const states = fc.subarray(['open', 'closed', 'unknown'] as const, { minLength: 1 });
/** Hours number 1 is open, 2 closed, 3 unknown. */
const STATES = new StateTable((number) => (['open', 'closed', 'unknown'] as const)[number - 1] ?? 'unknown');
/** Later number 1 is closed and 3 open. */
const LATER = new StateTable((number) => (['closed', 'closed', 'open'] as const)[number - 1] ?? 'unknown');

/** A place as there are: of one category at most, and placed to the centimetre. */
function ordinary(entry: IndexEntry): IndexEntry {
  const [word, ...rest] = entry.traits;
  const cut = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return {
    ...entry,
    lon: cut(entry.lon),
    lat: cut(entry.lat),
    traits: [word === 0 ? 0 : (1 << (31 - Math.clz32(word!))) >>> 0, ...rest],
  };
}

/** Places enough for an index to count them by their branches. */
const CITY: readonly IndexEntry[] = Array.from({ length: 3000 }, (_, i) =>
  ordinary({
    key: i + 1,
    lon: 121 + (i % 97) / 97,
    lat: 31 + (i % 89) / 89,
    traits: [i % 6 === 5 ? 0 : 1 << (i % 6), 0, 0, 0, 0, 0],
    hours: (i % 5) - 1,
  }),
);

/** Tiles of several zooms over it, the whole of it in one cell at first. */
function gridsOfCity(): Grid[] {
  const { x, y } = onMap({ lon: 121.5, lat: 31.5 });
  return [0, 4, 8, 9, 10, 12].map(
    (zoom) => new Grid({ zoom, x: Math.floor(x * 2 ** zoom), y: Math.floor(y * 2 ** zoom) }, 16),
  );
}

type Cell = {
  readonly count: number;
  readonly open: number;
  readonly categories: Readonly<Record<number, number>>;
};

/** The cells that have something, by number. */
function toldBy(counts: CellCounts, { grid }: CellQuery): Map<number, Cell> {
  const cells = new Map<number, Cell>();
  for (let cell = 0; cell < grid.size; cell++) {
    if (counts.count[cell] === 0) continue;
    const slots = Array.from(
      { length: CATEGORY_SLOTS },
      (_, slot) => [slot, counts.ofCategory(cell, slot)] as const,
    );
    const categories = Object.fromEntries(slots.filter(([, count]) => count > 0));
    cells.set(cell, { count: counts.count[cell]!, open: counts.open[cell]!, categories });
  }
  return cells;
}

/** Brute force: the cell of every entry by the formulas of web-Mercator. */
function cellsOfAll(entries: Iterable<IndexEntry>, query: CellQuery): Map<number, Cell> {
  const { tile, side } = query.grid;
  const across = 2 ** tile.zoom * side;
  const cells = new Map<number, { count: number; open: number; categories: Record<number, number> }>();
  for (const { lon, lat, traits, hours } of entries) {
    const state = query.states.of(hours);
    if (!matches(query.filter, traits) || (query.wanted && !query.wanted.includes(state))) continue;
    const { x, y } = onMap({ lon, lat });
    const column = Math.min(Math.floor(x * across), across - 1) - tile.x * side;
    const row = Math.floor(y * across) - tile.y * side;
    if (column < 0 || column >= side || row < 0 || row >= side) continue;
    const number = row * side + column;
    const cell = cells.get(number) ?? { count: 0, open: 0, categories: {} };
    const slot = traits[0] === 0 ? 32 : Math.log2(traits[0]!);
    cell.count += 1;
    cell.open += state === 'open' ? 1 : 0;
    cell.categories[slot] = (cell.categories[slot] ?? 0) + 1;
    cells.set(number, cell);
  }
  return cells;
}

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
      const at = (key: number, x: number, y: number) => ({
        key,
        lon: x,
        lat: y,
        traits: NO_TRAITS,
        hours: 0,
      });
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
            const index = from(all);
            const expected = nearestOfAll(all, centre, wanted, radius);
            expect([...index.nearest(centre, wanted, radius)]).toEqual(expected);
            const reach = radius === undefined ? {} : { maxDistance: radius };
            const few = index.nearestFew({ centre, filter: wanted, ...reach }, 3);
            expect(few).toEqual(expected.slice(0, 3));
          },
        ),
        { numRuns: 300 },
      );
    });

    it('gives for each of several wishes what a search for it alone gives', () => {
      fc.assert(
        fc.property(
          entries,
          position,
          filter,
          fc.array(sparse, { maxLength: 5 }),
          fc.integer({ min: 1, max: 8 }),
          fc.option(fc.double({ min: 0, max: 2.1e7, noNaN: true }), { nil: undefined }),
          (all, centre, common, clauses, count, radius) => {
            const reach = radius === undefined ? {} : { maxDistance: radius };
            const found = from(all).nearestOfEach({ centre, common, clauses, count, ...reach });
            const alone = clauses.map((clause) => {
              const wanted = { ...common, any: [...common.any, clause] };
              return nearestOfAll(all, centre, wanted, radius).slice(0, count);
            });
            expect(found).toEqual(alone);
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

    it('gives what lies in a box in the order of keys, from any key on', () => {
      fc.assert(
        fc.property(entries, box, filter, fc.nat(5000), (all, area, wanted, after) => {
          const fitting = all.filter((one) => boxContains(area, one) && matches(wanted, one.traits));
          const keys = fitting.map((one) => one.key).filter((key) => key > after);
          const found = [...from(all).withinInOrder({ box: area, filter: wanted, after })];
          expect(found).toEqual(keys.toSorted((a, b) => a - b));
        }),
        { numRuns: 300 },
      );
    });

    it('counts what lies in each cell of a tile, as brute force does, for any filter and state', () => {
      fc.assert(
        fc.property(entries, tiles, filter, fc.option(states), (all, { tile, side }, wanted, only) => {
          const places = all.map(ordinary);
          const query = {
            grid: new Grid(tile, side),
            filter: wanted,
            states: STATES,
            ...(only && { wanted: only }),
          };
          expect(toldBy(from(places).cells(query), query)).toEqual(cellsOfAll(places, query));
        }),
        { numRuns: 300 },
      );
    });

    it('counts a city without looking at each place, and the same', () => {
      for (const filter of [
        EVERYTHING,
        { all: NO_TRAITS, any: [withCategory(withCategory(NO_TRAITS, 1), 3)] },
      ])
        for (const wanted of [undefined, ['open'], ['open', 'unknown']] as const)
          for (const grid of gridsOfCity()) {
            const query = { grid, filter, states: STATES, ...(wanted && { wanted }) };
            expect(toldBy(from(CITY).cells(query), query)).toEqual(cellsOfAll(CITY, query));
          }
    });

    it('counts what is open at one time and at another, whichever was asked for before', () => {
      const index = from(CITY);
      for (const states of [STATES, LATER, LATER, STATES, new StateTable((n) => STATES.of(n))])
        for (const grid of gridsOfCity()) {
          const query = { grid, filter: EVERYTHING, states };
          expect(toldBy(index.cells(query), query)).toEqual(cellsOfAll(CITY, query));
        }
    });

    it('has the middle of a cell where the middle of its places is', () => {
      const [grid] = gridsOfCity();
      const counts = from(CITY).cells({ grid: grid!, filter: EVERYTHING, states: STATES });
      const cell = grid!.cellOf(CITY[0]!.lon, CITY[0]!.lat);
      const mean = (of: (place: IndexEntry) => number) =>
        CITY.reduce((sum, place) => sum + of(place), 0) / CITY.length;
      expect(counts.count[cell]).toBe(CITY.length);
      expect(counts.middle(cell).lon).toBeCloseTo(mean(({ lon: x }) => x));
      expect(counts.middle(cell).lat).toBeCloseTo(mean(({ lat: y }) => y));
    });

    it('includes a place exactly at the radius', () => {
      const here = { lon: 121.43, lat: 31.24 };
      const there = { key: 7, lon: 121.44, lat: 31.25, traits: NO_TRAITS, hours: 0 };
      const metres = distance(here, there);
      expect([...from([there]).nearest(here, EVERYTHING, metres)]).toHaveLength(1);
      expect([...from([there]).nearest(here, EVERYTHING, metres * (1 - 1e-9))]).toHaveLength(0);
    });

    it('gives back the entry of a key', () => {
      const entry = { key: 42, lon: 121.4, lat: 31.2, traits: [1, 2, 0x8000_0000, 0, 5, 6], hours: 9 };
      const found = from([entry, { ...entry, key: 43 }]).get(42)!;
      expect({ ...found, traits: [...found.traits] }).toEqual(entry);
    });

    it('tells one word of the traits of a key', () => {
      const entry = { key: 42, lon: 121.4, lat: 31.2, traits: [1, 2, 0x8000_0000, 0, 5, 6], hours: 9 };
      const index = from([entry]);
      expect(entry.traits.map((_, word) => index.trait(42, word))).toEqual(entry.traits);
      expect(index.trait(41, 0)).toBe(0);
    });

    if (changed) {
      it('is after any changes what it would be if built anew', () => {
        fc.assert(
          fc.property(entries, changes, position, filter, box, (given, edits, centre, wanted, area) => {
            const all = given.map(ordinary);
            const steps = edits.map((step) => ('removed' in step ? step : ordinary(step)));
            const index = changed(all, steps);
            const state = new Map(all.map((entry) => [entry.key, entry]));
            for (const step of steps) {
              if ('removed' in step) state.delete(step.removed);
              else state.set(step.key, step);
            }
            expect(index.size).toBe(state.size);
            expect([...index.nearest(centre, wanted)]).toEqual(nearestOfAll(state.values(), centre, wanted));
            const few = index.nearestFew({ centre, filter: wanted }, 5);
            expect(few).toEqual(nearestOfAll(state.values(), centre, wanted).slice(0, 5));
            const each = index.nearestOfEach({
              centre,
              common: wanted,
              clauses: [[1, 1, 1, 1, 1, 1]],
              count: 3,
            });
            const one = { ...wanted, any: [...wanted.any, [1, 1, 1, 1, 1, 1]] };
            expect(each).toEqual([nearestOfAll(state.values(), centre, one).slice(0, 3)]);
            const inside = [...state.values()].filter(
              (one) => boxContains(area, one) && matches(wanted, one.traits),
            );
            const keys = inside.map((one) => one.key).toSorted((a, b) => a - b);
            expect([...index.within(area, wanted)].toSorted((a, b) => a - b)).toEqual(keys);
            expect([...index.withinInOrder({ box: area, filter: wanted, after: 0 })]).toEqual(keys);
            const query = { grid: new Grid({ zoom: 0, x: 0, y: 0 }, 8), filter: wanted, states: STATES };
            expect(toldBy(index.cells(query), query)).toEqual(cellsOfAll(state.values(), query));
          }),
          { numRuns: 200 },
        );
      });
    }
  });
}
