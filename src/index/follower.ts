import type { LoggedChange } from '../core/change.js';
import { HoursBook } from '../core/hours/hours-book.js';
import type { SpatialIndex } from '../core/spatial-index.js';
import type { FacilityStore } from '../core/store.js';
import { buildBase } from './base.js';
import { ColumnBuilder } from './columns.js';
import { LayeredIndex } from './layered.js';

export interface FollowerOptions {
  /** Milliseconds between two looks at the store. */
  readonly interval?: number;
  /** More changes than this at once are loaded as a new base. */
  readonly most?: number;
  /** Told of a failure; the old index stays. */
  readonly onError?: (error: unknown) => void;
}

export interface FollowerState {
  /** `starting`: nothing loaded yet. `failing`: the last look at the store failed; answers are from before. */
  readonly state: 'starting' | 'ready' | 'failing';
  /** Sequence the index stands at. */
  readonly seq: number;
  readonly size: number;
}

const MOST_CHANGES = 10_000;
const INTERVAL = 200;

/**
 * Loads the index from the store and then follows the change log: the only writer the index has. Few changes go into
 * the index as they are; many arrive as a new base, which is built beside the old one and swapped in whole.
 */
export class Follower {
  readonly #store: FacilityStore;
  readonly #interval: number;
  readonly #most: number;
  readonly #onError: (error: unknown) => void;
  readonly #hours = new HoursBook();
  #index = LayeredIndex.empty();
  #seq = 0;
  #state: FollowerState['state'] = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    store: FacilityStore,
    { interval = INTERVAL, most = MOST_CHANGES, onError }: FollowerOptions = {},
  ) {
    this.#store = store;
    this.#interval = interval;
    this.#most = most;
    this.#onError = onError ?? (() => {});
  }

  /** The index as it stands. Ask anew for every question: a new base is a new object. */
  get index(): SpatialIndex {
    return this.#index;
  }

  /** The index and the sequence it stands at, taken together. */
  get view(): { readonly index: SpatialIndex; readonly seq: number; readonly hours: HoursBook } {
    return { index: this.#index, seq: this.#seq, hours: this.#hours };
  }

  get seq(): number {
    return this.#seq;
  }

  get status(): FollowerState {
    return { state: this.#state, seq: this.#seq, size: this.#index.size };
  }

  /** Loads everything and begins to follow. @throws what the store throws */
  async start(): Promise<void> {
    await this.#reload();
    this.#state = 'ready';
    this.#schedule();
  }

  /** Brings the index up to the store's head now, without waiting for the next look. */
  async refresh(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    await this.#looking;
  }

  /** Ends the following; the index stays as it is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
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
      await this.#catchUp();
      this.#state = 'ready';
    } catch (error) {
      this.#state = 'failing';
      this.#onError(error);
    }
  }

  async #catchUp(): Promise<void> {
    const head = await this.#store.head();
    if (head === this.#seq) return;
    if (head < this.#seq) return this.#reload(); // an older copy of the store was put back
    const changes = await this.#store.changes(this.#seq, this.#most + 1);
    const tooMany = changes.length > this.#most || this.#index.drift + changes.length > this.#drift();
    if (tooMany) await this.#reload();
    else await this.#applyTo(this.#index, changes);
  }

  /** How far the index may drift from its base before a new base is worth its building. */
  #drift(): number {
    return Math.max(this.#most * 2, this.#index.size / 10);
  }

  /** Builds a new base from one committed state and swaps it in; what changed meanwhile comes with the next look. */
  async #reload(): Promise<void> {
    const { seq, batches } = await this.#store.snapshot();
    const columns = new ColumnBuilder();
    for await (const batch of batches) for (const entry of batch) columns.add(entry);
    const index = new LayeredIndex(await buildBase(columns.finish()));
    await this.#readHours();
    this.#index = index;
    this.#seq = seq;
  }

  /** Learns the hours that were given numbers since. */
  async #readHours(): Promise<void> {
    this.#hours.learn(await this.#store.hoursRules(this.#hours.next));
  }

  async #applyTo(index: LayeredIndex, changes: readonly LoggedChange[]): Promise<void> {
    const last = changes.at(-1);
    if (!last) return;
    const keys = changes.map((change) => change.key);
    const entries = await this.#store.entries(keys);
    if (entries.some(({ hours }) => hours >= this.#hours.next)) await this.#readHours();
    if (keys.length > 100) index.apply(entries, keys);
    else {
      for (const key of keys) index.remove(key);
      for (const entry of entries) index.put(entry);
    }
    this.#seq = last.seq;
  }
}
