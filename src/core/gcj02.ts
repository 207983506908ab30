import type { Position } from './position.js';

/**
 * GCJ-02, the shifted datum of Chinese maps. The law that orders the shift gives no formula; this is the one that
 * was published in 2013 and that map services agree with to well under a metre. Here it applies everywhere: where
 * it has to be applied is a question for gcj02-area.ts.
 */

/** Semi-major axis of the Krasovsky 1940 ellipsoid in metres, and the square of its first eccentricity. */
const A = 6_378_245;
const E2 = 0.006_693_421_622_965_943;

const RADIANS = Math.PI / 180;
/** Degrees (a tenth of a millimetre is 1e-9): the inverse is as exact as the numbers are. */
const EXACT = 1e-12;
/** The shift changes by less than a hundredth of a step, so a handful of rounds is enough. */
const MAX_ROUNDS = 20;

/** A WGS-84 position with the shift added. */
export function addShift({ lon, lat }: Position): Position {
  const shift = shiftAt(lon, lat);
  return { lon: lon + shift.lon, lat: lat + shift.lat };
}

/** The position that `addShift` leads to the given one. */
export function removeShift(shifted: Position): Position {
  return invert(addShift, shifted);
}

/**
 * Finds the position that `forward` leads to `target`, for a mapping that moves positions by nearly the same amount
 * everywhere: what is missing at the goal is missing at the start.
 */
export function invert(forward: (position: Position) => Position, target: Position): Position {
  let { lon, lat } = target;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const reached = forward({ lon, lat });
    const dLon = target.lon - reached.lon;
    const dLat = target.lat - reached.lat;
    lon += dLon;
    lat += dLat;
    if (Math.abs(dLon) < EXACT && Math.abs(dLat) < EXACT) break;
  }
  return { lon, lat };
}

/** The shift in degrees. */
function shiftAt(lon: number, lat: number): Position {
  const x = lon - 105;
  const y = lat - 35;
  const sin = Math.sin(lat * RADIANS);
  const w = 1 - E2 * sin * sin;
  const metresPerLonDegree = (A / Math.sqrt(w)) * Math.cos(lat * RADIANS) * RADIANS;
  const metresPerLatDegree = ((A * (1 - E2)) / (w * Math.sqrt(w))) * RADIANS;
  return { lon: eastward(x, y) / metresPerLonDegree, lat: northward(x, y) / metresPerLatDegree };
}

/** Metres to the east, from degrees off 105° E, 35° N. */
function eastward(x: number, y: number): number {
  const plane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  const waves =
    20 * wave(x, 6) +
    20 * wave(x, 2) +
    20 * wave(x, 1) +
    40 * wave(x, 1 / 3) +
    150 * wave(x, 1 / 12) +
    300 * wave(x, 1 / 30);
  return plane + (waves * 2) / 3;
}

/** Metres to the north. */
function northward(x: number, y: number): number {
  const plane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  const waves =
    20 * wave(x, 6) +
    20 * wave(x, 2) +
    20 * wave(y, 1) +
    40 * wave(y, 1 / 3) +
    160 * wave(y, 1 / 12) +
    320 * wave(y, 1 / 30);
  return plane + (waves * 2) / 3;
}

function wave(degrees: number, halfTurnsPerDegree: number): number {
  return Math.sin(degrees * Math.PI * halfTurnsPerDegree);
}
