import type { BBox, Position } from './position.js';

/** Mean radius of the Earth in metres (IUGG, R1): the sphere whose distances differ least from the ellipsoid. */
export const EARTH_RADIUS = 6_371_008.8;

const RADIANS = Math.PI / 180;

/**
 * Great-circle distance between two positions in metres, by the haversine formula
 * (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984). It differs from the geodesic on the
 * ellipsoid by 0.56 % at most, and is exact at the poles and across the antimeridian.
 */
export function distance(a: Position, b: Position): number {
  return arcToMetres(haversine(a.lat, b.lat, a.lon - b.lon));
}

/** Half-versed sine of the angle between two latitudes (degrees) that lie `dLon` degrees apart: grows with distance. */
export function haversine(latA: number, latB: number, dLon: number): number {
  return haversineByCosines(latB - latA, dLon, cosine(latA) * cosine(latB));
}

/**
 * The same for whoever has the cosines at hand: they are half of the work.
 * @param dLat difference of the latitudes in degrees
 * @param dLon difference of the longitudes in degrees
 * @param cosines product of the cosines of both latitudes (see `cosine`)
 */
export function haversineByCosines(dLat: number, dLon: number, cosines: number): number {
  const sinLat = Math.sin((dLat * RADIANS) / 2);
  const sinLon = Math.sin((dLon * RADIANS) / 2);
  return sinLat * sinLat + cosines * sinLon * sinLon;
}

/** Cosine of a latitude in degrees. */
export function cosine(lat: number): number {
  return Math.cos(lat * RADIANS);
}

/** Metres on the sphere for a value of `haversine`. */
export function arcToMetres(hav: number): number {
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(hav)));
}

/**
 * A box that holds every position within `radius` metres of the centre, across the antimeridian and over the poles.
 * (J. P. Snyder's bounding coordinates: the widest longitude of a spherical cap is reached off the centre's parallel.)
 */
export function boxAround({ lon, lat }: Position, radius: number): BBox {
  const angle = (radius * (1 + 1e-12)) / EARTH_RADIUS + 1e-12;
  const south = lat - angle / RADIANS;
  const north = lat + angle / RADIANS;
  if (south <= -90 || north >= 90 || angle >= Math.PI / 2) {
    return { west: -180, south: Math.max(-90, south), east: 180, north: Math.min(90, north) };
  }
  const spread = Math.asin(Math.min(1, Math.sin(angle) / Math.cos(lat * RADIANS))) / RADIANS;
  if (spread >= 180) return { west: -180, south, east: 180, north };
  return { west: wrapLongitude(lon - spread), south, east: wrapLongitude(lon + spread), north };
}

/** A longitude brought into [-180, 180]. */
export function wrapLongitude(lon: number): number {
  if (lon >= -180 && lon <= 180) return lon;
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
