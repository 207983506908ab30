import { toWgs84, type CrsName } from '../crs.js';
import type { Fault } from '../errors.js';
import type { Area } from '../query.js';
import { firstCrossing, firstOverlap, firstStrayHole, type Ring } from './rings.js';
import { geometryOf, listAt, MAX_VERTICES, positionsAt, report, type Checked } from './read-geometry.js';

/**
 * Checks a GeoJSON Polygon or MultiPolygon (RFC 7946 section 3.1.6) and brings it to WGS-84: rings closed, four
 * positions or more, numbers in range, no edge crossing another, holes inside, polygons beside one another, at most
 * `MAX_VERTICES` positions.
 * An edge may not span more than half the globe: what crosses the antimeridian is to be cut there (section 3.1.9).
 *
 * @param geojson anything
 * @param crs the datum its positions are in
 * @param name what the faults call it
 */
export function checkArea(geojson: unknown, crs: CrsName = 'wgs84', name = 'within'): Checked<Area> {
  const faults: Fault[] = [];
  const shape = geometryOf(geojson, ['Polygon', 'MultiPolygon'], name, faults);
  if (!shape) return { faults };
  const at = `${name}.coordinates`;
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : listAt(shape.coordinates, at, faults);
  const places = polygons.map((_, i) => (shape.type === 'Polygon' ? at : `${at}[${i}]`));
  let vertices = 0;
  const checked = polygons.map((polygon, i) => {
    const rings = listAt(polygon, places[i]!, faults).map((ring, j) => {
      const where = `${places[i]}[${j}]`;
      const positions = positionsAt(ring, { where, room: MAX_VERTICES - vertices, faults });
      vertices += positions.length;
      if (faults.length === 0) checkRing(positions, where, faults);
      return positions;
    });
    if (faults.length === 0) checkCrossings(rings, places[i]!, faults);
    if (faults.length === 0) checkHoles(rings, places[i]!, faults);
    return rings;
  });
  if (faults.length === 0) checkOverlap(checked, places, faults);
  if (faults.length > 0) return { faults };
  const coordinates = checked.map((rings) => rings.map((ring) => ring.map((it) => wgs84Pair(it, crs))));
  return { value: { type: 'MultiPolygon', coordinates } };
}

function checkRing(ring: Ring, where: string, faults: Fault[]): void {
  const first = ring[0]!;
  const last = ring.at(-1)!;
  if (first[0] !== last[0] || first[1] !== last[1]) {
    report(faults, {
      parameter: where,
      detail: 'the ring is not closed: its last position must be its first',
    });
  } else if (ring.length < 4) {
    report(faults, {
      parameter: where,
      detail: `a ring needs four positions or more; this one has ${ring.length}`,
    });
  } else if (new Set(ring.map(String)).size < 3) {
    report(faults, { parameter: where, detail: 'a ring needs three different positions or more' });
  }
  for (let i = 1; i < ring.length; i++) {
    const step = Math.abs(ring[i]![0]! - ring[i - 1]![0]!);
    if (step > 180 && step < 360) {
      const detail =
        'this edge spans more than half the globe: cut what crosses the antimeridian there in two polygons (RFC 7946, 3.1.9)';
      report(faults, { parameter: `${where}[${i}]`, detail });
    }
  }
}

function checkCrossings(rings: readonly Ring[], where: string, faults: Fault[]): void {
  const crossing = firstCrossing(rings);
  if (!crossing) return;
  const { first, second } = crossing;
  const own = first.ring === second.ring;
  const detail = own
    ? `the ring crosses itself: its edges ${first.edge} and ${second.edge} (counted from 0) meet`
    : `ring ${first.ring} and ring ${second.ring} cross: edge ${first.edge} meets edge ${second.edge} (counted from 0)`;
  report(faults, { parameter: own ? `${where}[${first.ring}]` : where, detail });
}

function checkHoles(rings: readonly Ring[], where: string, faults: Fault[]): void {
  const hole = firstStrayHole(rings);
  if (hole === undefined) return;
  report(faults, {
    parameter: `${where}[${hole}]`,
    detail: 'this hole does not lie in the outer ring, or lies in another hole',
    allowed: 'first the outer ring, then its holes; other areas are polygons of their own',
  });
}

function checkOverlap(
  polygons: readonly (readonly Ring[])[],
  places: readonly string[],
  faults: Fault[],
): void {
  const both = polygons.length > 1 ? firstOverlap(polygons) : undefined;
  if (!both) return;
  const [first, second] = both;
  const detail = `polygon ${first} and polygon ${second} (counted from 0) overlap: send their union, or ask for each`;
  report(faults, { parameter: places[second]!, detail, allowed: 'polygons that share edges at most' });
}

function wgs84Pair(pair: readonly number[], crs: CrsName): number[] {
  const { lon, lat } = toWgs84({ lon: pair[0]!, lat: pair[1]! }, crs);
  return [lon, lat];
}
