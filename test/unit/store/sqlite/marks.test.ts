import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Marks } from '../../../../src/store/sqlite/marks.js';

describe('rows by their marks', () => {
  it('are what a map would hold, however many there are', () => {
    const mark = fc.oneof(
      fc.integer({ min: 0, max: 50 }),
      fc.maxSafeNat().map((one) => one % 2 ** 52),
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 200 }), fc.nat({ max: 9000 }), (given, more) => {
        // So many that share their lowest bits, and thereby their place, that the table grows.
        const all = [...given, ...Array.from({ length: more }, (_, i) => i * 4096)];
        const marks = new Marks((row) => all[row - 1]!);
        const map = new Map<number, number>();
        all.forEach((one, i) => {
          marks.set(one, i + 1);
          map.set(one, i + 1);
        });
        expect([...all, 51, 52].filter((one) => marks.get(one) !== map.get(one))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
