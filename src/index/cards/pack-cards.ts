import type { FacilityStore } from '../../core/store.js';
import type { SharedCards } from './card-pack.js';
import { CardWriter, exampleOf } from './card-writer.js';
import { learnTokens } from './learn-tokens.js';

/** What a pack is made from. */
export interface PackRequest {
  /** Keys of places whose cards are examples of all: `EXAMPLES` are enough. */
  readonly examples: readonly number[];
  /** The pack before, where there is one: only what has changed since is read anew. */
  readonly before?: SharedCards;
}

/** Makes a pack, here or in another thread. @param signal ends it: it then fails */
export type CardPacker = (request: PackRequest, signal: AbortSignal) => Promise<SharedCards>;

export const EXAMPLES = 20_000;

type CardStore = Pick<FacilityStore, 'head' | 'changes' | 'cards' | 'allCards'>;

/** More changes than this share of what was written, and a pack is made anew. */
const MOST_CHANGED = 0.25;
/** A pack may have so many cards that are no longer wanted, for each that is. */
const MOST_STALE = 0.5;
const READ = 1000;

/**
 * Packs the cards of a store: all of them, or those that have changed since the pack before.
 * @param bits a segment of the stack has 2 ** `bits` units; absent: as many as are useful
 */
export async function packCards(
  store: CardStore,
  { examples, before }: PackRequest,
  bits?: number,
): Promise<SharedCards> {
  const more = before && (await packMore(store, before));
  return more ?? packAll(store, examples, bits);
}

async function packAll(store: CardStore, examples: readonly number[], bits?: number): Promise<SharedCards> {
  const writer = CardWriter.with(learnTokens(await examplesOf(store, examples)), bits);
  const { seq, batches } = await store.allCards();
  let addresses = new Uint32Array(1024);
  let written = 0;
  let last = 0;
  for await (const batch of batches) {
    for (const card of batch) {
      last = card.key;
      if (last >= addresses.length) addresses = longer(addresses, last);
      const address = writer.add(card);
      addresses[last] = address;
      if (address > 0) written++;
    }
  }
  return { seq, stack: writer.finish(), addresses: share(addresses.subarray(0, last + 1)), written };
}

/** Nothing where too much has changed for that. */
async function packMore(store: CardStore, before: SharedCards): Promise<SharedCards | undefined> {
  const seq = await store.head();
  if (seq < before.seq) return undefined; // an older copy of the store was put back
  let addresses = new Uint32Array(new Uint32Array(before.addresses));
  const count = addresses.reduce((sum, address) => (address > 0 ? sum + 1 : sum), 0);
  const keys = await changedSince(store, before.seq, MOST_CHANGED * before.written);
  const stale = before.written + (keys?.size ?? 0) - count;
  if (keys === undefined || stale > MOST_STALE * count) return undefined;
  const writer = new CardWriter(before.stack);
  let { written } = before;
  const all = [...keys].toSorted((a, b) => a - b);
  for (let from = 0; from < all.length; from += READ) {
    const some = all.slice(from, from + READ);
    const cards = await store.cards(some);
    for (const [i, key] of some.entries()) {
      if (key >= addresses.length) addresses = longer(addresses, key);
      const address = cards[i] ? writer.add(cards[i]) : 0;
      addresses[key] = address;
      if (address > 0) written++;
    }
  }
  return { seq, stack: writer.finish(), addresses: share(addresses), written };
}

/** Keys of what has changed; nothing where these are more than `most`. */
async function changedSince(store: CardStore, seq: number, most: number): Promise<Set<number> | undefined> {
  const keys = new Set<number>();
  for (let after = seq; keys.size <= most;) {
    const changes = await store.changes(after, READ);
    for (const { key } of changes) keys.add(key);
    if (changes.length < READ) return keys;
    after = changes.at(-1)!.seq;
  }
  return undefined;
}

/** The examples, in no particular order, so that what is learned first is not what is stored first. */
async function examplesOf(store: CardStore, keys: readonly number[]): Promise<Buffer[]> {
  const examples: { readonly id: string; readonly text: Buffer }[] = [];
  const inOrder = keys.toSorted((a, b) => a - b);
  for (let from = 0; from < inOrder.length; from += READ) {
    const cards = await store.cards(inOrder.slice(from, from + READ));
    for (const card of cards) {
      const text = card && exampleOf(card);
      if (text) examples.push({ id: card.id, text });
    }
  }
  // Public ids were drawn by chance.
  return examples.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ text }) => text);
}

function share(words: Uint32Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(words.byteLength);
  new Uint32Array(shared).set(words);
  return shared;
}

function longer(words: Uint32Array, key: number): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(Math.max(2 * words.length, key + 1));
  more.set(words);
  return more;
}
