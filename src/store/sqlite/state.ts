import type { Database, Statement } from 'better-sqlite3';

interface Counters {
  seq: number;
  next_key: number;
  next_record: number;
  next_run: number;
  overlay_offset: number | null;
  ahead: number | null;
  total: number;
  unplaced: number;
  ahead_total: number;
  ahead_unplaced: number;
}

/** Facilities, and those of them that have no position. */
export interface Count {
  readonly total: number;
  readonly unplaced: number;
}

/**
 * The store's one row of counters, held while a write transaction is open: `load` at its beginning, `save` before it
 * is committed.
 */
export class State {
  readonly #read: Statement<[], Counters>;
  readonly #write: Statement<[Counters]>;
  #counters: Counters = {
    seq: 0,
    next_key: 1,
    next_record: 1,
    next_run: 1,
    overlay_offset: null,
    ahead: null,
    total: 0,
    unplaced: 0,
    ahead_total: 0,
    ahead_unplaced: 0,
  };

  constructor(db: Database) {
    this.#read = db.prepare('SELECT * FROM main.state');
    this.#write = db.prepare(
      `UPDATE main.state SET seq = :seq, next_key = :next_key, next_record = :next_record, next_run = :next_run,
         overlay_offset = :overlay_offset, ahead = :ahead, total = :total, unplaced = :unplaced,
         ahead_total = :ahead_total, ahead_unplaced = :ahead_unplaced`,
    );
  }

  load(): this {
    this.#counters = this.#read.get()!;
    return this;
  }

  save(): void {
    this.#write.run(this.#counters);
  }

  /** Sequence of the last committed change. */
  get seq(): number {
    return this.#counters.seq;
  }
  set seq(seq: number) {
    this.#counters.seq = seq;
  }

  /** Of a committed run that is being folded in: what makes a sequence of a key. Undefined: there is none. */
  get overlay(): number | undefined {
    return this.#counters.overlay_offset ?? undefined;
  }
  set overlay(offset: number | undefined) {
    this.#counters.overlay_offset = offset ?? null;
  }

  /** The last sequence written ahead of `seq`, see ahead.ts. Undefined: there is none. */
  get ahead(): number | undefined {
    return this.#counters.ahead ?? undefined;
  }
  set ahead(seq: number | undefined) {
    this.#counters.ahead = seq ?? null;
  }

  /** How many rows of `facility` lie ahead of `seq`. */
  get aheadTotal(): number {
    return this.#counters.ahead_total;
  }

  /** The rows of `facility` up to `seq` have become so many more. */
  add({ total, unplaced }: Count): void {
    this.#counters.total += total;
    this.#counters.unplaced += unplaced;
  }

  /** The rows ahead of `seq` have become so many more. */
  addAhead({ total, unplaced }: Count): void {
    this.#counters.ahead_total += total;
    this.#counters.ahead_unplaced += unplaced;
  }

  /** The rows ahead of `seq`; they are nobody's from now on. */
  takeAhead(): Count {
    const { ahead_total: total, ahead_unplaced: unplaced } = this.#counters;
    this.addAhead({ total: -total, unplaced: -unplaced });
    return { total, unplaced };
  }

  /** The numbers that the next two give. */
  get freeKey(): number {
    return this.#counters.next_key;
  }
  get freeRecord(): number {
    return this.#counters.next_record;
  }
  nextKey(): number {
    return this.#counters.next_key++;
  }
  nextRecord(): number {
    return this.#counters.next_record++;
  }
  nextRun(): number {
    return this.#counters.next_run++;
  }
}
