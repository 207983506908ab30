import type { Position } from '../core/position.js';
import type { Plane, Size } from './plane.js';

/** Streets an operator gives, as lines of positions (WGS-84). */
export type Streets = readonly (readonly Position[])[];

/** More points than this make a drawing of a few centimetres no clearer. */
const MOST_POINTS = 20_000;

/** The lines of a GeoJSON FeatureCollection; what is no line in it is passed over. */
export function streetsOf(geojson: string): Streets {
  const { features = [] } = JSON.parse(geojson) as { features?: readonly { geometry?: unknown }[] };
  return features.flatMap(({ geometry }) => linesOf(geometry as Geometry | null | undefined));
}

interface Geometry {
  readonly type?: string;
  readonly coordinates?: unknown;
}

function linesOf(geometry: Geometry | null | undefined): Position[][] {
  const { type, coordinates } = geometry ?? {};
  if (type === 'LineString') return [lineOf(coordinates)];
  if (type === 'MultiLineString' && Array.isArray(coordinates)) return coordinates.map(lineOf);
  return [];
}

function lineOf(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return [];
  return (coordinates as unknown[]).flatMap((pair) => {
    const [lon, lat] = Array.isArray(pair) ? (pair as unknown[]) : [];
    return typeof lon === 'number' && typeof lat === 'number' ? { lon, lat } : [];
  });
}

/** The streets that cross a drawing, as the data of an SVG path; empty where none does. */
export function streetPath(streets: Streets, { at }: Plane, { width, height }: Size): string {
  let path = '';
  let left = MOST_POINTS;
  for (const line of streets) {
    const points = line.map(at);
    const crosses = points.some(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= height);
    if (!crosses || points.length < 2) continue;
    if ((left -= points.length) < 0) break;
    path += points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  }
  return path;
}
