/** One of several threads that answer: what main.ts is to the process. See `startThreads` in system.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveInThread } from './system.js';

if (parentPort === null) throw new Error('this file is run by a thread of `yizhan serve`');
await serveInThread(workerData, parentPort);
