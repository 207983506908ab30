import type { BBox, Position } from './position.js';

/**
 * Tiles of the web's maps: the world in web-Mercator, cut into 2^zoom by 2^zoom squares; x counts eastwards, y
 * southwards (OGC Two Dimensional Tile Matrix Set, WebMercatorQuad).
 */
export interface Tile {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const MAX_ZOOM = 22;

/** Whether there is such a tile. */
export function isTile({ zoom, x, y }: Tile): boolean {
  const most = 2 ** zoom;
  const whole = [zoom, x, y].every(Number.isInteger);
  return whole && zoom >= 0 && zoom <= MAX_ZOOM && x >= 0 && x < most && y >= 0 && y < most;
}

/** Degrees of latitude of a line of the map; 0 is its northern edge, 1 its southern one. */
export function latitudeOf(line: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * line))) * 180) / Math.PI;
}

/** Where a position is on the map: 0 to 1 eastwards and southwards. */
export function onMap({ lon, lat }: Position): { readonly x: number; readonly y: number } {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** The edges of a tile, in degrees. */
export function boxOf({ zoom, x, y }: Tile): BBox {
  const side = 2 ** zoom;
  return {
    west: (x / side) * 360 - 180,
    east: ((x + 1) / side) * 360 - 180,
    north: latitudeOf(y / side),
    south: latitudeOf((y + 1) / side),
  };
}

/**
 * A tile divided into equal squares, `side` in a row, numbered by rows from the north-west. A position on an edge
 * belongs to the cell east or south of it, so that every position on the map is in one cell of one tile.
 *
 * A map drawn in another datum has its places a little beside; `shift` is how far, in degrees, about this tile.
 */
export class Grid {
  readonly tile: Tile;
  readonly side: number;
  /** The tile's edges as drawn. */
  readonly box: BBox;
  readonly #shift: Position;
  readonly #columns: number;
  /** Latitudes of the rows' northern edges, and of the southern edge of the last. */
  readonly #lines: readonly number[];
  readonly #eastmost: boolean;

  constructor(tile: Tile, side: number, shift: Position = { lon: 0, lat: 0 }) {
    this.#shift = shift;
    this.tile = tile;
    this.side = side;
    this.box = boxOf(tile);
    this.#columns = side / (this.box.east - this.box.west);
    const rows = 2 ** tile.zoom * side;
    this.#lines = Array.from({ length: side + 1 }, (_, i) => latitudeOf((tile.y * side + i) / rows));
    this.#eastmost = tile.x === 2 ** tile.zoom - 1;
  }

  get size(): number {
    return this.side * this.side;
  }

  /** The cell a position is in; -1 where it is in none of this tile. */
  cellOf(lon: number, lat: number): number {
    const { side } = this;
    const column = this.columnOf(lon);
    const row = this.rowOf(lat);
    return column >= 0 && column < side && row >= 0 && row < side ? row * side + column : -1;
  }

  /** The column of a longitude; below 0 or from `side` on outside the tile. */
  columnOf(lon: number): number {
    const column = Math.floor((lon + this.#shift.lon - this.box.west) * this.#columns);
    // 180° is the antimeridian seen from the west: it has no tile of its own.
    return lon === 180 && this.#eastmost ? this.side - 1 : column;
  }

  /** The row of a latitude; -1 north of the tile, `side` south of it. */
  rowOf(lat: number): number {
    const lines = this.#lines;
    const drawn = lat + this.#shift.lat;
    if (drawn > lines[0]!) return -1;
    if (drawn <= lines[this.side]!) return this.side;
    let low = 0;
    let high = this.side;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (drawn <= lines[middle]!) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The edges of the whole tile where its places are: in WGS-84. */
  get reach(): BBox {
    const { north, west } = this.boxOfCell(0);
    const { south, east } = this.boxOfCell(this.size - 1);
    return { west, south, east, north };
  }

  /** The edges of a cell, in degrees, where its places are: in WGS-84. */
  boxOfCell(cell: number): BBox {
    const column = cell % this.side;
    const row = Math.floor(cell / this.side);
    const { lon, lat } = this.#shift;
    const west = this.box.west - lon + column / this.#columns;
    return {
      west,
      east: west + 1 / this.#columns,
      north: this.#lines[row]! - lat,
      south: this.#lines[row + 1]! - lat,
    };
  }
}
