import { PatientRecords, type Parsed } from './csv-parser.js';

/** A record longer than this (characters) is left to the parser that knows how long one may be. */
const MOST_QUICK = 2 ** 20;
const [QUOTE, RETURN] = ['"'.charCodeAt(0), '\r'.charCodeAt(0)];

type LineEnd = '\n' | '\r\n';

/** Where a record has not ended yet, and where something stands that only the patient parser can judge. */
const MORE = -1;
const ODD = -2;

/**
 * The records of a text of CSV in pieces. Nearly all lists are plain: lines that end alike, cells that are quoted as a
 * whole or not at all. Those are cut here. From the first record on that is anything else, all the rest goes to the parser
 * that reads whatever is meant as CSV; the records are the same either way.
 */
export class CsvRecords {
  readonly #delimiter: string;
  /** The first one outside quotes says it for the whole text. */
  #lineEnd: LineEnd | undefined;
  /** Text of a record that has not ended yet. */
  #rest = '';
  #patient: PatientRecords | undefined;
  #whole: string[][] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    if (delimiter === '"' || delimiter === '\r') this.#patient = new PatientRecords(delimiter);
  }

  get isInsideQuotes(): boolean {
    return this.#patient?.isInsideQuotes ?? false;
  }

  /** Records that ended in this piece of the text. */
  after(piece: string): Parsed {
    if (this.#patient) return this.#patient.after(piece);
    const text = this.#rest + piece;
    let at = 0;
    let next = this.#take(text, at);
    for (; next >= 0; next = this.#take(text, at)) at = next;
    const left = text.slice(at);
    if (next === ODD || left.length > MOST_QUICK) return this.#goOnPatiently(left);
    this.#rest = left;
    return { whole: this.#taken(), fault: undefined };
  }

  /** What is left when the text has come to its end. */
  rest(): Parsed {
    if (this.#patient) return this.#patient.rest();
    const text = this.#rest;
    if (text.includes('"') || (text.includes('\r') && this.#lineEnd !== '\r\n')) {
      const { whole, fault } = this.#goOnPatiently(text);
      if (fault) return { whole, fault };
      const last = this.#patient!.rest();
      return { whole: [...whole, ...last.whole], fault: last.fault };
    }
    if (text !== '') this.#whole.push(text.split(this.#delimiter));
    this.#rest = '';
    return { whole: this.#taken(), fault: undefined };
  }

  /** Takes the record that begins here. @returns where the next one begins, or why it was not taken */
  #take(text: string, at: number): number {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.includes('"', at) ? this.#takeQuoted(text, at) : MORE;
    const line = ownText(text.slice(at, end));
    if (line.includes('"')) return this.#takeQuoted(text, at);
    const last = this.#withoutReturn(line);
    if (last < 0) return ODD;
    this.#whole.push((last === line.length ? line : line.slice(0, last)).split(this.#delimiter));
    return end + 1;
  }

  /** Where the cells of a line end, which stands before a line feed; negative for a line that ends unlike those before. */
  #withoutReturn(line: string): number {
    const first = line.indexOf('\r');
    const last = line.length - 1;
    const returns = last >= 0 && line.charCodeAt(last) === RETURN;
    // Before anything says what ends a line, a return by itself may be what does.
    if (this.#lineEnd === undefined && (first < 0 || first === last)) this.#lineEnd = returns ? '\r\n' : '\n';
    if (this.#lineEnd === '\r\n') return returns ? last : ODD;
    return this.#lineEnd === '\n' && first < 0 ? line.length : ODD;
  }

  #takeQuoted(text: string, from: number): number {
    const cells: string[] = [];
    for (let at = from; ;) {
      const end = text.charCodeAt(at) === QUOTE ? closingQuote(text, at) + 1 : this.#endOfPlain(text, at);
      if (end <= 0) return MORE;
      const cell = text.slice(at, end);
      const isQuoted = cell.charCodeAt(0) === QUOTE;
      if (!isQuoted && /["\r]/.test(cell)) return ODD;
      cells.push(ownText(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell));
      if (text.startsWith(this.#delimiter, end)) at = end + this.#delimiter.length;
      else {
        const next = this.#afterLineEnd(text, end);
        if (next >= 0) this.#whole.push(cells);
        return next;
      }
    }
  }

  /** Where a cell without quotes around it ends; 0 where the text ends before. */
  #endOfPlain(text: string, at: number): number {
    const parted = text.indexOf(this.#delimiter, at);
    const line = text.indexOf('\n', at);
    if (line < 0) return 0; // the line has to be seen to its end: a return may be what ends it
    const end = line > at && text.charCodeAt(line - 1) === RETURN ? line - 1 : line;
    return parted >= 0 && parted < end ? parted : end;
  }

  /** Behind the line end that stands here. */
  #afterLineEnd(text: string, at: number): number {
    if (at >= text.length || (text[at] === '\r' && at + 1 === text.length)) return MORE;
    const found = text[at] === '\n' ? '\n' : text.startsWith('\r\n', at) ? '\r\n' : undefined;
    if (found === undefined) return ODD;
    this.#lineEnd ??= found;
    return this.#lineEnd === found ? at + found.length : ODD;
  }

  #goOnPatiently(left: string): Parsed {
    this.#rest = '';
    this.#patient = new PatientRecords(this.#delimiter, this.#lineEnd);
    const before = this.#taken();
    const { whole, fault } = this.#patient.after(left);
    return { whole: [...before, ...whole], fault };
  }

  #taken(): string[][] {
    const whole = this.#whole;
    this.#whole = [];
    return whole;
  }
}

/** Where the quote is that closes the one here; -1 where the text ends before that is known. */
function closingQuote(text: string, at: number): number {
  for (let from = at + 1; ;) {
    const end = text.indexOf('"', from);
    if (end < 0 || end + 1 >= text.length) return -1;
    if (text.charCodeAt(end + 1) !== QUOTE) return end;
    from = end + 2;
  }
}

/** The text as one of its own: a part of a text keeps the whole of it in memory for as long as it is kept itself. */
function ownText(part: string): string {
  return Buffer.from(part).toString();
}
