import type { Database, Statement } from 'better-sqlite3';

/** A run that can be taken back. */
export interface LastRun {
  readonly run: number;
  readonly source: number;
  /** Records with this number or a higher one are new in it. */
  readonly first: number;
  readonly label: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A record as it was before a run wrote it. */
export interface RecordBefore {
  readonly n: number;
  readonly source: number;
  readonly sourceId: string;
  readonly externalId: string;
  readonly facility: number;
  /** 1: the run withdrew it. */
  readonly gone: 0 | 1;
  readonly hash: string;
  readonly claim: string;
  readonly raw: string | null;
  /** The run that wrote it last; null: it is not there. */
  readonly runNow: number | null;
}

interface Page {
  readonly run: number;
  readonly source: number;
  readonly after: number;
  readonly rows: number;
}

/**
 * What the last run of each source wrote over, so that it can be taken back. The rows are written where the records are
 * (see fold.ts), in the same transaction; records that were new need none, their numbers tell them. Everything here
 * runs inside the caller's transaction.
 */
export class History {
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database) {
    this.#sql = statements(db);
  }

  /** From here on this is the source's last run; what was kept of those before is no longer needed. */
  begin(run: number, source: number, first: number): void {
    this.#sql.supersede.run(source);
    this.#sql.begin.run(run, source, first);
  }

  last(sourceId: string): LastRun | undefined {
    return this.#sql.last.get(sourceId);
  }

  /** The run has been taken back. */
  forget(run: number): void {
    this.#sql.forget.run(run);
  }

  /** Records that the run wrote over or withdrew, in ascending number. */
  before({ run, source }: LastRun, after: number, rows: number): RecordBefore[] {
    return this.#sql.before.all({ run, source, after, rows });
  }

  /** Records that are new in the run and still there, those moved by hand since included, in ascending number. */
  added({ run, source, first }: LastRun, after: number, rows: number) {
    return this.#sql.added.all({ run, source, after: Math.max(after, first - 1), rows });
  }

  /** Numbers of the source's records that were there before the first one that is new. */
  known(source: number, first: number): Iterable<number> {
    return this.#sql.known.iterate(source, first);
  }

  /** Throws some rows away that are no longer needed; true when none are left. */
  prune(rows: number): boolean {
    const run = this.#sql.stale.get();
    if (run === undefined) return true;
    if (this.#sql.prune.run({ run, rows }).changes === 0) this.#sql.drop.run(run);
    return false;
  }
}

function statements(db: Database) {
  const one = <P extends unknown[], R = never>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    supersede: one<[number]>('UPDATE main.history_run SET stale = 1 WHERE source = ? AND NOT stale'),
    begin: one<[number, number, number]>(
      'INSERT INTO main.history_run (run, source, first_record, stale) VALUES (?, ?, ?, 0)',
    ),
    forget: one<[number]>('UPDATE main.history_run SET stale = 1 WHERE run = ?'),
    last: one<[string], LastRun>(
      `SELECT h.run, h.source, h.first_record AS first, r.label, r.at FROM main.source s
       JOIN main.history_run h ON h.source = s.n AND NOT h.stale JOIN main.run r ON r.n = h.run WHERE s.id = ?`,
    ),
    before: one<[Page], RecordBefore>(
      `SELECT h.n, h.source, s.id AS sourceId, h.external_id AS externalId, h.facility, h.gone, h.hash, h.claim, h.raw,
         m.run AS runNow
       FROM main.record_history h JOIN main.source s ON s.n = h.source LEFT JOIN main.record m ON m.n = h.n
       WHERE h.run = :run AND h.n > :after ORDER BY h.n LIMIT :rows`,
    ),
    added: one<[Page], { n: number; sourceId: string; externalId: string }>(
      `SELECT m.n, s.id AS sourceId, m.external_id AS externalId
       FROM main.record m JOIN main.source s ON s.n = m.source LEFT JOIN main.run r ON r.n = m.run
       WHERE m.n > :after AND (m.run = :run OR (m.source = :source AND r.source IS NOT :source))
       ORDER BY m.n LIMIT :rows`,
    ),
    known: db
      .prepare<[number, number], number>('SELECT n FROM main.record WHERE source = ? AND n < ?')
      .pluck(),
    stale: db.prepare<[], number>('SELECT run FROM main.history_run WHERE stale LIMIT 1').pluck(),
    prune: one<[{ run: number; rows: number }]>(
      `DELETE FROM main.record_history WHERE run = :run AND n IN
         (SELECT n FROM main.record_history WHERE run = :run ORDER BY n LIMIT :rows)`,
    ),
    drop: one<[number]>('DELETE FROM main.history_run WHERE run = ?'),
  };
}
