import { CardStack, type SharedStack } from './card-stack.js';
import { PackedCard } from './packed-card.js';

/** The cards of one state of the store, as they are handed from thread to thread: the memory is shared, not copied. */
export interface SharedCards {
  /** Sequence of the state. */
  readonly seq: number;
  readonly stack: SharedStack;
  /** The address of each key's card, 32 bits each; 0 where there is none. */
  readonly addresses: SharedArrayBuffer;
  /** How many cards lie on the stack, with those that are no longer wanted. */
  readonly written: number;
}

/** Cards that do not change, by key. */
export class CardPack {
  readonly shared: SharedCards;
  readonly #stack: CardStack;
  readonly #addresses: Uint32Array;

  constructor(shared: SharedCards) {
    this.shared = shared;
    this.#stack = new CardStack(shared.stack);
    this.#addresses = new Uint32Array(shared.addresses);
  }

  get(key: number): PackedCard | undefined {
    const address = this.#addresses[key] ?? 0;
    return address === 0 ? undefined : new PackedCard(key, this.#stack, address);
  }
}
