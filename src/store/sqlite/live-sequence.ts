import type { Database, Statement } from 'better-sqlite3';

/**
 * The sequence of one kind of live data, such as status: kept beside that of the facilities, so that a follower asks with
 * one look whether there is anything new. Used inside a transaction that writes.
 */
export class LiveSequence {
  readonly #name: string;
  readonly #read: Statement<[string], number>;
  readonly #write: Statement<[string, number]>;

  constructor(db: Database, name: string) {
    this.#name = name;
    this.#read = db.prepare<[string], number>('SELECT seq FROM live_state WHERE name = ?').pluck();
    this.#write = db.prepare(
      'INSERT INTO live_state (name, seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq',
    );
  }

  /** The last one that was given; 0 before the first. */
  last(): number {
    return this.#read.get(this.#name) ?? 0;
  }

  set(seq: number): void {
    this.#write.run(this.#name, seq);
  }
}
