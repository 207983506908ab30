import type { StateTable } from './hours/hours-book.js';
import type { State } from './hours/rule.js';
import type { IndexEntry } from './spatial-index.js';
import type { Grid } from './tile.js';
import type { TraitFilter } from './traits.js';

/** What the cells of a grid are counted by. */
export interface CellQuery {
  readonly grid: Grid;
  readonly filter: TraitFilter;
  /** The state of each number of hours at the time the counts are for. */
  readonly states: StateTable;
  /** Only places in these states; absent: in any. */
  readonly wanted?: readonly State[];
}

/** A slot for each category bit, and one for places of a category the vocabulary does not have. */
export const CATEGORY_SLOTS = 33;

/** How many places lie in each cell of a grid, of which category, how many are open, and where about. */
export class CellCounts {
  readonly count: Uint32Array;
  readonly open: Uint32Array;
  /** By cell, then by category. */
  readonly #byCategory: Uint32Array;
  readonly #lon: Float64Array;
  readonly #lat: Float64Array;

  constructor(cells: number) {
    this.count = new Uint32Array(cells);
    this.open = new Uint32Array(cells);
    this.#byCategory = new Uint32Array(cells * CATEGORY_SLOTS);
    this.#lon = new Float64Array(cells);
    this.#lat = new Float64Array(cells);
  }

  /** Counts one place, or with `by` -1 takes it out again. */
  add(cell: number, { lon, lat, traits, hours }: IndexEntry, states: StateTable, by = 1): void {
    this.addMany(cell, {
      count: by,
      open: states.of(hours) === 'open' ? by : 0,
      lon: lon * by,
      lat: lat * by,
    });
    this.addCategory(cell, categorySlot(traits[0]!), by);
  }

  /** Counts one place of which the category is counted apart. */
  addOne(cell: number, lon: number, lat: number, open: 0 | 1): void {
    this.count[cell]!++;
    this.open[cell]! += open;
    this.#lon[cell]! += lon;
    this.#lat[cell]! += lat;
  }

  /** Counts many at once; `lon` and `lat` are sums over them. */
  addMany(cell: number, sums: { count: number; open: number; lon: number; lat: number }): void {
    this.count[cell]! += sums.count;
    this.open[cell]! += sums.open;
    this.#lon[cell]! += sums.lon;
    this.#lat[cell]! += sums.lat;
  }

  addCategory(cell: number, slot: number, count: number): void {
    this.#byCategory[cell * CATEGORY_SLOTS + slot]! += count;
  }

  /** The middle of the places in a cell that has some, in degrees. */
  middle(cell: number): { readonly lon: number; readonly lat: number } {
    const count = this.count[cell]!;
    return { lon: this.#lon[cell]! / count, lat: this.#lat[cell]! / count };
  }

  /** How many of a category, by its bit in the vocabulary's traits. */
  ofCategory(cell: number, slot: number): number {
    return this.#byCategory[cell * CATEGORY_SLOTS + slot]!;
  }
}

/** The slot of a place's category: the one bit that is set in word 0 of its traits. */
export function categorySlot(word: number): number {
  return word === 0 ? CATEGORY_SLOTS - 1 : 31 - Math.clz32(word);
}
