import type { Database, Statement } from 'better-sqlite3';
import type { Verdict } from '../../core/change.js';
import type { Source } from '../../core/source.js';
import type { Dictionary } from './dictionary.js';

/** A run as it is kept. `at`: milliseconds; `seq`: the sequence after it. */
export interface RunEntry {
  readonly n: number;
  readonly source: string;
  readonly label: string;
  readonly at: number;
  readonly seq: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

type RunRow = Omit<RunEntry, 'source' | 'verdicts'> & { readonly source: number } & Record<Verdict, number>;
type SourceRow = { readonly [member in keyof Source]-?: Source[member] | null };

/** Who wrote when, and under which terms. Inside the caller's transaction. */
export class RunTable {
  readonly #dictionary: Dictionary;
  readonly #insertRun: Statement<[RunRow]>;
  readonly #listSource: Statement<[string]>;
  readonly #updateSource: Statement<[SourceRow]>;

  constructor(db: Database, dictionary: Dictionary) {
    this.#dictionary = dictionary;
    this.#insertRun = db.prepare(
      `INSERT INTO main.run (n, source, label, at, seq, "new", changed, same, gone, absent, repeated)
       VALUES (:n, :source, :label, :at, :seq, :new, :changed, :same, :gone, :absent, :repeated)`,
    );
    this.#listSource = db.prepare('UPDATE main.source SET listed = 1 WHERE id = ? AND NOT listed');
    this.#updateSource = db.prepare(
      `UPDATE main.source SET listed = 1, name = coalesce(:name, name), licence = coalesce(:licence, licence),
         attribution = coalesce(:attribution, attribution), url = coalesce(:url, url)
       WHERE id = :id AND (NOT listed OR name IS NOT coalesce(:name, name) OR licence IS NOT coalesce(:licence, licence)
         OR attribution IS NOT coalesce(:attribution, attribution) OR url IS NOT coalesce(:url, url))`,
    );
  }

  add({ verdicts, source, ...entry }: RunEntry): void {
    this.#insertRun.run({ ...entry, ...verdicts, source: this.#dictionary.source(source) });
  }

  /** Keeps a publisher's terms, as far as they are said, and lists all whose records were written. */
  keepSources(source: Source, others: Iterable<string>): void {
    for (const id of others) this.#listSource.run(id);
    const { id, name = null, licence = null, attribution = null, url = null } = source;
    this.#dictionary.source(id);
    this.#updateSource.run({ id, name, licence, attribution, url });
  }
}
