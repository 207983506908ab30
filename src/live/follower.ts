import type { Live, Opening } from '../core/live.js';
import type { Offerings } from '../core/offerings/offering.js';
import type { PlaceExceptions, TargetedCard } from '../core/override-targets.js';
import type { LiveReport } from '../core/report.js';
import type { Observation } from '../core/status.js';
import type { OfferingTable } from './offerings.js';
import type { Overrides } from './overrides.js';
import type { Reports } from './reports.js';
import type { Statuses } from './statuses.js';

/** One kind of live data in memory, which looks at its store by itself when it is told to. */
export interface Followed {
  readonly name: string;
  /** Where its own sequence stands. */
  readonly seq: number;
  readonly size: number;
  /** Takes in what is new. @throws what the store throws; what was known before stays */
  look(): Promise<void>;
}

export interface LiveParts {
  readonly statuses: Statuses;
  readonly overrides: Overrides;
  readonly reports: Reports;
  readonly offerings: OfferingTable;
}

export interface LiveOptions {
  /** Milliseconds between two looks at the store. */
  readonly interval?: number;
  /** Told of a failure; what was known before stays. */
  readonly onError?: (error: unknown) => void;
}

export interface LiveState {
  readonly state: 'starting' | 'ready' | 'failing';
  /** How much there is of each kind. */
  readonly sizes: Readonly<Record<string, number>>;
}

const INTERVAL = 200;

/** Keeps what is true right now: loads it from the store and follows what is written there, by whichever process. */
export class LiveFollower implements Live {
  readonly #parts: LiveParts;
  readonly #interval: number;
  readonly #onError: (error: unknown) => void;
  #state: LiveState['state'] = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: LiveParts, { interval = INTERVAL, onError }: LiveOptions = {}) {
    this.#parts = parts;
    this.#interval = interval;
    this.#onError = onError ?? (() => {});
  }

  get revision(): number {
    return this.#kinds().reduce((sum, kind) => sum + kind.seq, 0);
  }

  status(key: number): Observation | undefined {
    return this.#parts.statuses.of(key);
  }

  exceptions(card: TargetedCard): PlaceExceptions | undefined {
    return this.#parts.overrides.of(card);
  }

  opening(from: number, minutes: number): Opening {
    return this.#parts.overrides.opening(from, minutes);
  }

  reports(key: number): readonly LiveReport[] | undefined {
    return this.#parts.reports.of(key);
  }

  get offerings(): Offerings {
    return this.#parts.offerings;
  }

  get state(): LiveState {
    const sizes = Object.fromEntries(this.#kinds().map((kind) => [kind.name, kind.size]));
    return { state: this.#state, sizes };
  }

  /** Loads everything and begins to follow. @throws what the store throws */
  async start(): Promise<void> {
    await this.#lookAtAll();
    this.#state = 'ready';
    this.#schedule();
  }

  /** Takes in what is new now, without waiting for the next look. */
  async refresh(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    await this.#looking;
  }

  /** Ends the following; what is known stays. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #kinds(): readonly Followed[] {
    return Object.values(this.#parts) as Followed[];
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.refresh().then(() => this.#schedule());
    }, this.#interval);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      await this.#lookAtAll();
      this.#state = 'ready';
    } catch (error) {
      this.#state = 'failing';
      this.#onError(error);
    }
  }

  async #lookAtAll(): Promise<void> {
    for (const kind of this.#kinds()) await kind.look();
  }
}
