import { CellCounts, type CellQuery } from '../core/cell-counts.js';
import type { Grid } from '../core/tile.js';
import type { TraitFilter } from '../core/traits.js';
import { GROUP, groupTest, upTo, type GroupTest } from './group-test.js';
import { BLOCK_LEVEL, OPEN, statePlaces, type NodeCounts } from './node-counts.js';
import { nodeIndex, nodeLevel, nodeRef, type Packed } from './pack.js';

/**
 * Counts the entries of a packed tree. Branches outside the grid, or with nothing that fits, are left out; a branch that
 * lies in one cell whole is counted at once where all of it is wanted, and by its blocks where the filter asks for
 * categories or states and for nothing else.
 */
export function countPacked(packed: Packed, nodes: NodeCounts, query: CellQuery): CellCounts {
  return new Counting(packed, nodes, query).finish();
}

class Counting {
  readonly #packed: Packed;
  readonly #nodes: NodeCounts;
  readonly #grid: Grid;
  readonly #test: GroupTest;
  readonly #states: readonly number[];
  /** Those that are wanted, where nothing else is asked for. */
  readonly #categories: readonly number[] | undefined;
  /** Nodes of levels up to here are counted whole. */
  readonly #highest: number;
  readonly #counts: CellCounts;
  readonly #stack: number[] = [];

  constructor(packed: Packed, nodes: NodeCounts, { grid, filter, states, wanted }: CellQuery) {
    nodes.at(states);
    this.#packed = packed;
    this.#nodes = nodes;
    this.#grid = grid;
    this.#test = groupTest(filter);
    this.#states = statePlaces(wanted);
    this.#categories = categoriesOf(filter, nodes.slots);
    const all = this.#categories?.length === nodes.slots.length && wanted === undefined;
    this.#highest = all ? packed.levels.length : BLOCK_LEVEL;
    this.#counts = new CellCounts(grid.size);
  }

  finish(): CellCounts {
    const { levels } = this.#packed;
    if (levels.length > 0) this.#stack.push(nodeRef(levels.length - 1, 0));
    for (let ref = this.#stack.pop(); ref !== undefined; ref = this.#stack.pop())
      this.#count(nodeLevel(ref), nodeIndex(ref));
    return this.#counts;
  }

  #count(level: number, node: number): void {
    const cell = cellOfBox(this.#grid, this.#packed.levels[level]!.boxes, 4 * node);
    if (cell === OUTSIDE) return;
    const states = this.#states;
    const categories = this.#categories;
    const counted = level >= BLOCK_LEVEL && level <= this.#highest;
    if (cell !== SEVERAL && categories && counted)
      this.#nodes.addTo(this.#counts, cell, { level, node, states, categories });
    else if (level === 0) this.#countLeaf(node, cell);
    else this.#open(level - 1, node);
  }

  /** @param level the one the node's children are of */
  #open(level: number, node: number): void {
    const { traits, minCos } = this.#packed.levels[level]!;
    const first = node * GROUP;
    let fits = this.#test(traits, node) & upTo(minCos.length - first);
    for (; fits !== 0; fits &= fits - 1) this.#stack.push(nodeRef(level, first + lowest(fits)));
  }

  #countLeaf(node: number, cell: number): void {
    const { keys, lons, lats, traits, hours, categories } = this.#packed;
    const { states } = this.#nodes;
    const grid = this.#grid;
    const counts = this.#counts;
    const wanted = this.#states;
    const first = node * GROUP;
    let fits = this.#test(traits, node) & upTo(keys.length - first);
    for (; fits !== 0; fits &= fits - 1) {
      const i = first + lowest(fits);
      const at = cell === SEVERAL ? grid.cellOf(lons[i]!, lats[i]!) : cell;
      const state = states[hours[i]! + 1]!;
      if (at === -1 || !wanted.includes(state)) continue;
      counts.addOne(at, lons[i]!, lats[i]!, state === OPEN ? 1 : 0);
      counts.addCategory(at, categories[i]!, 1);
    }
  }
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

const OUTSIDE = -1;
const SEVERAL = -2;

/** The one cell a box lies in, or that it lies in none, or in more than one. */
function cellOfBox(grid: Grid, boxes: Float64Array, at: number): number {
  const { side } = grid;
  const west = grid.columnOf(boxes[at]!);
  const north = grid.rowOf(boxes[at + 3]!);
  const east = grid.columnOf(boxes[at + 2]!);
  const south = grid.rowOf(boxes[at + 1]!);
  if (east < 0 || west >= side || south < 0 || north >= side) return OUTSIDE;
  const inside = west >= 0 && east < side && north >= 0 && south < side;
  return inside && west === east && north === south ? north * side + west : SEVERAL;
}

/** Those of the categories that a filter lets through, where it asks for nothing else; undefined where it does. */
function categoriesOf({ all, any }: TraitFilter, slots: readonly number[]): readonly number[] | undefined {
  if (all.some((word) => word !== 0) || any.some((clause) => clause.some((word, i) => i > 0 && word !== 0)))
    return undefined;
  return slots.filter((slot) => any.every((clause) => slot < 32 && (clause[0]! & (1 << slot)) !== 0));
}
