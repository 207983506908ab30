/** Milliseconds that one step of a run shall take: others wait for it once, and each step costs something by itself. */
const STEP = 40;
const FEWEST = 100;
const MOST = 2000;

/** How many rows make a step of the right length, learned from the steps before. */
export class Pace {
  readonly #fixed: boolean;
  #rows: number;

  /** @param rows the number of every step; absent: it is learned */
  constructor(rows?: number) {
    this.#fixed = rows !== undefined;
    this.#rows = rows ?? 300;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param milliseconds what a step of so many rows took */
  took(rows: number, milliseconds: number): void {
    // The last rows of a run say little, and one slow step, as when the disk is written, is no reason to halt.
    if (this.#fixed || rows < this.#rows) return;
    const factor = Math.min(2, Math.max(0.5, STEP / milliseconds));
    this.#rows = Math.round(Math.min(MOST, Math.max(FEWEST, rows * factor)));
  }
}
