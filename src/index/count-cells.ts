import { CATEGORY_SLOTS, CellCounts, categorySlot, type CellQuery } from '../core/cell-counts.js';
import type { IndexEntry } from '../core/spatial-index.js';
import type { Grid } from '../core/tile.js';
import { matches, type TraitFilter } from '../core/traits.js';
import { BLOCK, OPEN, UNWANTED, type BlockCounts } from './block-counts.js';
import { GROUP, groupTest, traitPlace } from './group-test.js';
import type { Packed } from './pack.js';

/** The level whose nodes are the blocks. */
const BLOCK_LEVEL = 1;

/** Counts entries one by one. @param sign -1 takes them out again */
export function countEntries(
  entries: Iterable<IndexEntry>,
  { grid, filter, states, wanted }: CellQuery,
  counts: CellCounts,
  sign = 1,
): void {
  for (const entry of entries) {
    const cell = grid.cellOf(entry.lon, entry.lat);
    if (cell === -1 || !matches(filter, entry.traits)) continue;
    if (wanted && !wanted.includes(states.of(entry.hours))) continue;
    counts.add(cell, entry, states, sign);
  }
}

/**
 * Counts the entries of a packed tree. Branches outside the grid, or with nothing that fits, are left out; a branch
 * that lies in one cell whole is counted by its blocks, where the filter asks for nothing but the category.
 */
export function countPacked(packed: Packed, blocks: BlockCounts, query: CellQuery): CellCounts {
  const { grid, filter, states, wanted } = query;
  const counts = new CellCounts(grid.size);
  const { keys, lons, lats, traits, hours, levels } = packed;
  if (keys.length === 0) return counts;
  const test = groupTest(filter);
  const categories = wanted ? undefined : categoriesOf(filter);
  blocks.at(states);
  const kinds = blocks.kinds(wanted);
  const stack: [level: number, node: number][] = [[levels.length - 1, 0]];
  while (stack.length > 0) {
    const [level, node] = stack.pop()!;
    const { boxes } = levels[level]!;
    const cell = cellOfBox(grid, boxes, 4 * node);
    if (cell === OUTSIDE) continue;
    if (cell !== SEVERAL && level >= BLOCK_LEVEL && categories !== undefined) {
      const span = GROUP ** (level - BLOCK_LEVEL);
      const last = Math.min((node + 1) * span, Math.ceil(keys.length / BLOCK));
      for (let block = node * span; block < last; block++)
        addBlock(counts, cell, { blocks, block, categories });
      continue;
    }
    const first = node * GROUP;
    const below = level > 0 ? levels[level - 1]! : undefined;
    const last = Math.min(first + GROUP, (below?.minCos ?? keys).length);
    const fits = test(below?.traits ?? traits, node);
    for (let i = first; i < last; i++) {
      if ((fits & (1 << (i - first))) === 0) continue;
      if (below) {
        stack.push([level - 1, i]);
        continue;
      }
      const at = cell === SEVERAL ? grid.cellOf(lons[i]!, lats[i]!) : cell;
      if (at === -1) continue;
      const kind = kinds[hours[i]! + 1]!;
      if (kind === UNWANTED) continue;
      counts.addOne(at, lons[i]!, lats[i]!, kind === OPEN ? 1 : 0);
      counts.addCategory(at, categorySlot(traits[traitPlace(i, 0)]!), 1);
    }
  }
  return counts;
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

/** The categories a filter lets through, where it asks for nothing else; undefined where it does. */
function categoriesOf({ all, any }: TraitFilter): number[] | undefined {
  if (all.some((word) => word !== 0) || any.some((clause) => clause.some((word, i) => i > 0 && word !== 0)))
    return undefined;
  const slots = Array.from({ length: CATEGORY_SLOTS }, (_, slot) => slot);
  return slots.filter((slot) => any.every((clause) => slot < 32 && (clause[0]! & (1 << slot)) !== 0));
}

interface BlockPart {
  readonly blocks: BlockCounts;
  readonly block: number;
  readonly categories: readonly number[];
}

function addBlock(counts: CellCounts, cell: number, { blocks, block, categories }: BlockPart): void {
  blocks.count(block);
  let count = 0;
  let open = 0;
  for (const category of categories) {
    const many = blocks.all(block, category);
    if (many === 0) continue;
    count += many;
    open += blocks.open(block, category);
    counts.addCategory(cell, category, many);
  }
  counts.addMany(cell, { count, open, lon: blocks.lon(block) * count, lat: blocks.lat(block) * count });
}
