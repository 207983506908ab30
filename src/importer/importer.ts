import { EDITOR_SOURCE } from '../core/compose.js';
import { invalidFile, invalidParameter } from '../core/errors.js';
import type { ImportReport, ImportRequest } from '../core/import.js';
import { SHEET_COLUMNS } from '../core/sheet.js';
import { headingScore } from './headings.js';
import { extraColumns, planSource } from './plan.js';
import type { Reading, ReadingOptions } from './readers/reading.js';
import { readFile } from './readers/read-file.js';
import { Returned, isReturned } from './returned.js';
import { ImportRun, wordsOnly, type ImporterParts, type ImportRunParts } from './run.js';
import { Columns, namesIn } from './sources/columns.js';
import { parseSourceFile, type SourceFile } from './sources/source-file.js';
import { short } from './sources/text.js';

/**
 * Takes a file into the store, all of it or nothing, and says what became of each row. Bad rows are in the report;
 * what makes the whole file useless is an error.
 * @throws UserError `invalid-file` for a file that cannot be read to its end, `invalid-parameter` for a request that does not fit it
 */
export async function importFile(request: ImportRequest, parts: ImporterParts): Promise<ImportReport> {
  const asked = await knownSource(request, parts);
  let progress = { bytes: 0, totalBytes: 0 };
  const found = await readFile(
    request.file,
    readingOptions(request, asked, parts),
    (bytes) => (progress = bytes),
  );
  const { returned: isExport, ...opened } = await isReturned(found);
  const reading = { ...found, ...opened };
  try {
    refuseCalendar(reading);
    refuseCompanion(request, reading);
    refuseUnheeded(request, reading);
    const source = bySource(asked, reading);
    const run = isExport ? exportRun(request, parts, reading) : listRun(request, source, reading);
    const report = await new ImportRun({ ...run, request, parts, reading, bytes: () => progress }).finish();
    const { totalBytes } = progress;
    request.onProgress?.({ rows: report.counts.rows, bytes: totalBytes, totalBytes });
    return report;
  } finally {
    await reading.close();
  }
}

type Kind = Pick<ImportRunParts, 'source' | 'columns' | 'returned'>;

/** A publisher's list. */
function listRun({ categoryColumn }: ImportRequest, source: SourceFile, reading: Reading): Kind {
  const columns = new Columns(source, extraColumns(source));
  columns.see(reading.headings ?? []);
  if (reading.headings) requireName(columns, reading);
  if (categoryColumn !== undefined && reading.headings?.includes(categoryColumn) === false) {
    throw invalidParameter({
      parameter: 'category-column',
      value: categoryColumn,
      detail: 'is not a heading of the file',
      allowed: reading.headings,
    });
  }
  return { source, columns, returned: undefined };
}

/** An export of ours: its rows say themselves whose they are. */
function exportRun(request: ImportRequest, parts: ImporterParts, reading: Reading): Kind {
  refuseForReturned(request);
  const columns = new Columns(
    { headings: {} },
    [...SHEET_COLUMNS, 'id', 'crs'].map((column) => [column, column] as const),
  );
  columns.see(reading.headings ?? []);
  return {
    source: { id: EDITOR_SOURCE },
    columns,
    returned: new Returned({
      store: parts.store,
      headings: reading.headings,
      readHours: parts.readHours ?? wordsOnly,
    }),
  };
}

/** A calendar holds events, which are no places. */
function refuseCalendar({ format }: Reading): void {
  if (format !== 'ics') return;
  throw invalidFile({
    zh: '这是日历（iCalendar），里面是活动而不是地点；请加 --as events。',
    en: 'This is a calendar (iCalendar): it holds events, not places. Import it with --as events.',
  });
}

/** A second file that would not be read is not passed over in silence. */
function refuseCompanion({ with: companion }: ImportRequest, { standard }: Reading): void {
  if (companion === undefined || standard?.name.startsWith('GBFS')) return;
  const detail = 'goes with a station_information of GBFS only';
  throw invalidParameter({ parameter: 'with', value: companion, detail });
}

/** Nor is an option that says nothing about a file of this kind. */
function refuseUnheeded({ sheet, encoding }: ImportRequest, { format, encoding: found }: Reading): void {
  if (sheet !== undefined && format !== 'xlsx')
    throw invalidParameter({
      parameter: 'sheet',
      value: sheet,
      detail: `goes with .xlsx only, this is ${format}`,
    });
  if (encoding !== undefined && found === undefined)
    throw invalidParameter({
      parameter: 'encoding',
      value: encoding,
      detail: `goes with texts only, this is ${format}`,
    });
}

/** A standard says what its members are; the publisher's file and this call's options stand above it. */
function bySource(asked: SourceFile, { standard }: Reading): SourceFile {
  if (!standard) return asked;
  if (standard.source.headings?.category && asked.category !== undefined) {
    const detail = 'is said by the tags of each element; data/sources/osm-tags.csv is where to change it';
    throw invalidParameter({ parameter: 'category', detail });
  }
  const ignore = { ...standard.source.ignore, ...asked.ignore };
  const skip = [...(standard.source.skip ?? []), ...(asked.skip ?? [])];
  return { ...standard.source, ...asked, ignore, skip };
}

async function knownSource(request: ImportRequest, parts: ImporterParts): Promise<SourceFile> {
  const content = request.source === undefined ? undefined : await parts.sourceFile(request.source);
  const known = content === undefined ? undefined : parseSourceFile(request.source!, content);
  return planSource(request, known, parts.vocabulary);
}

function readingOptions(
  request: ImportRequest,
  source: SourceFile,
  { osmTags }: ImporterParts,
): ReadingOptions {
  const { format, encoding, sheet, with: companion } = request;
  const extra = extraColumns(source).map(([column]) => column);
  const declared = new Set([
    ...Object.values(source.headings ?? {}).flatMap((columns) => columns.flatMap(namesIn)),
    ...extra,
  ]);
  const score = (cells: readonly string[]) =>
    source.headings ? cells.filter((cell) => declared.has(cell)).length : headingScore(cells);
  return {
    headingScore: score,
    // A publisher's own headings are those of the file as it is.
    standards: source.headings === undefined,
    ...(osmTags && { osmTags }),
    ...(companion !== undefined && { companion }),
    ...(format && { format }),
    ...(encoding && { encoding }),
    ...(sheet && { sheet }),
  };
}

/** An export says itself whose records its rows are and what has been edited. */
function refuseForReturned(request: ImportRequest): void {
  if (request.crs && request.crs !== 'wgs84') {
    throw invalidParameter({
      parameter: 'crs',
      value: request.crs,
      detail: 'an export of Yizhan is always wgs84',
    });
  }
  for (const parameter of ['source', 'category', 'categoryColumn', 'snapshot'] as const) {
    if (!request[parameter]) continue;
    const detail =
      'does not go with an export of Yizhan (it has the column yizhan_id): its rows say themselves what they are';
    throw invalidParameter({
      parameter: parameter === 'categoryColumn' ? 'category-column' : parameter,
      detail,
    });
  }
}

function requireName(columns: Columns, reading: Reading): void {
  if (columns.of('name').some((column) => column.includes('{') || reading.headings?.includes(column))) return;
  if (columns.of('nameEn').some((column) => reading.headings?.includes(column))) return;
  const found = (reading.headings ?? [])
    .slice(0, 20)
    .map((heading) => short(heading))
    .join(' | ');
  throw invalidFile({
    zh: `没有找到名称列。文件的表头是：${found}。请把其中一列的表头改为“名称”，或在 data/sources 中说明这个文件。`,
    en: `No column was understood as the name of a place. The headings found are: ${found}. Name one 名称 or name, or describe the file in data/sources.`,
  });
}
