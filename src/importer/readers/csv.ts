import { CsvError } from 'csv-parse';
import { invalidFile, type UserError } from '../../core/errors.js';
import type { Parsed } from './csv-parser.js';
import { CsvRecords } from './csv-records.js';
import { MAX_ROW_BYTES } from './reading.js';
import { reasonOf } from './reason.js';
import type { CellRow } from './table.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * The character that parts the cells: the one that stands outside quotes equally often in the first lines, most often
 * where several do. Excel's own line `sep=;` decides.
 *
 * @param head the first characters of the text
 */
export function findDelimiter(head: string): string {
  const declared = /^sep=(.)\r?\n/i.exec(head);
  if (declared) return declared[1]!;
  const lines = linesOutsideQuotes(head).slice(0, 50);
  const judged = DELIMITERS.map((delimiter) => ({ delimiter, ...judge(lines, delimiter) }));
  return judged.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function judge(lines: readonly string[], delimiter: string): { score: number } {
  const counts = lines.map((line) => line.split(delimiter).length - 1);
  const usual = median(counts);
  const alike = counts.filter((count) => count === usual).length;
  return { score: usual === 0 ? Math.max(0, ...counts) / 1000 : usual * (alike / counts.length) ** 2 };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The lines of the text with everything quoted taken out; the last one may be cut, so it goes where there are others. */
function linesOutsideQuotes(text: string): string[] {
  const lines = text
    .replaceAll(/"(?:[^"]|"")*("|$)/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

/**
 * The records of a text (RFC 4180, and what spreadsheets make of it: any number of cells a row, stray quotes inside
 * cells). A row's number is that of the record: what a spreadsheet shows beside it.
 * @throws UserError `invalid-file` for a quote that is never closed
 */
export async function* csvRows(text: AsyncIterable<string>, delimiter: string): AsyncIterable<CellRow> {
  const records = new CsvRecords(delimiter);
  let row = 0;
  function* rowsOf({ whole, fault }: Parsed): Generator<CellRow> {
    for (const cells of whole) {
      row++;
      if (row > 1 || !/^sep=.?$/i.test(cells[0] ?? '') || cells.length > 2) yield { row, cells };
    }
    if (fault instanceof CsvError) throw broken(fault, row + 1, records.isInsideQuotes);
    if (fault) throw fault;
  }
  for await (const piece of text) yield* rowsOf(records.after(piece));
  yield* rowsOf(records.rest());
}

function broken(error: CsvError, row: number, insideQuotes: boolean): UserError {
  const isLong = error.code === 'CSV_MAX_RECORD_SIZE';
  if (isLong && !insideQuotes)
    return invalidFile({
      zh: `第 ${row} 行超过 ${MAX_ROW_BYTES / 2 ** 20} MiB。`,
      en: `Row ${row} is longer than ${MAX_ROW_BYTES / 2 ** 20} MiB.`,
    });
  if (!isLong && error.code !== 'CSV_QUOTE_NOT_CLOSED')
    return invalidFile({
      zh: `第 ${row} 行无法按 CSV 读取（${reasonOf(error)}）。`,
      en: `Row ${row} cannot be read as CSV: ${reasonOf(error)}`,
    });
  return invalidFile({
    zh: `第 ${row} 行的引号 (") 没有结束，其后的内容都会成为一个单元格。请补上或删去这个引号。`,
    en: `Row ${row} opens a quotation mark (") that is never closed, so everything after it would be one cell. Close or remove it.`,
  });
}
