import { HoursBook } from '../core/hours/hours-book.js';
import type { IndexEntry, SpatialIndex } from '../core/spatial-index.js';
import type { FacilityStore } from '../core/store.js';
import { CardMemory } from './cards/card-memory.js';
import type { SharedCards } from './cards/card-pack.js';
import { EXAMPLES, packCards, type CardPacker } from './cards/pack-cards.js';
import { readChanged, showChanged } from './changed.js';
import { LayeredIndex } from './layered.js';
import { loadTree, type LoadedTree, type TreeLoader } from './load-tree.js';
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
  /** Loads the tree of many places in a thread of its own; absent: it is read here, and packed in another thread. */
  readonly loadTree?: TreeLoader | undefined;
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
  /** Whether cards are held in memory: a little after the start, where there are many. */
  readonly cards: boolean;
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
  readonly #loadTree: TreeLoader | undefined;
  readonly #packCards: CardPacker | undefined;
  #hours = new HoursBook();
  #index = LayeredIndex.empty();
  #cards: CardMemory | undefined;
  #seq = 0;
  #base: SharedBase | undefined;
  #state: FollowerState['state'] = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #packing: Promise<void> | undefined;
  /** How often an older copy of the store was put back: what was read before is of another history. */
  #history = 0;
  #stopped = false;
  readonly #ending = new AbortController();

  constructor(
    store: FacilityStore,
    {
      interval = INTERVAL,
      most = MOST_CHANGES,
      onError,
      onBase,
      askBase,
      loadTree,
      packCards,
    }: FollowerOptions = {},
  ) {
    this.#store = store;
    this.#interval = interval;
    this.#most = most;
    this.#onError = onError ?? (() => {});
    this.#onBase = onBase;
    this.#askBase = askBase;
    this.#loadTree = loadTree;
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
    const cards = this.#cards !== undefined;
    return { state: this.#state, seq: this.#seq, size: this.#index.size, cards };
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
    const [index, cards] = [this.#index, this.#cards];
    const changed = await readChanged(this.#store, { from: this.#seq, most: this.#most, cards });
    if (changed === undefined) return this.#renew();
    const drifted = index.drift + changed.keys.size + (cards?.stale ?? 0) > this.#drift();
    if (drifted && !this.#askBase) return this.#renew();
    await this.#learn(this.#hours, changed.entries.values());
    showChanged(changed, { index, cards });
    this.#seq = changed.seq;
    if (drifted) await this.#renew();
  }

  /** Builds a new base, or asks for one: it will come by `take`. */
  async #renew(): Promise<void> {
    if (this.#askBase) this.#askBase(this.#seq);
    else await this.#reload();
  }

  /** How far index and cards may drift from their base before a new base is worth its building. */
  #drift(): number {
    return Math.max(this.#most * 2, this.#index.size / 10);
  }

  /** Builds a new base from one committed state and swaps it in. */
  async #reload(): Promise<void> {
    const loaded = await this.#load();
    const older = loaded.seq < this.#seq;
    if (older) this.#history++;
    const cards = await this.#pack(loaded.tree, older ? undefined : this.#cards?.shared);
    await this.#swapIn({ ...loaded, ...(cards && { cards }) });
    if (!cards && this.#packCards && !this.#stopped) this.#packing ??= this.#packBehind(this.#packCards);
  }

  async #load(): Promise<LoadedTree> {
    const { total } = await this.#store.count();
    return this.#loadTree && total > FEW ? this.#loadTree(this.#ending.signal) : loadTree(this.#store);
  }

  async #swapIn(base: SharedBase): Promise<void> {
    await this.#take(base);
    this.#base = base;
    this.#onBase?.(base);
  }

  /** The cards of a new base: none where they are many and were not held before, for that takes long. */
  async #pack(tree: SharedPacked, before: SharedCards | undefined): Promise<SharedCards | undefined> {
    const request = { examples: examplesOf(tree), ...(before && { before }) };
    if (tree.count <= FEW) return packCards(this.#store, request);
    try {
      return before && (await this.#packCards?.(request, this.#ending.signal));
    } catch (error) {
      if (!this.#stopped) this.#onError(error); // a new index is not held up by that
      return undefined;
    }
  }

  /** Packs the cards of many places while answers are made from the store. */
  async #packBehind(pack: CardPacker): Promise<void> {
    try {
      for (let before: SharedCards | undefined; ;) {
        const history = this.#history;
        const examples = examplesOf(this.#base!.tree);
        const cards = await pack({ examples, ...(before && { before }) }, this.#ending.signal);
        let late = false;
        await this.#after(async () => {
          const base = this.#base!;
          const stale = history !== this.#history;
          late = !base.cards && (stale || cards.seq < base.seq);
          before = stale ? undefined : cards;
          if (!base.cards && !late) await this.#swapIn({ ...base, cards });
        });
        if (!late || this.#stopped) return;
      }
    } catch (error) {
      if (!this.#stopped) this.#onError(error); // what is asked is answered from the store
    } finally {
      this.#packing = undefined;
    }
  }

  /** Brings a base up to date before it is swapped in: what is shown already shall not go away again. */
  async #take({ seq, tree, cards: shared }: SharedBase): Promise<void> {
    const index = new LayeredIndex(new PackedTree(unpack(tree)));
    const cards = shared && new CardMemory(this.#store, shared);
    // In an older copy of the store numbers of hours are given anew.
    const hours = (await this.#store.head()) < this.#seq ? new HoursBook() : this.#hours;
    const changed = await readChanged(this.#store, { from: seq, most: Infinity, page: this.#most, cards });
    hours.learn(await this.#store.hoursRules(hours.next));
    showChanged(changed!, { index, cards });
    this.#index = index;
    this.#cards = cards;
    this.#hours = hours;
    this.#seq = changed!.seq;
  }

  /** Learns the hours that were given numbers since, where it has to. */
  async #learn(hours: HoursBook, entries: Iterable<IndexEntry>): Promise<void> {
    for (const entry of entries) {
      if (entry.hours < hours.next) continue;
      return hours.learn(await this.#store.hoursRules(hours.next));
    }
  }
}

/** Keys of some places, evenly over all. */
function examplesOf(tree: SharedPacked): number[] {
  const { keys } = unpack(tree);
  const count = Math.min(keys.length, EXAMPLES);
  return Array.from({ length: count }, (_, i) => keys[Math.floor((i * keys.length) / count)]!);
}
