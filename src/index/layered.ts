import type { CellCounts, CellQuery } from '../core/cell-counts.js';
import type { BBox, Position } from '../core/position.js';
import type {
  Candidate,
  EachQuestion,
  IndexEntry,
  MutableSpatialIndex,
  NearestQuestion,
  OrderQuestion,
} from '../core/spatial-index.js';
import type { TraitFilter } from '../core/traits.js';
import { columnsOf } from './columns.js';
import { countEntries } from './count-entries.js';
import { pack } from './pack.js';
import { PackedTree } from './packed-tree.js';
import { RTree } from './rtree.js';

/**
 * An index of two layers: a packed base that never changes, and an R-tree of what changed since. An entry of the
 * base that was changed or removed is masked; answers are the two layers merged.
 */
export class LayeredIndex implements MutableSpatialIndex {
  readonly #base: PackedTree;
  #changed = new RTree();
  readonly #masked = new Set<number>();

  constructor(base: PackedTree) {
    this.#base = base;
  }

  /** The empty index. */
  static empty(): LayeredIndex {
    return new LayeredIndex(new PackedTree(pack(columnsOf([]))));
  }

  get size(): number {
    return this.#base.size - this.#masked.size + this.#changed.size;
  }

  /** How many entries are not as the base has them: what a new base would clear up. */
  get drift(): number {
    return this.#masked.size + this.#changed.size;
  }

  put(entry: IndexEntry): void {
    if (this.#base.get(entry.key)) this.#masked.add(entry.key);
    this.#changed.put(entry);
  }

  remove(key: number): void {
    if (this.#base.get(key)) this.#masked.add(key);
    this.#changed.remove(key);
  }

  /**
   * Many changes at once: the changed entries are built into a new tree instead of being put in one by one.
   * A key in both lists is removed, then put.
   */
  apply(puts: readonly IndexEntry[], removed: readonly number[]): void {
    const changed = new Map([...this.#changed.entries()].map((entry) => [entry.key, entry]));
    for (const key of removed) changed.delete(key);
    for (const entry of puts) changed.set(entry.key, entry);
    for (const key of [...removed, ...puts.map((entry) => entry.key)]) {
      if (this.#base.get(key)) this.#masked.add(key);
    }
    this.#changed = RTree.from(changed.values());
  }

  get(key: number): IndexEntry | undefined {
    return this.#changed.get(key) ?? (this.#masked.has(key) ? undefined : this.#base.get(key));
  }

  trait(key: number, word: number): number {
    if (this.#changed.get(key)) return this.#changed.trait(key, word);
    return this.#masked.has(key) ? 0 : this.#base.trait(key, word);
  }

  *nearest(centre: Position, filter: TraitFilter, maxDistance = Infinity): Generator<Candidate> {
    const base = this.#unmasked(this.#base.nearest(centre, filter, maxDistance));
    if (this.#changed.size === 0) {
      yield* base;
      return;
    }
    const changed = this.#changed.nearest(centre, filter, maxDistance);
    let a = base.next();
    let b = changed.next();
    while (!a.done && !b.done) {
      if (before(a.value, b.value)) {
        yield a.value;
        a = base.next();
      } else {
        yield b.value;
        b = changed.next();
      }
    }
    if (!a.done) {
      yield a.value;
      yield* base;
    } else if (!b.done) {
      yield b.value;
      yield* changed;
    }
  }

  nearestFew(question: NearestQuestion, count: number): Candidate[] {
    const base = this.#base.nearestFew(question, count, this.#isMasked());
    if (this.#changed.size === 0) return base;
    const changed = this.#changed.nearestFew(question, count);
    return [...base, ...changed].toSorted((a, b) => (before(a, b) ? -1 : 1)).slice(0, count);
  }

  nearestOfEach(question: EachQuestion): Candidate[][] {
    const masked = this.#isMasked();
    const base = this.#base.nearestOfEach(question, masked);
    if (this.#changed.size === 0) return base;
    const changed = this.#changed.nearestOfEach(question);
    return base.map((found, i) =>
      [...found, ...changed[i]!].toSorted((a, b) => (before(a, b) ? -1 : 1)).slice(0, question.count),
    );
  }

  *within(box: BBox, filter: TraitFilter): Generator<number> {
    for (const key of this.#base.within(box, filter)) if (!this.#masked.has(key)) yield key;
    yield* this.#changed.within(box, filter);
  }

  *withinInOrder(question: OrderQuestion): Generator<number> {
    const changed = this.#changed.withinInOrder(question);
    let next = 0;
    for (const key of this.#base.withinInOrder(question)) {
      if (this.#masked.has(key)) continue;
      while (next < changed.length && changed[next]! < key) yield changed[next++]!;
      yield key;
    }
    yield* changed.slice(next);
  }

  cells(query: CellQuery): CellCounts {
    const counts = this.#base.cells(query);
    countEntries(this.#maskedEntries(), query, counts, -1);
    countEntries(this.#changed.entries(), query, counts);
    return counts;
  }

  #isMasked(): ((key: number) => boolean) | undefined {
    return this.#masked.size === 0 ? undefined : (key) => this.#masked.has(key);
  }

  *#maskedEntries(): Generator<IndexEntry> {
    for (const key of this.#masked) yield this.#base.get(key)!;
  }

  *#unmasked(candidates: Generator<Candidate>): Generator<Candidate> {
    if (this.#masked.size === 0) yield* candidates;
    else for (const candidate of candidates) if (!this.#masked.has(candidate.key)) yield candidate;
  }
}

function before(a: Candidate, b: Candidate): boolean {
  return a.arc < b.arc || (a.arc === b.arc && a.key < b.key);
}
