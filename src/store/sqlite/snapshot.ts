import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { IndexEntry } from '../../core/spatial-index.js';
import type { Card, Snapshot } from '../../core/store.js';
import { Committed, type CommittedState } from './committed.js';
import type { Dictionary } from './dictionary.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from './entry.js';
import { CARD_COLUMNS, STAGED_CARD_COLUMNS, toCard, type CardRow } from './row.js';

const BATCH = 4096;
const ALL = -1;

/** What is read of each placed facility, row by row. */
export interface Reading<R, T> {
  /** The table, and the columns as they are called there and where they are staged; the first is the key. */
  readonly table: 'facility' | 'card';
  readonly columns: string;
  readonly staged: string;
  readonly toItem: (row: R) => T;
}

export function entryReading(dictionary: Dictionary): Reading<EntryRow, IndexEntry> {
  const toItem = (row: EntryRow) => toEntry(row, dictionary);
  return { table: 'facility', columns: ENTRY_COLUMNS, staged: ENTRY_COLUMNS, toItem };
}

export const CARD_READING: Reading<CardRow, Card> = {
  table: 'card',
  columns: CARD_COLUMNS,
  staged: STAGED_CARD_COLUMNS,
  toItem: toCard,
};

type Row = readonly [key: number, ...unknown[]];
/** Rows after this key, so many at most. */
type Read<R> = (after: number, rows: number) => R[];

/**
 * All placed facilities of one committed state.
 * @param db a connection of its own: its transaction stays open until `end` is called
 */
export function openSnapshot<R extends Row, T>(
  db: Database,
  reading: Reading<R, T>,
  end: () => void,
): Snapshot<T> {
  db.exec('BEGIN');
  const state = new Committed(db).state();
  return { seq: state.seq, batches: batches(reader(db, reading, state), reading, end) };
}

/** The same where the only connection is shared: everything is read at once. */
export function copySnapshot<R extends Row, T>(db: Database, reading: Reading<R, T>): Snapshot<T> {
  return new Committed(db).read((state) => {
    const rows = reader(db, reading, state)(0, ALL);
    let at = 0;
    const next: Read<R> = (_after, most) => rows.slice(at, (at += most));
    return { seq: state.seq, batches: batches(next, reading, () => undefined) };
  });
}

function reader<R, T>(
  db: Database,
  { table, columns, staged }: Reading<R, T>,
  { seq, overlay }: CommittedState,
): Read<R> {
  const plain = `SELECT ${columns} FROM main.${table}
    WHERE key > :after AND lon IS NOT NULL AND seq <= :seq ORDER BY key LIMIT :rows`;
  // Both halves come in the order of keys and are merged; nothing is sorted.
  const overlaid = `
    SELECT ${columns} FROM main.${table} f WHERE key > :after AND lon IS NOT NULL AND seq <= :seq
      AND NOT EXISTS (SELECT 1 FROM main.staged_facility s WHERE s.key = f.key)
    UNION ALL SELECT ${staged} FROM main.staged_facility WHERE key > :after AND lon IS NOT NULL
    ORDER BY key LIMIT :rows`;
  type Bound = { after: number; seq: number; rows: number; overlay?: number };
  const statement = db.prepare<[Bound], R>(overlay === undefined ? plain : overlaid).raw();
  const bound = overlay === undefined ? { seq } : { seq, overlay };
  return (after, rows) => statement.all({ ...bound, after, rows });
}

/** A batch is one call of the driver: asking it for row after row takes half as long again. */
async function* batches<R extends Row, T>(
  read: Read<R>,
  { toItem }: Reading<R, T>,
  end: () => void,
): AsyncGenerator<readonly T[]> {
  try {
    for (let after = 0; ;) {
      const rows = read(after, BATCH);
      if (rows.length > 0) yield rows.map(toItem);
      if (rows.length < BATCH) return;
      after = rows.at(-1)![0];
      await turn();
    }
  } finally {
    end();
  }
}
