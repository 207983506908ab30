/**
 * Positions and boxes on the WGS-84 ellipsoid. Everything inside the house uses this system and this order;
 * other systems exist only at the doors (see crs.ts).
 */

/** A WGS-84 position in degrees: `lon` in [-180, 180], `lat` in [-90, 90]. */
export interface Position {
  readonly lon: number;
  readonly lat: number;
}

/**
 * A box of positions, in the order of RFC 7946 section 5. A box with `west > east` crosses the antimeridian.
 */
export interface BBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** How closely a position points at the door: from the entrance itself down to "somewhere in this area". */
export const PRECISIONS = ['entrance', 'building', 'compound', 'street', 'area', 'unknown'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Whether both numbers are finite and within the range of the globe. */
export function isPosition(lon: number, lat: number): boolean {
  return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90;
}

/**
 * The same box as one or two boxes that do not cross the antimeridian, for indexes and stores that compare numbers.
 */
export function splitAtAntimeridian(box: BBox): readonly BBox[] {
  if (box.west <= box.east) return [box];
  return [
    { ...box, east: 180 },
    { ...box, west: -180 },
  ];
}

/** Whether the position lies in the box; its edges belong to it. */
export function boxContains(box: BBox, { lon, lat }: Position): boolean {
  if (lat < box.south || lat > box.north) return false;
  return box.west <= box.east ? lon >= box.west && lon <= box.east : lon >= box.west || lon <= box.east;
}

/** The smallest box around `[lon, lat]` pairs. */
export function boxOfPairs(pairs: readonly (readonly number[])[]): BBox {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [lon, lat] of pairs) {
    box.west = Math.min(box.west, lon!);
    box.east = Math.max(box.east, lon!);
    box.south = Math.min(box.south, lat!);
    box.north = Math.max(box.north, lat!);
  }
  return box;
}
