import { CATEGORY_SLOTS, type CellCounts } from '../core/cell-counts.js';
import type { StateTable } from '../core/hours/hours-book.js';
import type { State } from '../core/hours/rule.js';
import { GROUP, traitPlace } from './group-test.js';
import { BLOCK, type Packed } from './pack.js';

/** Nodes are counted from this level on; those of this one are the blocks. */
export const BLOCK_LEVEL = 1;

/** Counts of a node are in a row: by state, then by category. */
const STATES: readonly State[] = ['closed', 'open', 'unknown'];
const ROW = STATES.length * CATEGORY_SLOTS;
/** Where the counts of the open ones begin in a row. */
export const OPEN = placeOf('open');

/** A node, and which of the places below it are counted. */
export interface Counted {
  readonly level: number;
  readonly node: number;
  /** Places of states in a row. */
  readonly states: readonly number[];
  /** Slots of categories. */
  readonly categories: readonly number[];
}

/** The places in a row of the states that are wanted; of all where none are named. */
export function statePlaces(wanted: readonly State[] = STATES): number[] {
  return wanted.map(placeOf);
}

function placeOf(state: State): number {
  return STATES.indexOf(state) * CATEGORY_SLOTS;
}

/**
 * How many places of each category are open, closed or nobody knows, below each node of a packed tree: so that a map of
 * the whole nation is drawn from some hundred numbers, not from two million. A node is counted when it is first asked
 * for, and again only when some hours have another state than when it was: most minutes are like the one before.
 */
export class NodeCounts {
  readonly #packed: Packed;
  /** By level, then by node, then as `ROW` has it. */
  readonly #counts: readonly (Uint16Array | Uint32Array)[];
  /** By level, then by node: the turn in which it was counted; 0 for one that never was. */
  readonly #counted: readonly Uint32Array[];
  /** Changes with the state of any hours. */
  #turn = 0;
  #table: StateTable | undefined;
  /** By number of hours plus one, for the lowest is -1: the place of its state in a row. */
  #states: Uint8Array;
  /** Slots of the categories that there are. */
  readonly slots: readonly number[];

  constructor(packed: Packed) {
    const nodes = packed.levels.map(({ minCos }, level) => (level < BLOCK_LEVEL ? 0 : minCos.length));
    this.#packed = packed;
    this.#counts = nodes.map((many, level) =>
      level === BLOCK_LEVEL ? new Uint16Array(many * ROW) : new Uint32Array(many * ROW),
    );
    this.#counted = nodes.map((many) => new Uint32Array(many));
    this.#states = new Uint8Array(packed.shared.mostHours + 2);
    const there = packed.levels.at(-1)?.traits[traitPlace(0, 0)] ?? 0;
    const slots = Array.from({ length: CATEGORY_SLOTS }, (_, slot) => slot);
    this.slots = slots.filter((slot) => slot === CATEGORY_SLOTS - 1 || (there & (1 << slot)) !== 0);
  }

  /** Makes the counts those of another minute. To be called before the others. */
  at(table: StateTable): void {
    if (table === this.#table) return;
    this.#table = table;
    const states = this.#states.map((_, i) => placeOf(table.of(i - 1)));
    if (this.#turn > 0 && states.every((state, i) => state === this.#states[i])) return;
    this.#states = states;
    this.#turn++;
  }

  /** By number of hours plus one: the place of its state in a row. */
  get states(): Uint8Array {
    return this.#states;
  }

  /** Adds what lies below a node to a cell. Where only some of it is wanted, that is taken to lie in the middle of all. */
  addTo(counts: CellCounts, cell: number, { level, node, states, categories }: Counted): void {
    this.#count(level, node);
    const numbers = this.#counts[level]!;
    let count = 0;
    let open = 0;
    for (const category of categories) {
      let many = 0;
      for (let i = 0; i < states.length; i++) {
        const some = numbers[node * ROW + states[i]! + category]!;
        many += some;
        if (states[i] === OPEN) open += some;
      }
      if (many === 0) continue;
      count += many;
      counts.addCategory(cell, category, many);
    }
    const { lonSums, latSums, keys } = this.#packed;
    const blocks = GROUP ** (level - BLOCK_LEVEL);
    const from = node * blocks;
    const to = Math.min(from + blocks, lonSums.length - 1);
    const share = count / (Math.min(to * BLOCK, keys.length) - from * BLOCK);
    const lon = (lonSums[to]! - lonSums[from]!) * share;
    const lat = (latSums[to]! - latSums[from]!) * share;
    counts.addMany(cell, { count, open, lon, lat });
  }

  #count(level: number, node: number): void {
    const counted = this.#counted[level]!;
    if (counted[node] === this.#turn) return;
    if (level === BLOCK_LEVEL) this.#countBlock(node);
    else this.#sumUp(level, node);
    counted[node] = this.#turn;
  }

  #countBlock(block: number): void {
    const { categories, hours, keys } = this.#packed;
    const states = this.#states;
    const counts = this.#counts[BLOCK_LEVEL]!;
    const row = block * ROW;
    const last = Math.min((block + 1) * BLOCK, keys.length);
    counts.fill(0, row, row + ROW);
    for (let i = block * BLOCK; i < last; i++) counts[row + states[hours[i]! + 1]! + categories[i]!]!++;
  }

  #sumUp(level: number, node: number): void {
    const counts = this.#counts[level]!;
    const below = this.#counts[level - 1]!;
    const row = node * ROW;
    const last = Math.min((node + 1) * GROUP, below.length / ROW);
    counts.fill(0, row, row + ROW);
    for (let child = node * GROUP; child < last; child++) {
      this.#count(level - 1, child);
      for (let i = 0; i < ROW; i++) counts[row + i]! += below[child * ROW + i]!;
    }
  }
}
