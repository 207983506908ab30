import type { SourceRow } from '../readers/reading.js';
import type { Field } from '../heading-synonyms.js';
import type { Columns } from './columns.js';
import type { Findings } from './findings.js';
import { isPlaceholder, textOf } from './text.js';

/** A value and the column it came from. */
export interface Cell {
  readonly column: string;
  readonly value: unknown;
  readonly text: string;
}

const NONE: readonly Cell[] = [];

/** One row, asked for by field instead of by column. Placeholders count as empty. */
export class Cells {
  readonly row: SourceRow;
  readonly #columns: Columns;
  readonly #findings: Findings;

  constructor(row: SourceRow, columns: Columns, findings: Findings) {
    this.row = row;
    this.#columns = columns;
    this.#findings = findings;
  }

  /** Whether there is a column of the field. */
  has(field: Field): boolean {
    return this.#columns.of(field).length > 0;
  }

  /** The first column of the field that is not empty. */
  first(field: Field): Cell | undefined {
    for (const column of this.#columns.of(field)) {
      const cell = this.at(column);
      if (cell) return cell;
    }
    return undefined;
  }

  /** All columns of the field that are not empty. */
  all(field: Field): readonly Cell[] {
    const columns = this.#columns.of(field);
    if (columns.length === 0) return NONE;
    const found: Cell[] = [];
    for (const column of columns) {
      const cell = this.at(column);
      if (cell) found.push(cell);
    }
    return found;
  }

  text(field: Field): string {
    return this.first(field)?.text ?? '';
  }

  latitudeFirst(column: string): boolean {
    return this.#columns.latitudeFirst(column);
  }

  /** One column or template; `undefined` where it is empty. */
  at(column: string): Cell | undefined {
    if (column.includes('{')) return this.#template(column);
    const value = this.row.values[column];
    if (value === undefined || value === null || value === '') return undefined;
    const text = textOf(value);
    if (text === '') return undefined;
    if (isPlaceholder(text)) {
      this.#findings.note('value.placeholder', { column, value });
      return undefined;
    }
    return { column, value, text };
  }

  #template(template: string): Cell | undefined {
    let complete = true;
    const text = template.replaceAll(/\{([^{}]+)\}/g, (_, column: string) => {
      const part = textOf(this.row.values[column]);
      complete &&= part !== '' && !isPlaceholder(part);
      return part;
    });
    return complete ? { column: template, value: text, text } : undefined;
  }
}
