/** The thread that builds a packed tree: columns in, shared buffer out. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Columns } from './columns.js';
import { pack } from './pack.js';

parentPort?.postMessage(pack(workerData as Columns).shared);
