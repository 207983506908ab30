const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/**
 * Indices of the values in ascending order. Stable, linear time: least significant digit first, three passes of eleven
 * bits.
 */
export function radixOrder(values: Uint32Array): Uint32Array {
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
