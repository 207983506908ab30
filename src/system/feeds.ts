import { readFile } from 'node:fs/promises';
import type { Settings } from '../config.js';
import { UserError } from '../core/errors.js';
import type { StatusStore } from '../core/status.js';
import { systemFault } from '../core/system-fault.js';
import { parseFeeds, type Feed } from '../feeds/feed-file.js';
import { Feeds } from '../feeds/feeds.js';
import type { FeedHealth } from '../feeds/poller.js';
import { withStores } from './stores.js';

/**
 * Reads which feeds are polled.
 * @throws UserError `invalid-file` for a file that cannot be read, or is no list of feeds
 */
export async function loadFeeds(path: string): Promise<readonly Feed[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('invalid-file', `The feeds' file ${path} cannot be read: ${systemFault(error).en}`);
  });
  return parseFeeds(text, path, process.env);
}

/** The feeds over the real network and clock. @param onPoll told after each poll of a feed */
export function feedsInto(
  status: StatusStore,
  feeds: readonly Feed[],
  onPoll: (health: FeedHealth) => void,
): Feeds {
  return new Feeds(feeds, { store: status, fetch, now: Date.now, chance: Math.random, onPoll });
}

/**
 * Polls the feeds the settings name, once or until it shall stop.
 * @throws UserError where there are none
 */
export async function pollFeeds(
  { database, feedsFile }: Settings,
  {
    once,
    onPoll,
    stopped,
  }: {
    readonly once: boolean;
    readonly onPoll: (health: FeedHealth) => void;
    readonly stopped: Promise<unknown>;
  },
): Promise<void> {
  if (feedsFile === undefined) {
    throw new UserError('invalid-file', 'FEEDS_FILE is not set: it names the file that lists the feeds.');
  }
  const list = await loadFeeds(feedsFile);
  await withStores(database, async ({ status }) => {
    const feeds = feedsInto(status, list, onPoll);
    const end = stopped.then(() => feeds.stop());
    if (once) await feeds.pollOnce();
    else await untilEnded(feeds, end);
  });
}

/** Lets the feeds run. Their timers keep no process alive, so that a server can end; here one has to. */
async function untilEnded(feeds: Feeds, end: Promise<void>): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  feeds.start();
  await end;
  clearInterval(alive);
}
