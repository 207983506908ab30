import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import { sqliteCode } from './failure.js';

interface Ending {
  /** True: what was done is not kept. */
  readonly undo?: boolean;
  /** Called where nothing was kept, before anything else can run. */
  readonly undone?: () => void;
}

/**
 * The right to write, from the beginning of a transaction to its end. While another process has it, this one asks again
 * and again by itself: SQLite's own waiting blocks the thread and looks ever more seldom.
 */
export class WriteLock {
  readonly #db: Database;
  readonly #patience: number;
  readonly #sql: ReturnType<typeof statements>;

  /** @param patience how long another program may hold the file, in milliseconds, before an operation gives up */
  constructor(db: Database, patience: number) {
    this.#db = db;
    this.#patience = patience;
    this.#sql = statements(db);
  }

  /** @param work one short transaction; must not wait for anything */
  async take<T>(work: () => T, { undo = false, undone }: Ending = {}): Promise<T> {
    for (const start = performance.now(); !this.#begin(start);) await wait(1);
    try {
      const result = work();
      (undo ? this.#sql.rollback : this.#sql.commit).run();
      if (undo) undone?.();
      return result;
    } catch (error) {
      // Some faults (a full disk) have undone the transaction already.
      if (this.#db.inTransaction) this.#sql.rollback.run();
      undone?.();
      throw error;
    }
  }

  #begin(start: number): boolean {
    this.#sql.doNotWait.get();
    try {
      this.#sql.begin.run();
      return true;
    } catch (error) {
      const late = performance.now() - start > this.#patience;
      if (late || !sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error;
      return false;
    } finally {
      this.#sql.waitAsUsual.get();
    }
  }
}

function statements(db: Database) {
  const one = (sql: string): Statement<[]> => db.prepare<[]>(sql);
  return {
    doNotWait: one('PRAGMA busy_timeout = 0'),
    waitAsUsual: one('PRAGMA busy_timeout = 10000'),
    begin: one('BEGIN IMMEDIATE'),
    commit: one('COMMIT'),
    rollback: one('ROLLBACK'),
  };
}
