import { Worker } from 'node:worker_threads';
import type { Columns } from './columns.js';
import { pack, unpack, type SharedPacked } from './pack.js';
import { PackedTree } from './packed-tree.js';

/** Below this a tree is built in less time than a thread takes to start. */
const SMALL = 20_000;

/**
 * A packed tree over the columns. A big one is built in a thread of its own, so that answers go on meanwhile; the
 * columns' buffers are handed over to it and cannot be used afterwards.
 */
export async function buildBase(columns: Columns): Promise<PackedTree> {
  if (columns.keys.length < SMALL) return new PackedTree(pack(columns));
  return new PackedTree(unpack(await inThread(columns)));
}

function inThread(columns: Columns): Promise<SharedPacked> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pack-thread.js', import.meta.url), {
      workerData: columns,
      transferList: [columns.keys, columns.lons, columns.lats, columns.traits, columns.hours].map(
        (column) => column.buffer as ArrayBuffer,
      ),
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the thread that builds the index ended with code ${code}`)),
    );
  });
}
