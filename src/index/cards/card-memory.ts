import type { Card, FacilityStore } from '../../core/store.js';
import { CardPack, type SharedCards } from './card-pack.js';
import { CardWriter } from './card-writer.js';
import { PackedCard } from './packed-card.js';

type CardSource = Pick<FacilityStore, 'cards'>;

/** Cards that are read from the store at once before others have their turn. */
const AT_ONCE = 256;

/** Addresses of cards that were read, by key; 0: to be read from the store. */
export type ReadCards = ReadonlyMap<number, number>;

/**
 * The cards of the state the index stands at, in memory: a pack, and above it what has changed since. Cards that are not
 * held here are read from the store.
 */
export class CardMemory implements CardSource {
  readonly #store: CardSource;
  readonly #pack: CardPack;
  readonly #changed = new Map<number, number>();
  #above: CardWriter | undefined;
  /** Cards that were put above the pack. */
  #read = 0;

  constructor(store: CardSource, shared: SharedCards) {
    this.#store = store;
    this.#pack = new CardPack(shared);
  }

  /** The pack, for another thread or for the next one. */
  get shared(): SharedCards {
    return this.#pack.shared;
  }

  /** Cards above the pack that are no longer shown, but take memory. */
  get stale(): number {
    return this.#read - this.#changed.size;
  }

  /** Cards in the order of the keys; `undefined` where there is none. */
  async cards(keys: readonly number[]): Promise<readonly (Card | undefined)[]> {
    const found: (Card | undefined)[] = keys.map((key) => this.#get(key));
    const missing = keys.filter((_, i) => found[i] === undefined);
    if (missing.length === 0) return found;
    const read = await this.#store.cards(missing);
    let next = 0;
    return found.map((card) => card ?? read[next++]);
  }

  /** Reads cards as they are now, to be shown later. */
  async read(keys: readonly number[]): Promise<ReadCards> {
    const writer = (this.#above ??= CardWriter.with(this.shared.stack.tokens));
    const read = new Map<number, number>();
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const some = keys.slice(from, from + AT_ONCE);
      const cards = await this.#store.cards(some);
      for (const [i, key] of some.entries()) read.set(key, cards[i] ? writer.add(cards[i]) : 0);
      this.#read += some.length;
    }
    return read;
  }

  /** From now on these are the cards of their keys. */
  show(read: ReadCards): void {
    for (const [key, address] of read) this.#changed.set(key, address);
  }

  #get(key: number): Card | undefined {
    const address = this.#changed.get(key);
    if (address === undefined) return this.#pack.get(key);
    return address === 0 ? undefined : new PackedCard(key, this.#above!.stack, address);
  }
}
