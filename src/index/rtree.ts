import { CellCounts, type CellQuery } from '../core/cell-counts.js';
import RBush from 'rbush';
import { arcToMetres, haversine } from '../core/distance.js';
import { splitAtAntimeridian, type BBox, type Position } from '../core/position.js';
import type {
  Candidate,
  EachQuestion,
  IndexEntry,
  MutableSpatialIndex,
  NearestQuestion,
  OrderQuestion,
} from '../core/spatial-index.js';
import { TRAIT_WORDS, type TraitFilter } from '../core/traits.js';
import { Bound, leastCosine, maxArc } from './bound.js';
import { countEntries } from './count-entries.js';
import { Frontier } from './frontier.js';
import { traitTest } from './trait-test.js';

/** A node as rbush keeps it, and what we note on it. */
interface Node {
  readonly children: (Node | number)[];
  readonly leaf: boolean;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  /** Union of the traits below; absent: not known, to be made when asked for. */
  traits?: Uint32Array | undefined;
}

/** The inner steps of rbush 4.0.1 at which the traits of nodes become stale. The version is pinned for them. */
interface Insides {
  readonly data: Node;
  _chooseSubtree(box: unknown, node: Node, level: number, path: Node[]): Node;
  _split(path: Node[], level: number): void;
  _condense(path: Node[]): void;
}
const insides = RBush.prototype as unknown as Insides;

/** Where the entries are: columns that grow; the tree holds slots, which are plain small integers. */
class Slots {
  lons = new Float64Array(1024);
  lats = new Float64Array(1024);
  keys = new Uint32Array(1024);
  traits = new Uint32Array(1024 * TRAIT_WORDS);
  hours = new Int32Array(1024);
  /** Slot 0 stays empty: rbush takes a falsy item for none. */
  #used = 1;
  readonly #free: number[] = [];

  take({ key, lon, lat, traits, hours }: IndexEntry): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.keys.length) this.#grow();
    this.lons[slot] = lon;
    this.lats[slot] = lat;
    this.keys[slot] = key;
    this.hours[slot] = hours;
    this.traits.set(traits, slot * TRAIT_WORDS);
    return slot;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  #grow(): void {
    const length = this.keys.length * 2;
    const grown = <T extends Float64Array | Uint32Array | Int32Array>(bigger: T, old: T): T => {
      bigger.set(old);
      return bigger;
    };
    this.lons = grown(new Float64Array(length), this.lons);
    this.lats = grown(new Float64Array(length), this.lats);
    this.keys = grown(new Uint32Array(length), this.keys);
    this.traits = grown(new Uint32Array(length * TRAIT_WORDS), this.traits);
    this.hours = grown(new Int32Array(length), this.hours);
  }
}

/** rbush over slots. Every node that a change touches forgets its traits. */
class TraitTree extends RBush<number> {
  constructor(slots: Slots) {
    super(16);
    // rbush calls these three unbound.
    this.toBBox = (slot) => {
      const lon = slots.lons[slot]!;
      const lat = slots.lats[slot]!;
      return { minX: lon, minY: lat, maxX: lon, maxY: lat };
    };
    this.compareMinX = (a, b) => slots.lons[a]! - slots.lons[b]!;
    this.compareMinY = (a, b) => slots.lats[a]! - slots.lats[b]!;
  }

  get root(): Node {
    return (this as unknown as Insides).data;
  }

  _chooseSubtree(box: unknown, node: Node, level: number, path: Node[]): Node {
    const chosen = insides._chooseSubtree.call(this, box, node, level, path);
    forget(path);
    return chosen;
  }
  _split(path: Node[], level: number): void {
    forget(path);
    insides._split.call(this, path, level);
  }
  _condense(path: Node[]): void {
    forget(path);
    insides._condense.call(this, path);
  }
}

function forget(path: readonly Node[]): void {
  for (const node of path) node.traits = undefined;
}

/**
 * An R-tree that takes changes: rbush, with the union of the traits on its inner nodes so that a filter prunes
 * inside the tree, and a best-first search over the sphere.
 */
export class RTree implements MutableSpatialIndex {
  readonly #slots = new Slots();
  readonly #tree = new TraitTree(this.#slots);
  readonly #slotOf = new Map<number, number>();

  /** Builds the tree at once, many times faster than one `put` after the other. */
  static from(entries: Iterable<IndexEntry>): RTree {
    const index = new RTree();
    const slots: number[] = [];
    for (const entry of entries) {
      const slot = index.#slots.take(entry);
      index.#slotOf.set(entry.key, slot);
      slots.push(slot);
    }
    index.#tree.load(slots);
    return index;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  put(entry: IndexEntry): void {
    this.remove(entry.key);
    const slot = this.#slots.take(entry);
    this.#slotOf.set(entry.key, slot);
    this.#tree.insert(slot);
  }

  remove(key: number): void {
    const slot = this.#slotOf.get(key);
    if (slot === undefined) return;
    this.#tree.remove(slot);
    this.#slotOf.delete(key);
    this.#slots.release(slot);
  }

  get(key: number): IndexEntry | undefined {
    const slot = this.#slotOf.get(key);
    return slot === undefined ? undefined : this.#entry(slot);
  }

  *entries(): Generator<IndexEntry> {
    for (const slot of this.#slotOf.values()) yield this.#entry(slot);
  }

  *nearest(centre: Position, filter: TraitFilter, maxDistance = Infinity): Generator<Candidate> {
    const { lons, lats, keys, traits } = this.#slots;
    const test = traitTest(filter);
    const most = maxArc(maxDistance);
    const bound = new Bound(centre);
    const frontier = Frontier.borrow();
    const nodes: Node[] = [this.#tree.root];
    if (this.size > 0 && test(this.#traitsOf(this.#tree.root), 0)) frontier.push(0, -1, -1);

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
        for (const child of nodes[-1 - ref]!.children) {
          if (typeof child === 'number') {
            if (!test(traits, child)) continue;
            const far = haversine(centre.lat, lats[child]!, lons[child]! - centre.lon);
            if (far <= most) frontier.push(far, child, keys[child]!);
          } else if (test(this.#traitsOf(child), 0)) {
            const { minX, minY, maxX, maxY } = child;
            const far = bound.box(minX, minY, maxX, maxY, leastCosine(minY, maxY));
            if (far <= most) frontier.push(far, -nodes.push(child), -1);
          }
        }
      }
    } finally {
      frontier.giveBack();
    }
  }

  trait(key: number, word: number): number {
    return this.get(key)?.traits[word] ?? 0;
  }

  nearestFew({ centre, filter, maxDistance }: NearestQuestion, count: number): Candidate[] {
    const found: Candidate[] = [];
    if (count === 0) return found;
    for (const one of this.nearest(centre, filter, maxDistance)) if (found.push(one) === count) break;
    return found;
  }

  /** One search after the other: what changed since the base was built is little. */
  nearestOfEach({ centre, common, clauses, count, maxDistance }: EachQuestion): Candidate[][] {
    return clauses.map((clause) => {
      const found: Candidate[] = [];
      for (const candidate of this.nearest(
        centre,
        { ...common, any: [...common.any, clause] },
        maxDistance,
      )) {
        if (found.push(candidate) >= count) break;
      }
      return found;
    });
  }

  withinInOrder({ box, filter, after }: OrderQuestion): number[] {
    return [...this.within(box, filter)].filter((key) => key > after).toSorted((a, b) => a - b);
  }

  *within(box: BBox, filter: TraitFilter): Generator<number> {
    const test = traitTest(filter);
    const { lons, lats, keys, traits } = this.#slots;
    for (const part of splitAtAntimeridian(box)) {
      const stack: Node[] = [this.#tree.root];
      while (stack.length > 0) {
        const node = stack.pop()!;
        if (node.minX > part.east || node.minY > part.north) continue;
        if (node.maxX < part.west || node.maxY < part.south || !test(this.#traitsOf(node), 0)) continue;
        for (const child of node.children) {
          if (typeof child !== 'number') {
            stack.push(child);
            continue;
          }
          const lon = lons[child]!;
          const lat = lats[child]!;
          if (lon < part.west || lon > part.east || lat < part.south || lat > part.north) continue;
          if (test(traits, child)) yield keys[child]!;
        }
      }
    }
  }

  cells(query: CellQuery): CellCounts {
    const counts = new CellCounts(query.grid.size);
    countEntries(this.entries(), query, counts);
    return counts;
  }

  #entry(slot: number): IndexEntry {
    const { lons, lats, keys, traits, hours } = this.#slots;
    const from = slot * TRAIT_WORDS;
    return {
      key: keys[slot]!,
      lon: lons[slot]!,
      lat: lats[slot]!,
      traits: traits.slice(from, from + TRAIT_WORDS),
      hours: hours[slot]!,
    };
  }

  #traitsOf(node: Node): Uint32Array {
    if (node.traits) return node.traits;
    const union = new Uint32Array(TRAIT_WORDS);
    for (const child of node.children) {
      const [words, from] =
        typeof child === 'number' ? [this.#slots.traits, child * TRAIT_WORDS] : [this.#traitsOf(child), 0];
      for (let word = 0; word < TRAIT_WORDS; word++) union[word]! |= words[from + word]!;
    }
    node.traits = union;
    return union;
  }
}
