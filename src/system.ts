import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from './config.js';
import type { FacilityStore } from './core/store.js';
import { Vocabulary, type VocabularyRows } from './core/vocabulary.js';
import { parseCsvTable } from './importer/readers/csv-table.js';
import { openSqliteStore } from './store/sqlite/facility-store.js';

/** The folder of the package, whether the code runs from build/ or is installed. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Path of a file that is shipped with the package. */
export function shipped(path: string): string {
  return `${PACKAGE_FOLDER}data/${path}`;
}

/** Reads the words of the field from `data/taxonomy`. @throws Error that names the file and the row at fault */
export async function loadVocabulary(): Promise<Vocabulary> {
  const table = async (name: string) =>
    parseCsvTable(await readFile(shipped(`taxonomy/${name}.csv`), 'utf8'));
  const [groups, categories, services, needs, measures] = await Promise.all(
    ['groups', 'categories', 'services', 'needs', 'measures'].map(table),
  );
  return new Vocabulary({ groups, categories, services, needs, measures } as unknown as VocabularyRows);
}

/** Opens the store the settings name. @throws UserError when it cannot be opened */
export function openStore({ path }: Database, vocabulary: Vocabulary): FacilityStore {
  return openSqliteStore({ path, vocabulary });
}
