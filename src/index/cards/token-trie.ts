import { END } from './tokens.js';

/** Finds the longest token a text begins with. A tree of bytes in one hash table of numbers, open addressing. */
export class TokenTrie {
  /** Edge and node in turn: an edge is `node << 8 | byte`, plus one, and 0 where there is nothing. */
  #table = new Int32Array(2 * 1024);
  /** Number of the token that ends at a node, plus one. */
  #ends = new Int32Array(512);
  #nodes = 1;

  /** Adds a token, which may be there already. */
  add(token: Uint8Array, number: number): void {
    let node = 0;
    for (const byte of token) node = this.#childOf(node, byte) || this.#grow(node, byte);
    this.#ends[node] = number + 1;
  }

  /**
   * Writes a text as numbers of tokens, each as long as possible, and an END.
   * @param into has room for one number more than there are bytes, from `at` on
   * @returns where it ends in `into`
   */
  encode(text: Uint8Array, { from, to }: Span, into: Uint16Array, at: number): number {
    let end = at;
    for (let i = from; i < to;) {
      const number = this.longest(text, i, to);
      into[end++] = number;
      i += this.length;
    }
    into[end++] = END;
    return end;
  }

  /** How long the token is that `longest` found. */
  length = 0;

  /** Number of the longest token the text has from `from` on. Every single byte is a token. */
  longest(text: Uint8Array, from: number, to: number): number {
    const ends = this.#ends;
    let node = 0;
    let found = 0;
    for (let i = from; i < to; i++) {
      node = this.#childOf(node, text[i]!);
      if (node === 0) break;
      const number = ends[node]!;
      if (number === 0) continue;
      found = number;
      this.length = i + 1 - from;
    }
    return found - 1;
  }

  /** 0 where there is none: the root is nobody's child. */
  #childOf(node: number, byte: number): number {
    const table = this.#table;
    const mask = table.length - 2;
    const edge = ((node << 8) | byte) + 1;
    for (let place = placeOf(edge) & mask; ; place = (place + 2) & mask) {
      const there = table[place]!;
      if (there === edge) return table[place + 1]!;
      if (there === 0) return 0;
    }
  }

  #grow(node: number, byte: number): number {
    if (this.#nodes * 4 > this.#table.length) this.#rehash();
    const child = this.#nodes++;
    if (child === this.#ends.length) this.#ends = longer(this.#ends);
    this.#put(((node << 8) | byte) + 1, child);
    return child;
  }

  #put(edge: number, child: number): void {
    const mask = this.#table.length - 2;
    let place = placeOf(edge) & mask;
    while (this.#table[place] !== 0) place = (place + 2) & mask;
    this.#table[place] = edge;
    this.#table[place + 1] = child;
  }

  #rehash(): void {
    const before = this.#table;
    this.#table = new Int32Array(2 * before.length);
    for (let i = 0; i < before.length; i += 2) if (before[i] !== 0) this.#put(before[i]!, before[i + 1]!);
  }
}

/** Part of a text, from the first byte to the one after the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Fibonacci hashing (Knuth, The Art of Computer Programming 6.4); even, since edges stand at even places. */
function placeOf(edge: number): number {
  return (Math.imul(edge, 0x9e3779b1) >>> 8) << 1;
}

function longer(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
