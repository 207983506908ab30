/** Half of the places are free at least, or looking for one takes long. A power of two. */
const FIRST_SIZE = 1 << 12;

/**
 * Rows by a mark of up to 52 bits: a table with open addressing. A `Map` of millions of strings takes ten times the
 * memory, and one of more than sixteen million is refused.
 */
export class Marks {
  #marks = new Float64Array(FIRST_SIZE);
  /** 0: the place is free. */
  #rows = new Uint32Array(FIRST_SIZE);
  #count = 0;

  get(mark: number): number | undefined {
    return this.#rows[this.#placeOf(mark)] || undefined;
  }

  /** @param row 1 or more */
  set(mark: number, row: number): void {
    if (this.#count * 2 >= this.#rows.length) this.#grow();
    const at = this.#placeOf(mark);
    if (this.#rows[at] === 0) this.#count++;
    this.#marks[at] = mark;
    this.#rows[at] = row;
  }

  /** Where the mark is, or the free place where it would be. */
  #placeOf(mark: number): number {
    const last = this.#rows.length - 1;
    let at = mark % this.#rows.length;
    while (this.#rows[at] !== 0 && this.#marks[at] !== mark) at = (at + 1) & last;
    return at;
  }

  #grow(): void {
    const [marks, rows] = [this.#marks, this.#rows];
    this.#marks = new Float64Array(marks.length * 2);
    this.#rows = new Uint32Array(rows.length * 2);
    this.#count = 0;
    rows.forEach((row, at) => row !== 0 && this.set(marks[at]!, row));
  }
}
