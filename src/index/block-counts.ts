import { CATEGORY_SLOTS, categorySlot } from '../core/cell-counts.js';
import type { StateTable } from '../core/hours/hours-book.js';
import { GROUP, traitPlace } from './group-test.js';
import type { Packed } from './pack.js';

/** Entries of a block: those below one node of the second level. */
export const BLOCK = GROUP * GROUP;
const NOT_YET = 0xffff;

/**
 * How many places of each category lie in each block of a packed tree, and how many of them are open: so that a map of
 * the whole nation is drawn from some thousand numbers, not from two million. A block is counted when it is first
 * asked for; the open ones anew for each minute.
 */
export class BlockCounts {
  readonly #packed: Packed;
  /** By block, then by category: at most `BLOCK` each. */
  readonly #all: Uint16Array;
  readonly #open: Uint16Array;
  readonly #lon: Float64Array;
  readonly #lat: Float64Array;
  #states: StateTable | undefined;

  constructor(packed: Packed) {
    const blocks = Math.ceil(packed.keys.length / BLOCK);
    this.#packed = packed;
    this.#all = new Uint16Array(blocks * CATEGORY_SLOTS).fill(NOT_YET);
    this.#open = new Uint16Array(blocks * CATEGORY_SLOTS);
    this.#lon = new Float64Array(blocks);
    this.#lat = new Float64Array(blocks);
  }

  /** Makes the counts of open ones those of another minute. */
  at(states: StateTable): void {
    if (states === this.#states) return;
    this.#states = states;
    this.#all.fill(NOT_YET);
  }

  /** How many places of a category a block has, and how many of them are open. */
  count(block: number, category: number): number {
    this.#make(block);
    return this.#all[block * CATEGORY_SLOTS + category]!;
  }

  open(block: number, category: number): number {
    this.#make(block);
    return this.#open[block * CATEGORY_SLOTS + category]!;
  }

  /** The middle of a block's places, in degrees. */
  lon(block: number): number {
    return this.#lon[block]!;
  }

  lat(block: number): number {
    return this.#lat[block]!;
  }

  #make(block: number): void {
    const first = block * CATEGORY_SLOTS;
    if (this.#all[first] !== NOT_YET) return;
    this.#all.fill(0, first, first + CATEGORY_SLOTS);
    this.#open.fill(0, first, first + CATEGORY_SLOTS);
    const { traits, hours, lons, lats, keys } = this.#packed;
    const from = block * BLOCK;
    const to = Math.min(from + BLOCK, keys.length);
    let lon = 0;
    let lat = 0;
    for (let i = from; i < to; i++) {
      const at = first + categorySlot(traits[traitPlace(i, 0)]!);
      this.#all[at]!++;
      if (this.#states!.of(hours[i]!) === 'open') this.#open[at]!++;
      lon += lons[i]!;
      lat += lats[i]!;
    }
    this.#lon[block] = lon / (to - from);
    this.#lat[block] = lat / (to - from);
  }
}
