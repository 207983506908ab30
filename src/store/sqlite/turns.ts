import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type { Dictionary } from './dictionary.js';
import { sqliteCode } from './failure.js';
import type { Pace } from './pace.js';
import type { State } from './state.js';

export interface TurnParts {
  readonly db: Database;
  readonly state: State;
  readonly dictionary: Dictionary;
  /** How long another program may hold the file, in milliseconds, before an operation gives up. */
  readonly busyTimeout: number;
}

/**
 * Transactions that write: a turn has the right to write from its beginning. While another process has its turn, this
 * one asks again and again by itself: SQLite's own waiting blocks the thread and looks ever more seldom.
 */
export class Turns {
  readonly #parts: TurnParts;
  readonly #sql: ReturnType<typeof statements>;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#sql = statements(parts.db);
  }

  /**
   * @param work must not wait for anything
   * @param undo true: what was done is not kept
   */
  async take<T>(work: () => T, undo = false): Promise<T> {
    for (const start = performance.now(); !this.#begin(start);) await wait(1);
    return this.#complete(work, undo);
  }

  /** A turn that is one of many: how long it takes says how many rows the next one shall have. */
  async takePaced<T>(pace: Pace, rows: number, work: () => T): Promise<T> {
    let start = 0;
    const result = await this.take(() => {
      start = performance.now();
      return work();
    });
    pace.took(rows, performance.now() - start);
    return result;
  }

  #begin(start: number): boolean {
    this.#sql.doNotWait.get();
    try {
      this.#sql.begin.run();
      return true;
    } catch (error) {
      const late = performance.now() - start > this.#parts.busyTimeout;
      if (late || !sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error;
      return false;
    } finally {
      this.#sql.waitAsUsual.get();
    }
  }

  #complete<T>(work: () => T, undo: boolean): T {
    const { db, state, dictionary } = this.#parts;
    try {
      state.load();
      const result = work();
      if (!undo) state.save();
      (undo ? this.#sql.rollback : this.#sql.commit).run();
      if (undo) dictionary.reload();
      return result;
    } catch (error) {
      // Some faults (a full disk) have undone the transaction already.
      if (db.inTransaction) this.#sql.rollback.run();
      dictionary.reload();
      throw error;
    }
  }
}

/** Leaves the file to other processes for a moment: they look every millisecond whether it is free. */
export function breathe(): Promise<void> {
  return wait(2);
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
