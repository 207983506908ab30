import type { Database, Statement } from 'better-sqlite3';
import type { LoggedChange } from '../../core/change.js';
import type { CommittedState } from './committed.js';
import { instant } from './row.js';

type LogRow = [number, number, string, LoggedChange['kind'], string | null, number];

/** The change log: the latest change of each facility, which its own row, its tombstone or its staged row tells. */
export class Log {
  readonly #plain: readonly Statement<[Asked], LogRow>[];
  readonly #overlaid: readonly Statement<[Asked], LogRow>[];

  constructor(db: Database) {
    const notStaged = (of: string) =>
      `AND NOT EXISTS (SELECT 1 FROM main.staged_facility s WHERE s.key = ${of}.key)`;
    const prepared = (sql: string) => db.prepare<[Asked], LogRow>(sql).raw();
    const put = (more: string) =>
      prepared(
        `SELECT f.seq, f.key, c.id, 'put', NULL, f.at FROM main.facility f JOIN main.card c ON c.key = f.key
       WHERE f.seq > :after AND f.seq <= :head ${more} ORDER BY f.seq LIMIT :limit`,
      );
    const gone = (more: string) =>
      prepared(
        `SELECT seq, key, id, kind, into_id, at FROM main.gone g WHERE seq > :after ${more} ORDER BY seq LIMIT :limit`,
      );
    const staged = prepared(
      `SELECT :overlay + key, key, id, kind, into_id, at FROM main.staged_facility
       WHERE key > :after - :overlay ORDER BY key LIMIT :limit`,
    );
    this.#plain = [put(''), gone('')];
    this.#overlaid = [put(notStaged('f')), gone(notStaged('g')), staged];
  }

  after(after: number, limit: number, { seq: head, overlay }: CommittedState): LoggedChange[] {
    const statements = overlay === undefined ? this.#plain : this.#overlaid;
    return statements
      .flatMap((statement) => statement.all({ after, limit, head, overlay: overlay ?? 0 }))
      .toSorted((a, b) => a[0] - b[0])
      .slice(0, limit)
      .map(toLogged);
  }
}

interface Asked {
  readonly after: number;
  readonly limit: number;
  readonly head: number;
  readonly overlay: number;
}

function toLogged([seq, key, id, kind, into, at]: LogRow): LoggedChange {
  const change = { seq, key, id, kind, at: instant(at) };
  return into === null ? change : { ...change, into };
}
