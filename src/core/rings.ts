/**
 * Whether the rings of one polygon cross themselves or one another. Coordinates are taken as numbers on a plane,
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
  const edges = rings.flatMap(edgesOf);
  const axis = extent(edges, 0) <= extent(edges, 1) ? 0 : 1;
  edges.sort((e, f) => low(e, axis) - low(f, axis));
  for (let i = 0; i < edges.length; i++) {
    const e = edges[i]!;
    const end = high(e, axis);
    for (let j = i + 1; j < edges.length; j++) {
      const f = edges[j]!;
      if (low(f, axis) > end) break;
      if (low(f, 1 - axis) > high(e, 1 - axis) || high(f, 1 - axis) < low(e, 1 - axis)) continue;
      if (cross(e, f) || overlap(e, f)) {
        const [first, second] = e.ring < f.ring || (e.ring === f.ring && e.at < f.at) ? [e, f] : [f, e];
        return {
          first: { ring: first.ring, edge: first.at },
          second: { ring: second.ring, edge: second.at },
        };
      }
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
