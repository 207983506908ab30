import { toWgs84, type CrsName } from './crs.js';
import { distance } from './distance.js';
import type { Fault } from './errors.js';
import { boxContains, isPosition, type BBox, type Position } from './position.js';
import type { Area } from './query.js';
import { firstCrossing, firstOverlap, firstStrayHole, type Ring } from './rings.js';

/**
 * Polygons and lines as they come from outside, and the two questions asked of them: does it lie inside, and where
 * along the way is it. The only door to Turf, which is loaded at the first question that needs it: it takes a
 * quarter of a second.
 */

/** Most positions a polygon or a line may have. */
export const MAX_VERTICES = 10_000;
/** Longest way that may be asked about, in metres. */
export const MAX_ROUTE_LENGTH = 500_000;

const MOST_FAULTS = 10;

/** What came of a check: the thing itself, or what is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly Fault[] };

/**
 * Checks a GeoJSON Polygon or MultiPolygon (RFC 7946 section 3.1.6) and brings it to WGS-84: rings closed, four
 * positions or more, numbers in range, no edge crossing another, holes inside, polygons beside one another, at most
 * `MAX_VERTICES` positions.
 * An edge may not span more than half the globe: what crosses the antimeridian is to be cut there (section 3.1.9).
 *
 * @param geojson anything
 * @param crs the datum its positions are in
 * @param name what the faults call it
 */
export function checkArea(geojson: unknown, crs: CrsName = 'wgs84', name = 'within'): Checked<Area> {
  const faults: Fault[] = [];
  const shape = geometryOf(geojson, ['Polygon', 'MultiPolygon'], name, faults);
  if (!shape) return { faults };
  const at = `${name}.coordinates`;
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : listAt(shape.coordinates, at, faults);
  const places = polygons.map((_, i) => (shape.type === 'Polygon' ? at : `${at}[${i}]`));
  let vertices = 0;
  const checked = polygons.map((polygon, i) => {
    const rings = listAt(polygon, places[i]!, faults).map((ring, j) => {
      const where = `${places[i]}[${j}]`;
      const positions = positionsAt(ring, { where, room: MAX_VERTICES - vertices, faults });
      vertices += positions.length;
      if (faults.length === 0) checkRing(positions, where, faults);
      return positions;
    });
    if (faults.length === 0) checkCrossings(rings, places[i]!, faults);
    if (faults.length === 0) checkHoles(rings, places[i]!, faults);
    return rings;
  });
  if (faults.length === 0) checkOverlap(checked, places, faults);
  if (faults.length > 0) return { faults };
  const coordinates = checked.map((rings) => rings.map((ring) => ring.map((it) => wgs84Pair(it, crs))));
  return { value: { type: 'MultiPolygon', coordinates } };
}

/** The smallest box around the area. */
export function areaBox(area: Area): BBox {
  return boxOf(area.coordinates.flat(2));
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

/**
 * Checks a GeoJSON LineString and brings it to WGS-84: two different positions or more, at most `MAX_VERTICES` of
 * them and `MAX_ROUTE_LENGTH` metres. It may cross the antimeridian: each edge goes the short way round.
 *
 * @param geojson anything
 * @param crs the datum its positions are in
 * @param name what the faults call it
 */
export function checkRoute(
  geojson: unknown,
  crs: CrsName = 'wgs84',
  name = 'along',
): Checked<readonly Position[]> {
  const faults: Fault[] = [];
  const shape = geometryOf(geojson, ['LineString'], name, faults);
  if (!shape) return { faults };
  const where = `${name}.coordinates`;
  const pairs = positionsAt(shape.coordinates, { where, room: MAX_VERTICES, faults });
  if (faults.length > 0) return { faults };
  const route = pairs.map((pair) => toWgs84({ lon: pair[0]!, lat: pair[1]! }, crs));
  const length = routeLength(route);
  if (route.length < 2 || length === 0) {
    const detail = 'a way needs two different positions';
    return { faults: [{ parameter: where, detail, allowed: 'two positions or more' }] };
  }
  if (length > MAX_ROUTE_LENGTH) {
    const detail = `the way is ${Math.round(length / 1000)} km long, more than can be asked at once; send it in pieces`;
    return { faults: [{ parameter: where, detail, allowed: `up to ${MAX_ROUTE_LENGTH / 1000} km` }] };
  }
  return { value: route };
}

/** Metres along the way. */
export function routeLength(route: readonly Position[]): number {
  let length = 0;
  for (let i = 1; i < route.length; i++) length += distance(route[i - 1]!, route[i]!);
  return length;
}

/** Where a way passes closest to a position. */
export interface Passing {
  /** Metres from the start of the way. */
  readonly along: number;
  /** Metres from the way to the position. */
  readonly offset: number;
}

/** Edges whose common box is looked at before they are. */
const CHUNK = 32;

/**
 * A function that finds where the way passes closest to a position (the first such place of several).
 *
 * The nearest edge is found on a plane whose east–west scale is that of the position's own latitude, which is
 * right close to the position, where it matters; the metres are then taken on the sphere. Boxes around every
 * `CHUNK` edges keep far ones from being looked at.
 */
export function projectOnRoute(route: readonly Position[]): (position: Position) => Passing {
  const lons = unwrapped(route);
  const lats = route.map((it) => it.lat);
  const starts = [0];
  for (let i = 1; i < route.length; i++) starts.push(starts[i - 1]! + distance(route[i - 1]!, route[i]!));
  const chunks = chunksOf(lons, lats);
  const middle = lons.reduce((sum, lon) => sum + lon, 0) / lons.length;

  return (position) => {
    const lon = position.lon + 360 * Math.round((middle - position.lon) / 360);
    const { lat } = position;
    const scale = Math.cos((lat * Math.PI) / 180);
    let best = { square: Infinity, edge: 0, share: 0 };
    for (const { box, from, to } of chunks) {
      const dx = Math.max(box.west - lon, 0, lon - box.east) * scale;
      const dy = Math.max(box.south - lat, 0, lat - box.north);
      if (dx * dx + dy * dy >= best.square) continue;
      for (let i = from; i < to; i++) {
        const ex = (lons[i + 1]! - lons[i]!) * scale;
        const ey = lats[i + 1]! - lats[i]!;
        const px = (lon - lons[i]!) * scale;
        const py = lat - lats[i]!;
        const long = ex * ex + ey * ey;
        const share = long === 0 ? 0 : Math.min(1, Math.max(0, (px * ex + py * ey) / long));
        const square = (px - share * ex) ** 2 + (py - share * ey) ** 2;
        if (square < best.square) best = { square, edge: i, share };
      }
    }
    const { edge, share } = best;
    const foot = {
      lon: lons[edge]! + share * (lons[edge + 1]! - lons[edge]!),
      lat: lats[edge]! + share * (lats[edge + 1]! - lats[edge]!),
    };
    return { along: starts[edge]! + distance(route[edge]!, foot), offset: distance(position, foot) };
  };
}

/** Longitudes of the way without the jump at the antimeridian; they may leave [-180, 180]. */
function unwrapped(route: readonly Position[]): number[] {
  const lons: number[] = [];
  for (const { lon } of route) {
    const before = lons.at(-1) ?? lon;
    lons.push(lon + 360 * Math.round((before - lon) / 360));
  }
  return lons;
}

function chunksOf(lons: readonly number[], lats: readonly number[]) {
  const chunks: { readonly box: BBox; readonly from: number; readonly to: number }[] = [];
  for (let from = 0; from < lons.length - 1; from += CHUNK) {
    const to = Math.min(from + CHUNK, lons.length - 1);
    const pairs = lons.slice(from, to + 1).map((lon, i) => [lon, lats[from + i]!]);
    chunks.push({ box: boxOf(pairs), from, to });
  }
  return chunks;
}

function boxOf(pairs: readonly (readonly number[])[]): BBox {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [lon, lat] of pairs) {
    box.west = Math.min(box.west, lon!);
    box.east = Math.max(box.east, lon!);
    box.south = Math.min(box.south, lat!);
    box.north = Math.max(box.north, lat!);
  }
  return box;
}

interface Shape {
  readonly type: string;
  readonly coordinates: unknown;
}

function geometryOf(
  geojson: unknown,
  types: readonly string[],
  name: string,
  faults: Fault[],
): Shape | undefined {
  const object = typeof geojson === 'object' && geojson !== null ? (geojson as Record<string, unknown>) : {};
  const type = object['type'];
  if (typeof type !== 'string' || !types.includes(type)) {
    const feature = type === 'Feature' || type === 'FeatureCollection';
    const detail = feature
      ? `send the geometry of the ${type}, not the ${type}`
      : 'this is no such GeoJSON geometry';
    faults.push({ parameter: `${name}.type`, detail, allowed: types, ...valueOf(type) });
    return undefined;
  }
  if ('crs' in object) {
    faults.push({
      parameter: `${name}.crs`,
      detail: 'the datum is told by `crs` beside the geometry, not inside it',
    });
    return undefined;
  }
  return { type, coordinates: object['coordinates'] };
}

function valueOf(value: unknown): { value?: string } {
  return typeof value === 'string' || typeof value === 'number' ? { value: String(value).slice(0, 80) } : {};
}

function listAt(value: unknown, where: string, faults: Fault[]): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  report(faults, {
    parameter: where,
    detail: 'a list with at least one member is expected here',
    ...valueOf(value),
  });
  return [];
}

function report(faults: Fault[], fault: Fault): void {
  if (faults.length < MOST_FAULTS) faults.push(fault);
}

interface PositionsBounds {
  readonly where: string;
  /** How many positions more there may be. */
  readonly room: number;
  readonly faults: Fault[];
}

function positionsAt(value: unknown, { where, room, faults }: PositionsBounds): (readonly number[])[] {
  const list = listAt(value, where, faults);
  if (list.length > room) {
    report(faults, {
      parameter: where,
      detail: 'too many positions; a coarser outline says the same',
      allowed: `up to ${MAX_VERTICES} in all`,
    });
    return [];
  }
  return list.map((pair, i) => {
    if (isPair(pair)) return [pair[0]!, pair[1]!];
    const detail = 'not a position: [longitude, latitude] in degrees is expected';
    report(faults, {
      parameter: `${where}[${i}]`,
      detail,
      allowed: '[-180 to 180, -90 to 90]',
      ...shown(pair),
    });
    return [0, 0];
  });
}

/** Two numbers in range; a third, the altitude, may follow and is left aside. */
function isPair(pair: unknown): pair is readonly number[] {
  if (!Array.isArray(pair) || pair.length < 2 || pair.length > 3) return false;
  return pair.every((it) => typeof it === 'number' && Number.isFinite(it)) && isPosition(pair[0], pair[1]);
}

function shown(pair: unknown): { value?: string } {
  const flat = Array.isArray(pair) && pair.length <= 4 && pair.every((it) => typeof it !== 'object');
  return flat ? { value: JSON.stringify(pair).slice(0, 80) } : valueOf(pair);
}

function checkRing(ring: Ring, where: string, faults: Fault[]): void {
  const first = ring[0]!;
  const last = ring.at(-1)!;
  if (first[0] !== last[0] || first[1] !== last[1]) {
    report(faults, {
      parameter: where,
      detail: 'the ring is not closed: its last position must be its first',
    });
  } else if (ring.length < 4) {
    report(faults, {
      parameter: where,
      detail: `a ring needs four positions or more; this one has ${ring.length}`,
    });
  } else if (new Set(ring.map(String)).size < 3) {
    report(faults, { parameter: where, detail: 'a ring needs three different positions or more' });
  }
  for (let i = 1; i < ring.length; i++) {
    const step = Math.abs(ring[i]![0]! - ring[i - 1]![0]!);
    if (step > 180 && step < 360) {
      const detail =
        'this edge spans more than half the globe: cut what crosses the antimeridian there in two polygons (RFC 7946, 3.1.9)';
      report(faults, { parameter: `${where}[${i}]`, detail });
    }
  }
}

function checkCrossings(rings: readonly Ring[], where: string, faults: Fault[]): void {
  const crossing = firstCrossing(rings);
  if (!crossing) return;
  const { first, second } = crossing;
  const own = first.ring === second.ring;
  const detail = own
    ? `the ring crosses itself: its edges ${first.edge} and ${second.edge} (counted from 0) meet`
    : `ring ${first.ring} and ring ${second.ring} cross: edge ${first.edge} meets edge ${second.edge} (counted from 0)`;
  report(faults, { parameter: own ? `${where}[${first.ring}]` : where, detail });
}

function checkHoles(rings: readonly Ring[], where: string, faults: Fault[]): void {
  const hole = firstStrayHole(rings);
  if (hole === undefined) return;
  report(faults, {
    parameter: `${where}[${hole}]`,
    detail: 'this hole does not lie in the outer ring, or lies in another hole',
    allowed: 'first the outer ring, then its holes; other areas are polygons of their own',
  });
}

function checkOverlap(
  polygons: readonly (readonly Ring[])[],
  places: readonly string[],
  faults: Fault[],
): void {
  const both = polygons.length > 1 ? firstOverlap(polygons) : undefined;
  if (!both) return;
  const [first, second] = both;
  const detail = `polygon ${first} and polygon ${second} (counted from 0) overlap: send their union, or ask for each`;
  report(faults, { parameter: places[second]!, detail, allowed: 'polygons that share edges at most' });
}

function wgs84Pair(pair: readonly number[], crs: CrsName): number[] {
  const { lon, lat } = toWgs84({ lon: pair[0]!, lat: pair[1]! }, crs);
  return [lon, lat];
}
