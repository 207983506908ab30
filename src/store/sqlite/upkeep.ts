import type { Ahead } from './ahead.js';
import type { History } from './history.js';
import type { Overlay } from './overlay.js';
import type { Pace } from './pace.js';
import type { Staging } from './staging.js';
import type { State } from './state.js';
import { breathe, type Turns } from './turns.js';

export interface UpkeepParts {
  readonly state: State;
  readonly turns: Turns;
  readonly pace: Pace;
  readonly overlay: Overlay;
  readonly ahead: Ahead;
  readonly history: History;
  /** Where big runs are staged. */
  readonly aside: Staging;
}

/** Rows of runs that cannot be taken back any more, thrown away in one step. */
const PRUNED_AT_ONCE = 1000;

/** What is left to do when a run is over, or has died: in short steps, each of which may be the last. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  #closed = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** Makes whatever is going on stop after its present step. */
  close(): void {
    this.#closed = true;
  }

  /** Folds in what was committed, throws away what was not. With the run lock in hand. */
  async clear(): Promise<void> {
    await this.settle();
    await this.discard();
    await this.#prune();
  }

  /** Whether a run has left something to `clear`. */
  isLeft(): boolean {
    const { overlay, ahead } = this.#parts.state.load();
    return overlay !== undefined || ahead !== undefined || this.#parts.aside.extent(1).records > 0;
  }

  /** Folds the overlay in, if there is one. */
  settle(): Promise<void> {
    return this.#inSteps((rows) => this.#parts.overlay.foldSome(rows));
  }

  /** Throws away what a run wrote that was not committed. */
  discard(): Promise<void> {
    const { state, aside, ahead } = this.#parts;
    return this.#inSteps((rows) => {
      if (state.overlay !== undefined) return true;
      const staged = aside.discard(rows);
      return ahead.discard(rows) && staged;
    });
  }

  async #prune(): Promise<void> {
    const { turns, history } = this.#parts;
    while (!this.#closed && !(await turns.take(() => history.prune(PRUNED_AT_ONCE)))) await breathe();
  }

  /** @param step does so many rows; true when none are left */
  async #inSteps(step: (rows: number) => boolean): Promise<void> {
    const { turns, pace } = this.#parts;
    while (!this.#closed) {
      const { rows } = pace;
      if (await turns.takePaced(pace, rows, () => step(rows))) return;
      await breathe();
    }
  }
}
