import type { Card } from '../../core/store.js';

/** Twice so many are kept at most: about 20 MB. */
const GENERATION = 8192;
/** How many keys are remembered as asked for once; a power of two. */
const ONCE = 32_768;

/**
 * Cards that were read more than once, all of one sequence: nothing that a card says changes without a new one. A
 * card is kept when it is read the second time, for keeping costs more than reading where nobody comes back. Two
 * generations take turns, so that what is asked for again and again stays, without an order to keep.
 */
export class RecentCards {
  #seq = -1;
  #young = new Map<number, Card>();
  #old = new Map<number, Card>();
  readonly #once = new Float64Array(ONCE);

  get(key: number): Card | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#keep(old);
    return old;
  }

  /** Told of a card that had to be read. */
  add(card: Card): void {
    const place = card.key & (ONCE - 1);
    if (this.#once[place] === card.key) this.#keep(card);
    else this.#once[place] = card.key;
  }

  /** Whether they are what a state of this sequence says. */
  areOf(seq: number): boolean {
    return this.#seq === seq;
  }

  /** Forgets those of another sequence. */
  startWith(seq: number): void {
    if (this.areOf(seq)) return;
    this.#seq = seq;
    this.#young = new Map();
    this.#old = new Map();
  }

  #keep(card: Card): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(card.key, card);
  }
}
