export type Point = readonly [lon: number, lat: number];

/**
 * The centre of what an element is made of: the centroid of its area where all lines are closed rings (weighted by
 * area), else the mean of all points. Degrees, flat: right for what fits into a city. `undefined` for no points.
 */
export function centreOf(lines: readonly (readonly Point[])[]): Point | undefined {
  const some = lines.filter((line) => line.length > 0);
  const rings = some.every(isRing) ? some.map(ringCentroid) : [];
  const area = rings.reduce((sum, ring) => sum + ring.area, 0);
  if (area > 0) return weighted(rings.map(({ at, area: weight }) => [at, weight / area]));
  const points = some.flat();
  return points.length === 0 ? undefined : weighted(points.map((point) => [point, 1 / points.length]));
}

function isRing(line: readonly Point[]): boolean {
  const [first, last] = [line[0], line.at(-1)];
  return line.length > 3 && first![0] === last![0] && first![1] === last![1];
}

/** The shoelace formula, about the first point so that nothing is lost to rounding. */
function ringCentroid(ring: readonly Point[]): { readonly at: Point; readonly area: number } {
  const [ox, oy] = ring[0]!;
  let [twice, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [ring[i - 1]![0] - ox, ring[i - 1]![1] - oy];
    const [bx, by] = [ring[i]![0] - ox, ring[i]![1] - oy];
    const cross = ax * by - bx * ay;
    twice += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  if (twice === 0) return { at: ring[0]!, area: 0 };
  return { at: [ox + x / (3 * twice), oy + y / (3 * twice)], area: Math.abs(twice / 2) };
}

function weighted(parts: readonly (readonly [Point, number])[]): Point {
  let [lon, lat] = [0, 0];
  for (const [point, weight] of parts) {
    lon += point[0] * weight;
    lat += point[1] * weight;
  }
  return [lon, lat];
}
