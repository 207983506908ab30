import { existsSync, rmSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import { ByteFile } from './byte-file.js';
import { IN_MEMORY } from './open.js';
import { SpoolRows } from './spool-rows.js';
import type { StagedPlace } from './staging.js';

/** A record that nobody knew; claim and raw as text, or as the bytes that are stored of it. */
export interface NewRecord {
  readonly sourceId: string;
  /** The store's number of the source. */
  readonly source: number;
  readonly externalId: string;
  readonly hash: string;
  readonly claim: string | Uint8Array;
  readonly raw: string | Uint8Array | null;
}

/** What a spooled place becomes when it is written. */
export interface Written {
  readonly row: number;
  readonly key: number;
  readonly n: number;
  readonly seq: number;
  readonly run: number;
  /** Milliseconds. */
  readonly at: number;
}

/** The columns of a row in the spool. */
const FLOATS = { lon: 0, lat: 1 } as const;
const INTEGERS = { source: 0, category: 1, s0: 2, s1: 3, s2: 4, s3: 5, hours: 6 } as const;
const TEXTS = {
  sourceId: 0,
  externalId: 1,
  hash: 2,
  id: 3,
  nameZh: 4,
  nameEn: 5,
  words: 6,
  json: 7,
  claim: 8,
  raw: 9,
} as const;
const SHAPE = { floats: 2, integers: 7, texts: 10 };

/**
 * A file of a run's own, beside the store, in which new places wait until all of them are known. Nobody else reads it, and
 * it needs no safety: what a run that died left of it is thrown away. Texts stand in it as the bytes that are stored, so that
 * none is read again on its way into the store's tables.
 */
export class Spool {
  readonly #rows: SpoolRows;
  readonly #sql: ReturnType<typeof statements>;

  /** Whether there is a spool: of a run that died, or of one that is going on. */
  static isLeft(path: string): boolean {
    return path !== IN_MEMORY && existsSync(fileOf(path));
  }

  /** Throws away what a run that died left. With the run lock in hand. */
  static sweep(path: string): void {
    if (path === IN_MEMORY) return;
    // Versions before kept a database there.
    for (const end of ['', '-journal']) rmSync(fileOf(path) + end, { force: true });
  }

  constructor(db: Database, path: string) {
    Spool.sweep(path);
    this.#sql = statements(db);
    this.#rows = new SpoolRows(new ByteFile(path === IN_MEMORY ? undefined : fileOf(path)), SHAPE);
  }

  /** Keeps a record and its place, which has no key yet. Rows have numbers from 1 on, in the order in which they are kept. */
  add({ sourceId, source, externalId, hash, claim, raw }: NewRecord, place: StagedPlace): void {
    const { id, lon, lat, category, s0, s1, s2, s3, hours, name_zh, name_en, words, json } = place;
    this.#rows.add({
      floats: [lon ?? NaN, lat ?? NaN],
      integers: [source, category!, s0!, s1!, s2!, s3!, hours!],
      texts: [sourceId, externalId, hash, id, name_zh, name_en, words, json, claim, raw],
    });
  }

  /** The record that was kept under this number. */
  record(row: number): NewRecord & { readonly claim: string; readonly raw: string | null } {
    this.#rows.turnTo(row);
    const text = (place: number) => this.#rows.text(place)!.toString();
    return {
      sourceId: text(TEXTS.sourceId),
      source: this.#rows.integer(INTEGERS.source),
      externalId: text(TEXTS.externalId),
      hash: text(TEXTS.hash),
      claim: text(TEXTS.claim),
      raw: this.#rows.text(TEXTS.raw)?.toString() ?? null,
    };
  }

  /** Writes record and place into the store's tables, all but its name; false, and nothing written, where the record is there. */
  write({ row, key, n, seq, run, at }: Written): boolean {
    this.#rows.turnTo(row);
    const text = (place: number) => this.#rows.text(place);
    const integer = (place: number) => this.#rows.integer(place);
    const { writeRecord, writeFacility, writeCard, writeWords } = this.#sql;
    const record = [text(TEXTS.externalId), key, run, text(TEXTS.hash), text(TEXTS.claim), text(TEXTS.raw)];
    if (writeRecord.run(n, integer(INTEGERS.source), ...record).changes === 0) return false;
    const [lon, lat] = [orNull(this.#rows.float(FLOATS.lon)), orNull(this.#rows.float(FLOATS.lat))];
    const { category, s0, s1, s2, s3, hours } = INTEGERS;
    const bits = [integer(s0), integer(s1), integer(s2), integer(s3)];
    writeFacility.run(key, seq, at, lon, lat, integer(category), ...bits, integer(hours) | 0);
    const names = [text(TEXTS.nameZh), text(TEXTS.nameEn)];
    writeCard.run(key, text(TEXTS.id), seq, lon, lat, ...names, text(TEXTS.json));
    writeWords.run(key, text(TEXTS.words));
    return true;
  }

  /** Gives a place its public id; false where the id is taken. */
  writeName(name: { readonly id: string; readonly key: number; readonly origin: number }): boolean {
    return this.#sql.writeName.run(name).changes > 0;
  }

  close(): void {
    this.#rows.close();
  }
}

function fileOf(path: string): string {
  return `${path}-run`;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

type Cell = number | Buffer | null;

function statements(db: Database) {
  const one = <P extends unknown[]>(sql: string): Statement<P> => db.prepare<P>(sql);
  // The bytes of a text, which are UTF-8 as all there is in the store: SQLite takes them as they are.
  const text = 'CAST(? AS TEXT)';
  return {
    writeRecord: one<Cell[]>(
      `INSERT OR IGNORE INTO main.record (n, source, external_id, facility, run, hash, claim, raw)
       VALUES (?, ?, ${text}, ?, ?, ${text}, ${text}, ${text})`,
    ),
    // OR FAIL, and one row by VALUES: a statement that could be undone by itself makes the text index save what it has
    // gathered, for every row anew.
    writeFacility: one<Cell[]>(
      `INSERT OR FAIL INTO main.facility (key, seq, at, lon, lat, category, s0, s1, s2, s3, hours)
       VALUES (${Array(11).fill('?').join(', ')})`,
    ),
    writeCard: one<Cell[]>(
      `INSERT OR FAIL INTO main.card (key, id, seq, lon, lat, name_zh, name_en, json)
       VALUES (?, ${text}, ?, ?, ?, ${text}, ${text}, ${text})`,
    ),
    writeWords: one<Cell[]>(`INSERT INTO main.text (rowid, words) VALUES (?, ${text})`),
    writeName: one<[{ id: string; key: number; origin: number }]>(
      'INSERT OR IGNORE INTO main.identity (id, key, origin) VALUES (:id, :key, :origin)',
    ),
  };
}
