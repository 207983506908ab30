/** The thread that loads the index of many places, or packs their cards: work in, shared memory out. `indexThread` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from '../config.js';
import type { FacilityStore } from '../core/store.js';
import { packCards, type PackRequest } from '../index/cards/pack-cards.js';
import { loadTree } from '../index/load-tree.js';
import { pack } from '../index/pack.js';
import { PackedTree } from '../index/packed-tree.js';
import { withStore } from './stores.js';

/** What the thread is given. */
export interface IndexWork {
  readonly database: Database;
  /** Cards to be packed; absent: the tree is to be loaded. */
  readonly cards?: PackRequest;
}

const { database, cards } = workerData as IndexWork;
const work = (store: FacilityStore): Promise<unknown> =>
  cards ? packCards(store, cards) : loadTree(store, (columns) => new PackedTree(pack(columns)));
// Everything is read once: a cache would only make the process larger.
const made = await withStore(database, work, { cache: 1024 });
parentPort?.postMessage(made);
