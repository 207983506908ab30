import { Worker } from 'node:worker_threads';
import type { Database } from '../config.js';
import type { SharedCards } from '../index/cards/card-pack.js';
import type { CardPacker } from '../index/cards/pack-cards.js';
import type { LoadedTree, TreeLoader } from '../index/load-tree.js';
import type { IndexWork } from './index-thread.js';

interface IndexThreads {
  readonly loadTree?: TreeLoader;
  readonly packCards?: CardPacker;
}

/**
 * Loads the index and packs cards in threads of their own, which read over connections of their own: the thread that
 * answers does nothing for it. A store in memory has no second connection.
 */
export function indexThreads(database: Database): IndexThreads {
  if (database.path === ':memory:') return {};
  return {
    loadTree: (signal) => inThread<LoadedTree>({ database }, signal),
    packCards: (cards, signal) => inThread<SharedCards>({ database, cards }, signal),
  };
}

function inThread<T>(work: IndexWork, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./index-thread.js', import.meta.url), { workerData: work });
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      reject(new Error(`the thread that builds the index ended with code ${code}`));
    });
    if (signal.aborted) end();
  });
}
