import { parse } from 'csv-parse/sync';

/**
 * A small CSV file of our own as objects, one a row, under the names in its first row. Blank lines are left out.
 * @throws Error with the line of a row that has more or fewer cells than the first
 */
export function parseCsvTable(text: string): Record<string, string>[] {
  return parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
}
