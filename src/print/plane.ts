import { cosine, EARTH_RADIUS } from '../core/distance.js';
import type { Position } from '../core/position.js';

/** A point of a drawing in millimetres, from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** From positions to a drawing: true to scale at its middle, which is enough for a quarter or a city. */
export interface Plane {
  readonly at: (position: Position) => Point;
  /** Metres that a millimetre stands for. */
  readonly metres: number;
}

const METRES_A_DEGREE = (EARTH_RADIUS * Math.PI) / 180;
/** A map of one door would show nothing: it is at least so wide, in metres. */
const LEAST_EXTENT = 400;

/** The plane in which all positions lie inside the drawing, `margin` millimetres from its edge. */
export function planeOf(positions: readonly Position[], { width, height }: Size, margin: number): Plane {
  const [west, east] = boundsOf(positions.map(({ lon }) => lon));
  const [south, north] = boundsOf(positions.map(({ lat }) => lat));
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 };
  const shrink = cosine(middle.lat);
  const across = Math.max(LEAST_EXTENT, (east - west) * METRES_A_DEGREE * shrink);
  const along = Math.max(LEAST_EXTENT, (north - south) * METRES_A_DEGREE);
  const metres = Math.max(across / (width - 2 * margin), along / (height - 2 * margin));
  const at = ({ lon, lat }: Position) => ({
    x: width / 2 + ((lon - middle.lon) * METRES_A_DEGREE * shrink) / metres,
    y: height / 2 - ((lat - middle.lat) * METRES_A_DEGREE) / metres,
  });
  return { at, metres };
}

function boundsOf(values: readonly number[]): [least: number, most: number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
}

/** The longest of 1, 2 or 5 times a power of ten metres that is no longer than `most`. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
}

/**
 * Where labels of this radius go so that none lies on another: pushed apart from where they belong, and kept inside the
 * drawing. Those that cannot be parted stay as near as they came.
 */
export function spread(points: readonly Point[], radius: number, { width, height }: Size): readonly Point[] {
  const spots = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let i = 0; i < spots.length; i++)
      for (let j = 0; j < i; j++) moved = part(spots[i]!, spots[j]!, { radius, turn: i * 2.4 }) || moved;
    for (const spot of spots) {
      spot.x = Math.min(width - radius, Math.max(radius, spot.x));
      spot.y = Math.min(height - radius, Math.max(radius, spot.y));
    }
    if (!moved) break;
  }
  return spots;
}

type Spot = { x: number; y: number };

/** Pushes two labels apart by half of what they overlap each. @returns whether they did */
function part(a: Spot, b: Spot, { radius, turn }: { radius: number; turn: number }): boolean {
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  const apart = Math.hypot(dx, dy);
  const lacks = 2 * radius - apart;
  if (lacks <= 0.01) return false;
  // Of two at one spot each goes its own way.
  const [ux, uy] = apart > 0.001 ? [dx / apart, dy / apart] : [Math.cos(turn), Math.sin(turn)];
  a.x += (ux * lacks) / 2;
  a.y += (uy * lacks) / 2;
  b.x -= (ux * lacks) / 2;
  b.y -= (uy * lacks) / 2;
  return true;
}
