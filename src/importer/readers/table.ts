import { invalidFile } from '../../core/errors.js';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, type SourceRow } from './reading.js';

/** A row of cells, not yet under headings. */
export interface CellRow {
  readonly row: number;
  readonly cells: readonly unknown[];
}

export interface Table {
  readonly headings: readonly string[];
  readonly headingRow: number;
  readonly rows: AsyncIterable<SourceRow>;
  /** Lets go of the file when the rows are not going to be read. */
  readonly close: () => Promise<unknown>;
}

/** How far down a title, a subtitle and a note may push the headings. */
const LOOK_AHEAD = 30;

/**
 * Finds the headings below whatever title stands above them, and puts the rows under them: the first row with the
 * most headings that are understood, or the first row that is not empty where none is.
 */
export async function openTable(
  source: AsyncIterable<CellRow>,
  headingScore: (cells: readonly string[]) => number,
): Promise<Table | undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const ahead: CellRow[] = [];
  while (ahead.length < LOOK_AHEAD) {
    const next = await iterator.next();
    if (next.done) break;
    if (!isEmpty(next.value)) ahead.push(next.value);
  }
  if (ahead.length === 0) return undefined;
  const at = headingIndex(ahead, headingScore);
  const below = ahead[at + 1];
  const double = below !== undefined && isSecondHeadingRow(below, ahead[at]!, headingScore);
  const headings = uniqueHeadings(double ? joined(ahead[at]!.cells, below.cells) : ahead[at]!.cells);
  if (headings.length > MAX_COLUMNS) {
    throw invalidFile({
      zh: `表格有 ${headings.length} 列；最多读取 ${MAX_COLUMNS} 列。`,
      en: `The table has ${headings.length} columns; at most ${MAX_COLUMNS} are read.`,
    });
  }
  return {
    headings,
    headingRow: ahead[at]!.row,
    rows: underHeadings(headings, ahead.slice(double ? at + 2 : at + 1), iterator),
    close: async () => iterator.return?.(),
  };
}

function headingIndex(rows: readonly CellRow[], headingScore: (cells: readonly string[]) => number): number {
  const scores = rows.map(({ cells }) => headingScore(cells.map(headingText)));
  const best = Math.max(...scores);
  return best > 0 ? scores.indexOf(best) : 0;
}

/** A second row of headings, as below one that is merged over two columns (经纬度 over 经度 and 纬度): headings and nothing else. */
function isSecondHeadingRow(
  { cells }: CellRow,
  above: CellRow,
  headingScore: (cells: readonly string[]) => number,
): boolean {
  // A heading merged over both rows stands in both.
  const texts = cells
    .map(headingText)
    .filter((text, i) => text !== '' && text !== headingText(above.cells[i]));
  return texts.length > 1 && texts.every((text) => headingScore([text]) > 0);
}

function joined(above: readonly unknown[], below: readonly unknown[]): unknown[] {
  const length = Math.max(above.length, below.length);
  return Array.from({ length }, (_, i) => (headingText(below[i]) === '' ? above[i] : below[i]));
}

async function* underHeadings(
  headings: readonly string[],
  ahead: readonly CellRow[],
  rest: AsyncIterator<CellRow>,
): AsyncIterable<SourceRow> {
  try {
    for (const row of ahead) yield sourceRow(headings, row);
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      if (!isEmpty(next.value)) yield sourceRow(headings, next.value);
    }
  } finally {
    await rest.return?.();
  }
}

function sourceRow(headings: readonly string[], { row, cells }: CellRow): SourceRow {
  const values: Record<string, unknown> = {};
  for (let i = 0; i < headings.length; i++) {
    const value = cells[i];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'string' && value.length > MAX_CELL_CHARACTERS) {
      const fault = `a cell of ${value.length} characters; at most ${MAX_CELL_CHARACTERS} are read`;
      return { row, values: {}, fault };
    }
    values[headings[i]!] = value;
  }
  if (cells.length <= headings.length) return { row, values };
  const surplus = cells
    .slice(headings.length)
    .map(headingText)
    .filter((text) => text !== '');
  return surplus.length > 0 ? { row, values, surplus } : { row, values };
}

/** Headings as written; one without a name or with the name of an earlier one is told apart by its place. */
function uniqueHeadings(cells: readonly unknown[]): string[] {
  const last = cells.findLastIndex((cell) => headingText(cell) !== '');
  const seen = new Set<string>();
  return cells.slice(0, last + 1).map((cell, i) => {
    const text = headingText(cell) || `(column ${i + 1})`;
    const heading = seen.has(text) ? `${text} (column ${i + 1})` : text;
    seen.add(heading);
    return heading;
  });
}

function headingText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

function isEmpty({ cells }: CellRow): boolean {
  return cells.every(
    (cell) => cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === ''),
  );
}
