import { EARTH_RADIUS } from '../core/distance.js';
import type { Position } from '../core/position.js';

const RADIANS = Math.PI / 180;
/** Takes the rounding of a dozen operations off, so that a bound never exceeds what it bounds. */
const SLACK = 1 - 1e-12;

/**
 * Lower bounds of the haversine from one centre to anything inside a box.
 *
 * hav = sin²(Δlat/2) + cos(lat₁)·cos(lat₂)·sin²(Δlon/2). In a box that does not cross the antimeridian, |Δlat| is at
 * least the gap between the centre's latitude and the box, |Δlon| at least the smaller way round to one of its
 * edges, and cos(lat₂) at least the cosine at the edge further from the equator. Putting the three least values
 * together bounds the whole from below; it is tight where boxes are small.
 */
export class Bound {
  readonly #lon: number;
  readonly #lat: number;
  readonly #cosLat: number;

  constructor({ lon, lat }: Position) {
    this.#lon = lon;
    this.#lat = lat;
    this.#cosLat = Math.cos(lat * RADIANS);
  }

  /** @param minCos cosine of the box's latitude furthest from the equator (see `leastCosine`) */
  box(west: number, south: number, east: number, north: number, minCos: number): number {
    const lat = this.#lat;
    const lon = this.#lon;
    const gapLat = lat < south ? south - lat : lat > north ? lat - north : 0;
    const sinLat = gapLat === 0 ? 0 : Math.sin((gapLat * RADIANS) / 2);
    if (lon >= west && lon <= east) return sinLat * sinLat * SLACK;
    const direct = lon < west ? west - lon : lon - east;
    const round = lon < west ? lon + 360 - east : west + 360 - lon;
    const sinLon = Math.sin((Math.max(0, Math.min(direct, round)) * RADIANS) / 2);
    return (sinLat * sinLat + this.#cosLat * minCos * sinLon * sinLon) * SLACK;
  }
}

/** Least cosine of a latitude in [south, north], degrees. Never below zero. */
export function leastCosine(south: number, north: number): number {
  return Math.max(0, Math.cos(Math.max(Math.abs(south), Math.abs(north)) * RADIANS));
}

/** A haversine that nothing within `metres` exceeds. It has slack for rounding; the metres themselves decide. */
export function maxArc(metres: number): number {
  if (metres === Infinity) return Infinity;
  const half = metres / (2 * EARTH_RADIUS);
  return half >= Math.PI / 2 ? Infinity : Math.sin(half) ** 2 * (1 + 1e-9) + 1e-30;
}
