import type { Item } from './phrases.js';

/** What may stand between two items that belong together. */
export const SILENT = kinds('separator', 'label', 'open', 'close', 'aside', 'audience');

export function kinds(...names: Item['kind'][]): ReadonlySet<Item['kind']> {
  return new Set(names);
}

/** The items of a text in their order, and which of them have been read together with an earlier one. */
export class ItemRow {
  readonly items: readonly Item[];
  readonly #taken = new Set<number>();

  constructor(items: readonly Item[]) {
    this.items = items;
  }

  /** From now on these are read. */
  take(...places: readonly number[]): void {
    for (const at of places) this.#taken.add(at);
  }

  isTaken(at: number): boolean {
    return this.#taken.has(at);
  }

  /** Next item that says something, and where it is. */
  next(i: number, step: 1 | -1 = 1, silent = SILENT): readonly [Item | undefined, number] {
    let at = i + step;
    while (this.items[at] && silent.has(this.items[at]!.kind)) at += step;
    return [this.items[at], at];
  }
}
