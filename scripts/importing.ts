// What the import scripts share: the settings of the environment, the store they name, and the importer's parts.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { importCommand, type ImportCommandDeps } from '../src/cli/import.js';
import { readSettings } from '../src/config.js';
import { UserError } from '../src/core/errors.js';
import type { ImportReport, ImportRequest } from '../src/core/import.js';
import type { FacilityStore } from '../src/core/store.js';
import type { Vocabulary } from '../src/core/vocabulary.js';
import { importFile } from '../src/importer/importer.js';
import { learnSource } from '../src/importer/learn.js';
import { loadServiceWords, loadSourceFile, sourcePath } from '../src/importer/shipped.js';
import { loadVocabulary, openStore, shipped } from '../src/system.js';

/** The importer with everything it needs but the file. */
export async function importer(
  store: FacilityStore,
  vocabulary: Vocabulary,
): Promise<(request: ImportRequest) => Promise<ImportReport>> {
  const data = shipped('');
  const serviceWords = await loadServiceWords(data, vocabulary);
  const sourceFile = (id: string) => loadSourceFile(data, id);
  const now = () => new Date().toISOString();
  return (request) => importFile(request, { store, vocabulary, serviceWords, sourceFile, now });
}

/** `yizhan import` with a category for lists that do not say what their places are. Sets the exit code. */
export async function importWithDefault(category: string): Promise<void> {
  const vocabulary = await loadVocabulary();
  const store = openStore(readSettings(process.env).database, vocabulary);
  const deps: ImportCommandDeps = {
    io: process,
    importFile: await importer(store, vocabulary),
    learn: async (id, request) => {
      const path = sourcePath(shipped(''), id);
      if (existsSync(path))
        throw new UserError('conflict', `${path} is there already; remove it first, or choose another id.`);
      await writeFile(path, `${JSON.stringify(await learnSource(id, request, vocabulary), null, 2)}\n`);
      return `Written: ${path}`;
    },
    lang: /^zh/i.test(process.env['LC_ALL'] || process.env['LANG'] || '') ? 'zh' : 'en',
    clock: () => performance.now(),
  };
  const argv = process.argv.slice(2);
  process.exitCode = await importCommand(saysCategory(argv) ? argv : [...argv, '--category', category], deps);
  await store.close();
}

/** Whether the call or the source file it names already says what the places are. */
function saysCategory(argv: readonly string[]): boolean {
  const { values } = parseArgs({ args: [...argv], strict: false, allowPositionals: true });
  if ('category' in values || 'category-column' in values) return true;
  return typeof values['source'] === 'string' && existsSync(sourcePath(shipped(''), values['source']));
}
