import type { Feed } from './feed-file.js';
import { Poller, type FeedHealth, type PollerParts } from './poller.js';

/** All feeds that are polled. */
export class Feeds {
  readonly #pollers: readonly Poller[];

  constructor(feeds: readonly Feed[], parts: PollerParts) {
    this.#pollers = feeds.map((feed) => new Poller(feed, parts));
  }

  get health(): readonly FeedHealth[] {
    return this.#pollers.map((poller) => poller.health);
  }

  start(): void {
    for (const poller of this.#pollers) poller.start();
  }

  /** Polls each once, one after the other. */
  async pollOnce(): Promise<readonly FeedHealth[]> {
    const healths: FeedHealth[] = [];
    for (const poller of this.#pollers) healths.push(await poller.poll());
    return healths;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
  }
}

/**
 * How the feeds are, in one line for an operator.
 * @param now milliseconds since 1970
 */
export function feedsInWords(healths: readonly FeedHealth[], now: number): { ok: boolean; detail: string } {
  const failing = healths.filter(({ state }) => state === 'failing');
  const words = healths.slice(0, 50).map((health) => oneInWords(health, now));
  return { ok: failing.length === 0, detail: words.join('; ') };
}

function oneInWords({ source, kind, state, failures, readAt, problem, stations }: FeedHealth, now: number) {
  const age =
    readAt === undefined ? 'never read' : `read ${Math.round((now - Date.parse(readAt)) / 1000)} s ago`;
  if (state === 'failing')
    return `${source} (${kind}) failing for the ${ordinal(failures)} time, ${age}: ${problem}`;
  return `${source} (${kind}) ${state}, ${age}${stations === undefined ? '' : `, ${stations} stations`}`;
}

function ordinal(count: number): string {
  const end = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${end}`;
}
