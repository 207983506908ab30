import { JSONParser, Tokenizer, TokenType } from '@streamparser/json';
import { invalidFile, type UserError } from '../../core/errors.js';
import { MOST_NESTED, flatten, isDeeper, isObject } from './flatten.js';
import { MAX_ROW_BYTES, type SourceRow } from './reading.js';
import { reasonOf } from './reason.js';

/**
 * Where the rows of a document are, as a path of the JSON parser: the first list of objects (`$.features.*`,
 * `$.data.*`, `$.*`), or `$` for a document that is one feature. `undefined` where there is no such thing.
 */
export async function findRowsPath(text: AsyncIterable<string>): Promise<string | undefined> {
  const search = new RowsSearch();
  const tokenizer = new Tokenizer();
  tokenizer.onToken = ({ token, value }) => search.take(token, value);
  try {
    for await (const piece of text) {
      tokenizer.write(piece);
      if (search.found) return search.found;
    }
  } catch (error) {
    // Broken JSON after the place was found is told by the reader, with the row it breaks in.
    if (!search.found && !search.emptyList) throw broken(error, 1);
  }
  return search.found ?? search.emptyList;
}

class RowsSearch {
  found: string | undefined;
  emptyList: string | undefined;
  readonly #path: (string | number)[] = [];
  #key: string | undefined;
  #listJustOpened = false;

  take(token: TokenType, value: unknown): void {
    if (this.found) return;
    const near = this.#path.length <= MOST_NESTED; // deeper down there is no list of places
    if (near && this.#listJustOpened && token === TokenType.LEFT_BRACE) this.found = this.#listPath();
    if (near && this.#listJustOpened && token === TokenType.RIGHT_BRACKET)
      this.emptyList ??= this.#listPath();
    this.#listJustOpened = token === TokenType.LEFT_BRACKET;
    if (token === TokenType.STRING) this.#key = String(value);
    else if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET)
      this.#path.push(this.#key ?? '');
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#path.pop();
    if (token === TokenType.COMMA || token === TokenType.LEFT_BRACKET) this.#key = undefined;
  }

  #listPath(): string {
    // A list inside a list has no key, and a key with a dot in it cannot be written in a path: any key stands for it.
    const keys = this.#path.slice(1).map((key) => (/^[^.]+$/.test(String(key)) ? key : '*'));
    return ['$', ...keys, '*'].join('.');
  }
}

/** What a member of the document's outermost object is; `undefined` where there is none of this name. */
export async function kindOfMember(
  text: AsyncIterable<string>,
  name: string,
): Promise<'list' | 'other' | undefined> {
  let kind: 'list' | 'other' | undefined;
  let depth = 0;
  let key: unknown;
  let isNext = false;
  const tokenizer = new Tokenizer();
  tokenizer.onToken = ({ token, value }) => {
    if (isNext) kind ??= token === TokenType.LEFT_BRACKET ? 'list' : 'other';
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--;
    isNext = depth === 1 && token === TokenType.COLON && key === name;
    key = value;
  };
  try {
    for await (const piece of text) {
      tokenizer.write(piece);
      if (kind) break;
    }
  } catch (error) {
    throw broken(error, 1);
  }
  return kind;
}

/** The elements at the path as rows. @throws as `jsonValues` */
export async function* jsonElements(
  text: AsyncIterable<string>,
  path: string,
  toRow: (value: unknown, row: number) => SourceRow = elementRow,
): AsyncIterable<SourceRow> {
  for await (const { value, row } of jsonValues(text, path)) {
    yield isDeeper(value, MOST_NESTED) ? { row, values: {}, fault: 'nested too deeply' } : toRow(value, row);
  }
}

/**
 * The elements at the path, one at a time. Memory is that of one element.
 * @throws UserError `invalid-file` where the document stops being JSON, with the number of the element
 */
export async function* jsonValues(
  text: AsyncIterable<string>,
  path: string,
): AsyncIterable<{ readonly value: unknown; readonly row: number }> {
  const parser = new JSONParser({ paths: [path], keepStack: false });
  let ready: unknown[] = [];
  parser.onValue = ({ value }) => void ready.push(value);
  let row = 0;
  let sinceLast = 0;
  for await (const piece of text) {
    try {
      parser.write(piece);
    } catch (error) {
      throw broken(error, row + ready.length + 1);
    }
    sinceLast = ready.length > 0 ? 0 : sinceLast + piece.length;
    if (sinceLast > MAX_ROW_BYTES) throw tooLong(row + 1);
    const batch = ready;
    ready = [];
    for (const value of batch) yield { value, row: ++row };
  }
  if (!parser.isEnded)
    throw invalidFile({
      zh: `JSON 在第 ${row} 个元素之后中断：文件不完整。`,
      en: `The JSON ends in the middle, after element ${row}: the file was cut short.`,
    });
}

/**
 * The lines of newline-delimited JSON or of a GeoJSON text sequence (RFC 8142, with the record separator before
 * each). A line that is not JSON is a row that could not be read; the others go on.
 */
export async function* jsonLines(text: AsyncIterable<string>): AsyncIterable<SourceRow> {
  let row = 0;
  for await (const line of lines(text)) {
    row++;
    const content = line.replaceAll('\u001e', '').trim();
    if (content !== '') yield parseLine(content, row);
  }
}

function parseLine(line: string, row: number): SourceRow {
  try {
    return elementRow(JSON.parse(line), row);
  } catch (error) {
    return { row, values: {}, fault: reasonOf(error) };
  }
}

async function* lines(text: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const piece of text) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    if (rest.length > MAX_ROW_BYTES) throw tooLong(1);
    yield* parts;
  }
  if (rest !== '') yield rest;
}

/** An element as a row: a GeoJSON feature by its properties and geometry, anything else by its members. */
function elementRow(value: unknown, row: number): SourceRow {
  if (!isObject(value)) return { row, values: {}, fault: 'not an object' };
  if (isDeeper(value, MOST_NESTED)) return { row, values: {}, fault: 'nested too deeply' };
  if (value['type'] !== 'Feature') return { row, values: flatten(value) };
  const properties = isObject(value['properties']) ? flatten(value['properties']) : {};
  const id = value['id'];
  if (typeof id === 'string' || typeof id === 'number') properties['id'] ??= id;
  return { row, values: properties, geometry: value['geometry'] ?? null };
}

function tooLong(row: number): UserError {
  return invalidFile({
    zh: `第 ${row} 个元素超过 ${MAX_ROW_BYTES / 2 ** 20} MiB。`,
    en: `Element ${row} is longer than ${MAX_ROW_BYTES / 2 ** 20} MiB.`,
  });
}

function broken(error: unknown, row: number): UserError {
  // The parser counts bytes in pieces of the file and repeats what it met, control characters included.
  const reason = reasonOf(error)
    .replace(/ at chunk position .*? (?=in state|$)/s, ' ')
    .replaceAll(/\p{Cc}/gu, '\u2423');
  return invalidFile({
    zh: `从第 ${row} 个元素起不是 JSON（${reason}）。`,
    en: `The file is not JSON from element ${row} on: ${reason}`,
  });
}
