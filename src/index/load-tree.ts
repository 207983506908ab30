import type { FacilityStore } from '../core/store.js';
import { buildBase } from './base.js';
import { ColumnBuilder, type Columns } from './columns.js';
import type { SharedPacked } from './pack.js';
import type { PackedTree } from './packed-tree.js';

/** A tree of all places of one committed state. */
export interface LoadedTree {
  /** Sequence of that state. */
  readonly seq: number;
  readonly tree: SharedPacked;
}

/** Loads a tree, here or in another thread. @param signal ends it: it then fails */
export type TreeLoader = (signal: AbortSignal) => Promise<LoadedTree>;

/**
 * Reads all places of a store and packs them.
 * @param build packs what was read; absent: in another thread where they are many
 */
export async function loadTree(
  store: Pick<FacilityStore, 'snapshot'>,
  build: (columns: Columns) => PackedTree | Promise<PackedTree> = buildBase,
): Promise<LoadedTree> {
  const { seq, batches } = await store.snapshot();
  const columns = new ColumnBuilder();
  for await (const batch of batches) for (const entry of batch) columns.add(entry);
  const tree = await build(columns.finish());
  return { seq, tree: tree.packed.shared };
}
