import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { IndexEntry } from '../../core/spatial-index.js';
import { Committed, type CommittedState } from './committed.js';
import type { Dictionary } from './dictionary.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from './entry.js';

const BATCH = 4096;
const ALL = -1;
const PLAIN = `SELECT ${ENTRY_COLUMNS} FROM main.facility
  WHERE key > :after AND lon IS NOT NULL AND seq <= :seq ORDER BY key LIMIT :rows`;
/** Both halves come in the order of keys and are merged; nothing is sorted. */
const OVERLAID = `
  SELECT ${ENTRY_COLUMNS} FROM main.facility f WHERE key > :after AND lon IS NOT NULL AND seq <= :seq
    AND NOT EXISTS (SELECT 1 FROM main.staged_facility s WHERE s.key = f.key)
  UNION ALL SELECT ${ENTRY_COLUMNS} FROM main.staged_facility WHERE key > :after AND lon IS NOT NULL
  ORDER BY key LIMIT :rows`;

/** Rows after this key, so many at most. */
type Read = (after: number, rows: number) => EntryRow[];

export interface Snapshot {
  readonly seq: number;
  readonly batches: AsyncIterable<readonly IndexEntry[]>;
}

/**
 * All entries of one committed state.
 * @param db a connection of its own: its transaction stays open until `end` is called
 */
export function openSnapshot(db: Database, dictionary: Dictionary, end: () => void): Snapshot {
  db.exec('BEGIN');
  const state = new Committed(db).state();
  return { seq: state.seq, batches: batches(reader(db, state), dictionary, end) };
}

/** The same where the only connection is shared: everything is read at once. */
export function copySnapshot(db: Database, dictionary: Dictionary): Snapshot {
  return new Committed(db).read((state) => {
    const rows = reader(db, state)(0, ALL);
    let at = 0;
    const next: Read = (_after, most) => rows.slice(at, (at += most));
    return { seq: state.seq, batches: batches(next, dictionary, () => undefined) };
  });
}

function reader(db: Database, { seq, overlay }: CommittedState): Read {
  const statement = db
    .prepare<[{ after: number; seq: number; rows: number }], EntryRow>(
      overlay === undefined ? PLAIN : OVERLAID,
    )
    .raw();
  return (after, rows) => statement.all({ after, seq, rows });
}

/** A batch is one call of the driver: asking it for row after row takes half as long again. */
async function* batches(
  read: Read,
  dictionary: Dictionary,
  end: () => void,
): AsyncGenerator<readonly IndexEntry[]> {
  try {
    for (let after = 0; ;) {
      const rows = read(after, BATCH);
      if (rows.length > 0) yield rows.map((row) => toEntry(row, dictionary));
      if (rows.length < BATCH) return;
      after = rows.at(-1)![0];
      await turn();
    }
  } finally {
    end();
  }
}
