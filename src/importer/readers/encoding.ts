import { invalidFile, UserError, type Sentence } from '../../core/errors.js';
import type { Input } from './input.js';

/** How the bytes of a file are text. `name` is a label of the WHATWG Encoding Standard. */
export interface Encoding {
  readonly name: string;
  readonly bom: boolean;
}

/**
 * Finds a file's encoding. A byte-order mark decides; else UTF-16 betrays itself by its zeros; else the whole file is tried
 * as UTF-8 and then as GB18030, both strictly: a detector that guesses from frequencies misjudges short Chinese
 * lists, while a strict decoder only says yes to what can be read to the end. (GB18030 holds GBK and GB 2312.)
 * @throws UserError `invalid-file` when neither fits; `--encoding` can name another one
 */
export async function findEncoding(input: Input, forced?: string): Promise<Encoding> {
  const mark = byteOrderMark(input.head);
  if (forced !== undefined) return { name: known(forced), bom: mark === known(forced) };
  if (mark) return { name: mark, bom: true };
  const wide = utf16WithoutMark(input.head);
  if (wide) return { name: wide, bom: false };
  if (await decodes(input, 'utf-8')) return { name: 'utf-8', bom: false };
  if (await decodes(input, 'gb18030')) return { name: 'gb18030', bom: false };
  throw new UserError('invalid-file', (await damageOf(input)) ?? otherEncoding(input));
}

function otherEncoding({ name }: Input): Sentence {
  return {
    zh: `${name} 既不是 UTF-8 也不是 GB18030 编码的文本。请用 --encoding 指明编码（big5、shift_jis……），或另存为 UTF-8。`,
    en: `${name} is text neither in UTF-8 nor in GB18030. Say which encoding it is in (--encoding big5, shift_jis, …), or save it as UTF-8.`,
  };
}

/** A file that is UTF-8 but for a few bytes is of no other encoding, but damaged: says where. */
async function damageOf(input: Input): Promise<Sentence | undefined> {
  const decoder = new TextDecoder('utf-8');
  let [damaged, whole, line, first] = [0, 0, 1, 0];
  let last = '';
  const look = (text: string) => {
    if (text === '') return;
    for (const [letter] of text.matchAll(/[\n\u0080-\uffff]/gu)) {
      if (letter === '\n') line++;
      else if (letter !== '\ufffd') whole++;
      else if (damaged++ === 0) first = line;
    }
    last = text.at(-1)!;
  };
  for await (const bytes of input.open()) look(decoder.decode(bytes, { stream: true }));
  look(decoder.decode());
  if (whole < MOSTLY_WHOLE * damaged) return undefined;
  if (damaged === 1 && last === '\ufffd')
    return {
      zh: `${input.name} 是 UTF-8，但在一个字符中间结束（第 ${line} 行）：文件不完整。`,
      en: `${input.name} is UTF-8, but ends in the middle of a character (line ${line}): the file was cut short.`,
    };
  return {
    zh: `${input.name} 是 UTF-8，但有 ${damaged} 个字符损坏，第一处在第 ${first} 行。请修正，或重新获取文件。`,
    en: `${input.name} is UTF-8, but ${damaged} characters are damaged, the first in line ${first}. Mend them, or get the file again.`,
  };
}

/** So many characters that are whole for each that is not: text in another encoding is not UTF-8 by chance. */
const MOSTLY_WHOLE = 10;

function known(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new UserError('invalid-parameter', `encoding: "${label}" is not an encoding that is known.`, [
      {
        parameter: 'encoding',
        value: label,
        detail: 'not known',
        allowed: ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5', 'shift_jis'],
      },
    ]);
  }
}

function byteOrderMark(head: Uint8Array): string | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33) return 'gb18030';
  return undefined;
}

/** Text in UTF-16 has line ends and digits, so zeros on one side of its pairs and hardly any on the other. */
function utf16WithoutMark(head: Uint8Array): string | undefined {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  const enough = Math.max(4, pairs / 10);
  if (odd >= enough && even < odd / 20) return 'utf-16le';
  if (even >= enough && odd < even / 20) return 'utf-16be';
  return undefined;
}

async function decodes(input: Input, name: string): Promise<boolean> {
  const decoder = new TextDecoder(name, { fatal: true });
  // Only a decoder's refusal is an answer here; a file that cannot be read to its end is the caller's concern.
  const accepts = (bytes?: Uint8Array) => {
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  for await (const bytes of input.open()) if (!accepts(bytes)) return false;
  return accepts();
}

/**
 * The file's text in pieces, without a byte-order mark.
 * @throws UserError `invalid-file` at bytes that are not text in this encoding
 */
export async function* decode(
  input: Input,
  encoding: Encoding,
  onRead?: (bytes: number) => void,
): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding.name, { fatal: true });
  const take = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw invalidFile({
        zh: `${input.name} 到后面不再是 ${encoding.name}：可能已损坏或不完整。`,
        en: `${input.name} is not ${encoding.name} to its end: it may be damaged or cut short.`,
      });
    }
  };
  for await (const bytes of input.open(onRead)) {
    const text = take(bytes);
    if (text !== '') yield text;
  }
  const rest = take();
  if (rest !== '') yield rest;
}

/** The first characters of a text of which only the first bytes are at hand: a character cut at the end is left out. */
export function decodeHead(head: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding.name).decode(head, { stream: true });
}
