import { distance } from '../distance.js';
import { boxOfPairs, type BBox, type Position } from '../position.js';

/** Where a way passes closest to a position. */
export interface Passing {
  /** Metres from the start of the way. */
  readonly along: number;
  /** Metres from the way to the position. */
  readonly offset: number;
}

/** Edges whose common box is looked at before they are. */
const CHUNK = 32;

/**
 * A function that finds where the way passes closest to a position (the first such place of several).
 *
 * The nearest edge is found on a plane whose east–west scale is that of the position's own latitude, which is
 * right close to the position, where it matters; the metres are then taken on the sphere. Boxes around every
 * `CHUNK` edges keep far ones from being looked at.
 */
export function projectOnRoute(route: readonly Position[]): (position: Position) => Passing {
  const lons = unwrapped(route);
  const lats = route.map((it) => it.lat);
  const starts = [0];
  for (let i = 1; i < route.length; i++) starts.push(starts[i - 1]! + distance(route[i - 1]!, route[i]!));
  const chunks = chunksOf(lons, lats);
  const middle = lons.reduce((sum, lon) => sum + lon, 0) / lons.length;

  return (position) => {
    const lon = position.lon + 360 * Math.round((middle - position.lon) / 360);
    const { lat } = position;
    const scale = Math.cos((lat * Math.PI) / 180);
    let best = { square: Infinity, edge: 0, share: 0 };
    for (const { box, from, to } of chunks) {
      const dx = Math.max(box.west - lon, 0, lon - box.east) * scale;
      const dy = Math.max(box.south - lat, 0, lat - box.north);
      if (dx * dx + dy * dy >= best.square) continue;
      for (let i = from; i < to; i++) {
        const ex = (lons[i + 1]! - lons[i]!) * scale;
        const ey = lats[i + 1]! - lats[i]!;
        const px = (lon - lons[i]!) * scale;
        const py = lat - lats[i]!;
        const long = ex * ex + ey * ey;
        const share = long === 0 ? 0 : Math.min(1, Math.max(0, (px * ex + py * ey) / long));
        const square = (px - share * ex) ** 2 + (py - share * ey) ** 2;
        if (square < best.square) best = { square, edge: i, share };
      }
    }
    const { edge, share } = best;
    const foot = {
      lon: lons[edge]! + share * (lons[edge + 1]! - lons[edge]!),
      lat: lats[edge]! + share * (lats[edge + 1]! - lats[edge]!),
    };
    return { along: starts[edge]! + distance(route[edge]!, foot), offset: distance(position, foot) };
  };
}

/** Longitudes of the way without the jump at the antimeridian; they may leave [-180, 180]. */
function unwrapped(route: readonly Position[]): number[] {
  const lons: number[] = [];
  for (const { lon } of route) {
    const before = lons.at(-1) ?? lon;
    lons.push(lon + 360 * Math.round((before - lon) / 360));
  }
  return lons;
}

function chunksOf(lons: readonly number[], lats: readonly number[]) {
  const chunks: { readonly box: BBox; readonly from: number; readonly to: number }[] = [];
  for (let from = 0; from < lons.length - 1; from += CHUNK) {
    const to = Math.min(from + CHUNK, lons.length - 1);
    const pairs = lons.slice(from, to + 1).map((lon, i) => [lon, lats[from + i]!]);
    chunks.push({ box: boxOfPairs(pairs), from, to });
  }
  return chunks;
}
