import { existsSync } from 'node:fs';
import type { Database } from '../config.js';
import { UserError } from '../core/errors.js';
import type { FacilityStore } from '../core/store.js';
import type { Stores } from '../core/stores.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { openSqliteStores } from '../store/sqlite/stores.js';
import { loadVocabulary } from './reference.js';

/** Changes from which on another thread is worth its start, which takes some hundred milliseconds. */
const BIG_RUN = 1000;

interface Opening {
  /** For a process that answers questions, which writing must not hold up. */
  readonly answering?: boolean;
  /** KiB of the file kept in memory at most. */
  readonly cache?: number;
}

/**
 * Opens what the settings name.
 * @throws UserError when it cannot be opened
 */
export function openStores(
  { path }: Database,
  vocabulary: Vocabulary,
  { answering = false, ...rest }: Opening = {},
): Stores {
  return openSqliteStores({ path, vocabulary, statusThread: answering, threadFrom: BIG_RUN, ...rest });
}

/** The same where only facilities matter; closing them closes all. */
export function openStore(database: Database, vocabulary: Vocabulary): FacilityStore {
  return openStores(database, vocabulary).facilities;
}

/**
 * Opens what the settings name for as long as the work takes.
 * @param create makes the store where there is none; without it a path that was mistyped is told, not made
 * @throws UserError `unavailable` where there is no store, or it cannot be opened
 */
export async function withStores<T>(
  database: Database,
  work: (stores: Stores, vocabulary: Vocabulary) => Promise<T>,
  { create = false, ...opening }: { readonly create?: boolean } & Opening = {},
): Promise<T> {
  const { path } = database;
  if (!create && path !== ':memory:' && !existsSync(path)) {
    throw new UserError(
      'unavailable',
      `There is no store at ${path}. DATABASE_URL says where it is; an import makes a new one.`,
    );
  }
  const vocabulary = await loadVocabulary();
  const stores = openStores(database, vocabulary, opening);
  try {
    return await work(stores, vocabulary);
  } finally {
    await stores.close();
  }
}

/** The same for work on facilities only. */
export function withStore<T>(
  database: Database,
  work: (store: FacilityStore, vocabulary: Vocabulary) => Promise<T>,
  options: { readonly create?: boolean } & Opening = {},
): Promise<T> {
  return withStores(database, ({ facilities }, vocabulary) => work(facilities, vocabulary), options);
}
