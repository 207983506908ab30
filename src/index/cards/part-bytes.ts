/** When there are more bytes than this, those of before are forgotten. */
const MOST = 2 ** 24;

/**
 * Parts of cards as bytes, one after the other in one piece of memory: they are copied for every hit, and where each is
 * an object of its own, most of the time is spent on finding it.
 */
export class PartBytes {
  #bytes = new Uint8Array(2 ** 16);
  #end = 0;
  /** Where each begins, plus one; 0: it is not here. */
  #starts = new Uint32Array(1024);
  #sizes = new Uint32Array(1024);

  has(number: number): boolean {
    return (this.#starts[number] ?? 0) !== 0;
  }

  add(number: number, part: Uint8Array): void {
    if (this.#end + part.length > MOST) this.#forget();
    if (number >= this.#starts.length) {
      const length = Math.max(2 * this.#starts.length, number + 1);
      this.#starts = longer(this.#starts, new Uint32Array(length));
      this.#sizes = longer(this.#sizes, new Uint32Array(length));
    }
    if (this.#end + part.length > this.#bytes.length) {
      const length = Math.max(2 * this.#bytes.length, this.#end + part.length);
      this.#bytes = longer(this.#bytes, new Uint8Array(length));
    }
    this.#bytes.set(part, this.#end);
    this.#starts[number] = this.#end + 1;
    this.#sizes[number] = part.length;
    this.#end += part.length;
  }

  sizeOf(number: number): number {
    return this.#sizes[number]!;
  }

  /** @returns where it ends */
  copy(number: number, into: Uint8Array, at: number): number {
    const bytes = this.#bytes;
    const start = this.#starts[number]! - 1;
    const size = this.#sizes[number]!;
    // Some hundred bytes: a loop is faster than a view of them.
    for (let i = 0; i < size; i++) into[at + i] = bytes[start + i]!;
    return at + size;
  }

  #forget(): void {
    this.#starts.fill(0);
    this.#end = 0;
  }
}

function longer<T extends Uint8Array | Uint32Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
