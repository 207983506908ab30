import { Worker } from 'node:worker_threads';
import type { Database } from '../config.js';
import type { SharedCards } from '../index/cards/card-pack.js';
import type { CardPacker } from '../index/cards/pack-cards.js';
import type { CardWork } from './card-thread.js';

/** Packs cards in a thread of its own, which reads them over a connection of its own; a store in memory has no second one. */
export function cardPacker(database: Database): CardPacker | undefined {
  if (database.path === ':memory:') return undefined;
  return (request, signal) =>
    new Promise<SharedCards>((resolve, reject) => {
      const worker = new Worker(new URL('./card-thread.js', import.meta.url), {
        workerData: { database, request } satisfies CardWork,
      });
      const end = () => void worker.terminate();
      signal.addEventListener('abort', end, { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        signal.removeEventListener('abort', end);
        reject(new Error(`the thread that packs cards ended with code ${code}`));
      });
      if (signal.aborted) end();
    });
}
