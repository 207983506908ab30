import { ByteFile } from './byte-file.js';

/** The numbers and texts of a row, each in its place. */
export interface SpoolRow {
  /** NaN: none. */
  readonly floats: readonly number[];
  /** From −2³¹ to 2³² − 1. */
  readonly integers: readonly number[];
  /** In UTF-8, or still to be written as that. */
  readonly texts: readonly (string | Uint8Array | null)[];
}

/** How many of each every row has. */
export interface SpoolShape {
  readonly floats: number;
  readonly integers: number;
  readonly texts: number;
}

/** Bytes that are gathered before they go to the file. */
const GATHERED = 2 ** 20;
/** Every row begins at a multiple of this, as its numbers need it. */
const ALIGNED = 8;
const NO_TEXT = 0xffffffff;

/**
 * Rows kept in a file in the order in which they come, numbered from 1 on, and read in any order: first the floats, then the
 * integers, the lengths of the texts, the texts.
 */
export class SpoolRows {
  readonly #file: ByteFile;
  readonly #shape: SpoolShape;
  readonly #headBytes: number;
  /** Where each row begins, in eights of bytes (so that four bytes say it up to 32 GiB); behind the last one where it ends. */
  #starts = new Uint32Array(1024);
  #last = 0;
  /** Rows that are not in the file yet. */
  #gathered = views(GATHERED);
  #used = 0;
  /** The row that is read. */
  #read = views(2 ** 14);
  #row = 0;

  constructor(file: ByteFile, shape: SpoolShape) {
    this.#file = file;
    this.#shape = shape;
    const { floats, integers, texts } = shape;
    this.#headBytes = aligned(8 * floats + 4 * (integers + texts));
  }

  /** Keeps a row; its number is one more than that of the one before. */
  add({ floats, integers, texts }: SpoolRow): void {
    const start = this.#begin(texts);
    const { bytes, f64, u32 } = this.#gathered;
    floats.forEach((value, i) => (f64[start / 8 + i] = value));
    const numbers = start / 4 + 2 * this.#shape.floats;
    integers.forEach((value, i) => (u32[numbers + i] = value));
    let at = start + this.#headBytes;
    texts.forEach((text, i) => {
      const length = text === null ? NO_TEXT : put(bytes, text, at);
      u32[numbers + this.#shape.integers + i] = length;
      if (text !== null) at += length;
    });
    this.#used = aligned(at);
    this.#end();
  }

  /** Turns to a row, which is read by the next three from now on. */
  turnTo(row: number): void {
    if (row === this.#row) return;
    const [start, end] = [this.#starts[row]! * ALIGNED, this.#starts[row + 1]! * ALIGNED];
    if (start >= this.#file.length) this.#flush();
    if (end - start > this.#read.bytes.length) this.#read = views(2 * (end - start));
    this.#file.read(this.#read.bytes.subarray(0, end - start), start);
    this.#row = row;
  }

  float(place: number): number {
    return this.#read.f64[place]!;
  }

  integer(place: number): number {
    return this.#read.u32[2 * this.#shape.floats + place]!;
  }

  /** In UTF-8, for as long as nobody turns to another row. */
  text(place: number): Buffer | null {
    const lengths = 2 * this.#shape.floats + this.#shape.integers;
    const { bytes, u32 } = this.#read;
    const length = u32[lengths + place]!;
    if (length === NO_TEXT) return null;
    let at = this.#headBytes;
    for (let i = 0; i < place; i++) if (u32[lengths + i] !== NO_TEXT) at += u32[lengths + i]!;
    return bytes.subarray(at, at + length);
  }

  close(): void {
    this.#file.close();
  }

  /** Makes room. @returns where the row begins in what is gathered */
  #begin(texts: SpoolRow['texts']): number {
    let most = this.#headBytes + ALIGNED;
    for (const text of texts)
      most += text === null ? 0 : typeof text === 'string' ? 3 * text.length : text.length;
    if (this.#used + most > this.#gathered.bytes.length) this.#flush();
    if (most > this.#gathered.bytes.length) this.#gathered = views(2 * most);
    return this.#used;
  }

  #end(): void {
    const row = ++this.#last;
    if (row + 1 >= this.#starts.length) {
      const longer = new Uint32Array(this.#starts.length * 2);
      longer.set(this.#starts);
      this.#starts = longer;
    }
    this.#starts[row + 1] = (this.#file.length + this.#used) / ALIGNED;
  }

  #flush(): void {
    this.#file.append(this.#gathered.bytes.subarray(0, this.#used));
    this.#used = 0;
  }
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNED) * ALIGNED;
}

/** @returns how many bytes it takes */
function put(bytes: Buffer, text: string | Uint8Array, at: number): number {
  if (typeof text === 'string') return bytes.write(text, at);
  bytes.set(text, at);
  return text.length;
}

/** The same memory as bytes and as numbers. */
function views(size: number): {
  readonly bytes: Buffer;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
} {
  const memory = new ArrayBuffer(aligned(size));
  return { bytes: Buffer.from(memory), f64: new Float64Array(memory), u32: new Uint32Array(memory) };
}
