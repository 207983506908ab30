/** The thread that loads the index of many places, or packs their cards: work in, shared memory out. `indexThread` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from '../config.js';
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
const made = await withStore(database, (store): Promise<unknown> => {
  if (cards) return packCards(store, cards);
  return loadTree(store, (columns) => new PackedTree(pack(columns)));
});
parentPort?.postMessage(made);
