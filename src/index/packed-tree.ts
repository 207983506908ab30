import { arcToMetres, cosine, haversineByCosines } from '../core/distance.js';
import type { CellCounts, CellQuery } from '../core/cell-counts.js';
import { splitAtAntimeridian, type BBox, type Position } from '../core/position.js';
import type { Candidate, IndexEntry, SpatialIndex } from '../core/spatial-index.js';
import { TRAIT_WORDS, type TraitFilter } from '../core/traits.js';
import { BlockCounts } from './block-counts.js';
import { Bound, maxArc } from './bound.js';
import { countPacked } from './count-cells.js';
import { Frontier } from './frontier.js';
import { FANOUT, type Packed } from './pack.js';
import { traitTest } from './trait-test.js';

/**
 * A static R-tree over packed arrays (see pack.ts): nothing to walk but numbers, and nothing to copy between
 * threads. It is built whole and never changes; layered.ts puts changes on top.
 */
export class PackedTree implements SpatialIndex {
  readonly #packed: Packed;
  /** Made when a map is first asked for. */
  #blocks: BlockCounts | undefined;

  constructor(packed: Packed) {
    this.#packed = packed;
  }

  get size(): number {
    return this.#packed.keys.length;
  }

  /** What the tree is made of, for handing to another thread. */
  get packed(): Packed {
    return this.#packed;
  }

  *nearest(centre: Position, filter: TraitFilter, maxDistance = Infinity): Generator<Candidate> {
    const { keys, lons, lats, cosines, traits, levels } = this.#packed;
    const cosLat = cosine(centre.lat);
    const test = traitTest(filter);
    const most = maxArc(maxDistance);
    const bound = new Bound(centre);
    const frontier = Frontier.borrow();
    const root = levels.length - 1;
    if (keys.length > 0 && test(levels[root]!.traits, 0)) frontier.push(0, nodeRef(root, 0), -1);

    try {
      while (frontier.size > 0) {
        const { arc, ref } = frontier;
        if (arc > most) return;
        frontier.pop();
        if (ref >= 0) {
          const metres = arcToMetres(arc);
          if (metres <= maxDistance) yield { key: keys[ref]!, distance: metres, arc };
          continue;
        }
        const level = levelOf(ref);
        const first = indexOf(ref) * FANOUT;
        if (level === 0) {
          const last = Math.min(first + FANOUT, keys.length);
          for (let i = first; i < last; i++) {
            if (!test(traits, i)) continue;
            const far = haversineByCosines(
              lats[i]! - centre.lat,
              lons[i]! - centre.lon,
              cosLat * cosines[i]!,
            );
            if (far <= most) frontier.push(far, i, keys[i]!);
          }
          continue;
        }
        const below = levels[level - 1]!;
        const last = Math.min(first + FANOUT, below.minCos.length);
        for (let i = first; i < last; i++) {
          if (!test(below.traits, i)) continue;
          const b = 4 * i;
          const far = bound.box(
            below.boxes[b]!,
            below.boxes[b + 1]!,
            below.boxes[b + 2]!,
            below.boxes[b + 3]!,
            below.minCos[i]!,
          );
          if (far <= most) frontier.push(far, nodeRef(level - 1, i), -1);
        }
      }
    } finally {
      frontier.giveBack();
    }
  }

  *within(box: BBox, filter: TraitFilter): Generator<number> {
    const test = traitTest(filter);
    for (const part of splitAtAntimeridian(box)) yield* this.#within(part, test);
  }

  *#within(box: BBox, test: (traits: Uint32Array, at: number) => boolean): Generator<number> {
    const { keys, lons, lats, traits, levels } = this.#packed;
    if (keys.length === 0) return;
    const stack = [nodeRef(levels.length - 1, 0)];
    while (stack.length > 0) {
      const ref = stack.pop()!;
      const level = levelOf(ref);
      const { boxes, traits: union } = levels[level]!;
      const node = indexOf(ref);
      const b = 4 * node;
      if (boxes[b]! > box.east || boxes[b + 1]! > box.north) continue;
      if (boxes[b + 2]! < box.west || boxes[b + 3]! < box.south || !test(union, node)) continue;
      const first = node * FANOUT;
      if (level > 0) {
        const last = Math.min(first + FANOUT, levels[level - 1]!.minCos.length);
        for (let i = first; i < last; i++) stack.push(nodeRef(level - 1, i));
        continue;
      }
      const last = Math.min(first + FANOUT, keys.length);
      for (let i = first; i < last; i++) {
        const lon = lons[i]!;
        const lat = lats[i]!;
        if (lon < box.west || lon > box.east || lat < box.south || lat > box.north) continue;
        if (test(traits, i)) yield keys[i]!;
      }
    }
  }

  cells(query: CellQuery): CellCounts {
    this.#blocks ??= new BlockCounts(this.#packed);
    return countPacked(this.#packed, this.#blocks, query);
  }

  get(key: number): IndexEntry | undefined {
    const slot = (this.#packed.slots[key] ?? 0) - 1;
    return slot < 0 ? undefined : this.entry(slot);
  }

  /** The entry in a slot, 0 to `size - 1`. */
  entry(slot: number): IndexEntry {
    const { keys, lons, lats, traits, hours } = this.#packed;
    const from = slot * TRAIT_WORDS;
    return {
      key: keys[slot]!,
      lon: lons[slot]!,
      lat: lats[slot]!,
      traits: traits.subarray(from, from + TRAIT_WORDS),
      hours: hours[slot]!,
    };
  }
}

/** A node's level and index in one negative integer: 27 bits of index, 4 of level. */
function nodeRef(level: number, index: number): number {
  return -1 - ((index << 4) | level);
}
function levelOf(ref: number): number {
  return (-1 - ref) & 15;
}
function indexOf(ref: number): number {
  return (-1 - ref) >> 4;
}
