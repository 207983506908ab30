import { CATEGORY_SLOTS, categorySlot } from '../core/cell-counts.js';
import type { StateTable } from '../core/hours/hours-book.js';
import type { State } from '../core/hours/rule.js';
import { GROUP, traitPlace } from './group-test.js';
import type { Packed } from './pack.js';

/** Entries of a block: those below one node of the second level. */
export const BLOCK = GROUP * GROUP;

export const UNWANTED = 0;
const NOT_OPEN = 1;
export const OPEN = 2;

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
  /** By block: the turn in which its open places were last counted; 0 for one that never was. */
  readonly #counted: Uint32Array;
  /** One more than the highest number of hours. */
  readonly #numbers: number;
  #turn = 0;
  #states: StateTable | undefined;
  /** By number of hours plus one, for the lowest is -1: whether they are open. */
  #kinds: Uint8Array = new Uint8Array(0);

  constructor(packed: Packed) {
    const blocks = Math.ceil(packed.keys.length / BLOCK);
    this.#packed = packed;
    this.#all = new Uint16Array(blocks * CATEGORY_SLOTS);
    this.#open = new Uint16Array(blocks * CATEGORY_SLOTS);
    this.#lon = new Float64Array(blocks);
    this.#lat = new Float64Array(blocks);
    this.#counted = new Uint32Array(blocks);
    this.#numbers = packed.hours.reduce((most, one) => Math.max(most, one + 1), 1);
  }

  /** Makes the counts of open ones those of another minute. */
  at(states: StateTable): void {
    if (states === this.#states) return;
    this.#states = states;
    this.#turn++;
    this.#kinds = this.kinds();
  }

  /** By number of hours plus one: open, in another state, or in none of those that are wanted. */
  kinds(wanted?: readonly State[]): Uint8Array {
    return Uint8Array.from({ length: this.#numbers + 1 }, (_, i) => {
      const state = this.#states!.of(i - 1);
      if (wanted && !wanted.includes(state)) return UNWANTED;
      return state === 'open' ? OPEN : NOT_OPEN;
    });
  }

  /** Counts a block, where that was not done for this minute. To be called before the others. */
  count(block: number): void {
    if (this.#counted[block] === this.#turn) return;
    if (this.#counted[block] === 0) this.#countAll(block);
    this.#countOpen(block);
    this.#counted[block] = this.#turn;
  }

  /** How many places of a category a block has. */
  all(block: number, category: number): number {
    return this.#all[block * CATEGORY_SLOTS + category]!;
  }

  /** How many of them are open. */
  open(block: number, category: number): number {
    return this.#open[block * CATEGORY_SLOTS + category]!;
  }

  /** The middle of a block's places, in degrees. */
  lon(block: number): number {
    return this.#lon[block]!;
  }

  lat(block: number): number {
    return this.#lat[block]!;
  }

  #countAll(block: number): void {
    const { traits, lons, lats } = this.#packed;
    const all = this.#all;
    const first = block * CATEGORY_SLOTS;
    const [from, to] = this.#span(block);
    let lon = 0;
    let lat = 0;
    for (let i = from; i < to; i++) {
      all[first + categorySlot(traits[traitPlace(i, 0)]!)]!++;
      lon += lons[i]!;
      lat += lats[i]!;
    }
    this.#lon[block] = lon / (to - from);
    this.#lat[block] = lat / (to - from);
  }

  #countOpen(block: number): void {
    const { traits, hours } = this.#packed;
    const open = this.#open;
    const kinds = this.#kinds;
    const first = block * CATEGORY_SLOTS;
    const [from, to] = this.#span(block);
    open.fill(0, first, first + CATEGORY_SLOTS);
    for (let i = from; i < to; i++) {
      if (kinds[hours[i]! + 1] === OPEN) open[first + categorySlot(traits[traitPlace(i, 0)]!)]!++;
    }
  }

  #span(block: number): [from: number, to: number] {
    return [block * BLOCK, Math.min((block + 1) * BLOCK, this.#packed.keys.length)];
  }
}
