/**
 * Makes src/core/gcj02-area-data.ts, the outline of the area in which maps are shifted to GCJ-02, from Natural Earth
 * 1:10m (public domain; the package world-atlas) and the hand-written lines beside this file.
 *
 *     npm run build && node build/scripts/make-gcj02-area.js
 *
 * China's land and a strip of sea around it, less the land of the neighbours, is thinned out; then the hand-written
 * patches are put in and cut out, and those are left as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buffer,
  difference,
  featureCollection,
  lineString,
  multiPolygon,
  polygon,
  simplify,
  union,
} from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { INSIDE, OUTSIDE, type Patch } from './gcj02-area-by-hand.js';

type Area = Feature<Polygon | MultiPolygon>;

/** How far out at sea maps are still shifted, in kilometres: the outer islands of Zhejiang are inside. */
const SEAWARD_KM = 45;
/** Degrees: the coast needs no more, as the line runs far out; land borders are kept to about 300 m. */
const COAST_TOLERANCE = 0.02;
const LAND_TOLERANCE = 0.003;
/** Square degrees: what is smaller is left over between two drawings of the same line. */
const SLIVER = 0.0005;
const UNITS_PER_DEGREE = 10_000;

const MAINLAND = 'China';
/** Whose land is cut out of the strip. Hong Kong and Macau are drawn by hand. */
const NEIGHBOURS = [
  'Russia',
  'Mongolia',
  'Kazakhstan',
  'Kyrgyzstan',
  'Tajikistan',
  'Afghanistan',
  'Pakistan',
  'India',
  'Nepal',
  'Bhutan',
  'Myanmar',
  'Laos',
  'Vietnam',
  'North Korea',
  'Taiwan',
  'Siachen Glacier',
];

interface Topology {
  readonly transform: {
    readonly scale: readonly [number, number];
    readonly translate: readonly [number, number];
  };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: { readonly countries: { readonly geometries: readonly Country[] } };
}
type Country =
  | { readonly type: 'Polygon'; readonly arcs: number[][]; readonly properties: { readonly name: string } }
  | {
      readonly type: 'MultiPolygon';
      readonly arcs: number[][][];
      readonly properties: { readonly name: string };
    };

const root = new URL('../../', import.meta.url);
const topology = JSON.parse(
  readFileSync(new URL('node_modules/world-atlas/countries-10m.json', root), 'utf8'),
) as Topology;

const land = country(MAINLAND);
let area: Area = must(buffer(thinned(land, COAST_TOLERANCE), SEAWARD_KM, { steps: 3 }));
area = must(union(featureCollection([area, land])));
for (const name of NEIGHBOURS) area = must(difference(featureCollection([area, country(name)])));
area = thinned(area, LAND_TOLERANCE);
for (const patch of OUTSIDE) area = must(difference(featureCollection([area, ring(patch)])));
for (const patch of INSIDE) area = must(union(featureCollection([area, ring(patch)])));

const outline = ringsOf(area).filter((one) => sizeOf(one) > SLIVER);
const target = fileURLToPath(new URL('src/core/gcj02-area-data.ts', root));
writeFileSync(target, moduleText(outline));
console.log(`${outline.length} rings, ${outline.flat().length} corners → src/core/gcj02-area-data.ts`);

function country(name: string): Area {
  const found = topology.objects.countries.geometries.filter((one) => one.properties.name === name);
  if (found.length === 0) throw new Error(`world-atlas has no country called ${name}`);
  return multiPolygon(
    found
      .flatMap((one) => (one.type === 'Polygon' ? [one.arcs] : one.arcs))
      .map((rings) => rings.map(chained)),
  );
}

/** TopoJSON: a ring is a chain of arcs, a complement (~i) stands for arc i backwards; arcs are delta-coded. */
function chained(chain: readonly number[]): [number, number][] {
  return chain.flatMap((index, position) => {
    const forward = arc(index < 0 ? ~index : index);
    const directed = index < 0 ? forward.toReversed() : forward;
    return position === 0 ? directed : directed.slice(1);
  });
}

function arc(index: number): [number, number][] {
  const { scale, translate } = topology.transform;
  let [x, y] = [0, 0];
  return topology.arcs[index]!.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

function ring({ ring: open }: Patch): Feature<Polygon> {
  return polygon([[...open, open[0]!].map(([lon, lat]) => [lon, lat])]);
}

function must<T>(result: T | null | undefined): T {
  if (!result) throw new Error('nothing is left of the area');
  return result;
}

function ringsOf({ geometry }: Area): number[][][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

/** Each ring with fewer corners; small islands stay as they are, and slivers and specks in the area are dropped. */
function thinned({ geometry }: Area, tolerance: number): Area {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const thin = (corners: number[][]) => {
    const fewer = simplify(lineString(corners), { tolerance }).geometry.coordinates;
    return fewer.length >= 4 && sizeOf(fewer) > 0 ? fewer : corners;
  };
  return multiPolygon(
    polygons.map((rings) => rings.filter((one, i) => i === 0 || sizeOf(one) > SLIVER).map(thin)),
  );
}

/** Square degrees. */
function sizeOf(closed: readonly (readonly number[])[]): number {
  let twice = 0;
  for (let i = 1; i < closed.length; i++) {
    twice += closed[i - 1]![0]! * closed[i]![1]! - closed[i]![0]! * closed[i - 1]![1]!;
  }
  return Math.abs(twice) / 2;
}

function moduleText(rings: readonly number[][][]): string {
  const coded = rings.map((corners) => `  [${deltas(corners).join(', ')}],`).join('\n');
  return `// Made by scripts/make-gcj02-area.ts from Natural Earth 1:10m (public domain) and hand-written lines.
// It says where the GCJ-02 shift applies. It is not a map of borders.

/** Corners are whole numbers of this part of a degree. */
export const UNITS_PER_DEGREE = ${UNITS_PER_DEGREE};

/**
 * Closed rings, to be read with the even-odd rule. Each is its first corner (longitude, latitude), then the steps
 * from corner to corner.
 */
// prettier-ignore
export const OUTLINE: readonly (readonly number[])[] = [
${coded}
];
`;
}

function deltas(corners: readonly (readonly number[])[]): number[] {
  let [x, y] = [0, 0];
  return corners.flatMap(([lon, lat]) => {
    const [toX, toY] = [Math.round(lon! * UNITS_PER_DEGREE), Math.round(lat! * UNITS_PER_DEGREE)];
    const step = [toX - x, toY - y];
    [x, y] = [toX, toY];
    return step[0] === 0 && step[1] === 0 ? [] : step;
  });
}
