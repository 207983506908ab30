import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { sqliteCode } from './failure.js';
import { IN_MEMORY } from './open.js';

export type Release = () => void;

/**
 * Lets one big run at a time write to a store, whichever process it is in. The lock is SQLite's own on an empty
 * file beside the store, so the system takes it away from a process that dies.
 */
export class RunLock {
  readonly #path: string;
  #heldHere = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes the lock if it is free. */
  try(): Release | undefined {
    return this.#path === IN_MEMORY ? this.#tryHere() : this.#tryFile();
  }

  /**
   * Waits for the lock.
   * @param before called each time before it tries, with whether it has tried in vain; throws to give up
   */
  async take(before: (again: boolean) => void): Promise<Release> {
    for (let again = false; ; again = true) {
      before(again);
      const release = this.try();
      if (release) return release;
      await wait(20);
    }
  }

  #tryHere(): Release | undefined {
    if (this.#heldHere) return undefined;
    this.#heldHere = true;
    return () => {
      this.#heldHere = false;
    };
  }

  #tryFile(): Release | undefined {
    const db = new Database(`${this.#path}-lock`, { timeout: 0 });
    try {
      // Nothing is written, so nothing need be rolled back: a journal beside the lock could only be taken for a torn one.
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
      return () => void db.close();
    } catch (error) {
      db.close();
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
      throw error;
    }
  }
}
