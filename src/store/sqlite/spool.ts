import { existsSync, rmSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import { IN_MEMORY } from './open.js';
import type { StagedPlace, StagedRecord } from './staging.js';

/** A record that nobody knew. */
export type NewRecord = Pick<StagedRecord, 'source' | 'externalId' | 'hash' | 'claim' | 'raw'>;

/** What a spooled place becomes when it is written. */
export interface Written {
  readonly row: number;
  readonly key: number;
  readonly n: number;
  readonly seq: number;
  readonly run: number;
}

/**
 * A file of a run's own, beside the store, in which new places wait until all of them are known. Nobody else reads it, and
 * it needs no safety: what a run that died left of it is thrown away.
 *
 * It is attached to the connection, so that rows go from it into the store's tables without being read here.
 */
export class Spool {
  readonly #db: Database;
  readonly #path: string;
  readonly #sql: ReturnType<typeof statements>;

  /** Whether there is a spool: of a run that died, or of one that is going on. */
  static isLeft(path: string): boolean {
    return path !== IN_MEMORY && existsSync(fileOf(path));
  }

  /** Throws away what a run that died left. With the run lock in hand. */
  static sweep(path: string): void {
    if (path === IN_MEMORY) return;
    for (const end of ['', '-journal']) rmSync(fileOf(path) + end, { force: true });
  }

  /** Not inside a transaction, and one at a time. */
  constructor(db: Database, path: string) {
    this.#db = db;
    this.#path = path;
    Spool.sweep(path);
    db.prepare('ATTACH ? AS spool').run(fileOf(path));
    try {
      db.exec(TABLES);
      this.#sql = statements(db);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Keeps a record and its place, which has no key yet, under this number. */
  add(row: number, record: NewRecord, place: StagedPlace): void {
    const { source, externalId, hash, claim, raw } = record;
    const { id, at, lon, lat, category, s0, s1, s2, s3, hours, name_zh, name_en, words, json } = place;
    const traits = [category, s0, s1, s2, s3, hours];
    const texts = [name_zh, name_en, words, json, externalId, hash, claim, raw];
    this.#sql.addPlace.run(row, id, at, lon, lat, ...traits, source, ...texts);
    this.#sql.addName.run(row, id, place.origin);
  }

  /** The record that was kept under this number, and the name of its source. */
  record(row: number): NewRecord & { readonly sourceId: string } {
    return this.#sql.record.get(row)!;
  }

  /** Writes record and place into the store's tables, all but its name; false, and nothing written, where the record is there. */
  write({ row, key, n, seq, run }: Written): boolean {
    if (this.#sql.writeRecord.run(n, key, run, row).changes === 0) return false;
    for (const step of this.#sql.writePlace) step.run(key, seq, row);
    this.#sql.writeWords.run(key, row);
    return true;
  }

  /** Gives the place its public id; false where the id is taken. */
  writeName(row: number, key: number): boolean {
    return this.#sql.writeName.run(key, row).changes > 0;
  }

  close(): void {
    this.#db.exec('DETACH spool');
    Spool.sweep(this.#path);
  }
}

/** In memory, where the store is. */
function fileOf(path: string): string {
  return path === IN_MEMORY ? '' : `${path}-run`;
}

const TABLES = `
  PRAGMA spool.page_size = 8192;
  PRAGMA spool.journal_mode = MEMORY;
  PRAGMA spool.synchronous = OFF;
  PRAGMA spool.cache_size = -32768;
  CREATE TABLE spool.place (
    row INTEGER PRIMARY KEY, id TEXT, at INTEGER, lon REAL, lat REAL, category INTEGER, s0 INTEGER, s1 INTEGER,
    s2 INTEGER, s3 INTEGER, hours INTEGER, source INTEGER, name_zh TEXT, name_en TEXT, words TEXT, json TEXT,
    external_id TEXT, hash TEXT, claim TEXT, raw TEXT
  );
  CREATE TABLE spool.name (row INTEGER PRIMARY KEY, id TEXT, origin INTEGER);
`;

function statements(db: Database) {
  const one = <P extends unknown[], R = never>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    addPlace: one<(number | string | null)[]>(
      `INSERT INTO spool.place VALUES (${Array(20).fill('?').join(', ')})`,
    ),
    addName: one<[number, string, number]>('INSERT INTO spool.name VALUES (?, ?, ?)'),
    record: one<[number], NewRecord & { sourceId: string }>(
      `SELECT source, s.id AS sourceId, external_id AS externalId, hash, claim, raw
       FROM spool.place p JOIN main.source s ON s.n = p.source WHERE row = ?`,
    ),
    writeRecord: one<[n: number, key: number, run: number, row: number]>(
      `INSERT OR IGNORE INTO main.record (n, source, external_id, facility, run, hash, claim, raw)
       SELECT ?, source, external_id, ?, ?, hash, claim, raw FROM spool.place WHERE row = ?`,
    ),
    // OR FAIL, and one row by VALUES: a statement that could be undone by itself makes the text index save what it has
    // gathered, for every row anew.
    writePlace: [
      `INSERT OR FAIL INTO main.facility (key, seq, at, lon, lat, category, s0, s1, s2, s3, hours)
       SELECT ?, ?, at, lon, lat, category, s0, s1, s2, s3, hours FROM spool.place WHERE row = ?`,
      `INSERT OR FAIL INTO main.card (key, id, seq, lon, lat, name_zh, name_en, json)
       SELECT ?, id, ?, lon, lat, name_zh, name_en, json FROM spool.place WHERE row = ?`,
    ].map((sql) => one<[key: number, seq: number, row: number]>(sql)),
    writeWords: one<[key: number, row: number]>(
      'INSERT INTO main.text (rowid, words) VALUES (?, (SELECT words FROM spool.place WHERE row = ?))',
    ),
    writeName: one<[key: number, row: number]>(
      'INSERT OR IGNORE INTO main.identity (id, key, origin) SELECT id, ?, origin FROM spool.name WHERE row = ?',
    ),
  };
}
