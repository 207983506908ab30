import type { Database, Statement } from 'better-sqlite3';
import type { RelationKind } from '../../core/facility.js';
import type { StagingSchema } from './staging-tables.js';

/** A record as it shall be. */
export interface StagedRecord {
  readonly n: number;
  readonly source: number;
  readonly externalId: string;
  /** Key; null: withdrawn. */
  readonly facility: number | null;
  readonly run: number;
  readonly hash: string;
  /** 1 where the change named the facility. */
  readonly target: 0 | 1;
  readonly claim: string;
  readonly raw: string | null;
}

/** A facility as it shall be: the columns of `staged_facility`. */
export interface StagedPlace {
  readonly key: number;
  readonly kind: 'put' | 'removed' | 'merged';
  readonly id: string;
  /** Origin of a new id; 0 for one that is known. */
  readonly origin: number;
  readonly into_id: string | null;
  readonly at: number;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly category: number | null;
  readonly s0: number | null;
  readonly s1: number | null;
  readonly s2: number | null;
  readonly s3: number | null;
  readonly hours: number | null;
  readonly name_zh: string | null;
  readonly name_en: string | null;
  readonly words: string | null;
  readonly json: string | null;
}

/** A record as it is, for finding what a change would change. */
export interface KnownRecord {
  readonly n: number;
  readonly facility: number | null;
  readonly hash: string;
}

/** A record of a publisher's list. */
export interface SourceRecord {
  readonly n: number;
  readonly externalId: string;
}

/** A record as `compose` takes it, with its claim still text. */
export interface RecordRow {
  readonly n: number;
  readonly source: string;
  readonly externalId: string;
  readonly claim: string;
}

/** What a key stands for. */
export interface Place {
  readonly kind: 'put' | 'removed' | 'merged';
  readonly id: string;
  readonly into_id: string | null;
}

export interface RelationRow {
  readonly from_key: number;
  readonly kind: RelationKind;
  readonly to_key: number;
}

export interface Extent {
  readonly places: number;
  readonly records: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** Rows that another run has left in a writer's way: told what the writer is about to look at, it makes room. */
export interface Unsettled {
  settleRecord(source: number, externalId: string): void;
  settleKey(key: number): void;
  settleId(id: string): void;
  settleRelations(): void;
}

/**
 * The state of things as a run sees it: what it has staged so far above what is committed. Reads and writes belong
 * inside the caller's transaction.
 */
export class Staging {
  readonly schema: StagingSchema;
  readonly #unsettled: readonly Unsettled[];
  readonly #sql: ReturnType<typeof statements>;

  /** @param unsettled what a run that was committed, or one that is going on, has left in the way */
  constructor(db: Database, schema: StagingSchema, unsettled: readonly Unsettled[] = []) {
    this.schema = schema;
    this.#unsettled = unsettled;
    this.#sql = statements(db, schema);
  }

  findRecord(source: number, externalId: string): KnownRecord | undefined {
    for (const one of this.#unsettled) one.settleRecord(source, externalId);
    return this.#sql.stagedRecord.get(source, externalId) ?? this.#sql.record.get(source, externalId);
  }

  /** The records behind a facility, in the order in which they were first seen. */
  recordsOf(key: number): RecordRow[] {
    for (const one of this.#unsettled) one.settleKey(key);
    return this.#sql.recordsOf.all({ key });
  }

  /** Moves a record to another facility, whatever it says. */
  moveRecord(n: number, facility: number, run: number): void {
    this.#sql.copyRecord.run({ n });
    this.#sql.moveRecord.run({ n, facility, run });
  }

  /** Whether the record or the public id is known at all, be it staged or not. */
  knows(source: number, externalId: string, id: string): boolean {
    return this.#sql.knows.get({ source, externalId, id }) === 1;
  }

  putRecord(record: StagedRecord): void {
    this.#sql.putRecord.run(record);
  }

  place(key: number): Place | undefined {
    for (const one of this.#unsettled) one.settleKey(key);
    return this.#sql.stagedPlace.get(key) ?? this.#sql.livePlace.get(key) ?? this.#sql.gonePlace.get(key);
  }

  /** Key and origin of a public id. */
  identity(id: string): { readonly key: number; readonly origin: number } | undefined {
    for (const one of this.#unsettled) one.settleId(id);
    return this.#sql.identity.get(id) ?? this.#sql.stagedIdentity.get(id);
  }

  putPlace(place: StagedPlace): void {
    this.#sql.putPlace.run(place);
  }

  /** Relations from and to a facility. */
  relationsOf(key: number): RelationRow[] {
    for (const one of this.#unsettled) one.settleRelations();
    return this.#sql.relationsOf.all({ key });
  }

  hasRelation(relation: RelationRow): boolean {
    for (const one of this.#unsettled) one.settleRelations();
    const staged = this.#sql.stagedRelation.get(relation);
    return staged === undefined ? this.#sql.relation.get(relation) !== undefined : staged === 1;
  }

  putRelation(relation: RelationRow, present: boolean): void {
    this.#sql.putRelation.run({ ...relation, present: present ? 1 : 0 });
  }

  putChange(json: string): void {
    this.#sql.putChange.run(json);
  }

  forgetChanges(): void {
    this.#sql.forgetChanges.run();
  }

  /** Committed records of a source, in the order of their ids, those after `after`. */
  recordsOfSource(source: number, after: string, most: number): readonly SourceRecord[] {
    return this.#sql.recordsOfSource.all(source, after, most);
  }

  /** How many facilities and how many records wait, each counted up to `most`, and the span of the keys. */
  extent(most: number): Extent {
    return this.#sql.extent.get({ most })!;
  }

  /** Gives every staged facility a sequence after `seq`, in the order of their keys. */
  number(seq: number): void {
    this.#sql.number.run({ seq });
  }

  /** Throws staged rows away, so many at most; true when none are left. */
  discard(rows: number): boolean {
    return this.#sql.discard
      .map((statement) => statement.run({ rows }).changes)
      .every((changes) => changes === 0);
  }
}

function statements(db: Database, schema: StagingSchema) {
  const record = `${schema}.staged_record`;
  const facility = `${schema}.staged_facility`;
  const relation = `${schema}.staged_relation`;
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  const notStaged = (of: string) =>
    `NOT EXISTS (SELECT 1 FROM ${relation} s
      WHERE s.from_key = ${of}.from_key AND s.kind = ${of}.kind AND s.to_key = ${of}.to_key)`;
  return {
    record: one<[number, string], KnownRecord>(
      'SELECT n, facility, hash FROM main.record WHERE source = ? AND external_id = ?',
    ),
    stagedRecord: one<[number, string], KnownRecord>(
      `SELECT n, facility, hash FROM ${record} WHERE source = ? AND external_id = ?`,
    ),
    knows: db
      .prepare<[{ source: number; externalId: string; id: string }], number>(
        `SELECT EXISTS (SELECT 1 FROM main.record WHERE source = :source AND external_id = :externalId)
           OR EXISTS (SELECT 1 FROM main.identity WHERE id = :id)
           OR EXISTS (SELECT 1 FROM ${record} WHERE source = :source AND external_id = :externalId)
           OR EXISTS (SELECT 1 FROM ${facility} WHERE id = :id)`,
      )
      .pluck(),
    recordsOf: one<[{ key: number }], RecordRow>(
      `SELECT r.n, source.id AS source, r.external_id AS externalId, r.claim FROM (
         SELECT n, source, external_id, claim FROM ${record} WHERE facility = :key
         UNION ALL
         SELECT n, source, external_id, claim FROM main.record m WHERE facility = :key
           AND NOT EXISTS (SELECT 1 FROM ${record} s WHERE s.n = m.n)
       ) r JOIN main.source ON source.n = r.source ORDER BY r.n`,
    ),
    copyRecord: one<[{ n: number }], never>(
      `INSERT OR IGNORE INTO ${record} (n, source, external_id, facility, run, hash, target, claim, raw)
       SELECT n, source, external_id, facility, run, hash, 0, claim, raw FROM main.record WHERE n = :n`,
    ),
    moveRecord: one<[{ n: number; facility: number; run: number }], never>(
      `UPDATE ${record} SET facility = :facility, run = :run WHERE n = :n`,
    ),
    putRecord: one<[StagedRecord], never>(
      `INSERT OR REPLACE INTO ${record} (n, source, external_id, facility, run, hash, target, claim, raw)
       VALUES (:n, :source, :externalId, :facility, :run, :hash, :target, :claim, :raw)`,
    ),
    stagedPlace: one<[number], Place>(`SELECT kind, id, into_id FROM ${facility} WHERE key = ?`),
    livePlace: one<[number], Place>(`SELECT 'put' AS kind, id, NULL AS into_id FROM main.card WHERE key = ?`),
    gonePlace: one<[number], Place>('SELECT kind, id, into_id FROM main.gone WHERE key = ?'),
    identity: one<[string], { key: number; origin: number }>(
      'SELECT key, origin FROM main.identity WHERE id = ?',
    ),
    stagedIdentity: one<[string], { key: number; origin: number }>(
      `SELECT key, origin FROM ${facility} WHERE id = ?`,
    ),
    putPlace: one<[StagedPlace], never>(
      `INSERT INTO ${facility} (key, kind, id, origin, into_id, at, lon, lat, category, s0, s1, s2, s3, hours,
         name_zh, name_en, words, json)
       VALUES (:key, :kind, :id, :origin, :into_id, :at, :lon, :lat, :category, :s0, :s1, :s2, :s3, :hours,
         :name_zh, :name_en, :words, :json)
       ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, into_id = excluded.into_id, at = excluded.at,
         lon = excluded.lon, lat = excluded.lat, category = excluded.category,
         s0 = excluded.s0, s1 = excluded.s1, s2 = excluded.s2, s3 = excluded.s3, hours = excluded.hours,
         name_zh = excluded.name_zh, name_en = excluded.name_en, words = excluded.words, json = excluded.json`,
    ),
    relation: one<[RelationRow], unknown>(
      'SELECT 1 FROM main.relation WHERE from_key = :from_key AND kind = :kind AND to_key = :to_key',
    ),
    stagedRelation: db
      .prepare<[RelationRow], number>(
        `SELECT present FROM ${relation} WHERE from_key = :from_key AND kind = :kind AND to_key = :to_key`,
      )
      .pluck(),
    relationsOf: one<[{ key: number }], RelationRow>(
      `SELECT from_key, kind, to_key FROM ${relation} WHERE (from_key = :key OR to_key = :key) AND present
       UNION
       SELECT from_key, kind, to_key FROM main.relation m WHERE (from_key = :key OR to_key = :key)
         AND ${notStaged('m')}`,
    ),
    putRelation: one<[RelationRow & { present: number }], never>(
      `INSERT OR REPLACE INTO ${relation} (from_key, kind, to_key, present) VALUES (:from_key, :kind, :to_key, :present)`,
    ),
    putChange: one<[string], never>(`INSERT INTO ${schema}.staged_change (json) VALUES (?)`),
    forgetChanges: one<[], never>(`DELETE FROM ${schema}.staged_change`),
    recordsOfSource: one<[number, string, number], SourceRecord>(
      `SELECT n, external_id AS externalId FROM main.record
       WHERE source = ? AND external_id > ? ORDER BY external_id LIMIT ?`,
    ),
    extent: one<[{ most: number }], Extent>(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${facility} LIMIT :most)) AS places,
         (SELECT count(*) FROM (SELECT 1 FROM ${record} LIMIT :most)) AS records,
         (SELECT min(key) FROM ${facility}) AS first, (SELECT max(key) FROM ${facility}) AS last`,
    ),
    number: one<[{ seq: number }], never>(
      `UPDATE ${facility} SET seq = :seq + r.place
       FROM (SELECT key, row_number() OVER (ORDER BY key) AS place FROM ${facility}) r
       WHERE ${facility.split('.')[1]}.key = r.key`,
    ),
    discard: [
      `DELETE FROM ${record} WHERE n IN (SELECT n FROM ${record} ORDER BY n LIMIT :rows)`,
      `DELETE FROM ${facility} WHERE key IN (SELECT key FROM ${facility} ORDER BY key LIMIT :rows)`,
      `DELETE FROM ${relation} WHERE (from_key, kind, to_key) IN
         (SELECT from_key, kind, to_key FROM ${relation} LIMIT :rows)`,
      `DELETE FROM ${schema}.staged_change WHERE n IN (SELECT n FROM ${schema}.staged_change ORDER BY n LIMIT :rows)`,
    ].map((sql) => one<[{ rows: number }], never>(sql)),
  };
}
