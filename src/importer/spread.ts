import type { Position } from '../core/position.js';

/** A row that lies far from all the others. */
export interface Stray {
  readonly row: number;
  readonly value: string;
}

/** Side of a cell in degrees of latitude and longitude: some 50 km in China. */
const CELL = 0.5;
const COLUMNS = Math.round(360 / CELL);
/** So few places together are taken for strays, and so small a share of the file. */
const MOST_TOGETHER = 3;
const MOST_SHARE = 0.01;
/** A list must be this long, and this much of it in one piece, before anything can be far from it. */
const FEWEST_ROWS = 50;
const MAIN_SHARE = 0.9;

/**
 * Where the places of a file lie, in cells, so that the few in a wrong city stand out: cells that touch belong
 * together, and a group of very few places, while nearly all are in one group, is far from the rest (half a cell
 * at the least, whatever shape the rest has). Distances from a centre would accuse the villages of every large
 * county instead. Memory is that of the cells.
 */
export class Spread {
  readonly #cells = new Map<number, { count: number; readonly first: Stray[] }>();
  #rows = 0;

  add(row: number, { lon, lat }: Position, name: string): void {
    this.#rows++;
    const key = Math.floor((lat + 90) / CELL) * COLUMNS + (Math.floor((lon + 180) / CELL) % COLUMNS);
    const cell = this.#cells.get(key) ?? { count: 0, first: [] };
    cell.count++;
    if (cell.first.length < MOST_TOGETHER)
      cell.first.push({ row, value: `${name} (${lon.toFixed(5)}, ${lat.toFixed(5)})` });
    this.#cells.set(key, cell);
  }

  /** The rows that are far from the rest; none where the file has no rest to be far from. */
  strays(): readonly Stray[] {
    const groups = this.#groups();
    const main = Math.max(0, ...groups.map(({ count }) => count));
    if (this.#rows < FEWEST_ROWS || main < this.#rows * MAIN_SHARE) return [];
    const few = groups.filter(
      ({ count }) => count <= MOST_TOGETHER && count <= Math.max(1, this.#rows * MOST_SHARE),
    );
    return few.flatMap(({ keys }) => keys.flatMap((key) => this.#cells.get(key)!.first));
  }

  /** Cells that touch, also at a corner and across the antimeridian. */
  #groups(): { readonly count: number; readonly keys: readonly number[] }[] {
    const left = new Set(this.#cells.keys());
    const groups = [];
    for (const start of this.#cells.keys()) {
      if (!left.delete(start)) continue;
      const keys = [start];
      for (let i = 0; i < keys.length; i++) {
        for (const next of neighbours(keys[i]!)) if (left.delete(next)) keys.push(next);
      }
      groups.push({ keys, count: keys.reduce((sum, key) => sum + this.#cells.get(key)!.count, 0) });
    }
    return groups;
  }
}

function neighbours(key: number): number[] {
  const [line, column] = [Math.floor(key / COLUMNS), key % COLUMNS];
  return [-1, 0, 1].flatMap((up) =>
    [-1, 0, 1].map((right) => (line + up) * COLUMNS + ((column + right + COLUMNS) % COLUMNS)),
  );
}
