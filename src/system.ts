import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { Database, Settings } from './config.js';
import type { FacilityStore } from './core/store.js';
import { Vocabulary, type VocabularyRows } from './core/vocabulary.js';
import { Finder } from './finder/finder.js';
import { createApp } from './http/app.js';
import type { Readiness } from './http/deps.js';
import { startServer } from './http/server.js';
import { parseCsvTable } from './importer/readers/csv-table.js';
import { Follower } from './index/follower.js';
import { openSqliteStore } from './store/sqlite/facility-store.js';

/** The folder of the package, whether the code runs from build/ or is installed. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Path of a file that is shipped with the package. */
export function shipped(path: string): string {
  return `${PACKAGE_FOLDER}data/${path}`;
}

/** Reads the words of the field from `data/taxonomy`. @throws Error that names the file and the row at fault */
export async function loadVocabulary(): Promise<Vocabulary> {
  const table = async (name: string) => parseCsvTable(await readFile(shipped(`taxonomy/${name}.csv`), 'utf8'));
  const [groups, categories, services, needs, measures] = await Promise.all(
    ['groups', 'categories', 'services', 'needs', 'measures'].map(table),
  );
  return new Vocabulary({ groups, categories, services, needs, measures } as unknown as VocabularyRows);
}

/** Opens the store the settings name. @throws UserError when it cannot be opened */
export function openStore({ path }: Database, vocabulary: Vocabulary): FacilityStore {
  return openSqliteStore({ path, vocabulary });
}

/** A running service. */
export interface Service {
  readonly url: string;
  readonly facilities: number;
  /** Takes no more requests, lets those under way finish, and closes the store. */
  close(): Promise<void>;
}

/**
 * Loads everything, then listens: a service that answers, answers truly.
 * @throws UserError when the store cannot be opened; what `listen` fails with, such as EADDRINUSE
 */
export async function startService(settings: Settings): Promise<Service> {
  const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
  const vocabulary = await loadVocabulary();
  const store = openStore(settings.database, vocabulary);
  const follower = new Follower(store, {
    interval: settings.followInterval,
    onError: (error) => log.error({ err: error }, 'the data could not be followed; the index stays as it was'),
  });
  const stop = async () => {
    await follower.stop();
    await store.close();
  };
  try {
    await follower.start();
    const app = createApp({
      finder: new Finder({ store, vocabulary, view: () => follower }),
      store,
      vocabulary,
      readiness: () => readinessOf(follower),
      now: Date.now,
      id: randomUUID,
      log,
    });
    const { host, port, stopTimeout: patience } = settings;
    const { url, close } = await startServer(app, { host, port, patience });
    const closeAll = async () => {
      await close();
      await stop();
    };
    return { url, facilities: follower.status.size, close: closeAll };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readinessOf(follower: Follower): Readiness {
  const { state, seq, size } = follower.status;
  const detail = `${state}, ${size} places, change ${seq}`;
  return { ready: state === 'ready', checks: { index: { ok: state === 'ready', detail } } };
}
