import type { SourceRow } from '../readers/reading.js';
import type { Findings } from '../sources/findings.js';
import { isPlaceholder, textOf } from '../sources/text.js';
import type { OfferingColumns } from './headings.js';

export interface OfferingCell {
  readonly column: string;
  readonly value: unknown;
  readonly text: string;
}

/** One row, asked for by field. Placeholders count as empty. */
export class OfferingCells {
  readonly row: SourceRow;
  readonly findings: Findings;
  readonly #columns: OfferingColumns;

  constructor(row: SourceRow, columns: OfferingColumns, findings: Findings) {
    this.row = row;
    this.findings = findings;
    this.#columns = columns;
  }

  /** The first column of the field that is not empty. */
  first(field: string): OfferingCell | undefined {
    return this.all(field)[0];
  }

  all(field: string): OfferingCell[] {
    return this.#columns.of(field).flatMap((column) => this.#at(column) ?? []);
  }

  text(field: string): string {
    return this.first(field)?.text ?? '';
  }

  #at(column: string): OfferingCell | undefined {
    const value = this.row.values[column];
    const text = textOf(value);
    if (text === '') return undefined;
    if (!isPlaceholder(text)) return { column, value, text };
    this.findings.note('value.placeholder', { column, value });
    return undefined;
  }
}
