/**
 * Texts as short numbers. What many texts have in common is kept once, in a book of tokens, and each text is a row of
 * numbers of tokens: so the cards of a nation fit into memory, and any one of them is read by copying a few dozen
 * pieces. The scheme is that of FSST (Boncz, Neumann and Leis, VLDB 2020), with 16 bits for a token.
 */

/** The book as it is handed from thread to thread. */
export interface SharedTokens {
  /** All tokens one after the other. */
  readonly bytes: SharedArrayBuffer;
  /** Where each begins, and where the last one ends: 32 bits each. */
  readonly starts: SharedArrayBuffer;
}

/** Most tokens there can be, since a number has 16 bits. */
export const MOST_TOKENS = 65_536;
/** The first 256 tokens are the bytes, so that everything can be written; JSON has no byte 0, so this one ends a text. */
export const END = 0;

/** A book that is read. */
export class Tokens {
  readonly shared: SharedTokens;
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;

  constructor(shared: SharedTokens) {
    this.shared = shared;
    this.#bytes = new Uint8Array(shared.bytes);
    this.#starts = new Uint32Array(shared.starts);
  }

  get size(): number {
    return this.#starts.length - 1;
  }

  /** The bytes of one token. */
  token(number: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  /**
   * Copies a text.
   * @param units numbers of tokens, from `at` up to the next END
   * @param into has room for all of it, from `end` on
   * @returns where it ends in `into`
   */
  copy(units: Uint16Array, at: number, into: Uint8Array, end: number): number {
    const bytes = this.#bytes;
    const starts = this.#starts;
    let to = end;
    for (let i = at, token = units[i]!; token !== END; token = units[++i]!) {
      const last = starts[token + 1]!;
      // Tokens are short: a loop is faster than a call for each.
      for (let from = starts[token]!; from < last; from++) into[to++] = bytes[from]!;
    }
    return to;
  }
}

/** Makes the book of a list of tokens. */
export function shareTokens(tokens: readonly Uint8Array[]): SharedTokens {
  const length = tokens.reduce((sum, token) => sum + token.length, 0);
  const shared = {
    bytes: new SharedArrayBuffer(length),
    starts: new SharedArrayBuffer(4 * (tokens.length + 1)),
  };
  const bytes = new Uint8Array(shared.bytes);
  const starts = new Uint32Array(shared.starts);
  for (const [number, token] of tokens.entries()) {
    bytes.set(token, starts[number]);
    starts[number + 1] = starts[number]! + token.length;
  }
  return shared;
}
