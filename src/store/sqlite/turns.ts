import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Dictionary } from './dictionary.js';
import type { Pace } from './pace.js';
import type { State } from './state.js';
import { WriteLock } from './write-lock.js';

export interface TurnParts {
  readonly db: Database;
  readonly state: State;
  readonly dictionary: Dictionary;
  /** How long another program may hold the file, in milliseconds, before an operation gives up. */
  readonly busyTimeout: number;
}

/** Transactions that write facilities: a turn holds the write lock and the counters. */
export class Turns {
  readonly #parts: TurnParts;
  readonly #lock: WriteLock;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#lock = new WriteLock(parts.db, parts.busyTimeout);
  }

  /**
   * @param work must not wait for anything
   * @param undo true: what was done is not kept
   */
  take<T>(work: () => T, undo = false): Promise<T> {
    const { state, dictionary } = this.#parts;
    const step = () => {
      state.load();
      const result = work();
      if (!undo) state.save();
      return result;
    };
    return this.#lock.take(step, { undo, undone: () => dictionary.reload() });
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
}

/** Leaves the file to other processes for a moment: they look every millisecond whether it is free. */
export function breathe(): Promise<void> {
  return wait(2);
}
