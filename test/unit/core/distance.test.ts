import { describe, expect, it } from '@jest/globals';
import { assert, double, nat, property, record, tuple, type Arbitrary } from 'fast-check';
import { readFileSync } from 'node:fs';
import { boxAround, distance, EARTH_RADIUS, wrapLongitude } from '../../../src/core/distance.js';
import { boxContains, isPosition, splitAtAntimeridian, type Position } from '../../../src/core/position.js';
import { realData } from '../../root.js';

/** What a great circle may differ from the geodesic on the ellipsoid. */
const SPHERE_ERROR = 0.0056;
const QUARTER = (Math.PI / 2) * EARTH_RADIUS;

const at = (lon: number, lat: number): Position => ({ lon, lat });
const number = (min: number, max: number): Arbitrary<number> => double({ min, max, noNaN: true });
const anywhere = record({ lon: number(-180, 180), lat: number(-90, 90) });

const geodTest = realData('vectors/geodesic/GeodTest-100.dat');
const shanghai = realData('vectors/geodesic/shanghai_pairs_wgs84.csv');

describe('distance', () => {
  (geodTest ? it : it.skip)('is within 0.56 % of a hundred geodesics all over the globe', () => {
    const rows = numbers(geodTest!, /\s+/);
    expect(rows).toHaveLength(100);
    for (const [lat1, lon1, , lat2, lon2, , metres] of rows as Row[]) {
      const error = Math.abs(distance(at(lon1, lat1), at(wrapLongitude(lon2), lat2)) / metres - 1);
      expect(error).toBeLessThan(SPHERE_ERROR);
    }
  });

  (shanghai ? it : it.skip)('is within 0.56 % of geodesics inside Shanghai', () => {
    const rows = numbers(shanghai!, ',').slice(1);
    expect(rows.length).toBeGreaterThan(40);
    for (const [lon1, lat1, lon2, lat2, metres] of rows as Row[]) {
      expect(Math.abs(distance(at(lon1, lat1), at(lon2, lat2)) / metres - 1)).toBeLessThan(SPHERE_ERROR);
    }
  });

  it('is right at the poles, across the antimeridian and to the other side of the Earth', () => {
    expect(distance(at(0, 90), at(120, 90))).toBeCloseTo(0, 6);
    expect(distance(at(-77, 0), at(13, 90))).toBeCloseTo(QUARTER, 3);
    expect(distance(at(0, -90), at(0, 90))).toBeCloseTo(2 * QUARTER, 3);
    expect(distance(at(179.999, 0), at(-179.999, 0))).toBeCloseTo(distance(at(0, 0), at(0.002, 0)), 6);
    expect(distance(at(180, 40), at(-180, 40))).toBeCloseTo(0, 6);
    expect(distance(at(30, 20), at(-150, -20))).toBeCloseTo(2 * QUARTER, 1);
  });

  it('is the same both ways, nought only to oneself, and no detour is shorter', () => {
    assert(
      property(anywhere, anywhere, anywhere, (a, b, c) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, a)).toBe(0);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-3);
      }),
    );
  });
});

describe('the box around a centre', () => {
  const radius = number(0, 1.1 * 2 * QUARTER);

  it('holds every place within the radius', () => {
    assert(
      property(anywhere, anywhere, number(0, 1), (centre, other, stretch) => {
        const metres = distance(centre, other) * (1 + stretch);
        expect(boxContains(boxAround(centre, metres), other)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('holds places on the very circle, also small circles, near the poles and the antimeridian', () => {
    const near = tuple(number(-180, 180), number(0, 1), nat(2)).map(
      ([free, small, where]) =>
        [at(free, 90 - small), at(free, small - 90), at(wrapLongitude(180 + small), free / 2)][where]!,
    );
    assert(
      property(near, number(0, 360), number(0, 200_000), (centre, bearing, metres) => {
        const other = travel(centre, bearing, metres);
        expect(boxContains(boxAround(centre, distance(centre, other)), other)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('stays on the globe, and is little more than twice the radius high', () => {
    assert(
      property(anywhere, radius, (centre, metres) => {
        const box = boxAround(centre, metres);
        expect(isPosition(box.west, box.south) && isPosition(box.east, box.north)).toBe(true);
        const height = ((box.north - box.south) / 180) * 2 * QUARTER;
        expect(height).toBeLessThanOrEqual(2 * metres * (1 + 1e-9) + 1e-3);
      }),
    );
  });

  it('crosses the antimeridian where the circle does', () => {
    const box = boxAround(at(179.99, 31), 5000);
    expect(box.west).toBeGreaterThan(box.east);
    expect(boxContains(box, at(-179.99, 31))).toBe(true);
    expect(boxContains(box, at(0, 31))).toBe(false);
  });
});

describe('a box', () => {
  const box = record({
    west: number(-180, 180),
    east: number(-180, 180),
    a: number(-90, 90),
    b: number(-90, 90),
  }).map(({ west, east, a, b }) => ({ west, east, south: Math.min(a, b), north: Math.max(a, b) }));

  it('split at the antimeridian holds what the whole one holds', () => {
    assert(
      property(box, anywhere, (whole, position) => {
        const parts = splitAtAntimeridian(whole);
        for (const part of parts) expect(part.west).toBeLessThanOrEqual(part.east);
        expect(parts.some((part) => boxContains(part, position))).toBe(boxContains(whole, position));
      }),
      { numRuns: 1000 },
    );
  });

  it('holds its edges, and the antimeridian it crosses under both its names', () => {
    const plain = { west: 121, south: 31, east: 122, north: 32 };
    expect(boxContains(plain, at(121, 31))).toBe(true);
    expect(boxContains(plain, at(122, 32))).toBe(true);
    expect(boxContains(plain, at(122.0000001, 32))).toBe(false);
    const pacific = { west: 170, south: -10, east: -170, north: 10 };
    for (const lon of [170, 180, -180, -170]) expect(boxContains(pacific, at(lon, 0))).toBe(true);
    expect(boxContains(pacific, at(0, 0))).toBe(false);
  });

  it('has no room for numbers that are none', () => {
    expect(isPosition(Number.NaN, 0)).toBe(false);
    expect(isPosition(0, Number.POSITIVE_INFINITY)).toBe(false);
    expect(isPosition(180.1, 0)).toBe(false);
    expect(isPosition(0, -90.1)).toBe(false);
    expect(isPosition(-180, 90)).toBe(true);
  });
});

describe('a longitude brought home', () => {
  it('is the same place on the globe', () => {
    assert(
      property(number(-1e6, 1e6), (lon) => {
        const home = wrapLongitude(lon);
        expect(home).toBeGreaterThanOrEqual(-180);
        expect(home).toBeLessThanOrEqual(180);
        expect(Math.abs(Math.sin(((home - lon) * Math.PI) / 360))).toBeLessThan(1e-6);
      }),
    );
    expect([180, -180, 181, -181, 540].map(wrapLongitude)).toEqual([180, -180, -179, 179, -180]);
  });
});

type Row = [number, number, number, number, number, number, number];

function numbers(path: string, separator: string | RegExp): number[][] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(separator).map(Number));
}

/** Where one arrives on the sphere (the direct problem, by vectors). */
function travel({ lon, lat }: Position, bearing: number, metres: number): Position {
  const [x, y, turn, angle] = [lon, lat, bearing, (metres / EARTH_RADIUS) * (180 / Math.PI)].map(
    (degrees) => (degrees * Math.PI) / 180,
  ) as [number, number, number, number];
  const sinLat = Math.sin(y) * Math.cos(angle) + Math.cos(y) * Math.sin(angle) * Math.cos(turn);
  const east = Math.sin(turn) * Math.sin(angle) * Math.cos(y);
  const toLon = x + Math.atan2(east, Math.cos(angle) - Math.sin(y) * sinLat);
  const toLat = Math.asin(Math.max(-1, Math.min(1, sinLat)));
  return at(wrapLongitude((toLon * 180) / Math.PI), (toLat * 180) / Math.PI);
}
