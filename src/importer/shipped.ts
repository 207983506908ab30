import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { parseCsvTable } from './readers/csv-table.js';
import { OsmTagTable } from './readers/standards/osm/tag-table.js';
import { isObject } from './readers/flatten.js';
import { codeOf, reasonOf } from './readers/reason.js';
import { ServiceWords } from './sources/services.js';

/** The words of services: labels of the vocabulary and `taxonomy/service-synonyms.csv` of the data folder. */
export async function loadServiceWords(dataFolder: string, vocabulary: Vocabulary): Promise<ServiceWords> {
  const rows = parseCsvTable(await readFile(join(dataFolder, 'taxonomy', 'service-synonyms.csv'), 'utf8'));
  return new ServiceWords(
    vocabulary,
    rows.map(({ code = '', synonym = '' }) => [code, synonym]),
  );
}

/** What tags of OpenStreetMap mean: `sources/osm-tags.csv` of the data folder. */
export async function loadOsmTags(dataFolder: string, vocabulary: Vocabulary): Promise<OsmTagTable> {
  const rows = parseCsvTable(await readFile(join(dataFolder, 'sources', 'osm-tags.csv'), 'utf8'));
  return new OsmTagTable(rows, vocabulary);
}

/** Where the source file of a publisher is. */
export function sourcePath(dataFolder: string, id: string): string {
  return join(dataFolder, 'sources', `${id}.json`);
}

/**
 * The content of a source file; `undefined` where there is none. An id that is no file name has none.
 * @throws UserError `invalid-file` for one that is not JSON
 */
export async function loadSourceFile(dataFolder: string, id: string): Promise<unknown> {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(id)) return undefined;
  const path = sourcePath(dataFolder, id);
  try {
    return await withAreaFile(dataFolder, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !existsSync(path)) return undefined;
    throw new UserError('invalid-file', `The source file ${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** The area as its geometry where the source file names a file of it. */
async function withAreaFile(dataFolder: string, content: unknown): Promise<unknown> {
  if (!isObject(content) || typeof content['area'] !== 'string') return content;
  const area: unknown = JSON.parse(await readFile(join(dataFolder, 'sources', content['area']), 'utf8'));
  return { ...content, area: isObject(area) && area['type'] === 'Feature' ? area['geometry'] : area };
}
