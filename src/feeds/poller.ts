import type { Report, StatusStore, StatusVerdict } from '../core/status.js';
import { isAhead } from '../core/status.js';
import { nextDelay } from './delay.js';
import type { Feed } from './feed-file.js';
import { pollFeed, type Memory, type PollParts } from './poll.js';
import type { Reading } from './reading.js';

export interface PollerParts extends Omit<PollParts, 'signal'> {
  readonly store: StatusStore;
  /** A number from 0 up to 1. */
  readonly chance: () => number;
  readonly onPoll?: (health: FeedHealth) => void;
}

/** How one feed is, for an operator. It holds no secret. */
export interface FeedHealth {
  readonly source: string;
  readonly kind: Feed['kind'];
  readonly state: 'starting' | 'ok' | 'failing';
  /** Polls in a row that failed. */
  readonly failures: number;
  /** When it was last read; ISO 8601 in UTC. */
  readonly readAt?: string;
  /** What went wrong last. */
  readonly problem?: string;
  /** Of the last reading: how many stations, and what became of them. */
  readonly stations?: number;
  readonly stored?: number;
  readonly same?: number;
  readonly older?: number;
  readonly unknownFacility?: number;
  /** Stations that could not be read or say what cannot be, and the first of these faults. */
  readonly faulty?: number;
  readonly fault?: string;
}

/**
 * Polls one feed again and again, one poll at a time. What it said last stays when it fails, and ages: so its places
 * become doubtful, then unknown, and are not gone.
 */
export class Poller {
  readonly #feed: Feed;
  readonly #parts: PollerParts;
  readonly #stop = new AbortController();
  #memory: Memory = {};
  #ttl: number | undefined;
  #health: FeedHealth;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<unknown> = Promise.resolve();

  constructor(feed: Feed, parts: PollerParts) {
    this.#feed = feed;
    this.#parts = parts;
    this.#health = { source: feed.source, kind: feed.kind, state: 'starting', failures: 0 };
  }

  get health(): FeedHealth {
    return this.#health;
  }

  /** Begins to poll: the first time within a few seconds. */
  start(): void {
    this.#schedule(2_000 * this.#parts.chance());
  }

  /** Polls once, after a poll that is under way. Never throws: what went wrong is in the health. */
  async poll(): Promise<FeedHealth> {
    const mine = this.#polling.then(() => this.#poll());
    this.#polling = mine;
    await mine;
    return this.#health;
  }

  /** Gives up a poll that is under way, and polls no more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#polling;
  }

  #schedule(delay: number): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      void this.poll().then(() => {
        const { failures } = this.#health;
        this.#schedule(
          nextDelay({ every: this.#feed.every, ttl: this.#ttl, failures }, this.#parts.chance()),
        );
      });
    }, delay);
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    const { source, kind } = this.#feed;
    try {
      const { reading, memory } = await pollFeed(this.#feed, this.#memory, {
        ...this.#parts,
        signal: this.#stop.signal,
      });
      // Only when it is stored is it done: a 304 must not stand for what was never kept.
      const outcome = reading ? await this.#keep(reading) : withoutProblem(this.#health);
      this.#memory = reading ? memory : { ...this.#memory, ...memory };
      this.#ttl = reading ? reading.ttl : this.#ttl;
      const readAt = new Date(this.#parts.now()).toISOString();
      this.#health = { ...outcome, source, kind, state: 'ok', failures: 0, readAt };
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // The address of station_status may have moved: it is looked up anew.
      this.#memory = {};
      const problem = error instanceof Error ? error.message.slice(0, 500) : 'failed';
      this.#health = { ...this.#health, state: 'failing', failures: this.#health.failures + 1, problem };
    }
    this.#parts.onPoll?.(this.#health);
  }

  async #keep({ sightings, faulty, fault }: Reading): Promise<Partial<FeedHealth>> {
    const { source } = this.#feed;
    const receivedAt = this.#parts.now();
    const possible = sightings.filter(({ observedAt }) => !isAhead(observedAt, receivedAt));
    const reports = possible.map(({ externalId, counts, observedAt }): Report => ({
      place: { source, externalId },
      observation: { counts, observedAt, receivedAt, source },
    }));
    const verdicts = await this.#parts.store.put(reports);
    const number = (verdict: StatusVerdict) => verdicts.filter((one) => one === verdict).length;
    const ahead = sightings.length - possible.length;
    const words = fault ?? (ahead > 0 ? 'observed in the future: whose clock is wrong?' : undefined);
    return {
      stations: sightings.length + faulty,
      stored: number('stored'),
      same: number('same'),
      older: number('older'),
      unknownFacility: number('unknown-facility'),
      faulty: faulty + ahead,
      ...(words !== undefined && { fault: words }),
    };
  }
}

function withoutProblem(health: FeedHealth): Partial<FeedHealth> {
  const { problem: _, ...rest } = health;
  return rest;
}
