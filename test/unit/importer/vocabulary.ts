import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Vocabulary } from '../../../src/core/vocabulary.js';
import { ServiceWords } from '../../../src/importer/sources/services.js';
import { root } from '../../root.js';

const table = (name: string): never[] =>
  parse(readFileSync(join(root, `data/taxonomy/${name}.csv`)), { columns: true });

/** The vocabulary that is shipped. */
export const vocabulary = new Vocabulary({
  groups: table('groups'),
  categories: table('categories'),
  services: table('services'),
  needs: table('needs'),
  measures: table('measures'),
});

const synonyms: { code: string; synonym: string }[] = table('service-synonyms');
/** The words of services that are shipped. */
export const serviceWords = new ServiceWords(
  vocabulary,
  synonyms.map(({ code, synonym }) => [code, synonym]),
);
