import type { Database } from 'better-sqlite3';
import type { Change, LoggedChange } from '../../core/change.js';
import type { Facility } from '../../core/facility.js';
import type { NumberedHours } from '../../core/hours/hours-book.js';
import type { Source } from '../../core/source.js';
import type { IndexEntry } from '../../core/spatial-index.js';
import type {
  ApplyResult,
  Card,
  FacilityStore,
  ListFilter,
  Resolution,
  Run,
  Snapshot,
  StoredRecord,
  UndoResult,
} from '../../core/store.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import { Applier, type ApplyOptions } from './apply.js';
import { Cards } from './cards.js';
import { Committed, type CommittedState } from './committed.js';
import { Dictionary } from './dictionary.js';
import { asUserError } from './failure.js';
import { Lists } from './list.js';
import { Log } from './log.js';
import { Lookup } from './lookup.js';
import { IN_MEMORY, openDatabase, openReader, type OpenOptions } from './open.js';
import { CARD_READING, copySnapshot, entryReading, openSnapshot, type Reading } from './snapshot.js';

export interface SqliteStoreOptions extends OpenOptions, ApplyOptions {
  readonly vocabulary: Vocabulary;
}

/**
 * Opens a store in one SQLite file. Several processes may have it open at once.
 * @throws UserError `unavailable` or `invalid-file`, see open.ts
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteFacilityStore {
  return new SqliteFacilityStore(openDatabase(options), options);
}

/** The store of facilities in SQLite. The steps of each operation are in the files beside this one. */
export class SqliteFacilityStore implements FacilityStore {
  readonly #db: Database;
  readonly #path: string;
  readonly #dictionary: Dictionary;
  readonly #committed: Committed;
  readonly #applier: Applier;
  readonly #lookup: Lookup;
  readonly #cards: Cards;
  readonly #lists: Lists;
  readonly #log: Log;
  /** Operations that take more than one step, for `close` to wait for. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #readers = new Set<Database>();

  constructor(db: Database, options: SqliteStoreOptions) {
    this.#db = db;
    this.#path = options.path;
    this.#dictionary = new Dictionary(db, options.vocabulary);
    this.#committed = new Committed(db);
    this.#applier = new Applier(db, options, this.#dictionary);
    this.#lookup = new Lookup(db, this.#dictionary);
    this.#cards = new Cards(db, this.#committed, this.#lookup);
    this.#lists = new Lists(db, this.#dictionary, this.#lookup);
    this.#log = new Log(db);
    // What cannot be put in order now stays as it is, which is right as well, until the next run does it.
    this.#run(() => this.#applier.recover()).catch(() => undefined);
  }

  head(): Promise<number> {
    return this.#read(({ seq }) => seq);
  }

  count(): Promise<{ readonly total: number; readonly unplaced: number }> {
    return this.#read((state) => this.#lookup.count(state));
  }

  apply(changes: Iterable<Change> | AsyncIterable<Change>, run: Run): Promise<ApplyResult> {
    return this.#run(() => this.#applier.apply(changes, run));
  }

  undo(run: Run): Promise<UndoResult> {
    return this.#run(() => this.#applier.undo(run));
  }

  snapshot(): Promise<Snapshot<IndexEntry>> {
    return this.#snapshot(entryReading(this.#dictionary));
  }

  allCards(): Promise<Snapshot<Card>> {
    return this.#snapshot(CARD_READING);
  }

  changes(after: number, limit: number): Promise<readonly LoggedChange[]> {
    return this.#read((state) => this.#log.after(after, limit, state));
  }

  entries(keys: readonly number[]): Promise<readonly IndexEntry[]> {
    return this.#read((state) =>
      keys.map((key) => this.#lookup.entry(key, state)).filter((entry) => entry !== undefined),
    );
  }

  cards(keys: readonly number[]): Promise<readonly (Card | undefined)[]> {
    return this.#attempt(() => this.#cards.of(keys));
  }

  facilities(keys: readonly number[]): Promise<readonly (Facility | undefined)[]> {
    return this.#read((state) => keys.map((key) => this.#lookup.facility(key, state)));
  }

  resolve(id: string): Promise<Resolution | undefined> {
    return this.#read((state) => this.#lookup.resolve(id, state));
  }

  list(filter: ListFilter, afterKey: number, limit: number): Promise<readonly Card[]> {
    return this.#read((state) => this.#lists.list(filter, { afterKey, limit }, state));
  }

  record(source: string, externalId: string): Promise<StoredRecord | undefined> {
    return this.#read((state) => this.#lookup.record({ source, externalId }, state));
  }

  held(source: string): Promise<ReadonlyMap<string, string>> {
    return this.#read((state) => this.#lookup.held(source, state));
  }

  sources(): Promise<readonly Source[]> {
    return this.#read(() => {
      const sql = 'SELECT id, name, licence, attribution, url FROM source WHERE listed ORDER BY n';
      return this.#db.prepare<[], Record<string, string | null>>(sql).all().map(withoutNulls);
    });
  }

  hoursRules(from: number): Promise<readonly NumberedHours[]> {
    return this.#read(() => this.#dictionary.hoursFrom(from));
  }

  /** Folds a committed run into the main tables. It happens by itself; tests that hold it back call it. */
  settle(): Promise<void> {
    return this.#run(() => this.#applier.settle());
  }

  async close(): Promise<void> {
    this.#applier.close();
    await Promise.allSettled(this.#running);
    for (const reader of this.#readers) reader.close();
    this.#readers.clear();
    this.#db.close();
  }

  #snapshot<R extends readonly [number, ...unknown[]], T>(reading: Reading<R, T>): Promise<Snapshot<T>> {
    return this.#attempt(() => {
      if (this.#path === IN_MEMORY) return copySnapshot(this.#db, reading);
      const reader = openReader(this.#path);
      this.#readers.add(reader);
      return openSnapshot(reader, reading, () => {
        this.#readers.delete(reader);
        reader.close();
      });
    });
  }

  #read<T>(work: (state: CommittedState) => T): Promise<T> {
    return this.#attempt(() => this.#committed.read(work));
  }

  async #attempt<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw asUserError(error, this.#path);
    }
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw asUserError(error, this.#path);
    } finally {
      this.#running.delete(running);
    }
  }
}

function withoutNulls(row: Record<string, string | null>): Source {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Source;
}
