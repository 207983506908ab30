import type { Database, Statement } from 'better-sqlite3';
import { UserError } from '../../core/errors.js';
import {
  MOST_OVERRIDES,
  type Override,
  type OverrideAuthor,
  type OverrideContent,
  type OverrideListing,
  type OverrideStore,
  type OverrideWrite,
} from '../../core/override.js';
import { instant } from './row.js';
import type { Side } from './side.js';

interface OverrideRow {
  readonly n: number;
  readonly seq: number;
  /** JSON of an `OverrideContent`. */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  readonly created: number;
  readonly updated: number;
  readonly removed: number | null;
  readonly key: string;
  readonly label: string;
}

/** Overrides in SQLite. */
export class SqliteOverrideStore implements OverrideStore {
  readonly #side: Side;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, side: Side) {
    this.#side = side;
    this.#sql = statements(db);
  }

  add(write: OverrideWrite): Promise<Override> {
    return this.#side.write(() => {
      const row = rowOf(write);
      if (this.#sql.lasting.get(row.at)!.count >= MOST_OVERRIDES) throw tooMany();
      const { lastInsertRowid } = this.#sql.add.run({ ...row, seq: this.#next() });
      return toOverride(this.#sql.get.get(Number(lastInsertRowid))!);
    });
  }

  replace(id: string, write: OverrideWrite, seq?: number): Promise<Override | undefined> {
    return this.#side.write(() => {
      const there = this.#sql.get.get(numberOf(id));
      if (there?.removed === null && seq !== undefined && seq !== there.seq) throw changed();
      const { changes } = this.#sql.replace.run({ ...rowOf(write), seq: this.#next(), n: numberOf(id) });
      return changes === 0 ? undefined : toOverride(this.#sql.get.get(numberOf(id))!);
    });
  }

  remove(id: string, by: OverrideAuthor, at: string): Promise<boolean> {
    return this.#side.write(() => {
      const values = { n: numberOf(id), seq: this.#next(), key: by.id, label: by.label, at: Date.parse(at) };
      return this.#sql.remove.run(values).changes > 0;
    });
  }

  get(id: string): Promise<Override | undefined> {
    return this.#side.read(() => {
      const row = this.#sql.get.get(numberOf(id));
      return row && toOverride(row);
    });
  }

  list({ since, after, limit }: OverrideListing): Promise<readonly Override[]> {
    return this.#side.read(() => {
      const rows =
        since === undefined ? this.#sql.all.all(after, limit) : this.#sql.since.all(after, since, limit);
      return rows.map(toOverride);
    });
  }

  head(): Promise<number> {
    return this.#side.read(() => this.#sql.head.get()!.seq);
  }

  #next(): number {
    return this.#sql.head.get()!.seq + 1;
  }
}

function tooMany(): UserError {
  const detail = `There are ${MOST_OVERRIDES} overrides that have not ended. Remove some, or put several into one.`;
  return new UserError('conflict', detail);
}

function changed(): UserError {
  return new UserError('precondition-failed', 'The override was written anew since it was read.');
}

/** The number in an id; one that is none names nothing. */
function numberOf(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
}

function rowOf({ content, endsAt, by, at }: OverrideWrite) {
  return { content: JSON.stringify(content), ends: endsAt, key: by.id, label: by.label, at: Date.parse(at) };
}

function toOverride({ n, seq, content, ends, created, updated, removed, key, label }: OverrideRow): Override {
  return {
    ...(JSON.parse(content) as OverrideContent),
    id: String(n),
    n,
    seq,
    createdAt: instant(created),
    updatedAt: instant(updated),
    by: { id: key, label },
    endsAt: ends,
    ...(removed !== null && { removedAt: instant(removed) }),
  };
}

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  const columns = 'n, seq, content, ends, created, updated, removed, key, label';
  return {
    add: one<[object], void>(
      `INSERT INTO override (seq, content, ends, created, updated, key, label)
       VALUES (:seq, :content, :ends, :at, :at, :key, :label)`,
    ),
    replace: one<[object], void>(
      `UPDATE override SET seq = :seq, content = :content, ends = :ends, updated = :at, key = :key, label = :label
       WHERE n = :n AND removed IS NULL`,
    ),
    remove: one<[object], void>(
      `UPDATE override SET seq = :seq, updated = :at, removed = :at, key = :key, label = :label
       WHERE n = :n AND removed IS NULL`,
    ),
    get: one<[number], OverrideRow>(`SELECT ${columns} FROM override WHERE n = ?`),
    all: one<[number, number], OverrideRow>(`SELECT ${columns} FROM override WHERE n > ? ORDER BY n LIMIT ?`),
    since: one<[number, number, number], OverrideRow>(
      `SELECT ${columns} FROM override WHERE n > ? AND removed IS NULL AND ends > ? ORDER BY n LIMIT ?`,
    ),
    lasting: one<[number], { count: number }>(
      'SELECT count(*) AS count FROM override WHERE removed IS NULL AND ends > ?',
    ),
    head: one<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM override'),
  };
}
