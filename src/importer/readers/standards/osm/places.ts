import type { OsmElement, OsmNode, OsmPass, OsmRelation, OsmWay } from './element.js';
import { centreOf, type Point } from './centre.js';
import type { OsmTagTable } from './tag-table.js';

/** An element that is a place, and where it is: a node itself, the centre of a way or relation. */
export interface OsmPlace {
  readonly element: OsmElement;
  readonly category: string;
  /** Absent where the file has none of its nodes, as at the edge of an extract. */
  readonly at?: Point;
}

/** What a first look at ways and relations asks of the later ones. */
interface Wanted {
  readonly areas: { readonly element: OsmWay | OsmRelation; readonly category: string }[];
  /** Ways that are only the outline of a relation → their nodes. */
  readonly outlines: Map<number, readonly number[]>;
  readonly nodes: Map<number, Point | undefined>;
}

/**
 * The places of a file. A file has its nodes first, then its ways, then its relations, and each speaks of those before by
 * their ids; so it is read from the start again instead of kept: once for the ways and relations that are places, once
 * more for the outlines of relations where there are any, and once for the nodes. Memory is that of the places.
 *
 * @param onRead hears of the bytes of the last reading
 */
export async function* osmPlaces(
  pass: OsmPass,
  table: OsmTagTable,
  onRead?: (bytes: number) => void,
): AsyncIterable<OsmPlace> {
  const wanted = await lookForAreas(pass, table);
  if (wanted.outlines.size > 0) await lookForOutlines(pass, wanted);
  for (const refs of wanted.outlines.values()) for (const ref of refs) wanted.nodes.set(ref, undefined);
  for await (const batch of pass(onRead)) {
    for (const element of batch) {
      if (element.type !== 'node') continue;
      const at: Point = [element.lon, element.lat];
      if (wanted.nodes.has(element.id)) wanted.nodes.set(element.id, at);
      const category = element.tags && table.categoryOf(element.tags);
      if (category !== undefined) yield { element, category, at };
    }
  }
  for (const { element, category } of wanted.areas) {
    const at = centreOf(linesOf(element, wanted));
    yield { element, category, ...(at ? { at } : {}) };
  }
}

async function lookForAreas(pass: OsmPass, table: OsmTagTable): Promise<Wanted> {
  const wanted: Wanted = { areas: [], outlines: new Map(), nodes: new Map() };
  for await (const batch of pass()) {
    for (const element of batch) {
      if (element.type === 'node' || !element.tags) continue;
      const category = table.categoryOf(element.tags);
      if (category === undefined) continue;
      wanted.areas.push({ element, category });
      if (element.type === 'way') for (const ref of element.refs) wanted.nodes.set(ref, undefined);
      else
        for (const { type, ref, role } of element.members) {
          if (type === 'node') wanted.nodes.set(ref, undefined);
          else if (type === 'way' && role !== 'inner') wanted.outlines.set(ref, []);
        }
    }
  }
  return wanted;
}

async function lookForOutlines(pass: OsmPass, { outlines }: Wanted): Promise<void> {
  for await (const batch of pass()) {
    for (const element of batch) {
      if (element.type === 'way' && outlines.has(element.id)) outlines.set(element.id, element.refs);
    }
  }
}

/** The lines an element is made of, as far as the file has their nodes. A single node is a line of one point. */
function linesOf(element: Exclude<OsmElement, OsmNode>, { outlines, nodes }: Wanted): Point[][] {
  const points = (refs: readonly number[]) =>
    refs.map((ref) => nodes.get(ref)).filter((point) => point !== undefined);
  if (element.type === 'way') return [points(element.refs)];
  return element.members.map(({ type, ref }) =>
    type === 'way' ? points(outlines.get(ref) ?? []) : type === 'node' ? points([ref]) : [],
  );
}
