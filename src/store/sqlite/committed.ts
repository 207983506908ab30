import type { Database, Statement } from 'better-sqlite3';

/** A committed state: its sequence and, while a run is being folded in, the offset of its overlay's sequences. */
export interface CommittedState {
  readonly seq: number;
  readonly overlay: number | undefined;
}

/** Reads from one committed state, however many statements it takes. */
export class Committed {
  readonly #db: Database;
  readonly #begin: Statement;
  readonly #end: Statement;
  readonly #state: Statement<[], [number, number | null]>;

  constructor(db: Database) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN');
    this.#end = db.prepare('COMMIT');
    this.#state = db.prepare<[], [number, number | null]>('SELECT seq, overlay_offset FROM main.state').raw();
  }

  /** @param work must not wait for anything */
  read<T>(work: (state: CommittedState) => T): T {
    if (this.#db.inTransaction) return work(this.state());
    this.#begin.run();
    try {
      return work(this.state());
    } finally {
      this.#end.run();
    }
  }

  state(): CommittedState {
    const [seq, overlay] = this.#state.get()!;
    return { seq, overlay: overlay ?? undefined };
  }
}
