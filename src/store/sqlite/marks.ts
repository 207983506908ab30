/** Half of the places are free at least, or looking for one takes long. A power of two. */
const FIRST_SIZE = 1 << 12;

/**
 * Rows by a mark of up to 52 bits: a table with open addressing, which holds the rows alone. A `Map` of millions of strings
 * takes twenty times the memory, and one of more than sixteen million is refused.
 */
export class Marks {
  readonly #markOf: (row: number) => number;
  /** 0: the place is free. */
  #rows = new Uint32Array(FIRST_SIZE);
  #count = 0;

  /** @param markOf the mark of a row that was set */
  constructor(markOf: (row: number) => number) {
    this.#markOf = markOf;
  }

  get(mark: number): number | undefined {
    return this.#rows[this.#placeOf(mark)] || undefined;
  }

  /** @param row 1 or more */
  set(mark: number, row: number): void {
    if (this.#count * 2 >= this.#rows.length) this.#grow();
    const at = this.#placeOf(mark);
    if (this.#rows[at] === 0) this.#count++;
    this.#rows[at] = row;
  }

  /** Where the mark is, or the free place where it would be. */
  #placeOf(mark: number): number {
    const rows = this.#rows;
    const last = rows.length - 1;
    let at = mark % rows.length;
    while (rows[at] !== 0 && this.#markOf(rows[at]!) !== mark) at = (at + 1) & last;
    return at;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Uint32Array(rows.length * 2);
    this.#count = 0;
    for (const row of rows) if (row !== 0) this.set(this.#markOf(row), row);
  }
}
