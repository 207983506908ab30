import type { Database, Statement } from 'better-sqlite3';
import {
  MOST_AUDITED,
  type AuditEntry,
  type AuditFilter,
  type AuditStore,
  type LoggedAudit,
} from '../../core/audit.js';
import type { KeyRole } from '../../core/key.js';
import { instant } from './row.js';
import type { Side } from './side.js';

interface AuditRow {
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly key: string;
  readonly label: string;
  readonly role: KeyRole;
  readonly method: string;
  readonly route: string;
  readonly ids: string;
  readonly count: number;
  readonly status: number;
}

/** The audit log in SQLite. */
export class SqliteAuditStore implements AuditStore {
  readonly #side: Side;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, side: Side) {
    this.#side = side;
    this.#sql = statements(db);
  }

  add({ at, key, method, route, ids, count, status }: AuditEntry): Promise<void> {
    const { id, label, role } = key;
    const listed = JSON.stringify(ids.slice(0, MOST_AUDITED));
    const row = { at: Date.parse(at), key: id, label, role, method, route, ids: listed, count, status };
    return this.#side.write(() => void this.#sql.add.run(row));
  }

  list({ since, key }: AuditFilter, after: number, limit: number): Promise<readonly LoggedAudit[]> {
    const asked = { since: since === undefined ? 0 : Date.parse(since), key: key ?? null, after, limit };
    return this.#side.read(() => this.#sql.list.all(asked).map(toEntry));
  }

  prune(before: string): Promise<number> {
    return this.#side.write(() => this.#sql.prune.run(Date.parse(before)).changes);
  }
}

function toEntry({ n, at, key, label, role, method, route, ids, count, status }: AuditRow): LoggedAudit {
  const holder = { id: key, label, role };
  return { n, at: instant(at), key: holder, method, route, ids: JSON.parse(ids) as string[], count, status };
}

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    add: one<[object], void>(
      `INSERT INTO audit (at, key, label, role, method, route, ids, count, status)
       VALUES (:at, :key, :label, :role, :method, :route, :ids, :count, :status)`,
    ),
    list: one<[object], AuditRow>(
      'SELECT * FROM audit WHERE n > :after AND at >= :since AND (:key IS NULL OR key = :key) ORDER BY n LIMIT :limit',
    ),
    prune: one<[number], void>('DELETE FROM audit WHERE at < ?'),
  };
}
