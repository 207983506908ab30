import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { Settings } from '../config.js';
import type { Feed } from '../feeds/feed-file.js';
import { startServer } from '../http/server.js';
import { openAnswering } from './answering.js';
import { appOn } from './app.js';
import { loadDemoInto } from './demo.js';
import { beginErrands } from './errands.js';
import { loadFeeds } from './feeds.js';
import { logOf } from './log.js';
import { readinessOf } from './readiness.js';
import { startThreads } from './threads.js';

/** A running service. */
export interface Service {
  readonly url: string;
  readonly facilities: number;
  /** Takes no more requests, lets those under way finish, and closes the store. */
  close(): Promise<void>;
}

/**
 * Loads everything, then listens: a service that answers, answers truly.
 * @throws UserError when the store cannot be opened; what `listen` fails with, such as EADDRINUSE
 */
export async function startService(settings: Settings, { demo = false } = {}): Promise<Service> {
  const log = logOf(settings);
  const feeds = settings.feedsFile === undefined ? [] : await loadFeeds(settings.feedsFile);
  const threads = threadsOf(settings);
  return threads > 1
    ? startThreads(settings, { demo, log, feeds, threads })
    : startAlone(settings, { demo, log, feeds });
}

/** What a start has read already. */
export interface Start {
  readonly demo: boolean;
  readonly log: Logger;
  readonly feeds: readonly Feed[];
}

/** How many threads answer. A store in memory is one thread's alone. */
function threadsOf({ workers, database }: Settings): number {
  if (workers === 'auto') return database.path === ':memory:' ? 1 : availableParallelism();
  return workers;
}

/** One thread does everything. */
async function startAlone(settings: Settings, { demo, log, feeds: list }: Start): Promise<Service> {
  const answering = await openAnswering(settings, log);
  const { stores, follower } = answering;
  const errands = { settings, log, kinds: answering.reportKinds, feeds: list };
  const { feeds, stop: stopErrands } = beginErrands(stores, errands);
  const stop = async () => {
    await stopErrands();
    await answering.stop();
  };
  try {
    if (demo) await loadDemoInto(stores, answering.vocabulary);
    await answering.start();
    const readiness = () => readinessOf(answering, feeds.health);
    const app = appOn(answering, { settings, log, readiness });
    const { host, port, stopTimeout: patience } = settings;
    const { url, close } = await startServer(app, { host, port, patience });
    feeds.start();
    const closeAll = async () => {
      await close();
      await stop();
    };
    return { url, facilities: follower.status.size, close: closeAll };
  } catch (error) {
    await stop();
    throw error;
  }
}
