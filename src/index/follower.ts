import type { LoggedChange } from '../core/change.js';
import { HoursBook } from '../core/hours/hours-book.js';
import type { SpatialIndex } from '../core/spatial-index.js';
import type { FacilityStore } from '../core/store.js';
import { buildBase } from './base.js';
import { CardMemory } from './cards/card-memory.js';
import type { SharedCards } from './cards/card-pack.js';
import { EXAMPLES, packCards, type CardPacker } from './cards/pack-cards.js';
import { ColumnBuilder } from './columns.js';
import { LayeredIndex } from './layered.js';
import { unpack, type SharedPacked } from './pack.js';
import { PackedTree } from './packed-tree.js';

/** A base as it is handed from thread to thread: the memory of its tree is shared, not copied. */
export interface SharedBase {
  /** Sequence of the state it was built from. */
  readonly seq: number;
  readonly tree: SharedPacked;
  /** Cards of that state or a later one; absent until they are packed for the first time. */
  readonly cards?: SharedCards;
}

export interface FollowerOptions {
  /** Milliseconds between two looks at the store. */
  readonly interval?: number;
  /** More changes than this at once are loaded as a new base. */
  readonly most?: number;
  /** Told of a failure; the old index stays. */
  readonly onError?: (error: unknown) => void;
  /** Told of every base that was built here. */
  readonly onBase?: (base: SharedBase) => void;
  /**
   * Bases are built by another thread and taken here (`start`, `take`). Called when one later than a sequence is worth
   * having; may be called again until it comes.
   */
  readonly askBase?: (later: number) => void;
  /** Packs the cards of many places in a thread of its own; absent: those of many are not held in memory. */
  readonly packCards?: CardPacker | undefined;
}

export interface FollowerView {
  readonly index: SpatialIndex;
  readonly seq: number;
  readonly hours: HoursBook;
  readonly cards: Pick<FacilityStore, 'cards'>;
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
/** The cards of so few places are packed at once, by the thread that answers. */
const FEW = 20_000;

/**
 * Loads the index from the store and then follows the change log: the only writer the index has. Few changes go into
 * the index as they are; many arrive as a new base, which is built beside the old one and swapped in whole. The cards are
 * held in memory beside it and change at the same moment, so that an answer is of one state. Where several threads
 * answer, one follower builds the bases and the others take them.
 */
export class Follower {
  readonly #store: FacilityStore;
  readonly #interval: number;
  readonly #most: number;
  readonly #onError: (error: unknown) => void;
  readonly #onBase: FollowerOptions['onBase'];
  readonly #askBase: FollowerOptions['askBase'];
  readonly #packCards: CardPacker | undefined;
  readonly #hours = new HoursBook();
  #index = LayeredIndex.empty();
  #cards: CardMemory | undefined;
  #seq = 0;
  #base: SharedBase | undefined;
  #state: FollowerState['state'] = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #packing: Promise<void> = Promise.resolve();
  #stopped = false;
  readonly #ending = new AbortController();

  constructor(
    store: FacilityStore,
    { interval = INTERVAL, most = MOST_CHANGES, onError, onBase, askBase, packCards }: FollowerOptions = {},
  ) {
    this.#store = store;
    this.#interval = interval;
    this.#most = most;
    this.#onError = onError ?? (() => {});
    this.#onBase = onBase;
    this.#askBase = askBase;
    this.#packCards = packCards;
  }

  /** The index as it stands. Ask anew for every question: a new base is a new object. */
  get index(): SpatialIndex {
    return this.#index;
  }

  /** The index, the sequence it stands at and the cards of that state, taken together. */
  get view(): FollowerView {
    const cards = this.#cards ?? this.#store;
    return { index: this.#index, seq: this.#seq, hours: this.#hours, cards };
  }

  get seq(): number {
    return this.#seq;
  }

  get status(): FollowerState {
    return { state: this.#state, seq: this.#seq, size: this.#index.size };
  }

  /** The latest base, for a thread that begins to answer. */
  get base(): SharedBase | undefined {
    return this.#base;
  }

  /**
   * Loads everything and begins to follow.
   * @param base where it was built elsewhere
   * @throws what the store throws
   */
  async start(base?: SharedBase): Promise<void> {
    await (base ? this.#take(base) : this.#reload());
    this.#state = 'ready';
    this.#schedule();
    if (this.#base && !this.#base.cards) this.#packing = this.#packFirst();
  }

  /** Resolves when cards are held in memory, where they will be. */
  async packed(): Promise<void> {
    await this.#packing;
    await this.#looking;
  }

  /** Swaps in a base that was built elsewhere, with all that has changed since. */
  take(base: SharedBase): Promise<void> {
    return this.#after(() => this.#take(base));
  }

  /** Builds a base that is later than a sequence, unless the present one is. */
  rebuild(later: number): Promise<void> {
    return this.#after(async () => {
      if (this.#base === undefined || this.#base.seq <= later) await this.#reload();
    });
  }

  /** Brings the index up to the store's head now, without waiting for the next look. */
  refresh(): Promise<void> {
    return this.#after(() => this.#catchUp());
  }

  /** Ends the following; the index stays as it is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#packing;
    await this.#looking;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.refresh().then(() => this.#schedule());
    }, this.#interval);
    this.#timer.unref();
  }

  /** One step after the other: each works on what the one before has left. */
  #after(step: () => Promise<void>): Promise<void> {
    this.#looking = this.#looking.then(() => this.#tried(step));
    return this.#looking;
  }

  async #tried(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.#state = 'ready';
    } catch (error) {
      this.#state = 'failing';
      this.#onError(error);
    }
  }

  async #catchUp(): Promise<void> {
    const head = await this.#store.head();
    if (head === this.#seq) return;
    if (head < this.#seq) return this.#renew(); // an older copy of the store was put back
    const changes = await this.#store.changes(this.#seq, this.#most + 1);
    const tooMany = changes.length > this.#most;
    const drifted = this.#index.drift + changes.length > this.#drift();
    if (tooMany || (drifted && !this.#askBase)) return this.#renew();
    this.#seq = await this.#applyTo({ index: this.#index, cards: this.#cards }, changes, this.#seq);
    if (drifted) await this.#renew();
  }

  /** Builds a new base, or asks for one: it will come by `take`. */
  async #renew(): Promise<void> {
    if (this.#askBase) this.#askBase(this.#seq);
    else await this.#reload();
  }

  /** How far the index may drift from its base before a new base is worth its building. */
  #drift(): number {
    return Math.max(this.#most * 2, this.#index.size / 10);
  }

  /** Builds a new base from one committed state and swaps it in. */
  async #reload(): Promise<void> {
    const { seq, batches } = await this.#store.snapshot();
    const columns = new ColumnBuilder();
    for await (const batch of batches) for (const entry of batch) columns.add(entry);
    const tree = await buildBase(columns.finish());
    const cards = await this.#pack(tree);
    await this.#swapIn({ seq, tree: tree.packed.shared, ...(cards && { cards }) });
  }

  async #swapIn(base: SharedBase): Promise<void> {
    await this.#take(base);
    this.#base = base;
    this.#onBase?.(base);
  }

  /** The cards of a new base: none where they are many and were not held before, for that takes long. */
  async #pack(tree: PackedTree): Promise<SharedCards | undefined> {
    const before = this.#cards?.shared;
    const request = { examples: examplesOf(tree), ...(before && { before }) };
    if (tree.size <= FEW) return packCards(this.#store, request);
    return before && this.#packCards?.(request, this.#ending.signal);
  }

  /** Packs the cards of many places while answers are made from the store. */
  async #packFirst(): Promise<void> {
    const request = { examples: examplesOf(new PackedTree(unpack(this.#base!.tree))) };
    try {
      const cards = await this.#packCards?.(request, this.#ending.signal);
      if (cards) await this.#after(() => this.#swapIn({ ...this.#base!, cards }));
    } catch (error) {
      if (!this.#stopped) this.#onError(error); // what is asked is answered from the store
    }
  }

  /** Brings a base up to date before it is swapped in: what is shown already shall not go away again. */
  async #take({ seq, tree, cards: shared }: SharedBase): Promise<void> {
    const index = new LayeredIndex(new PackedTree(unpack(tree)));
    const cards = shared && new CardMemory(this.#store, shared);
    await this.#readHours();
    let at = seq;
    for (let more = true; more;) {
      const changes = await this.#store.changes(at, this.#most);
      at = await this.#applyTo({ index, cards }, changes, at);
      more = changes.length === this.#most;
    }
    this.#index = index;
    this.#cards = cards;
    this.#seq = at;
  }

  /** Learns the hours that were given numbers since. */
  async #readHours(): Promise<void> {
    this.#hours.learn(await this.#store.hoursRules(this.#hours.next));
  }

  /** @returns the sequence the index then stands at */
  async #applyTo(
    { index, cards }: { readonly index: LayeredIndex; readonly cards: CardMemory | undefined },
    changes: readonly LoggedChange[],
    from: number,
  ): Promise<number> {
    const last = changes.at(-1);
    if (!last) return from;
    const keys = changes.map((change) => change.key);
    const read = await cards?.read(keys);
    const entries = await this.#store.entries(keys);
    if (entries.some(({ hours }) => hours >= this.#hours.next)) await this.#readHours();
    // From here on in one step: nobody shall see the one without the other.
    if (read) cards!.show(read);
    if (keys.length > 100) index.apply(entries, keys);
    else {
      for (const key of keys) index.remove(key);
      for (const entry of entries) index.put(entry);
    }
    return last.seq;
  }
}

/** Keys of some places, evenly over all. */
function examplesOf({ size, packed: { keys } }: PackedTree): number[] {
  const count = Math.min(size, EXAMPLES);
  return Array.from({ length: count }, (_, i) => keys[Math.floor((i * size) / count)]!);
}
