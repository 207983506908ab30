import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../config.js';
import { UserError } from '../core/errors.js';
import { hoursOfText } from '../core/hours/hours-of-text.js';
import type { ImportReport, ImportRequest } from '../core/import.js';
import { remembered } from '../core/remember.js';
import type { OfferingKind } from '../core/offerings/documents.js';
import type { FacilityStore } from '../core/store.js';
import type { Stores } from '../core/stores.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { importFile } from '../importer/importer.js';
import { learnSource } from '../importer/learn.js';
import { importOfferings } from '../importer/offerings/import-offerings.js';
import { checkSourceId } from '../importer/plan.js';
import { loadOsmTags, loadServiceWords, loadSourceFile, sourcePath } from '../importer/shipped.js';
import { loadVocabulary } from './reference.js';
import { shipped } from './shipped.js';
import { withStores } from './stores.js';
import { workThriftily } from './thrift.js';

/** The importer with everything it needs but the file. */
export async function importerInto(
  store: FacilityStore,
  vocabulary: Vocabulary,
): Promise<(request: ImportRequest) => Promise<ImportReport>> {
  const data = shipped('');
  const serviceWords = await loadServiceWords(data, vocabulary);
  const osmTags = await loadOsmTags(data, vocabulary);
  const sourceFile = (id: string) => loadSourceFile(data, id);
  const now = () => new Date().toISOString();
  const readHours = remembered((text) => hoursOfText(text).hours);
  const parts = { store, vocabulary, serviceWords, osmTags, sourceFile, readHours, now };
  return (request) => importFile(request, parts);
}

/** The same for events, offers and the like. */
export async function offeringImporterInto(
  stores: Pick<Stores, 'facilities' | 'offerings'>,
  vocabulary: Vocabulary,
): Promise<(as: OfferingKind, request: ImportRequest) => Promise<ImportReport>> {
  const serviceWords = await loadServiceWords(shipped(''), vocabulary);
  const parts = { stores, vocabulary, serviceWords, now: Date.now };
  return (as, request) => importOfferings({ ...request, as }, parts);
}

/** Whether there is a source file for the publisher. */
export function knowsSource(id: string): boolean {
  return existsSync(sourcePath(shipped(''), id));
}

/**
 * Writes the source file guessed from a file, for a person to edit.
 * @returns where it was written
 * @throws UserError `conflict` when there is one already, `invalid-parameter` for what is not an id
 */
export async function learn(id: string, request: ImportRequest): Promise<string> {
  checkSourceId('learn', id);
  const path = sourcePath(shipped(''), id);
  if (existsSync(path)) {
    throw new UserError('conflict', `${path} is there already; remove it first, or choose another id.`);
  }
  const source = await learnSource(id, request, await loadVocabulary());
  await writeFile(path, `${JSON.stringify(source, null, 2)}\n`);
  return `Written: ${path}`;
}

/** KiB: what is read beside a run lies together, and the thread that writes has a cache of its own. */
const OPENING = { create: true, cache: 16_384 };

/** Imports one file into the store the settings name, and closes it again: what this process is there for. A dry run makes no store. */
export async function importOnce(database: Database, request: ImportRequest): Promise<ImportReport> {
  const { as } = request;
  workThriftily();
  const work = async (stores: Stores, vocabulary: Vocabulary) =>
    as === undefined
      ? (await importerInto(stores.facilities, vocabulary))(request)
      : (await offeringImporterInto(stores, vocabulary))(as, request);
  const { path } = database;
  if (!request.dryRun || path === ':memory:' || existsSync(path)) return withStores(database, work, OPENING);
  // On disk and not in memory: a dry run stages as many rows as an import does.
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-dry-run-'));
  try {
    return await withStores({ ...database, path: join(folder, 'store.db') }, work, OPENING);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
