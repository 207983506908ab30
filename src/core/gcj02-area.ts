import { OUTLINE, UNITS_PER_DEGREE } from './gcj02-area-data.js';
import type { Position } from './position.js';

/**
 * Where the GCJ-02 shift applies: mainland China with Hainan and the waters near the coast, without Hong Kong, Macau
 * and Taiwan. The area is made for converting coordinates; it is no statement about borders.
 */

/** Degrees a side. Most cells lie wholly inside or outside; only in the others a ray is cast. */
const CELL = 0.125;
const OUTSIDE = 0;
const INSIDE = 1;
const BORDER = 2;

interface Grid {
  readonly west: number;
  readonly south: number;
  readonly columns: number;
  readonly rows: number;
  /** OUTSIDE, INSIDE or BORDER for each cell, row by row from the south. */
  readonly cells: Uint8Array;
  /** For each row the edges of the outline that touch it: x1, y1, x2, y2 and so on. */
  readonly edges: readonly (readonly number[])[];
}

let grid: Grid | undefined;

/** Whether the WGS-84 position lies where maps are shifted. */
export function isShifted({ lon, lat }: Position): boolean {
  grid ??= makeGrid();
  const column = Math.floor((lon - grid.west) / CELL);
  const row = Math.floor((lat - grid.south) / CELL);
  if (!(column >= 0 && column < grid.columns && row >= 0 && row < grid.rows)) return false;
  const cell = grid.cells[row * grid.columns + column];
  return cell === BORDER ? isInside(grid.edges[row]!, lon, lat) : cell === INSIDE;
}

/** Even-odd rule: how many edges a ray to the east crosses. */
function isInside(edges: readonly number[], lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 0; i < edges.length; i += 4) {
    const y1 = edges[i + 1]!;
    const y2 = edges[i + 3]!;
    if (y1 > lat === y2 > lat) continue;
    const x1 = edges[i]!;
    const x2 = edges[i + 2]!;
    if (lon < x1 + ((x2 - x1) * (lat - y1)) / (y2 - y1)) inside = !inside;
  }
  return inside;
}

function makeGrid(): Grid {
  const outline = OUTLINE.flatMap(edgesOf);
  const xs = outline.map((edge) => edge[0]);
  const ys = outline.map((edge) => edge[1]);
  const west = Math.min(...xs) - CELL;
  const south = Math.min(...ys) - CELL;
  const columns = Math.ceil((Math.max(...xs) - west) / CELL) + 1;
  const rows = Math.ceil((Math.max(...ys) - south) / CELL) + 1;
  const cells = new Uint8Array(columns * rows);
  const edges: number[][] = Array.from({ length: rows }, () => []);
  for (const edge of outline) {
    const [x1, y1, x2, y2] = edge;
    const [left, right] = [x1, x2].toSorted((a, b) => a - b).map((x) => Math.floor((x - west) / CELL));
    const [low, high] = [y1, y2].toSorted((a, b) => a - b).map((y) => Math.floor((y - south) / CELL));
    for (let row = low!; row <= high!; row++) {
      edges[row]!.push(...edge);
      cells.fill(BORDER, row * columns + left!, row * columns + right! + 1);
    }
  }
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === BORDER) continue;
    const row = Math.floor(i / columns);
    const centre = { lon: west + ((i % columns) + 0.5) * CELL, lat: south + (row + 0.5) * CELL };
    cells[i] = isInside(edges[row]!, centre.lon, centre.lat) ? INSIDE : OUTSIDE;
  }
  return { west, south, columns, rows, cells, edges };
}

/** The edges of a ring: its first corner, then steps from corner to corner, in parts of a degree. */
function edgesOf(ring: readonly number[]): [number, number, number, number][] {
  const edges: [number, number, number, number][] = [];
  let [x, y] = [ring[0]!, ring[1]!];
  for (let i = 2; i < ring.length; i += 2) {
    const [toX, toY] = [x + ring[i]!, y + ring[i + 1]!];
    edges.push([x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE, toX / UNITS_PER_DEGREE, toY / UNITS_PER_DEGREE]);
    [x, y] = [toX, toY];
  }
  return edges;
}
