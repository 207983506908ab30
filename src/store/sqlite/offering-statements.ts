import type { Database, Statement } from 'better-sqlite3';
import type { OfferingKind } from '../../core/offerings/documents.js';

export interface OfferingRow {
  readonly n: number;
  readonly kind: OfferingKind;
  readonly seq: number;
  /** JSON of the kind's document. */
  readonly content: string;
  readonly source: string | null;
  readonly external_id: string | null;
  readonly edited: 0 | 1;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly removed: number | null;
  readonly key: string;
  readonly label: string;
}

interface VersionRow {
  readonly seq: number;
  readonly at: number;
  readonly key: string;
  readonly label: string;
  readonly content: string | null;
}

const COLUMNS = 'n, kind, seq, content, source, external_id, edited, created, updated, removed, key, label';

export function offeringStatements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  const select = <P extends unknown[]>(rest: string) =>
    one<P, OfferingRow>(`SELECT ${COLUMNS} FROM offering ${rest}`);
  return {
    add: one<[object], void>(
      `INSERT INTO offering (kind, seq, content, source, external_id, created, updated, key, label)
       VALUES (:kind, :seq, :content, :source, :externalId, :at, :at, :key, :label)`,
    ),
    replace: one<[object], void>(
      `UPDATE offering SET seq = :seq, content = :content, edited = :edited, updated = :at, removed = NULL,
         key = :key, label = :label WHERE n = :n`,
    ),
    remove: one<[object], void>(
      `UPDATE offering SET seq = :seq, edited = :edited, updated = :at, removed = :at, key = :key, label = :label
       WHERE n = :n`,
    ),
    note: one<[number], void>(
      `INSERT INTO offering_history (n, seq, at, key, label, content)
       SELECT n, seq, updated, key, label, iif(removed IS NULL, content, NULL) FROM offering WHERE n = ?`,
    ),
    get: select<[OfferingKind, number]>('WHERE kind = ? AND n = ?'),
    byRecord: select<[OfferingKind, string, string]>('WHERE kind = ? AND source = ? AND external_id = ?'),
    ofSource: select<[OfferingKind, string]>(
      'WHERE kind = ? AND source = ? AND removed IS NULL AND edited = 0 ORDER BY n',
    ),
    changes: select<[number, number]>('WHERE seq > ? ORDER BY seq LIMIT ?'),
    history: one<[number, number], VersionRow>(
      'SELECT seq, at, key, label, content FROM offering_history WHERE n = ? ORDER BY seq DESC LIMIT ?',
    ),
    count: one<[], { count: number }>('SELECT count(*) AS count FROM offering WHERE removed IS NULL'),
    head: one<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM offering'),
  };
}
