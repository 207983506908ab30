import type { NearestQuery } from '../core/query.js';
import { planFilter, type FilterParts } from './filter.js';
import type { NearestPlan } from './nearest.js';

/** A search that has looked at this many candidates ends, and says so. */
export const MOST_CANDIDATES = 5_000;
/** Fourteen needs at once look at fewer candidates each. */
export const MOST_FOR_A_NEED = 40;
/** Of how many of the nearest places for a need whose hours are known the one that opens first is named. */
export const MOST_WAITED_FOR = 10;
/** How many places are put in the order of their use. */
export const MOST_SORTED = 300;

/**
 * The plans a nearest-query is answered by: one, or with `perCategory` one for each category asked for.
 * The first round looks at one candidate more than is wanted: it shows whether the last place is tied.
 */
export function planNearest(query: NearestQuery, parts: FilterParts): NearestPlan[] {
  const { centre, at, now = at, filter, perCategory } = query;
  const plan = (categories: readonly string[], limit: number): NearestPlan => ({
    centre,
    moment: { at, now },
    filter: planFilter({ ...filter, categories }, parts),
    limit,
    maxDistance: query.radius ?? Infinity,
    batch: limit + 1 + filter.exclude.length,
    most: MOST_CANDIDATES,
  });
  if (perCategory === undefined) return [plan(filter.categories, query.limit)];
  const categories =
    filter.categories.length > 0 ? filter.categories : [...parts.vocabulary.categories.keys()];
  return categories.map((category) => plan([category], perCategory));
}
