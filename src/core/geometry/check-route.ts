import { toWgs84, type CrsName } from '../crs.js';
import { distance } from '../distance.js';
import type { Fault } from '../errors.js';
import type { Position } from '../position.js';
import { geometryOf, MAX_VERTICES, positionsAt, type Checked } from './read-geometry.js';

/** Longest way that may be asked about, in metres. */
export const MAX_ROUTE_LENGTH = 500_000;

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
