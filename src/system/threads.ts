import type { Settings } from '../config.js';
import type { FeedHealth } from '../feeds/poller.js';
import { Askers, type DayKey } from '../http/asker.js';
import { urlOf } from '../http/server.js';
import { bucketMemory } from '../http/shared-buckets.js';
import type { SharedBase } from '../index/follower.js';
import { DOWN, Pool } from '../workers/pool.js';
import { openPort, type Port } from '../workers/port.js';
import { followerOn } from './answering.js';
import { loadDemoInto } from './demo.js';
import { beginErrands } from './errands.js';
import { loadReportKinds, loadVocabulary } from './reference.js';
import type { Service, Start } from './service.js';
import { openStores } from './stores.js';

/** Milliseconds between two times a thread tells the others how it is. */
export const TELL = 500;
/** Milliseconds beyond the patience of a stop in which a thread closes what it has open. */
const CLOSING = 5_000;

/** What a thread begins with. */
export interface ThreadSetup {
  readonly settings: Settings;
  /** Descriptor of the port, to be borrowed. */
  readonly port: number;
  /** Taken out when it is swapped in: what a thread began with lives as long as the thread, an old base shall not. */
  base?: SharedBase;
  readonly buckets: SharedArrayBuffer;
  readonly asking: DayKey;
  readonly feeds: readonly FeedHealth[];
}

/** What a thread is told. */
export type Tidings = { readonly base: SharedBase } | { readonly feeds: readonly FeedHealth[] } | typeof DOWN;

/** What a thread asks for: a base later than this sequence. */
export interface BaseWanted {
  readonly later: number;
}

/**
 * Several threads answer on one port; this one loads the base of the index, which they share, runs the errands and keeps
 * the threads alive.
 */
export async function startThreads(
  settings: Settings,
  { demo, log, feeds: list, threads: size }: Start & { readonly threads: number },
): Promise<Service> {
  const [vocabulary, kinds] = await Promise.all([loadVocabulary(), loadReportKinds()]);
  const stores = openStores(settings.database, vocabulary);
  const follower = followerOn(stores, { settings, log }, { onBase: (base) => pool.post({ base }) });
  const onPoll = () => pool.post({ feeds: feeds.health });
  const { feeds, stop: stopErrands } = beginErrands(stores, { settings, log, kinds, feeds: list, onPoll });
  const askers = new Askers();
  const buckets = bucketMemory();
  let port: Port | undefined;
  const pool = new Pool({
    size,
    script: new URL('./thread.js', import.meta.url),
    setup: (): ThreadSetup => ({
      settings,
      port: port!.fd,
      base: follower.base!,
      buckets,
      asking: askers.keyOf(Date.now()),
      feeds: feeds.health,
    }),
    onMessage: (message) => void follower.rebuild((message as BaseWanted).later),
    onLoss: ({ thread, error, again }) =>
      log.error({ thread: thread + 1, err: error, again }, 'a thread ended; another one takes its place'),
  });
  const telling = setInterval(() => {
    pool.board.tell(size, follower.status.state);
    askers.keyOf(Date.now()); // no key is kept beyond its day
  }, TELL);
  const stop = async () => {
    port?.close();
    await pool.stop(settings.stopTimeout + CLOSING);
    clearInterval(telling);
    await stopErrands();
    await follower.stop();
    await stores.close();
  };
  try {
    if (demo) await loadDemoInto(stores, vocabulary);
    await follower.start();
    pool.board.tell(size, 'ready');
    port = await openPort(settings.host, settings.port);
    await pool.start();
    feeds.start();
    return { url: urlOf(port.address), facilities: follower.status.size, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
