import type { Database, Statement } from 'better-sqlite3';
import type { Card } from '../../core/store.js';
import type { Committed, CommittedState } from './committed.js';
import type { Lookup } from './lookup.js';
import { RecentCards } from './recent-cards.js';
import { CARD_COLUMNS, toCard, type CardRow } from './row.js';

/** More keys than this are read in parts: each number of keys has a statement of its own. */
const MOST_AT_ONCE = 32;
/** Stands among the cards read and tells of which state they are: no facility has this key. */
const STATE_KEY = 0;
type StateRow = [key: typeof STATE_KEY, seq: number, overlay: number | null];

interface Reading {
  readonly state: CommittedState;
  readonly cards: ReadonlyMap<number, Card>;
}

/** Cards by key: the read of every answer. Whatever it takes, all are of one committed state. */
export class Cards {
  readonly #db: Database;
  readonly #committed: Committed;
  readonly #lookup: Lookup;
  readonly #recent = new RecentCards();
  /** By number of keys. */
  readonly #statements: Statement<unknown[], StateRow | CardRow>[] = [];

  constructor(db: Database, committed: Committed, lookup: Lookup) {
    this.#db = db;
    this.#committed = committed;
    this.#lookup = lookup;
  }

  /** In the order of the keys; `undefined` where there is none (any more). */
  of(keys: readonly number[]): (Card | undefined)[] {
    const recent = keys.map((key) => this.#recent.get(key));
    const others = keys.filter((_, i) => recent[i] === undefined);
    const { state, cards } = this.#read(others);
    if (!this.#recent.areOf(state.seq) && others.length < keys.length) {
      this.#recent.startWith(state.seq);
      return this.of(keys);
    }
    this.#recent.startWith(state.seq);
    for (const card of cards.values()) this.#recent.add(card);
    return keys.map((key, i) => recent[i] ?? cards.get(key));
  }

  #read(keys: readonly number[]): Reading {
    if (keys.length > MOST_AT_ONCE) return this.#committed.read((state) => this.#readInParts(keys, state));
    const reading = this.#readAtOnce(keys);
    if (reading.state.overlay === undefined || keys.length === 0) return reading;
    return this.#committed.read((state) => this.#readAbove(keys, state));
  }

  /** One statement, which sees one state by itself. It does not look at an overlay. */
  #readAtOnce(keys: readonly number[]): Reading {
    let state: CommittedState = { seq: 0, overlay: undefined };
    const cards = new Map<number, Card>();
    for (const row of this.#statement(keys.length).all(...keys)) {
      if (row[0] === STATE_KEY) state = { seq: row[1] as number, overlay: (row[2] as number) ?? undefined };
      else cards.set(row[0], toCard(row as CardRow));
    }
    return { state, cards };
  }

  #readInParts(keys: readonly number[], state: CommittedState): Reading {
    if (state.overlay !== undefined) return this.#readAbove(keys, state);
    const cards = new Map<number, Card>();
    for (let from = 0; from < keys.length; from += MOST_AT_ONCE) {
      const part = this.#readAtOnce(keys.slice(from, from + MOST_AT_ONCE));
      for (const [key, card] of part.cards) cards.set(key, card);
    }
    return { state, cards };
  }

  /** One by one, each from the overlay where it is there. */
  #readAbove(keys: readonly number[], state: CommittedState): Reading {
    const found = keys.map((key) => this.#lookup.card(key, state)).filter((card) => card !== undefined);
    return { state, cards: new Map(found.map((card) => [card.key, card])) };
  }

  #statement(count: number): Statement<unknown[], StateRow | CardRow> {
    return (this.#statements[count] ??= this.#db
      .prepare<unknown[], StateRow | CardRow>(
        `SELECT ${STATE_KEY}, seq, overlay_offset, NULL, NULL, NULL, NULL, NULL FROM main.state
         UNION ALL SELECT ${CARD_COLUMNS} FROM main.card
           WHERE key IN (${Array(count).fill('?').join(', ')}) AND seq <= (SELECT seq FROM main.state)`,
      )
      .raw());
  }
}
