import type { Database, Statement } from 'better-sqlite3';
import { bodyOf } from './body.js';
import type { Dictionary } from './dictionary.js';
import { idSeed } from './public-id.js';
import { placeRow } from './row.js';
import type { RecordRow, StagedPlace, Unsettled } from './staging.js';
import type { State } from './state.js';

/** How far ahead of the head a run writes: room for the sequences of edits that are made in the meantime. */
const LEAD = 2 ** 24;

/**
 * Places that nobody knew are most of a first import. Their rows are written once, into the main tables, with
 * sequences ahead of the head (see newcomers.ts). Readers take rows up to the head only, so the commit has but to move
 * the head, and what was written ahead by a run that died is whatever lies beyond it.
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

  /** The sequence of the next place that is written ahead. */
  get next(): number {
    return (this.#state.ahead ?? this.#state.seq + LEAD) + 1;
  }

  /** The next place has been written. */
  count(placed: boolean): void {
    const seq = this.next;
    this.#state.addAhead({ total: 1, unplaced: placed ? 0 : 1 });
    this.#state.ahead = seq;
  }

  /** How many places there are ahead. */
  get total(): number {
    return this.#state.aheadTotal;
  }

  has(key: number): boolean {
    return this.#sql.place.get(key, this.#state.seq) !== undefined;
  }

  /** Removes a place with its record, as if it had not been written. */
  takeBack(key: number): void {
    const { lon } = this.#sql.place.get(key, this.#state.seq)!;
    this.#state.addAhead({ total: -1, unplaced: lon === null ? -1 : 0 });
    this.#remove(key);
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
    const records = this.#sql.records.all(key);
    // Its public id may not be written yet: it follows from the one record there is.
    const { origin } = idSeed(records[0]!);
    const row = placeRow({ key, id: place.id, origin }, bodyOf(records), place.at, this.#dictionary);
    this.#sql.stageRecords.run(key);
    this.#sql.stagePlace.run(row);
    this.#state.addAhead({ total: -1, unplaced: row.lon === null ? -1 : 0 });
    this.#remove(key);
  }

  #remove(key: number): void {
    for (const step of this.#sql.remove) step.run({ key });
  }
}

function statements(db: Database) {
  const one = <P extends unknown[], R = never>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  type Place = { readonly id: string; readonly at: number; readonly lon: number | null };
  return {
    keyOfRecord: one<[number, string], number>(
      'SELECT facility FROM main.record WHERE source = ? AND external_id = ?',
    ).pluck(),
    keyOfId: one<[string], number>('SELECT key FROM main.identity WHERE id = ?').pluck(),
    keysAhead: one<[number, number], number>(
      'SELECT key FROM main.facility WHERE seq > ? ORDER BY seq LIMIT ?',
    ).pluck(),
    place: one<[number, number], Place>(
      `SELECT c.id, f.at, f.lon FROM main.facility f JOIN main.card c ON c.key = f.key
       WHERE f.key = ? AND f.seq > ?`,
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
      'DELETE FROM main.text WHERE rowid = :key',
      'DELETE FROM main.record WHERE facility = :key',
      'DELETE FROM main.identity WHERE id = (SELECT id FROM main.card WHERE key = :key) AND key = :key',
      'DELETE FROM main.card WHERE key = :key',
      'DELETE FROM main.facility WHERE key = :key',
    ].map((sql) => one<[{ key: number }]>(sql)),
  };
}
