import type { ImportRequest } from '../core/import.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { FIELDS } from './heading-synonyms.js';
import { headingScore } from './headings.js';
import { readFile } from './readers/read-file.js';
import { OsmTagTable } from './readers/standards/osm/tag-table.js';
import type { Standard } from './readers/standards/standard.js';
import { Columns } from './sources/columns.js';
import type { SourceFile } from './sources/source-file.js';
import { folded, textOf } from './sources/text.js';

const ROWS_LOOKED_AT = 2000;
const MOST_CATEGORIES = 100;

/**
 * The source file a person would write for this file, as far as it can be guessed: to be edited, then kept. Columns
 * that were not understood stand under `ignore` with a reason to fill in; values of a category column without a match are
 * left out by a rule that says so.
 */
export async function learnSource(
  id: string,
  request: ImportRequest,
  vocabulary: Vocabulary,
): Promise<SourceFile> {
  const { format, encoding, sheet } = request;
  const reading = await readFile(request.file, {
    headingScore,
    osmTags: new OsmTagTable([], vocabulary), // its rows are not looked at
    ...(format && { format }),
    ...(encoding && { encoding }),
    ...(sheet && { sheet }),
  });
  if (reading.standard) {
    await reading.close();
    return learnedStandard(id, request, reading.standard);
  }
  const columns = new Columns({});
  columns.see(reading.headings ?? []);
  const kinds = new Set<string>();
  let rows = 0;
  for await (const row of reading.rows) {
    columns.see(Object.keys(row.values));
    const kind = columns
      .of('category')
      .map((column) => textOf(row.values[column]))
      .find((text) => text !== '');
    if (kind !== undefined && kinds.size < MOST_CATEGORIES) kinds.add(kind);
    if (++rows >= ROWS_LOOKED_AT) break;
  }
  const crs = request.crs ?? columns.headingCrs ?? reading.crs?.name;
  const fields = FIELDS.filter((field) => field !== 'category' && columns.of(field).length > 0);
  const { notUsed } = columns.summary();
  return {
    id,
    name: id,
    note: `Guessed from ${request.file.split(/[\\/]/).at(-1)}; look at every line, then import with --source ${id}. Add licence and attribution.`,
    ...(crs ? { crs } : {}),
    precision: 'unknown',
    ...categoryGuess(request, columns, kinds, vocabulary),
    headings: Object.fromEntries(fields.map((field) => [field, [...columns.of(field)]])),
    ...(notUsed.length > 0
      ? { ignore: Object.fromEntries(notUsed.map((column) => [column, 'not understood'])) }
      : {}),
  };
}

/** A file of a standard says itself what its members are: what is left to say is whose it is. */
function learnedStandard(id: string, request: ImportRequest, { name }: Standard): SourceFile {
  return {
    id,
    name: id,
    note: `${name}: its members need no headings here. Add licence, attribution and, where the standard says none, the category.`,
    ...(request.category === undefined ? {} : { category: request.category }),
    ...(request.crs === undefined ? {} : { crs: request.crs }),
  };
}

function categoryGuess(
  request: ImportRequest,
  columns: Columns,
  kinds: ReadonlySet<string>,
  vocabulary: Vocabulary,
): Pick<SourceFile, 'category'> {
  if (request.category !== undefined) return { category: request.category };
  const [column] = columns.of('category');
  if (column === undefined || kinds.size === 0) return {};
  const known = [...vocabulary.categories.values()];
  const rules = [...kinds].map((kind) => {
    const found = known.find(({ code, label }) =>
      [code, label.zh, label.en].some((word) => folded(word) === folded(kind)),
    );
    if (found) return { equals: [kind], category: found.code };
    return {
      contains: [kind],
      skip: {
        id: 'not-decided',
        zh: `还没有决定归哪一类：${kind}`,
        en: `not decided which category it is: ${kind}`,
      },
    };
  });
  return { category: { column, rules } };
}
