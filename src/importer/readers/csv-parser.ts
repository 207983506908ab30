import { Parser } from 'csv-parse';
import { isObject } from './flatten.js';
import { MAX_ROW_BYTES } from './reading.js';

/** What a piece of text brought to an end. */
export interface Parsed {
  readonly whole: readonly string[][];
  readonly fault: Error | undefined;
}

/**
 * Records of any text that is meant as CSV (RFC 4180, and what spreadsheets make of it: any number of cells a row, stray
 * quotes inside cells).
 *
 * The parser is asked for all records of a piece of text at once: as a stream it would hand over each by itself, and take
 * as long for that as for reading them.
 */
export class PatientRecords extends Parser {
  #whole: string[][] = [];
  #fault: Error | undefined;

  /** @param lineEnd what ends a record, where that is known */
  constructor(delimiter: string, lineEnd?: string) {
    super({
      delimiter,
      ...(lineEnd !== undefined && { record_delimiter: lineEnd }),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: MAX_ROW_BYTES,
    });
  }

  after(piece: string): Parsed {
    this._transform(Buffer.from(piece), 'utf8', this.#note);
    return this.#taken();
  }

  rest(): Parsed {
    this._flush(this.#note);
    return this.#taken();
  }

  /** What the parser knows, but its types do not: an error itself tells of the last cell that was complete. */
  get isInsideQuotes(): boolean {
    const state: unknown = Reflect.get(this, 'state');
    return isObject(state) && state['quoting'] === true;
  }

  override push(record: string[] | null): boolean {
    if (record) this.#whole.push(record);
    return true;
  }

  readonly #note = (fault?: Error | null): void => {
    this.#fault = fault ?? undefined;
  };

  #taken(): Parsed {
    const parsed = { whole: this.#whole, fault: this.#fault };
    this.#whole = [];
    return parsed;
  }
}
