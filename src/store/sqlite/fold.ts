import type { Database, Statement } from 'better-sqlite3';
import type { Count, State } from './state.js';
import type { StagingSchema } from './staging-tables.js';

/** A range of staged rows, both ends included; `offset` makes the sequence of a row that has none of its own. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Moves staged rows into the tables they are meant for. Each method runs inside the caller's transaction. */
export class Fold {
  readonly #state: State;
  readonly #gained: Statement<[Range], Count>;
  readonly #lost: Statement<[Range], Count>;
  readonly #away: Statement<[Range], number>;
  readonly #forgetWords: Statement<[number]>;
  readonly #facilities: readonly Statement<[Range]>[];
  readonly #records: readonly Statement<[Range]>[];
  readonly #relations: readonly Statement<[]>[];

  constructor(db: Database, schema: StagingSchema, state: State) {
    this.#state = state;
    const facility = `${schema}.staged_facility`;
    const range = 'key BETWEEN :from AND :to';
    this.#gained = db.prepare<[Range], Count>(
      `SELECT count(*) AS total, count(*) - count(lon) AS unplaced FROM ${facility} WHERE ${range} AND kind = 'put'`,
    );
    this.#lost = db.prepare<[Range], Count>(
      `SELECT -count(*) AS total, count(f.lon) - count(*) AS unplaced
       FROM ${facility} s CROSS JOIN main.facility f ON f.key = s.key WHERE s.${range}`,
    );
    const away = `SELECT key FROM ${schema}.staged_facility WHERE key BETWEEN :from AND :to AND kind <> 'put'`;
    this.#away = db.prepare<[Range], number>(away).pluck();
    this.#forgetWords = db.prepare('DELETE FROM main.text WHERE rowid = ?');
    this.#facilities = facilitySteps(`${schema}.staged_facility`).map((sql) => db.prepare(sql));
    this.#records = recordSteps(`${schema}.staged_record`).map((sql) => db.prepare(sql));
    this.#relations = relationSteps(`${schema}.staged_relation`).map((sql) => db.prepare(sql));
  }

  facilities(range: Range): void {
    this.#state.add(this.#gained.get(range)!);
    this.#state.add(this.#lost.get(range)!);
    // One by one: for a list of rows the text index would be read from its beginning to its end.
    for (const key of this.#away.all(range)) this.#forgetWords.run(key);
    for (const step of this.#facilities) step.run(range);
  }

  records(range: Omit<Range, 'offset'>): void {
    for (const step of this.#records) step.run({ ...range, offset: 0 });
  }

  relations(): void {
    for (const step of this.#relations) step.run();
  }

  everything(offset: number): void {
    const all = { from: 0, to: Number.MAX_SAFE_INTEGER, offset };
    this.records(all);
    this.facilities(all);
    this.relations();
  }
}

function facilitySteps(staged: string): string[] {
  const range = 'key BETWEEN :from AND :to';
  const put = `SELECT key FROM ${staged} WHERE ${range} AND kind = 'put'`;
  const away = `SELECT key FROM ${staged} WHERE ${range} AND kind <> 'put'`; // has an index of its own
  return [
    `INSERT OR REPLACE INTO main.facility (key, seq, at, lon, lat, category, s0, s1, s2, s3, hours)
     SELECT key, coalesce(seq, :offset + key), at, lon, lat, category, s0, s1, s2, s3, hours
     FROM ${staged} WHERE ${range} AND kind = 'put' ORDER BY key`,
    `INSERT OR REPLACE INTO main.card (key, id, seq, lon, lat, name_zh, name_en, json)
     SELECT key, id, coalesce(seq, :offset + key), lon, lat, name_zh, name_en, json FROM ${staged} WHERE ${range} AND kind = 'put' ORDER BY key`,
    `INSERT OR REPLACE INTO main.text (rowid, words)
     SELECT key, words FROM ${staged} WHERE ${range} AND kind = 'put' ORDER BY key`,
    `INSERT OR IGNORE INTO main.identity (id, key, origin)
     SELECT id, key, origin FROM ${staged} WHERE ${range} AND origin <> 0`,
    `DELETE FROM main.gone WHERE key IN (${put})`,
    `DELETE FROM main.card WHERE key IN (${away})`,
    `DELETE FROM main.facility WHERE key IN (${away})`,
    `INSERT OR REPLACE INTO main.gone (key, id, seq, at, kind, into_id)
     SELECT key, id, coalesce(seq, :offset + key), at, kind, into_id
     FROM ${staged} WHERE ${range} AND kind <> 'put'`,
    `DELETE FROM ${staged} WHERE ${range}`,
  ];
}

/** Statements that move the staged records of a range; each reads what is staged, never what lies between it in the nation. */
export function recordSteps(staged: string): string[] {
  const range = 'n BETWEEN :from AND :to';
  return [
    `INSERT OR IGNORE INTO main.record_history (run, n, source, external_id, facility, gone, hash, claim, raw)
     SELECT s.run, m.n, m.source, m.external_id, m.facility, s.facility IS NULL, m.hash, m.claim, m.raw
     FROM ${staged} s CROSS JOIN main.record m ON m.n = s.n AND m.run <> s.run WHERE s.${range}`, // s first: m has a nation's records in the range
    `INSERT OR REPLACE INTO main.record (n, source, external_id, facility, run, hash, claim, raw)
     SELECT n, source, external_id, facility, run, hash, claim, raw
     FROM ${staged} WHERE ${range} AND facility IS NOT NULL ORDER BY n`,
    `DELETE FROM main.record WHERE n IN (SELECT n FROM ${staged} WHERE ${range} AND facility IS NULL)`,
    `DELETE FROM ${staged} WHERE ${range}`,
  ];
}

function relationSteps(staged: string): string[] {
  return [
    `INSERT OR IGNORE INTO main.relation (from_key, kind, to_key)
     SELECT from_key, kind, to_key FROM ${staged} WHERE present`,
    `DELETE FROM main.relation WHERE (from_key, kind, to_key) IN
       (SELECT from_key, kind, to_key FROM ${staged} WHERE NOT present)`,
    `DELETE FROM ${staged}`,
  ];
}
