import type { Database, Statement } from 'better-sqlite3';
import { Fold } from './fold.js';
import type { Unsettled } from './staging.js';
import type { State } from './state.js';

/**
 * The staged rows of a committed run, which lie above the main tables until they are folded in. Whoever writes a
 * row settles it first, that is, folds it before the rest; so a writer sees the main tables only. Everything here
 * runs inside the caller's transaction.
 */
export class Overlay implements Unsettled {
  readonly #state: State;
  readonly #fold: Fold;
  readonly #recordNamed: Statement<[number, string], number>;
  readonly #recordsOf: Statement<[number, number], number>;
  readonly #keyOf: Statement<[string], number>;
  readonly #relation: Statement<[], number>;
  readonly #lastKey: Statement<[number], number>;
  readonly #lastRecord: Statement<[number], number>;

  constructor(db: Database, state: State) {
    this.#state = state;
    this.#fold = new Fold(db, 'main', state);
    const column = <P extends unknown[]>(sql: string) => db.prepare<P, number>(sql).pluck();
    this.#recordNamed = column('SELECT n FROM main.staged_record WHERE source = ? AND external_id = ?');
    this.#recordsOf = column(
      `SELECT n FROM main.staged_record WHERE facility = ?
       UNION SELECT n FROM main.staged_record WHERE n IN (SELECT n FROM main.record WHERE facility = ?)`,
    );
    this.#keyOf = column('SELECT key FROM main.staged_facility WHERE id = ?');
    this.#relation = column('SELECT 1 FROM main.staged_relation LIMIT 1');
    this.#lastKey = column(
      'SELECT max(key) FROM (SELECT key FROM main.staged_facility ORDER BY key LIMIT ?)',
    );
    this.#lastRecord = column('SELECT max(n) FROM (SELECT n FROM main.staged_record ORDER BY n LIMIT ?)');
  }

  settleRecord(source: number, externalId: string): void {
    if (this.#state.overlay === undefined) return;
    const n = this.#recordNamed.get(source, externalId);
    if (n !== undefined) this.#fold.records({ from: n, to: n });
  }

  settleKey(key: number): void {
    const offset = this.#state.overlay;
    if (offset === undefined) return;
    for (const n of this.#recordsOf.all(key, key)) this.#fold.records({ from: n, to: n });
    this.#fold.facilities({ from: key, to: key, offset });
  }

  settleId(id: string): void {
    if (this.#state.overlay === undefined) return;
    for (const key of this.#keyOf.all(id)) this.settleKey(key);
  }

  settleRelations(): void {
    if (this.#state.overlay !== undefined && this.#relation.get() !== undefined) this.#fold.relations();
  }

  /** Folds some more rows; true when none are left and the overlay is gone. */
  foldSome(rows: number): boolean {
    const offset = this.#state.overlay;
    if (offset === undefined) return true;
    this.settleRelations();
    const record = this.#lastRecord.get(rows);
    if (typeof record === 'number') this.#fold.records({ from: 0, to: record });
    const key = this.#lastKey.get(rows);
    if (typeof key === 'number') this.#fold.facilities({ from: 0, to: key, offset });
    if (typeof record === 'number' || typeof key === 'number') return false;
    this.#state.overlay = undefined;
    return true;
  }
}
