import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance } from '../../../src/core/distance.js';
import { planeOf, roundLength, spread } from '../../../src/print/plane.js';

const size = { width: 180, height: 80 };
const near = fc.record({
  lon: fc.double({ min: 121.3, max: 121.5, noNaN: true }),
  lat: fc.double({ min: 31.1, max: 31.3, noNaN: true }),
});

describe('a small map', () => {
  it('holds every position, with the margin around', () => {
    fc.assert(
      fc.property(fc.array(near, { minLength: 1, maxLength: 30 }), (positions) => {
        const { at } = planeOf(positions, size, 5);
        for (const { x, y } of positions.map(at)) {
          expect(x).toBeGreaterThan(4.99);
          expect(x).toBeLessThan(175.01);
          expect(y).toBeGreaterThan(4.99);
          expect(y).toBeLessThan(75.01);
        }
      }),
    );
  });

  it('is true to its scale: millimetres are distances', () => {
    fc.assert(
      fc.property(near, near, (a, b) => {
        const { at, metres } = planeOf([a, b], size, 5);
        const drawn = Math.hypot(at(a).x - at(b).x, at(a).y - at(b).y) * metres;
        expect(Math.abs(drawn - distance(a, b))).toBeLessThanOrEqual(0.002 * distance(a, b) + 0.01);
      }),
    );
  });

  it('has the north above', () => {
    const [south, north] = [
      { lon: 121.4, lat: 31.2 },
      { lon: 121.4, lat: 31.21 },
    ];
    const { at } = planeOf([south, north], size, 5);
    expect(at(north).y).toBeLessThan(at(south).y);
  });

  it('draws labels so that none lies on another, all of one house too', () => {
    const points = Array.from({ length: 24 }, () => ({ x: 3, y: 40 }));
    const spots = spread(points, 2.3, size);
    for (const [i, a] of spots.entries())
      for (const b of spots.slice(0, i)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(4.3);
  });

  it('leaves labels where they are that have room', () => {
    const points = [
      { x: 20, y: 20 },
      { x: 30, y: 20 },
    ];
    expect(spread(points, 2.3, size)).toEqual(points);
  });
});

describe('the scale bar', () => {
  it.each([
    [950, 500],
    [1000, 1000],
    [1999, 1000],
    [2000, 2000],
    [49, 20],
  ])('of up to %d m is %d m', (most, length) => expect(roundLength(most)).toBe(length));
});
