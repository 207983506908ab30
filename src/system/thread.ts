/** One of several threads that answer: what cli/main.ts is to the process. `startThreads` starts it. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { Askers } from '../http/asker.js';
import { startServer } from '../http/server.js';
import { SharedBuckets } from '../http/shared-buckets.js';
import { Board } from '../workers/board.js';
import { DOWN, UP, type Place } from '../workers/pool.js';
import { borrow } from '../workers/port.js';
import { openAnswering } from './answering.js';
import { appOn } from './app.js';
import { logOf } from './log.js';
import { readinessOf, stateOf, withThreads } from './readiness.js';
import { TELL, type BaseWanted, type ThreadSetup, type Tidings } from './threads.js';

/** What a thread that answers does, from its start to its end. */
async function serveInThread(given: unknown, parent: MessagePort): Promise<void> {
  const begin = given as ThreadSetup & Place;
  const { settings, thread } = begin;
  const log = logOf(settings).child({ thread: thread + 1 });
  const board = new Board(begin.board);
  const askBase = (later: number) => parent.postMessage({ later } satisfies BaseWanted);
  const answering = await openAnswering(settings, log, { askBase });
  const tell = () => board.tell(thread, stateOf(answering));
  const telling = setInterval(tell, TELL);
  await answering.start(begin.base);
  delete begin.base;
  let { feeds } = begin;
  const app = appOn(answering, {
    settings,
    log,
    readiness: () => withThreads(readinessOf(answering, feeds), board),
    buckets: new SharedBuckets(begin.buckets, () => Number(process.hrtime.bigint()) / 1e6),
    askers: new Askers(begin.asking),
  });
  const { close } = await startServer(app, {
    ...settings,
    patience: settings.stopTimeout,
    handle: await borrow(begin.port),
    onRequest: () => board.countRequest(thread),
  });
  parent.on('message', async (tidings: Tidings) => {
    if (tidings !== DOWN) {
      if ('base' in tidings) await answering.follower.take(tidings.base);
      else ({ feeds } = tidings);
      return;
    }
    await close();
    clearInterval(telling);
    await answering.stop();
    parent.close();
  });
  tell();
  parent.postMessage(UP);
}

if (parentPort === null) throw new Error('this file is run by a thread of `yizhan serve`');
await serveInThread(workerData, parentPort);
