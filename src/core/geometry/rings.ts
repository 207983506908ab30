/**
 * Whether the rings of polygons lie as they should: none crosses itself or another, holes lie in their shells,
 * polygons beside one another. Coordinates are taken as numbers on a plane,
 * as RFC 7946 section 3.1.1 has it: an edge is straight in longitude and latitude.
 */

/** A closed ring: the last position repeats the first. */
export type Ring = readonly (readonly number[])[];

interface Edge {
  readonly ring: number;
  /** Place in the ring, from 0. */
  readonly at: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Two edges that may not meet as they do, each as the ring's number and the edge's place in it. */
export interface Crossing {
  readonly first: { readonly ring: number; readonly edge: number };
  readonly second: { readonly ring: number; readonly edge: number };
}

/**
 * The first two edges found that cross or lie on one another. Edges may touch at a point (a pinched ring, a hole
 * that touches its shell). Repeated positions are passed over.
 *
 * Edges are swept along the axis on which they are shorter, so that few are abreast at a time; the search ends at
 * the first crossing, so a ring made to cross itself a million times costs no more than one that does so once.
 */
export function firstCrossing(rings: readonly Ring[]): Crossing | undefined {
  const met = firstMeeting(rings.flatMap(edgesOf), (e, f) => cross(e, f) || overlap(e, f));
  if (!met) return undefined;
  const [e, f] = met;
  const [first, second] = e.ring < f.ring || (e.ring === f.ring && e.at < f.at) ? [e, f] : [f, e];
  return { first: { ring: first.ring, edge: first.at }, second: { ring: second.ring, edge: second.at } };
}

/**
 * The first hole found that does not lie in the shell, or lies in another hole. The rings do not cross; they may
 * touch at points.
 * @param rings the shell, then its holes
 * @returns the hole's place among the rings
 */
export function firstStrayHole(rings: readonly Ring[]): number | undefined {
  const [shell, ...holes] = rings;
  const boxes = holes.map(boxOf);
  for (const [i, hole] of holes.entries()) {
    if (hole.some((position) => sideOf(position, [shell!]) === 'outside')) return i + 1;
    if (liesIn(hole, [shell!]) === false) return i + 1;
    for (const [j, other] of holes.entries())
      if (j !== i && !apart(boxes[i]!, boxes[j]!) && liesIn(hole, [other])) return i + 1;
  }
  return undefined;
}

/**
 * The first two polygons found that share more than points and edges. Each is a shell and its holes, as they
 * should be.
 * @returns their places in the list
 */
export function firstOverlap(polygons: readonly (readonly Ring[])[]): [number, number] | undefined {
  const edges = polygons.flatMap(sidedEdges);
  const met = firstMeeting(edges, (e, f) => e.ring !== f.ring && (cross(e, f) || sameSide(e, f)));
  if (met) return [Math.min(met[0].ring, met[1].ring), Math.max(met[0].ring, met[1].ring)];
  const boxes = polygons.map(([shell]) => boxOf(shell!));
  for (const [i, polygon] of polygons.entries()) {
    for (let j = i + 1; j < polygons.length; j++) {
      if (apart(boxes[i]!, boxes[j]!)) continue;
      const other = polygons[j]!;
      if (liesIn(polygon[0]!, other) || liesIn(other[0]!, polygon)) return [i, j];
    }
  }
  return undefined;
}

/** The first two edges found that meet. It puts the edges into another order. */
function firstMeeting<E extends Edge>(edges: E[], meet: (e: E, f: E) => boolean): [E, E] | undefined {
  const axis = extent(edges, 0) <= extent(edges, 1) ? 0 : 1;
  edges.sort((e, f) => low(e, axis) - low(f, axis));
  for (let i = 0; i < edges.length; i++) {
    const e = edges[i]!;
    const end = high(e, axis);
    for (let j = i + 1; j < edges.length; j++) {
      const f = edges[j]!;
      if (low(f, axis) > end) break;
      if (low(f, 1 - axis) > high(e, 1 - axis) || high(f, 1 - axis) < low(e, 1 - axis)) continue;
      if (meet(e, f)) return [e, f];
    }
  }
  return undefined;
}

function edgesOf(ring: Ring, number: number): Edge[] {
  const edges: Edge[] = [];
  for (let at = 0; at + 1 < ring.length; at++) {
    const a = ring[at]!;
    const b = ring[at + 1]!;
    if (a[0] !== b[0] || a[1] !== b[1]) edges.push({ ring: number, at, a, b });
  }
  return edges;
}

const low = ({ a, b }: Edge, axis: number) => Math.min(a[axis]!, b[axis]!);
const high = ({ a, b }: Edge, axis: number) => Math.max(a[axis]!, b[axis]!);
const extent = (edges: readonly Edge[], axis: number) =>
  edges.reduce((sum, edge) => sum + high(edge, axis) - low(edge, axis), 0);

/** Twice the signed area of a triangle: positive where it turns left. */
function turn(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  return (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!);
}

/** Each edge has the ends of the other on different sides. */
function cross(e: Edge, f: Edge): boolean {
  return turn(e.a, e.b, f.a) * turn(e.a, e.b, f.b) < 0 && turn(f.a, f.b, e.a) * turn(f.a, f.b, e.b) < 0;
}

/** Both lie on one line and share more than a point. */
function overlap(e: Edge, f: Edge): boolean {
  if (turn(e.a, e.b, f.a) !== 0 || turn(e.a, e.b, f.b) !== 0) return false;
  const axis = e.a[0] === e.b[0] ? 1 : 0;
  return Math.min(high(e, axis), high(f, axis)) > Math.max(low(e, axis), low(f, axis));
}

/** An edge of a polygon, whose number stands for that of the ring. */
interface SidedEdge extends Edge {
  /** True: the polygon lies to its left. */
  readonly left: boolean;
}

function sidedEdges(rings: readonly Ring[], polygon: number): SidedEdge[] {
  return rings.flatMap((ring, i) => {
    const left = signedArea(ring) > 0 === (i === 0);
    return edgesOf(ring, polygon).map((edge) => ({ ...edge, left }));
  });
}

/** Twice the area of a ring, positive where it runs counter-clockwise. */
function signedArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += turn(ring[0]!, ring[i]!, ring[i + 1]!);
  return sum;
}

/** Both lie on one line, share more than a point, and have their polygons on the same side of it. */
function sameSide(e: SidedEdge, f: SidedEdge): boolean {
  if (!overlap(e, f)) return false;
  const dot = (e.b[0]! - e.a[0]!) * (f.b[0]! - f.a[0]!) + (e.b[1]! - e.a[1]!) * (f.b[1]! - f.a[1]!);
  return dot > 0 === (e.left === f.left);
}

/**
 * Whether a ring lies in a polygon that it does not cross: what its first position says that is not on an edge
 * of the polygon, or the first such middle of an edge. Undefined where all of them are.
 */
function liesIn(ring: Ring, polygon: readonly Ring[]): boolean | undefined {
  for (const position of ring) {
    const side = sideOf(position, polygon);
    if (side !== 'edge') return side === 'inside';
  }
  for (const { a, b } of edgesOf(ring, 0)) {
    const side = sideOf([(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2], polygon);
    if (side !== 'edge') return side === 'inside';
  }
  return undefined;
}

/** Where a position lies, by how many edges are to its right (even: outside). */
function sideOf(position: readonly number[], polygon: readonly Ring[]): 'inside' | 'outside' | 'edge' {
  const y = position[1]!;
  let inside = false;
  for (const ring of polygon) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const a = ring[i]!;
      const b = ring[i + 1]!;
      if (Math.min(a[1]!, b[1]!) > y || Math.max(a[1]!, b[1]!) < y) continue;
      const side = turn(a, b, position);
      if (side === 0 && between(position[0]!, a[0]!, b[0]!)) return 'edge';
      if (a[1]! > y !== b[1]! > y && side > 0 === b[1]! > a[1]!) inside = !inside;
    }
  }
  return inside ? 'inside' : 'outside';
}

const between = (x: number, a: number, b: number) => x >= Math.min(a, b) && x <= Math.max(a, b);

/** West, south, east, north. */
type Box = readonly [number, number, number, number];

function boxOf(ring: Ring): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    west = Math.min(west, x!);
    east = Math.max(east, x!);
    south = Math.min(south, y!);
    north = Math.max(north, y!);
  }
  return [west, south, east, north];
}

function apart(a: Box, b: Box): boolean {
  return a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3];
}
