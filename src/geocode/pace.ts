/** Time, as it is handed in. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Lets one through every so often: the rate a service allows, evenly, with nothing saved up. */
export class Pace {
  readonly #clock: Clock;
  readonly #interval: number;
  #next = -Infinity;

  /** @param rate turns a second */
  constructor(rate: number, clock: Clock) {
    this.#clock = clock;
    this.#interval = 1000 / rate;
  }

  /** Resolves when it is the caller's turn; callers are served in the order in which they came. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const mine = Math.max(now, this.#next);
    this.#next = mine + this.#interval;
    if (mine > now) await this.#clock.sleep(mine - now, signal);
  }
}
