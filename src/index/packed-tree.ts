import { arcToMetres } from '../core/distance.js';
import type { CellCounts, CellQuery } from '../core/cell-counts.js';
import { splitAtAntimeridian, type BBox, type Position } from '../core/position.js';
import type {
  Candidate,
  EachQuestion,
  IndexEntry,
  NearestQuestion,
  OrderQuestion,
  SpatialIndex,
} from '../core/spatial-index.js';
import { NO_TRAITS, TRAIT_WORDS, type TraitFilter } from '../core/traits.js';
import { countPacked } from './count-packed.js';
import { GROUP, groupTest, traitPlace, type GroupTest } from './group-test.js';
import { NodeCounts } from './node-counts.js';
import { keysInOrder } from './key-order.js';
import { nodeIndex, nodeLevel, nodeRef, type Packed } from './pack.js';
import { Walk } from './walk.js';

/**
 * A static R-tree over packed arrays (see pack.ts): nothing to walk but numbers, and nothing to copy between
 * threads. It is built whole and never changes; layered.ts puts changes on top.
 */
export class PackedTree implements SpatialIndex {
  readonly #packed: Packed;
  /** Made when a map is first asked for. */
  #counts: NodeCounts | undefined;

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
    const walk = new Walk(this.#packed, { centre, test: groupTest(filter), maxDistance });
    try {
      for (let slot = walk.next(); slot >= 0; slot = walk.next()) {
        const metres = arcToMetres(walk.arc);
        if (metres <= maxDistance) yield { key: this.#packed.keys[slot]!, distance: metres, arc: walk.arc };
      }
    } finally {
      walk.end();
    }
  }

  /** @param masked tells of keys that are to be passed over */
  nearestFew(
    { centre, filter, maxDistance = Infinity }: NearestQuestion,
    count: number,
    masked?: (key: number) => boolean,
  ): Candidate[] {
    const found: Candidate[] = [];
    const walk = new Walk(this.#packed, { centre, test: groupTest(filter), maxDistance });
    try {
      while (found.length < count) {
        const slot = walk.next();
        if (slot < 0) break;
        const key = this.#packed.keys[slot]!;
        const metres = arcToMetres(walk.arc);
        if (metres <= maxDistance && !masked?.(key)) found.push({ key, distance: metres, arc: walk.arc });
      }
    } finally {
      walk.end();
    }
    return found;
  }

  /** @param masked tells of keys that are to be passed over */
  nearestOfEach(question: EachQuestion, masked?: (key: number) => boolean): Candidate[][] {
    const { centre, maxDistance = Infinity, count, clauses } = question;
    const found: Candidate[][] = clauses.map(() => []);
    let open = clauses.map((_, i) => i);
    const wanted = () => groupTest(someOf(question, open));
    const walk = new Walk(this.#packed, { centre, test: wanted(), maxDistance });
    try {
      while (open.length > 0) {
        const slot = walk.next();
        if (slot < 0) break;
        const key = this.#packed.keys[slot]!;
        const metres = arcToMetres(walk.arc);
        if (metres > maxDistance || masked?.(key)) continue;
        const candidate = { key, distance: metres, arc: walk.arc };
        for (const i of open) if (this.#shares(slot, clauses[i]!)) found[i]!.push(candidate);
        if (open.every((i) => found[i]!.length < count)) continue;
        open = open.filter((i) => found[i]!.length < count);
        walk.narrow(wanted());
      }
    } finally {
      walk.end();
    }
    return found;
  }

  *within(box: BBox, filter: TraitFilter): Generator<number> {
    const test = groupTest(filter);
    for (const part of splitAtAntimeridian(box)) yield* this.#within(part, test);
  }

  *#within(box: BBox, test: GroupTest): Generator<number> {
    const { keys, lons, lats, traits, levels } = this.#packed;
    if (keys.length === 0) return;
    const stack = [nodeRef(levels.length - 1, 0)];
    while (stack.length > 0) {
      const ref = stack.pop()!;
      const level = nodeLevel(ref);
      const { boxes } = levels[level]!;
      const node = nodeIndex(ref);
      const b = 4 * node;
      if (boxes[b]! > box.east || boxes[b + 1]! > box.north) continue;
      if (boxes[b + 2]! < box.west || boxes[b + 3]! < box.south) continue;
      const first = node * GROUP;
      const below = level > 0 ? levels[level - 1]! : undefined;
      let fits = test(below?.traits ?? traits, node);
      for (; fits !== 0; fits &= fits - 1) {
        const i = first + 31 - Math.clz32(fits & -fits);
        if (i >= (below?.minCos ?? keys).length) break;
        if (below) {
          stack.push(nodeRef(level - 1, i));
          continue;
        }
        const lon = lons[i]!;
        const lat = lats[i]!;
        if (lon < box.west || lon > box.east || lat < box.south || lat > box.north) continue;
        yield keys[i]!;
      }
    }
  }

  withinInOrder(question: OrderQuestion): Generator<number> {
    return keysInOrder(this.#packed, question);
  }

  cells(query: CellQuery): CellCounts {
    this.#counts ??= new NodeCounts(this.#packed);
    return countPacked(this.#packed, this.#counts, query);
  }

  get(key: number): IndexEntry | undefined {
    const slot = (this.#packed.slots[key] ?? 0) - 1;
    return slot < 0 ? undefined : this.entry(slot);
  }

  trait(key: number, word: number): number {
    const slot = (this.#packed.slots[key] ?? 0) - 1;
    return slot < 0 ? 0 : this.#packed.traits[traitPlace(slot, word)]!;
  }

  /** The entry in a slot, 0 to `size - 1`. */
  entry(slot: number): IndexEntry {
    const { keys, lons, lats, traits, hours } = this.#packed;
    const words = new Uint32Array(TRAIT_WORDS);
    for (let word = 0; word < TRAIT_WORDS; word++) words[word] = traits[traitPlace(slot, word)]!;
    return { key: keys[slot]!, lon: lons[slot]!, lat: lats[slot]!, traits: words, hours: hours[slot]! };
  }

  #shares(slot: number, clause: readonly number[]): boolean {
    const { traits } = this.#packed;
    for (let word = 0; word < TRAIT_WORDS; word++) {
      if (clause[word] !== 0 && (traits[traitPlace(slot, word)]! & clause[word]!) !== 0) return true;
    }
    return false;
  }
}

/** What is common to all, and at least one of these clauses. */
function someOf({ common, clauses }: EachQuestion, some: readonly number[]): TraitFilter {
  const union = NO_TRAITS.map((_, word) => some.reduce((sum, i) => sum | clauses[i]![word]!, 0));
  return { all: common.all, any: [union, ...common.any] };
}
