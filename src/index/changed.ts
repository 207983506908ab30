import type { IndexEntry } from '../core/spatial-index.js';
import type { FacilityStore } from '../core/store.js';
import type { CardMemory, ReadCards } from './cards/card-memory.js';
import type { LayeredIndex } from './layered.js';

/** What has changed up to a sequence, as it is in that state. */
export interface Changed {
  readonly seq: number;
  readonly keys: ReadonlySet<number>;
  /** Of those that are there and have a position. */
  readonly entries: ReadonlyMap<number, IndexEntry>;
  /** Empty where cards are not held. */
  readonly cards: ReadCards;
}

/** What changes are read for. */
interface Reading {
  /** The sequence after which they are read. */
  readonly from: number;
  /** More than this, and they are not read. */
  readonly most: number;
  /** How many are read at once. */
  readonly page?: number;
  /** What holds their cards. */
  readonly cards: CardMemory | undefined;
}

/** More changes than this are put into the index together. */
const MOST_SINGLY = 100;

/**
 * Reads what has changed since, over and over until nothing has in between: what was read is then all of one state, the
 * last one. Nothing where it is too much.
 */
export async function readChanged(
  store: FacilityStore,
  { from, most, page = most, cards }: Reading,
): Promise<Changed | undefined> {
  const all = new Set<number>();
  const entries = new Map<number, IndexEntry>();
  const read = new Map<number, number>();
  for (let seq = from; ;) {
    const changes = await store.changes(seq, page + 1);
    const last = changes.at(-1);
    if (!last) return { seq, keys: all, entries, cards: read };
    const keys = changes.map(({ key }) => key);
    for (const key of keys) {
      all.add(key);
      entries.delete(key);
    }
    if (all.size > most) return undefined;
    for (const entry of await store.entries(keys)) entries.set(entry.key, entry);
    if (cards) for (const [key, address] of await cards.read(keys)) read.set(key, address);
    seq = last.seq;
  }
}

/** Puts changes into the index and its cards in one step: nobody shall see the one without the other. */
export function showChanged(
  { keys, entries, cards: read }: Changed,
  { index, cards }: { readonly index: LayeredIndex; readonly cards: CardMemory | undefined },
): void {
  cards?.show(read);
  if (keys.size > MOST_SINGLY) return index.apply([...entries.values()], [...keys]);
  for (const key of keys) index.remove(key);
  for (const entry of entries.values()) index.put(entry);
}
