/** A set of record numbers: one bit each, in pieces that are made when they are needed. */
export class Seen {
  readonly #pieces = new Map<number, Uint32Array>();

  has(n: number): boolean {
    const piece = this.#pieces.get(Math.floor(n / PIECE));
    return piece !== undefined && (piece[(n % PIECE) >>> 5]! & (1 << (n & 31))) !== 0;
  }

  add(n: number): void {
    const at = Math.floor(n / PIECE);
    let piece = this.#pieces.get(at);
    if (piece === undefined) this.#pieces.set(at, (piece = new Uint32Array(PIECE / 32)));
    piece[(n % PIECE) >>> 5]! |= 1 << (n & 31);
  }
}

const PIECE = 8192;
