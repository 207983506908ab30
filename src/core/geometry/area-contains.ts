import { boxContains, boxOfPairs, type BBox, type Position } from '../position.js';
import type { Area } from '../query.js';

/**
 * Whether a position lies in an area. The only door to Turf, which is loaded at the first question that needs it: it
 * takes a quarter of a second.
 */

/** The smallest box around the area. */
export function areaBox(area: Area): BBox {
  return boxOfPairs(area.coordinates.flat(2));
}

/**
 * A predicate for positions in the area; its edges belong to it, and holes do not.
 *
 * The box is divided into cells. A cell no edge passes through lies inside or outside as a whole: its centre
 * is asked for once. Only a position in a cell with an edge needs the polygon itself. So a long list of candidates
 * costs little even where the outline has thousands of positions.
 */
export async function areaContains(area: Area): Promise<(position: Position) => boolean> {
  const { booleanPointInPolygon, multiPolygon } = await import('@turf/turf');
  const shape = multiPolygon(area.coordinates as number[][][][]);
  const inside = (lon: number, lat: number) => booleanPointInPolygon([lon, lat], shape);
  const box = areaBox(area);
  const grid = gridOver(box);
  const cells = new Int8Array(CELLS * CELLS); // UNKNOWN until asked for
  for (const ring of area.coordinates.flat()) {
    for (let i = 0; i + 1 < ring.length; i++) markEdge(cells, grid, [ring[i]!, ring[i + 1]!]);
  }
  return (position) => {
    if (!boxContains(box, position)) return false;
    const column = grid.column(position.lon);
    const row = grid.row(position.lat);
    const cell = row * CELLS + column;
    if (cells[cell] === EDGE) return inside(position.lon, position.lat);
    if (cells[cell] === UNKNOWN) cells[cell] = inside(...grid.centre(column, row)) ? INSIDE : OUTSIDE;
    return cells[cell] === INSIDE;
  };
}

/** Cells to a side: enough that few positions fall into a cell with an edge, few enough to set up in no time. */
const CELLS = 128;
const UNKNOWN = 0;
const EDGE = 1;
const INSIDE = 2;
const OUTSIDE = 3;

type Grid = ReturnType<typeof gridOver>;

function gridOver({ west, south, east, north }: BBox) {
  const width = (east - west) / CELLS || 1;
  const height = (north - south) / CELLS || 1;
  const clip = (cell: number) => Math.min(CELLS - 1, Math.max(0, Math.floor(cell)));
  return {
    column: (lon: number) => clip((lon - west) / width),
    row: (lat: number) => clip((lat - south) / height),
    centre: (column: number, row: number): [number, number] => [
      west + (column + 0.5) * width,
      south + (row + 0.5) * height,
    ],
    /** Latitudes between which a row lies. */
    rowSpan: (row: number): [number, number] => [south + row * height, south + (row + 1) * height],
  };
}

/** Marks the cells an edge passes through, row by row, and one cell more on each side against rounding. */
function markEdge(cells: Int8Array, grid: Grid, [a, b]: [readonly number[], readonly number[]]): void {
  const [lower, upper] = a[1]! <= b[1]! ? [a, b] : [b, a];
  const slope = upper[1] === lower[1] ? 0 : (upper[0]! - lower[0]!) / (upper[1]! - lower[1]!);
  const lonAt = (lat: number) =>
    lat <= lower[1]! ? lower[0]! : lat >= upper[1]! ? upper[0]! : lower[0]! + (lat - lower[1]!) * slope;
  const level = grid.row(lower[1]!) === grid.row(upper[1]!);
  const first = Math.max(0, grid.row(lower[1]!) - 1);
  const last = Math.min(CELLS - 1, grid.row(upper[1]!) + 1);
  for (let row = first; row <= last; row++) {
    const [south, north] = grid.rowSpan(row);
    const ends = level ? [lower[0]!, upper[0]!] : [lonAt(south), lonAt(north)];
    const from = Math.max(0, grid.column(Math.min(...ends)) - 1);
    const to = Math.min(CELLS - 1, grid.column(Math.max(...ends)) + 1);
    cells.fill(EDGE, row * CELLS + from, row * CELLS + to + 1);
  }
}
