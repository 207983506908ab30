/**
 * The order of positions along a Hilbert curve over the globe: neighbours on the curve are neighbours on the map.
 */

const CELLS = 0xffff;

/** Indices of the positions in the curve's order. Stable, linear time (radix sort). */
export function hilbertOrder(lons: Float64Array, lats: Float64Array): Uint32Array {
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

function extent(lons: Float64Array, lats: Float64Array): [number, number, number, number] {
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

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** Indices of the values in ascending order: least significant digit first, three passes of eleven bits. */
function radixOrder(values: Uint32Array): Uint32Array {
  let order = Uint32Array.from(values, (_, i) => i);
  let next = new Uint32Array(values.length);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const starts = new Uint32Array(BUCKETS + 1);
    for (const value of values) starts[((value >>> shift) & (BUCKETS - 1)) + 1]!++;
    for (let i = 0; i < BUCKETS; i++) starts[i + 1]! += starts[i]!;
    for (const i of order) next[starts[(values[i]! >>> shift) & (BUCKETS - 1)]!++] = i;
    [order, next] = [next, order];
  }
  return order;
}
