import { readFile } from 'node:fs/promises';
import { streamXlsxRows } from 'hucre';
import { invalidFile, UserError } from '../../core/errors.js';
import type { Words } from '../../core/vocabulary.js';
import type { Input } from './input.js';
import type { Reading, ReadingOptions } from './reading.js';
import { reasonOf } from './reason.js';
import { openTable, type CellRow, type Table } from './table.js';
import { mergedDown, openWorkbook, type Merge, type WorkbookSheet } from './workbook.js';

const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * Reads one sheet of a workbook: the one named, or the visible one with the most headings that are understood.
 * A value merged over several rows stands in each of them.
 */
export async function readXlsx(input: Input, options: ReadingOptions): Promise<Reading> {
  if (input.size > MAX_FILE_BYTES) {
    throw invalidFile({
      zh: `${input.name} 超过 ${MAX_FILE_BYTES / 2 ** 20} MiB，请另存为 .csv。`,
      en: `${input.name} is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; save it as .csv.`,
    });
  }
  const parts: Uint8Array[] = [];
  if (input.compressed) for await (const part of input.open()) parts.push(part);
  const file = input.compressed ? Buffer.concat(parts) : await readFile(input.path);
  const sheets = await openWorkbook(file, input.name);
  const sheet =
    options.sheet === undefined ? await bestSheet(file, sheets, options) : namedSheet(sheets, options.sheet);
  const table = await openSheet(file, sheet, options);
  if (!table)
    throw invalidFile({
      zh: `${input.name} 的工作表“${sheet.name}”是空的。`,
      en: `The sheet "${sheet.name}" of ${input.name} is empty.`,
    });
  return {
    format: 'xlsx',
    compressed: input.compressed,
    sheet: sheet.name,
    headings: table.headings,
    notes: [...titleNote(table), ...otherSheetsNote(sheets, sheet)],
    rows: table.rows,
    close: table.close,
  };
}

function namedSheet(sheets: readonly WorkbookSheet[], name: string): WorkbookSheet {
  const found = sheets.find((one) => one.name === name) ?? sheets[Number(name) - 1];
  if (found) return found;
  throw new UserError(
    'invalid-parameter',
    { zh: `sheet：没有工作表“${name}”。`, en: `sheet: there is no sheet "${name}".` },
    [{ parameter: 'sheet', value: name, detail: 'no such sheet', allowed: sheets.map((one) => one.name) }],
  );
}

async function bestSheet(
  file: Buffer,
  sheets: readonly WorkbookSheet[],
  options: ReadingOptions,
): Promise<WorkbookSheet> {
  const visible = sheets.filter((one) => !one.hidden);
  let best: { sheet: WorkbookSheet; score: number } | undefined;
  for (const sheet of visible) {
    const table = await openSheet(file, sheet, options);
    if (!table) continue;
    const score = options.headingScore(table.headings);
    if (!best || score > best.score) best = { sheet, score };
    await table.close();
  }
  const sheet = best?.sheet ?? visible[0] ?? sheets[0];
  if (!sheet)
    throw invalidFile({ zh: '工作簿中没有内容。', en: 'The workbook has no sheet with cells in it.' });
  return sheet;
}

async function openSheet(
  file: Buffer,
  sheet: WorkbookSheet,
  options: ReadingOptions,
): Promise<Table | undefined> {
  const merges = await mergedDown(file, sheet);
  return openTable(filledDown(sheetRows(file, sheet.name), merges), options.headingScore);
}

async function* sheetRows(file: Buffer, sheet: string): AsyncIterable<CellRow> {
  try {
    for await (const { index, values } of streamXlsxRows(file, { sheet })) {
      yield { row: index + 1, cells: values.map(plain) };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw invalidFile({
      zh: `工作表“${sheet}”无法读取（${reasonOf(error)}）。`,
      en: `The sheet "${sheet}" cannot be read: ${reasonOf(error)}`,
    });
  }
}

/**
 * A cell as the words a person sees: a date `2025-07-01`, a time of day `08:30`. Excel counts days since the end of
 * 1899, so a time alone is a date of that year.
 */
function plain(value: unknown): unknown {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return value;
  const instant = value.toISOString();
  const [day, clock] = [instant.slice(0, 10), instant.slice(11, 16)];
  if (value.getUTCFullYear() < 1901) return clock;
  return clock === '00:00' ? day : `${day} ${clock}`;
}

/** Puts a value that was merged over several rows into each of them. */
async function* filledDown(rows: AsyncIterable<CellRow>, merges: readonly Merge[]): AsyncIterable<CellRow> {
  const waiting = merges.toSorted((a, b) => b.top - a.top);
  let open: { merge: Merge; value: unknown }[] = [];
  for await (const { row, cells } of rows) {
    open = open.filter(({ merge }) => merge.bottom >= row);
    const filled = [...cells];
    for (const { merge, value } of open) filled[merge.column] ??= value;
    while (waiting.length > 0 && waiting.at(-1)!.top <= row) {
      const merge = waiting.pop()!;
      if (merge.top === row) open.push({ merge, value: cells[merge.column] });
    }
    yield { row, cells: filled };
  }
}

function titleNote({ headingRow }: Table): Words[] {
  if (headingRow === 1) return [];
  return [
    {
      zh: `表头在第 ${headingRow} 行，其上为标题。`,
      en: `The headings are in row ${headingRow}; what stands above was taken as a title.`,
    },
  ];
}

function otherSheetsNote(sheets: readonly WorkbookSheet[], read: WorkbookSheet): Words[] {
  const others = sheets.filter((one) => one !== read).map((one) => one.name);
  if (others.length === 0) return [];
  return [
    {
      zh: `只读取了工作表“${read.name}”，未读取：${others.join('、')}。`,
      en: `Only the sheet "${read.name}" was read, not: ${others.join(', ')} (--sheet names another).`,
    },
  ];
}
