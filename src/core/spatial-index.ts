import type { CellCounts, CellQuery } from './cell-counts.js';
import type { BBox, Position } from './position.js';
import type { TraitFilter, Traits } from './traits.js';

/** What an index holds of a facility. */
export interface IndexEntry extends Position {
  readonly key: number;
  readonly traits: Traits;
  /** The store's number for its hours, see `HoursBook`: equal numbers, equal rules. */
  readonly hours: number;
}

export interface Candidate {
  readonly key: number;
  /** Great-circle distance from the centre in metres. */
  readonly distance: number;
  /** The haversine the distance was made from: what the order is by, a little finer than metres. */
  readonly arc: number;
}

/** What `nearest` is asked. */
export interface NearestQuestion {
  readonly centre: Position;
  readonly filter: TraitFilter;
  /** Metres; absent: no bound. */
  readonly maxDistance?: number;
}

/** What `withinInOrder` is asked. */
export interface OrderQuestion {
  readonly box: BBox;
  readonly filter: TraitFilter;
  /** Keys up to this one are passed over; 0: none are. */
  readonly after: number;
}

/** Several wishes at once, such as all that a rider may need. */
export interface EachQuestion {
  readonly centre: Position;
  /** What every wish takes. */
  readonly common: TraitFilter;
  /** One for each wish: at least one of these bits. */
  readonly clauses: readonly (readonly number[])[];
  /** How many for each wish. */
  readonly count: number;
  /** Metres; absent: no bound. */
  readonly maxDistance?: number;
}

/**
 * What is near. An index knows keys, positions and traits: nothing of names, and of hours only the bits that leave out
 * what surely is closed.
 * All answers are over the sphere: right across the antimeridian and at the poles.
 */
export interface SpatialIndex {
  /** How many entries it holds. */
  readonly size: number;
  /**
   * Entries that fulfil the filter in ascending distance from the centre, ties by ascending key, up to and
   * including `maxDistance` metres (default: no bound). Lazy: what is not taken is not searched for. The index must not
   * change while an iteration is going on; take what is needed at once.
   */
  nearest(centre: Position, filter: TraitFilter, maxDistance?: number): Iterable<Candidate>;
  /** The first `count` of `nearest`, at once: for few that is faster. */
  nearestFew(question: NearestQuestion, count: number): readonly Candidate[];
  /**
   * For each wish its `count` nearest, just as `nearest` gives them for `common` and the wish's clause, but in one
   * search for all: what is near is near for every wish.
   */
  nearestOfEach(question: EachQuestion): readonly (readonly Candidate[])[];
  /** Keys of the entries in the box (edges included, `west > east` crosses the antimeridian) that fulfil the filter, in no order. */
  within(box: BBox, filter: TraitFilter): Iterable<number>;
  /** The same in ascending order, those after a key. Lazy, as `nearest` is. */
  withinInOrder(question: OrderQuestion): Iterable<number>;
  /** How many entries that fulfil the filter lie in each cell of a grid. */
  cells(query: CellQuery): CellCounts;
  /** The entry with this key. */
  get(key: number): IndexEntry | undefined;
  /** One word of its traits; 0 where there is none. */
  trait(key: number, word: number): number;
}

/** An index that takes single changes. */
export interface MutableSpatialIndex extends SpatialIndex {
  /** Adds the entry, or moves the one with the same key. */
  put(entry: IndexEntry): void;
  /** Removes the entry; a key that is not there is no fault. */
  remove(key: number): void;
}
