import type { Database, Statement } from 'better-sqlite3';
import { UserError } from '../../core/errors.js';
import type { KeyRole, KeyStore, StoredKey } from '../../core/key.js';
import { instant } from './row.js';
import type { Side } from './side.js';

interface KeyRow {
  readonly id: string;
  readonly label: string;
  readonly role: KeyRole;
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly last_used: number | null;
  readonly revoked: number | null;
}

/** Keys in SQLite. */
export class SqliteKeyStore implements KeyStore {
  readonly #side: Side;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, side: Side) {
    this.#side = side;
    this.#sql = statements(db);
  }

  add({ id, label, role, hash, created }: Parameters<KeyStore['add']>[0]): Promise<void> {
    return this.#side.write(() => {
      if (this.#sql.find.get(id)) throw new UserError('conflict', `there is a key ${id} already`);
      this.#sql.add.run({ id, label, role, hash, created: Date.parse(created) });
    });
  }

  find(id: string): Promise<StoredKey | undefined> {
    return this.#side.read(() => {
      const row = this.#sql.find.get(id);
      return row && toKey(row);
    });
  }

  list(): Promise<readonly StoredKey[]> {
    return this.#side.read(() => this.#sql.list.all().map(toKey));
  }

  revoke(id: string, at: string): Promise<boolean> {
    return this.#side.write(() => this.#sql.revoke.run(Date.parse(at), id).changes > 0);
  }

  used(id: string, at: string): Promise<void> {
    return this.#side.write(() => void this.#sql.used.run(Date.parse(at), id));
  }
}

function toKey({ id, label, role, hash, created, last_used, revoked }: KeyRow): StoredKey {
  return {
    id,
    label,
    role,
    hash,
    created: instant(created),
    ...(last_used !== null && { lastUsed: instant(last_used) }),
    ...(revoked !== null && { revoked: instant(revoked) }),
  };
}

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    add: one<[object], void>(
      'INSERT INTO api_key (id, label, role, hash, created) VALUES (:id, :label, :role, :hash, :created)',
    ),
    find: one<[string], KeyRow>('SELECT * FROM api_key WHERE id = ?'),
    list: one<[], KeyRow>('SELECT * FROM api_key ORDER BY n'),
    revoke: one<[number, string], void>('UPDATE api_key SET revoked = coalesce(revoked, ?) WHERE id = ?'),
    used: one<[number, string], void>(
      'UPDATE api_key SET last_used = max(coalesce(last_used, 0), ?) WHERE id = ?',
    ),
  };
}
