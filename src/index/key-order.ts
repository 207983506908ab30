import { splitAtAntimeridian, type BBox } from '../core/position.js';
import type { TraitFilter } from '../core/traits.js';
import { Frontier } from './frontier.js';
import { groupTest, GROUP } from './group-test.js';
import { nodeIndex, nodeLevel, nodeRef, type Packed } from './pack.js';

/**
 * Keys of a packed tree's entries in a box that fulfil a filter, ascending, those after a key. Nodes are opened in the
 * order of the lowest key below them, so that a page costs what it returns and not what lies in the box; stored in
 * one go, neighbours have keys that are near one another.
 */
export function* keysInOrder(
  packed: Packed,
  { box, filter, after }: { readonly box: BBox; readonly filter: TraitFilter; readonly after: number },
): Generator<number> {
  const { keys, lons, lats, traits, levels } = packed;
  if (keys.length === 0) return;
  const test = groupTest(filter);
  const parts = splitAtAntimeridian(box);
  const frontier = Frontier.borrow();
  try {
    frontier.push(0, nodeRef(levels.length - 1, 0), NODE);
    while (frontier.size > 0) {
      const { ref } = frontier;
      frontier.pop();
      if (ref >= 0) {
        yield keys[ref]!;
        continue;
      }
      const level = nodeLevel(ref);
      const node = nodeIndex(ref);
      const below = level > 0 ? levels[level - 1]! : undefined;
      const count = below?.minCos.length ?? keys.length;
      let fits = test(below?.traits ?? traits, node);
      for (; fits !== 0; fits &= fits - 1) {
        const i = node * GROUP + 31 - Math.clz32(fits & -fits);
        if (i >= count) break;
        if (below) {
          if (below.mostKey[i]! <= after || !parts.some((part) => meets(part, below.boxes, 4 * i))) continue;
          frontier.push(below.leastKey[i]!, nodeRef(level - 1, i), NODE);
        } else if (keys[i]! > after && parts.some((part) => holds(part, lons[i]!, lats[i]!))) {
          frontier.push(keys[i]!, i, keys[i]!);
        }
      }
    }
  } finally {
    frontier.giveBack();
  }
}

/** Stands for the key of a node in the frontier. */
const NODE = -1;

function meets(part: BBox, boxes: Float64Array, at: number): boolean {
  if (boxes[at]! > part.east || boxes[at + 1]! > part.north) return false;
  return boxes[at + 2]! >= part.west && boxes[at + 3]! >= part.south;
}

function holds({ west, south, east, north }: BBox, lon: number, lat: number): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
