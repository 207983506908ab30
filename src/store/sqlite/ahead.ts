import type { Database, Statement } from 'better-sqlite3';
import { bodyOf } from './body.js';
import type { Dictionary } from './dictionary.js';
import { placeRow, type PlaceName } from './row.js';
import type { RecordRow, StagedPlace, StagedRecord, Unsettled } from './staging.js';
import type { State } from './state.js';

/** How far ahead of the head a run writes: room for the sequences of edits that are made in the meantime. */
const LEAD = 2 ** 24;

/**
 * Places that nobody knew are most of a first import. Their rows are written once, into the main tables, with
 * sequences ahead of the head. Readers take rows up to the head only, so the commit has but to move the head, and
 * what was written ahead by a run that died is whatever lies beyond it.
 *
 * An edit that means such a record, or needs its public id, takes the rows out of its way: they become staged rows,
 * which the run reconciles with the edit when it is committed. Everything here runs inside the caller's transaction.
 */
export class Ahead implements Unsettled {
  readonly #state: State;
  readonly #dictionary: Dictionary;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, state: State, dictionary: Dictionary) {
    this.#state = state;
    this.#dictionary = dictionary;
    this.#sql = statements(db);
  }

  /** Writes a record and the name of its place, both of them new; false, and nothing written, where either is known. */
  putRecord(record: Omit<StagedRecord, 'facility' | 'target'>, { key, id, origin }: PlaceName): boolean {
    const { n, source, externalId, run, hash, claim, raw } = record;
    if (this.#sql.addRecord.run(n, source, externalId, key, run, hash, claim, raw).changes === 0)
      return false;
    if (this.#sql.addIdentity.run(id, key, origin).changes > 0) return true;
    this.#sql.dropRecord.run(n);
    return false;
  }

  /** Writes the place that was named. */
  putPlace({ key, id, at, lon, lat, category, s0, s1, s2, s3, hours, ...place }: StagedPlace): void {
    const seq = (this.#state.ahead ?? this.#state.seq + LEAD) + 1;
    this.#sql.addFacility.run(key, seq, at, lon, lat, category, s0, s1, s2, s3, hours);
    this.#sql.addCard.run(key, id, seq, lon, lat, place.name_zh, place.name_en, place.json);
    this.#sql.addText.run(key, place.words);
    this.#state.addAhead({ total: 1, unplaced: lon === null ? 1 : 0 });
    this.#state.ahead = seq;
  }

  /** Moves the head beyond everything that was written ahead of it; false if there was nothing. */
  commit(): boolean {
    const { ahead } = this.#state;
    if (ahead === undefined) return false;
    this.#state.seq = ahead;
    this.#state.add(this.#state.takeAhead());
    this.#state.ahead = undefined;
    return true;
  }

  settleRecord(source: number, externalId: string): void {
    if (this.#state.ahead !== undefined) this.#settle(this.#sql.keyOfRecord.get(source, externalId));
  }

  settleId(id: string): void {
    if (this.#state.ahead !== undefined) this.#settle(this.#sql.keyOfId.get(id));
  }

  settleKey(key: number): void {
    if (this.#state.ahead !== undefined) this.#settle(key);
  }

  /** No relation is ever written ahead. */
  settleRelations(): void {}

  /** Throws away what was written ahead, so many places at most; true when nothing is left. */
  discard(most: number): boolean {
    if (this.#state.ahead === undefined) return true;
    const keys = this.#sql.keysAhead.all(this.#state.seq, most);
    for (const key of keys) this.#remove(key);
    if (keys.length === most) return false;
    this.#state.takeAhead();
    this.#state.ahead = undefined;
    return true;
  }

  #settle(key: number | undefined): void {
    const place = key === undefined ? undefined : this.#sql.place.get(key, this.#state.seq);
    if (key === undefined || place === undefined) return;
    const body = bodyOf(this.#sql.records.all(key));
    const row = placeRow({ key, id: place.id, origin: place.origin }, body, place.at, this.#dictionary);
    this.#sql.stageRecords.run(key);
    this.#sql.stagePlace.run(row);
    this.#state.addAhead({ total: -1, unplaced: row.lon === null ? -1 : 0 });
    this.#remove(key);
  }

  #remove(key: number): void {
    for (const step of this.#sql.remove) step.run(key);
  }
}

function statements(db: Database) {
  const one = <P extends unknown[], R = never>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  type Text = string | null;
  type Place = { readonly id: string; readonly origin: number; readonly at: number };
  type Degrees = number | null;
  return {
    addRecord: one<[number, number, string, number, number, string, string, Text]>(
      `INSERT OR IGNORE INTO main.record (n, source, external_id, facility, run, hash, claim, raw)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    dropRecord: one<[number]>('DELETE FROM main.record WHERE n = ?'),
    addIdentity: one<[string, number, number]>(
      'INSERT OR IGNORE INTO main.identity (id, key, origin) VALUES (?, ?, ?)',
    ),
    addFacility: one<[number, number, number, Degrees, Degrees, ...(number | null)[]]>(
      `INSERT INTO main.facility (key, seq, at, lon, lat, category, s0, s1, s2, s3, hours)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addCard: one<[number, string, number, Degrees, Degrees, Text, Text, Text]>(
      `INSERT INTO main.card (key, id, seq, lon, lat, name_zh, name_en, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addText: one<[number, Text]>('INSERT INTO main.text (rowid, words) VALUES (?, ?)'),
    keyOfRecord: one<[number, string], number>(
      'SELECT facility FROM main.record WHERE source = ? AND external_id = ?',
    ).pluck(),
    keyOfId: one<[string], number>('SELECT key FROM main.identity WHERE id = ?').pluck(),
    keysAhead: one<[number, number], number>(
      'SELECT key FROM main.facility WHERE seq > ? ORDER BY seq LIMIT ?',
    ).pluck(),
    place: one<[number, number], Place>(
      `SELECT c.id, i.origin, f.at FROM main.facility f JOIN main.card c ON c.key = f.key
       JOIN main.identity i ON i.id = c.id WHERE f.key = ? AND f.seq > ?`,
    ),
    records: one<[number], RecordRow>(
      `SELECT r.n, source.id AS source, r.external_id AS externalId, r.claim
       FROM main.record r JOIN main.source ON source.n = r.source WHERE r.facility = ? ORDER BY r.n`,
    ),
    // What the run staged on top of these rows itself stays.
    stageRecords: one<[number]>(
      `INSERT OR IGNORE INTO main.staged_record (n, source, external_id, facility, run, hash, target, claim, raw)
       SELECT n, source, external_id, facility, run, hash, 0, claim, raw FROM main.record WHERE facility = ?`,
    ),
    stagePlace: one<[StagedPlace]>(
      `INSERT INTO main.staged_facility (key, kind, id, origin, into_id, at, lon, lat, category, s0, s1, s2, s3, hours,
         name_zh, name_en, words, json)
       VALUES (:key, :kind, :id, :origin, :into_id, :at, :lon, :lat, :category, :s0, :s1, :s2, :s3, :hours,
         :name_zh, :name_en, :words, :json)
       ON CONFLICT (key) DO UPDATE SET origin = excluded.origin`,
    ),
    remove: [
      'DELETE FROM main.text WHERE rowid = ?',
      'DELETE FROM main.record WHERE facility = ?',
      'DELETE FROM main.identity WHERE id = (SELECT id FROM main.card WHERE key = ?)',
      'DELETE FROM main.card WHERE key = ?',
      'DELETE FROM main.facility WHERE key = ?',
    ].map((sql) => one<[number]>(sql)),
  };
}
