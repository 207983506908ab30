import type { BBox, Position } from '../../../src/core/position.js';
import type { TraitFilter } from '../../../src/core/traits.js';
import type { Columns } from '../../../src/index/columns.js';

/** Something that answers "what is near" over the same places as the others. */
export interface IndexDriver {
  readonly name: string;
  /** Builds the index. Columns are in the nation's order: key i+1 is place i. */
  build(columns: Columns): Promise<Built> | Built;
}

export interface Built {
  /** Keys of the k nearest, nearest first. */
  nearest(centre: Position, k: number, filter: TraitFilter): number[];
  /** Key of the nearest for each clause. Absent: it is asked for one after the other. */
  nearestOfEach?(centre: Position, clauses: readonly (readonly number[])[]): (number | undefined)[];
  /** How many lie in the box. Absent: the driver has no such question. */
  count?(box: BBox): number;
  /** Adds one place. Absent: it cannot. */
  insert?(key: number, position: Position): void;
}
