import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { IndexEntry } from '../../core/spatial-index.js';
import { Committed } from './committed.js';
import type { Dictionary } from './dictionary.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from './entry.js';

const BATCH = 4096;
const PLAIN = `SELECT ${ENTRY_COLUMNS} FROM main.facility WHERE lon IS NOT NULL AND seq <= ? ORDER BY key`;
/** Both halves come in the order of keys and are merged; nothing is sorted. */
const OVERLAID = `
  SELECT ${ENTRY_COLUMNS} FROM main.facility f WHERE lon IS NOT NULL AND seq <= ?
    AND NOT EXISTS (SELECT 1 FROM main.staged_facility s WHERE s.key = f.key)
  UNION ALL SELECT ${ENTRY_COLUMNS} FROM main.staged_facility WHERE lon IS NOT NULL
  ORDER BY key`;

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
  const { seq, overlay } = new Committed(db).state();
  const rows = db
    .prepare<[number], EntryRow>(overlay === undefined ? PLAIN : OVERLAID)
    .raw()
    .iterate(seq);
  return { seq, batches: batches(rows, dictionary, end) };
}

/** The same where the only connection is shared: everything is read at once. */
export function copySnapshot(db: Database, dictionary: Dictionary): Snapshot {
  return new Committed(db).read(({ seq, overlay }) => {
    const rows = db
      .prepare<[number], EntryRow>(overlay === undefined ? PLAIN : OVERLAID)
      .raw()
      .all(seq);
    return { seq, batches: batches(rows.values(), dictionary, () => undefined) };
  });
}

async function* batches(
  rows: IterableIterator<EntryRow>,
  dictionary: Dictionary,
  end: () => void,
): AsyncGenerator<readonly IndexEntry[]> {
  try {
    for (;;) {
      const batch: IndexEntry[] = [];
      while (batch.length < BATCH) {
        const { done, value } = rows.next();
        if (done) break;
        batch.push(toEntry(value, dictionary));
      }
      if (batch.length > 0) yield batch;
      if (batch.length < BATCH) return;
      await turn();
    }
  } finally {
    rows.return?.();
    end();
  }
}
