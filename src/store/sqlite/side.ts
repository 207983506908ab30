import type { Database } from 'better-sqlite3';
import { asUserError } from './failure.js';
import { WriteLock } from './write-lock.js';

/** Milliseconds another program may hold the file before a write beside the facilities gives up. */
const PATIENCE = 10_000;

/**
 * How what stands beside the facilities (keys, the audit log, …) is read and written: each write is one short
 * transaction, which a big import lets through between two of its steps.
 */
export class Side {
  readonly #path: string;
  readonly #lock: WriteLock;
  /** Writes under way, for `settled` to wait for. */
  readonly #running = new Set<Promise<unknown>>();

  constructor(db: Database, path: string, patience: number = PATIENCE) {
    this.#path = path;
    this.#lock = new WriteLock(db, patience);
  }

  /** @param work must not wait for anything. @throws UserError for what SQLite cannot do */
  async read<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw asUserError(error, this.#path);
    }
  }

  /** @param work must not wait for anything; all of it is kept or none. @throws UserError for what SQLite cannot do */
  async write<T>(work: () => T): Promise<T> {
    const running = this.#lock.take(work);
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw asUserError(error, this.#path);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
