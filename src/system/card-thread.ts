/** The thread that packs the cards of many places: a request in, shared memory out. `cardPacker` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from '../config.js';
import { packCards, type PackRequest } from '../index/cards/pack-cards.js';
import { withStore } from './stores.js';

/** What the thread is given. */
export interface CardWork {
  readonly database: Database;
  readonly request: PackRequest;
}

const { database, request } = workerData as CardWork;
parentPort?.postMessage(await withStore(database, (store) => packCards(store, request)));
