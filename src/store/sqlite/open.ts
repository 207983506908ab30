import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../../core/errors.js';
import { systemFault } from '../../core/system-fault.js';
import { asUserError, sqliteCode } from './failure.js';
import { MIGRATIONS } from './migrations.js';
import { stagingColumns, stagingTables } from './staging-tables.js';

export const IN_MEMORY = ':memory:';
/** Milliseconds another program may hold the file before an operation gives up. */
const BUSY_TIMEOUT = 10_000;
/** Milliseconds between two tries. */
const NAP = 20;

const CACHE = 65_536;
/** The same for reading everything once, in order. */
const READER_CACHE = 4096;

/** Pages that are written aside before whoever commits puts them in their places. */
export const CHECKPOINT = 8000;

export interface OpenOptions {
  /** The file, or `:memory:`. Its folder is made when it is missing. */
  readonly path: string;
  /** How long another program may hold the file, in milliseconds, before an operation gives up. */
  readonly busyTimeout?: number;
  /** KiB of the file that a connection keeps in memory at most; 64 MiB where absent. */
  readonly cache?: number;
  /** The most pages of 4 KiB the file may have; more is answered like a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens the store's file for reading and writing and brings its tables up to date.
 * @throws UserError `unavailable` (no such folder, not writable, held by another, made by a newer version) or
 * `invalid-file` (not a store)
 */
export function openDatabase(options: OpenOptions): Database.Database {
  const { path } = options;
  let db: Database.Database | undefined;
  try {
    if (path !== IN_MEMORY) makeFolder(dirname(path));
    db = new Database(path, { timeout: options.busyTimeout ?? BUSY_TIMEOUT });
    prepare(db, options);
    migrate(db, path);
    db.exec(stagingTables('temp'));
    db.exec(stagingColumns('temp'));
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof UserError) throw error;
    if (isFault(error)) {
      throw new UserError('unavailable', `the store ${path} cannot be opened: ${systemFault(error).en}`);
    }
    throw asUserError(error, path);
  }
}

/** A second connection that only reads, for a state that is held while others write. */
export function openReader(path: string): Database.Database {
  const db = new Database(path, { readonly: true, timeout: 10_000 });
  db.pragma(`cache_size = -${READER_CACHE}`);
  return db;
}

/**
 * Makes the folder and those above it, one by one: the recursive form never ends on some file systems that refuse a new
 * folder by saying that there is none (/proc on Linux).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

function prepare(db: Database.Database, options: OpenOptions): void {
  useWal(db, options.busyTimeout ?? BUSY_TIMEOUT);
  db.pragma('synchronous = NORMAL');
  db.pragma('temp_store = MEMORY');
  db.pragma(`cache_size = -${options.cache ?? CACHE}`);
  // A checkpoint writes each page once, however often it changed since the last: rarer ones make imports faster.
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
  // The file is not mapped into memory: a nation's would grow into the process, page by page. Neighbours lie on the same
  // pages (see newcomers.ts), so that reading those by calls of the system costs less than mapping scattered ones did.
  db.pragma('mmap_size = 0');
  db.pragma('journal_size_limit = 67108864');
  if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
}

/**
 * Puts a new file into WAL mode. Two programs that do so at the same moment are told `SQLITE_BUSY` at once, whatever the
 * time-out says, because each holds what the other wants: so it is tried again for as long as anything else would wait.
 */
function useWal(db: Database.Database, patience: number): void {
  const nap = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += NAP) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const code = sqliteCode(error) ?? '';
      // BUSY_RECOVERY and PROTOCOL: another program is just making the same step and was put to sleep in it.
      if (!/^SQLITE_(BUSY|PROTOCOL)/.test(code) || waited >= patience) throw error;
      Atomics.wait(nap, 0, 0, NAP);
    }
  }
}

function migrate(db: Database.Database, path: string): void {
  if (version(db) === MIGRATIONS.length) return;
  const step = db.transaction(() => {
    const done = version(db);
    if (done > MIGRATIONS.length) {
      throw new UserError(
        'unavailable',
        `the store ${path} was made by a newer version (${done}); update the program`,
      );
    }
    if (done === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
      throw new UserError('invalid-file', `${path} is a database of another program`);
    }
    for (const sql of MIGRATIONS.slice(done)) db.exec(sql);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  step.immediate();
}

function version(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** A fault of the file system, or what the driver says of a folder that is not there. */
function isFault(error: unknown): error is Error {
  if (typeof error !== 'object' || error === null) return false;
  return 'syscall' in error || ('message' in error && /directory does not exist/.test(String(error.message)));
}
