import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { booleanPointInPolygon, kinks, lineString, nearestPointOnLine, polygon } from '@turf/turf';
import * as fc from 'fast-check';
import { distance } from '../../../src/core/distance.js';
import { areaBox, areaContains } from '../../../src/core/geometry/area-contains.js';
import { checkArea } from '../../../src/core/geometry/check-area.js';
import { checkRoute, routeLength } from '../../../src/core/geometry/check-route.js';
import { projectOnRoute } from '../../../src/core/geometry/project-on-route.js';
import { MAX_VERTICES } from '../../../src/core/geometry/read-geometry.js';
import type { Position } from '../../../src/core/position.js';
import { firstCrossing } from '../../../src/core/geometry/rings.js';

const square = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
  [0, 0],
];
const small = square.map(([x, y]) => [x! / 10, y! / 10]);
const shifted = (ring: readonly number[][], dx: number, dy: number) =>
  ring.map(([x, y]) => [x! + dx, y! + dy]);
const hole = square.map(([x, y]) => [x! / 2 + 2, y! / 2 + 2]);
const Polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
const Multi = (...polygons: unknown[]) => ({ type: 'MultiPolygon', coordinates: polygons });
const Line = (...coordinates: unknown[]) => ({ type: 'LineString', coordinates });

/** A ring around the centre whose radius goes up and down; it never crosses itself. */
function star(count: number, centre: readonly number[] = [121.43, 31.24]): number[][] {
  const ring = Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const radius = 0.05 * (1 + 0.5 * Math.sin(7 * angle));
    return [centre[0]! + radius * Math.cos(angle), centre[1]! + radius * Math.sin(angle)];
  });
  return [...ring, ring[0]!];
}

function areaOf(geojson: unknown) {
  const { value, faults } = checkArea(geojson);
  if (!value) throw new Error(JSON.stringify(faults));
  return value;
}

describe('an area that is asked about', () => {
  it.each([
    ['a square', Polygon(square)],
    ['a square with a hole', Polygon(square, hole)],
    [
      'two squares',
      { type: 'MultiPolygon', coordinates: [[square], [square.map(([x, y]) => [x! + 20, y!])]] },
    ],
    ['positions with an altitude', Polygon(square.map((pair) => [...pair, 4.5]))],
    ['a repeated position', Polygon([square[0], ...square])],
    ['a ring pinched at a point', Polygon([[0, 0], [1, 1], [2, 0], [2, 2], [1, 1], [0, 2], [0, 0]])], // prettier-ignore
    ['a hole that touches the shell', Polygon(square, [[0, 5], [2, 4], [2, 6], [0, 5]])], // prettier-ignore
    ['a hole whose corners all touch the shell', Polygon(square, [[5, 0], [10, 5], [5, 10], [0, 5], [5, 0]])], // prettier-ignore
    ['two holes', Polygon(square, shifted(small, 2, 2), shifted(small, 6, 6))],
    ['neighbours with a common edge', Multi([square], [shifted(square, 10, 0)])],
    ['neighbours with a part of an edge in common', Multi([square], [shifted(square, 10, 3)])],
    ['neighbours that touch at a corner, one clockwise', Multi([square], [shifted(square, 10, 10).toReversed()])], // prettier-ignore
    ['an island in a lake', Multi([square, hole], [shifted(small, 4, 4)])],
    ['what fills the hole of another', Multi([square, hole], [hole])],
    ['the whole world', Polygon([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]])], // prettier-ignore
    [`an outline of ${MAX_VERTICES} positions`, Polygon(star(MAX_VERTICES - 1))],
  ])('accepts %s', (_, geojson) => {
    expect(checkArea(geojson).faults).toBeUndefined();
  });

  it.each([
    ['nothing', undefined, 'within.type', /no such/],
    ['null', null, 'within.type', /no such/],
    ['a point', { type: 'Point', coordinates: [1, 2] }, 'within.type', /no such/],
    ['a feature', { type: 'Feature', geometry: Polygon(square) }, 'within.type', /geometry of the Feature/],
    ['a datum of its own', { ...Polygon(square), crs: {} }, 'within.crs', /beside/],
    ['no coordinates', { type: 'Polygon' }, 'within.coordinates', /list/],
    ['no ring', Polygon(), 'within.coordinates', /list/],
    ['an empty ring', Polygon([]), 'within.coordinates[0]', /list/],
    [
      'rings one level too flat',
      { type: 'Polygon', coordinates: square },
      'within.coordinates[0][0]',
      /not a position/,
    ],
    ['a ring that is not closed', Polygon(square.slice(0, 4)), 'within.coordinates[0]', /not closed/],
    [
      'three positions',
      Polygon([square[0], square[1], square[0]]),
      'within.coordinates[0]',
      /four positions/,
    ],
    ['one position four times', Polygon([[1, 1], [1, 1], [1, 1], [1, 1]]), 'within.coordinates[0]', /three different/], // prettier-ignore
    [
      'text for a number',
      Polygon([...square.slice(0, 4), ['0', 0]]),
      'within.coordinates[0][4]',
      /not a position/,
    ],
    ['latitude 91', Polygon([[0, 0], [1, 91], [1, 0], [0, 0]]), 'within.coordinates[0][1]', /not a position/], // prettier-ignore
    ['a position of four numbers', Polygon([[0, 0, 0, 0]]), 'within.coordinates[0][0]', /not a position/],
    ['a bow tie', Polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]), 'within.coordinates[0]', /crosses itself/], // prettier-ignore
    ['a spike', Polygon([[0, 0], [4, 0], [4, 4], [4, 2], [0, 2], [0, 0]]), 'within.coordinates[0]', /crosses itself/], // prettier-ignore
    ['a hole across its shell', Polygon(square, hole.map(([x, y]) => [x! + 5, y!])), 'within.coordinates', /ring 0 and ring 1 cross/], // prettier-ignore
    ['a leap over the antimeridian', Polygon([[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]), 'within.coordinates[0][1]', /antimeridian/], // prettier-ignore
    ['too many positions', Polygon(star(MAX_VERTICES)), 'within.coordinates[0]', /too many/],
    ['too many in two rings', Polygon(star(6000), star(6000)), 'within.coordinates[1]', /too many/],
  ])('refuses %s and says what is wrong', (_, geojson, parameter, words) => {
    const { faults } = checkArea(geojson);
    expect(faults?.[0]).toMatchObject({ parameter, detail: expect.stringMatching(words) });
  });

  it.each([
    ['beside its ring', Polygon(square, shifted(small, 20, 0)), 'within.coordinates[1]'],
    ['around its ring', Polygon(hole, square), 'within.coordinates[1]'],
    ['that touches its ring from outside', Polygon(square, shifted(small, 10, 10)), 'within.coordinates[1]'],
    ['that leaves its ring through a corner', Polygon(square, [[9, 9], [11, 11], [9, 10], [9, 9]]), 'within.coordinates[1]'], // prettier-ignore
    ['in another hole', Polygon(square, hole, shifted(small, 4, 4)), 'within.coordinates[2]'],
    ['of the second polygon', Multi([square], [shifted(square, 20, 0), hole]), 'within.coordinates[1][1]'],
  ])('refuses a hole %s', (_, geojson, parameter) => {
    expect(checkArea(geojson).faults).toMatchObject([{ parameter }]);
  });

  it.each([
    ['cross', [square], [shifted(square, 5, 5)]],
    ['are the same', [square], [square]],
    ['are the same, one clockwise', [square], [square.toReversed()]],
    ['contain one another', [hole], [square]],
    ['share a side and what lies behind it', [square], [shifted(square, 5, 0)]],
    ['share a corner and what lies behind it', [square], [small]],
    ['share a part, one with a hole', [square, hole], [shifted(small, 1, 4)]],
  ])('refuses polygons that %s', (_, one, other) => {
    const far = [shifted(square, 100, 40)];
    const { faults } = checkArea(Multi(far, one, other));
    expect(faults).toMatchObject([
      {
        parameter: 'within.coordinates[2]',
        detail: expect.stringMatching(/^polygon 1 and polygon 2 .* overlap/),
      },
    ]);
  });

  it('refuses overlapping rectangles, and only those', () => {
    const side = fc.integer({ min: 0, max: 6 });
    const rectangle = fc.tuple(side, side, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    const ring = ([x, y, width, height]: number[]) => [[x!, y!], [x! + width!, y!], [x! + width!, y! + height!], [x!, y! + height!], [x!, y!]]; // prettier-ignore
    fc.assert(
      fc.property(rectangle, rectangle, fc.boolean(), (a, b, turned) => {
        const apart =
          a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0] || a[1] + a[3] <= b[1] || b[1] + b[3] <= a[1];
        const second = turned ? ring(b).toReversed() : ring(b);
        expect(checkArea(Multi([ring(a)], [second])).faults === undefined).toBe(apart);
      }),
      { numRuns: 2000 },
    );
  });

  it('names ten faults at most', () => {
    expect(checkArea(Polygon(Array.from({ length: 500 }, () => 'x'))).faults).toHaveLength(10);
  });

  it('does not follow nesting into the depth', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(checkArea({ type: 'Polygon', coordinates: deep }).faults).toHaveLength(1);
    expect(checkRoute({ type: 'LineString', coordinates: deep }).faults).toHaveLength(1);
  });

  it('holds its edges and not its holes', async () => {
    const contains = await areaContains(areaOf(Polygon(square, hole)));
    expect(contains({ lon: 1, lat: 1 })).toBe(true);
    expect(contains({ lon: 0, lat: 5 })).toBe(true);
    expect(contains({ lon: 10, lat: 10 })).toBe(true);
    expect(contains({ lon: 4, lat: 4 })).toBe(false);
    expect(contains({ lon: 10.000001, lat: 5 })).toBe(false);
  });

  it('answers as a test of every position against the polygon does', async () => {
    for (const count of [5, 40, 3000]) {
      const ring = star(count);
      const contains = await areaContains(areaOf(Polygon(ring)));
      const oracle = polygon([ring]);
      fc.assert(
        fc.property(
          fc.double({ min: -0.1, max: 0.1, noNaN: true }),
          fc.double({ min: -0.1, max: 0.1, noNaN: true }),
          (dx, dy) => {
            const position = { lon: 121.43 + dx, lat: 31.24 + dy };
            return contains(position) === booleanPointInPolygon([position.lon, position.lat], oracle);
          },
        ),
        { numRuns: 2000 },
      );
    }
  });

  it('has the smallest box', () => {
    expect(areaBox(areaOf(Polygon(square, hole)))).toEqual({ west: 0, south: 0, east: 10, north: 10 });
  });

  it('takes the real outlines of districts', async () => {
    const file = `${process.env['YIZHAN_SHARED'] ?? '../shared'}/data/boundaries/pygeo-wgs84/shanghai_districts.geojson`;
    if (!existsSync(file)) return console.log(`skipped: ${file} is not there`);
    const districts = JSON.parse(readFileSync(file, 'utf8')) as {
      features: { geometry: unknown; properties: object }[];
    };
    const holding: unknown[] = [];
    for (const { geometry, properties } of districts.features) {
      const contains = await areaContains(areaOf(geometry));
      if (contains({ lon: 121.4265, lat: 31.241 })) holding.push(JSON.stringify(properties));
    }
    expect(holding).toHaveLength(1);
    expect(holding[0]).toMatch(/普陀|Putuo/);
  });
});

describe('whether rings cross', () => {
  const coordinate = fc.integer({ min: 0, max: 1000 });
  const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 });

  it('finds what the pairwise test of another library finds', () => {
    fc.assert(
      fc.property(ring, (open) => {
        const closed = [...open, open[0]!];
        const distinct = new Set(open.map(String)).size === open.length;
        fc.pre(
          distinct && !closed.some((_, i) => i > 0 && closed.some((pair, j) => onEdge(pair, closed, i, j))),
        );
        const oracle = kinks(polygon([closed as number[][]])).features.length > 0;
        expect(firstCrossing([closed]) !== undefined).toBe(oracle);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not get lost in a ring that crosses itself millions of times', () => {
    const count = 9999;
    const step = 4999;
    const zigzag = Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * ((i * step) % count)) / count;
      return [Math.cos(angle), Math.sin(angle)];
    });
    expect(firstCrossing([[...zigzag, zigzag[0]!]])).toBeDefined();
  });
});

/** Whether position `j` lies on edge `i - 1 → i` without being one of its ends: a touch, where oracles differ. */
function onEdge(
  pair: readonly number[],
  ring: readonly (readonly number[])[],
  i: number,
  j: number,
): boolean {
  const a = ring[i - 1]!;
  const b = ring[i]!;
  const isEnd = j % (ring.length - 1) === i - 1 || j % (ring.length - 1) === i % (ring.length - 1);
  return !isEnd && (b[0]! - a[0]!) * (pair[1]! - a[1]!) === (b[1]! - a[1]!) * (pair[0]! - a[0]!);
}

describe('a way that is asked about', () => {
  it.each([
    ['nothing', undefined, 'along.type', /no such/],
    ['one position', Line([121, 31]), 'along.coordinates', /two different/],
    ['one position twice', Line([121, 31], [121, 31]), 'along.coordinates', /two different/],
    ['a position out of range', Line([121, 31], [31, 121]), 'along.coordinates[1]', /not a position/],
    ['a way across the country', Line([121, 31], [116, 40]), 'along.coordinates', /km long/],
  ])('refuses %s', (_, geojson, parameter, words) => {
    expect(checkRoute(geojson).faults?.[0]).toMatchObject({
      parameter,
      detail: expect.stringMatching(words),
    });
  });

  it('may cross the antimeridian', () => {
    const route = checkRoute(Line([179.9, 0], [-179.9, 0])).value!;
    expect(routeLength(route)).toBeCloseTo(distance({ lon: 0, lat: 0 }, { lon: 0.2, lat: 0 }), 3);
    const passing = projectOnRoute(route)({ lon: -179.95, lat: 0.001 });
    expect(passing.along).toBeCloseTo(distance({ lon: 0, lat: 0 }, { lon: 0.15, lat: 0 }), 1);
    expect(passing.offset).toBeCloseTo(111.195, 2);
  });

  it('passes a position where a search along the whole line finds it', () => {
    const near = fc.record({
      lon: fc.double({ min: 121.3, max: 121.5, noNaN: true }),
      lat: fc.double({ min: 31.1, max: 31.3, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 80 }), near, (route, position) => {
        fc.pre(routeLength(route) > 1);
        const passing = projectOnRoute(route)(position);
        // The other library's edges are arcs of great circles, which leave ours by up to 12 m over these 29 km.
        const oracle = closestOnLine(route, position);
        expect(Math.abs(passing.offset - oracle.offset)).toBeLessThan(12 + oracle.offset * 1e-3);
      }),
      { numRuns: 150 },
    );
  });

  it('tells the way to the corner and back of a street grid', () => {
    const route = checkRoute(Line([121.42, 31.24], [121.43, 31.24], [121.43, 31.25])).value!;
    const east = distance(route[0]!, route[1]!);
    const { along, offset } = projectOnRoute(route)({ lon: 121.431, lat: 31.245 });
    expect(along).toBeCloseTo(east + distance(route[1]!, { lon: 121.43, lat: 31.245 }), 1);
    expect(offset).toBeCloseTo(distance({ lon: 121.43, lat: 31.245 }, { lon: 121.431, lat: 31.245 }), 1);
  });

  it('takes the first of several equally near places', () => {
    const route = [
      { lon: 121.42, lat: 31.24 },
      { lon: 121.43, lat: 31.24 },
      { lon: 121.42, lat: 31.24 },
    ];
    const { along } = projectOnRoute(route)({ lon: 121.425, lat: 31.241 });
    expect(along).toBeCloseTo(distance(route[0]!, { lon: 121.425, lat: 31.24 }), 1);
  });
});

function closestOnLine(route: readonly Position[], { lon, lat }: Position): { offset: number } {
  const line = lineString(route.map((place) => [place.lon, place.lat]));
  const found = nearestPointOnLine(line, [lon, lat], { units: 'meters' });
  const [footLon, footLat] = found.geometry.coordinates;
  return { offset: distance({ lon, lat }, { lon: footLon!, lat: footLat! }) };
}
