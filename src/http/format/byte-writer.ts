import type { ReadyFeature } from '../../core/store.js';
import type { Language } from '../../core/vocabulary.js';

/**
 * Answers are cut off pieces of memory of this size, one after the other: to ask for each by itself costs more than to
 * fill it. What waits to be sent keeps its whole piece, so that they are not large.
 */
const SLAB = 65_536;
let slab: Buffer = Buffer.allocUnsafeSlow(SLAB);
/** Where the free part of it begins. */
let free = 0;

/** The bytes that are written, an answer for instance. @param write must not write anything else by this function */
export function bytesOf(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter(slab, free);
  write(out);
  const { room, bytes } = out.end();
  // A room that is larger is no slab: whoever reads slowly would keep all of it.
  if (room.length === SLAB) {
    slab = room;
    free = bytes.byteOffset + bytes.length;
  }
  return bytes;
}

/** Puts an answer together as the bytes that are sent; see `bytesOf`. */
export class ByteWriter {
  #room: Buffer;
  #start: number;
  #end: number;

  /** @param from where it may write */
  constructor(room: Buffer, from: number) {
    this.#room = room;
    this.#start = from;
    this.#end = from;
  }

  /** Adds text, in UTF-8. */
  text(text: string): void {
    this.#makeRoom(3 * text.length); // a UTF-16 unit is three bytes at most
    this.#end += this.#room.write(text, this.#end, 'utf8');
  }

  /** Adds bytes as they are. */
  copy(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#room.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds a whole number of tenths as a decimal number, such as 12.3, or 12 where there are none left. */
  tenths(tenths: number): void {
    this.#makeRoom(MOST_DIGITS);
    const whole = Math.floor(tenths / 10);
    const rest = tenths - 10 * whole;
    let digits = 1;
    for (let least = 10; least <= whole; least *= 10) digits++;
    let left = whole;
    for (let at = this.#end + digits - 1; at >= this.#end; at--) {
      const next = Math.floor(left / 10);
      this.#room[at] = ZERO + left - 10 * next;
      left = next;
    }
    this.#end += digits;
    if (rest === 0) return;
    this.#room[this.#end++] = POINT;
    this.#room[this.#end++] = ZERO + rest;
  }

  /** Lets a feature write itself. */
  feature(ready: ReadyFeature, lang: Language): void {
    this.#makeRoom(ready.size);
    this.#end = ready.copyFeature(lang, this.#room, this.#end);
  }

  /** All that was added, and the room it lies in. Nothing may be added afterwards. */
  end(): { readonly room: Buffer; readonly bytes: Buffer } {
    return { room: this.#room, bytes: this.#room.subarray(this.#start, this.#end) };
  }

  #makeRoom(more: number): void {
    if (this.#end + more <= this.#room.length) return;
    const length = this.#end - this.#start;
    const room = Buffer.allocUnsafeSlow(Math.max(SLAB, 2 * (length + more)));
    room.set(this.#room.subarray(this.#start, this.#end));
    this.#room = room;
    this.#start = 0;
    this.#end = length;
  }
}

const ZERO = '0'.charCodeAt(0);
const POINT = '.'.charCodeAt(0);
const MOST_DIGITS = 24;
