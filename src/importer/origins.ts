import type { Change } from '../core/change.js';

/** Where a change came from, and whether its place is left without a position. */
export interface Origin {
  readonly row: number;
  readonly unplaced: boolean;
}

/**
 * Where the changes came from whose verdict is still to come. Verdicts come in the order of the changes, so it is a queue: a
 * `Map` that is filled and emptied again leaves tables behind in which what was taken out of it lives on for long.
 */
export class Origins {
  #queue: { readonly change: Change; readonly origin: Origin }[] = [];
  #first = 0;

  add(change: Change, origin: Origin): void {
    this.#queue.push({ change, origin });
  }

  /** Takes the change out if it is the next one; `undefined` for one that was never put in. */
  take(change: Change): Origin | undefined {
    const next = this.#queue[this.#first];
    if (next?.change !== change) return undefined;
    if (++this.#first >= this.#queue.length / 2) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    return next.origin;
  }
}
