import { radixOrder } from './radix-order.js';

/**
 * The order of positions along a Hilbert curve over the globe: neighbours on the curve are neighbours on the map.
 */

const CELLS = 0xffff;

type Degrees = Float64Array | Float32Array;

/** Indices of the positions in the curve's order. Stable, linear time (radix sort). */
export function hilbertOrder(lons: Degrees, lats: Degrees): Uint32Array {
  const count = lons.length;
  const values = new Uint32Array(count);
  const [west, south, east, north] = extent(lons, lats);
  const scaleX = east > west ? CELLS / (east - west) : 0;
  const scaleY = north > south ? CELLS / (north - south) : 0;
  for (let i = 0; i < count; i++) {
    values[i] = hilbert(Math.floor((lons[i]! - west) * scaleX), Math.floor((lats[i]! - south) * scaleY));
  }
  return radixOrder(values);
}

function extent(lons: Degrees, lats: Degrees): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < lons.length; i++) {
    west = Math.min(west, lons[i]!);
    east = Math.max(east, lons[i]!);
    south = Math.min(south, lats[i]!);
    north = Math.max(north, lats[i]!);
  }
  return [west, south, east, north];
}

/**
 * Distance along a Hilbert curve of order 16 for a cell of 65,536 × 65,536, by walking down the quadrants
 * (the state machine of J. Skilling / H. S. Warren, "Hacker's Delight", section 16).
 */
export function hilbert(x: number, y: number): number {
  let value = 0;
  for (let side = 1 << 15; side > 0; side >>= 1) {
    const right = (x & side) === 0 ? 0 : 1;
    const upper = (y & side) === 0 ? 0 : 1;
    value = value * 4 + ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        x = CELLS - x;
        y = CELLS - y;
      }
      [x, y] = [y, x];
    }
  }
  return value;
}
