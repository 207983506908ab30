import { arcToMetres, haversine } from '../core/distance.js';
import { boxContains, type BBox, type Position } from '../core/position.js';
import type { Candidate, SpatialIndex } from '../core/spatial-index.js';
import { matches } from '../core/traits.js';
import type { FilterPlan } from './filter.js';

/** Where candidates are looked for. */
export interface Reach {
  readonly centre: Position;
  readonly filter: FilterPlan;
  /** Metres. */
  readonly maxDistance: number;
}

/**
 * What the index has for a filter, nearest first, and among it the places that are exempt from the hour bits: all
 * that can be open is there, whatever else is. The cards decide.
 */
export function* nearestCandidates(index: SpatialIndex, reach: Reach): Generator<Candidate> {
  const { centre, filter, maxDistance } = reach;
  const exempt = exemptNear(index, reach);
  let next = 0;
  for (const candidate of index.nearest(centre, filter.traits, maxDistance)) {
    while (next < exempt.length && before(exempt[next]!, candidate)) yield exempt[next++]!;
    yield candidate;
  }
  yield* exempt.slice(next);
}

/** The first `count` of them. */
export function firstCandidates(index: SpatialIndex, reach: Reach, count: number): readonly Candidate[] {
  const { centre, filter, maxDistance } = reach;
  if (filter.exempt.length === 0)
    return index.nearestFew({ centre, filter: filter.traits, maxDistance }, count);
  const taken: Candidate[] = [];
  for (const one of nearestCandidates(index, reach)) if (taken.push(one) === count) break;
  return taken;
}

/** The same within a box, in no order. */
export function* candidatesWithin(index: SpatialIndex, box: BBox, filter: FilterPlan): Generator<number> {
  yield* index.within(box, filter.traits);
  for (const key of onlyExempt(index, filter)) if (boxContains(box, index.get(key)!)) yield key;
}

/** The same in ascending order, those after a key. */
export function* candidatesInOrder(
  index: SpatialIndex,
  { box, after }: { readonly box: BBox; readonly after: number },
  filter: FilterPlan,
): Generator<number> {
  const exempt = onlyExempt(index, filter)
    .filter((key) => key > after && boxContains(box, index.get(key)!))
    .toSorted((a, b) => a - b);
  let next = 0;
  for (const key of index.withinInOrder({ box, filter: filter.traits, after })) {
    while (next < exempt.length && exempt[next]! < key) yield exempt[next++]!;
    yield key;
  }
  yield* exempt.slice(next);
}

function exemptNear(index: SpatialIndex, { centre, filter, maxDistance }: Reach): Candidate[] {
  return onlyExempt(index, filter)
    .map((key) => {
      const { lon, lat } = index.get(key)!;
      const arc = haversine(centre.lat, lat, lon - centre.lon);
      return { key, distance: arcToMetres(arc), arc };
    })
    .filter(({ distance }) => distance <= maxDistance)
    .toSorted((a, b) => (before(a, b) ? -1 : 1));
}

/** The exempt places that fit but for their hour bits: the index leaves those out, and only those. */
function onlyExempt(index: SpatialIndex, { exempt, places, traits }: FilterPlan): number[] {
  return exempt.filter((key) => {
    const entry = index.get(key);
    return entry !== undefined && matches(places, entry.traits) && !matches(traits, entry.traits);
  });
}

function before(a: Candidate, b: Candidate): boolean {
  return a.arc < b.arc || (a.arc === b.arc && a.key < b.key);
}
