import type { Fallback } from '../core/answer.js';
import { ROUND_THE_CLOCK } from '../core/hours/hour-bits.js';
import { NO_TRAITS, withHours } from '../core/traits.js';
import { firstCandidates } from './candidates.js';
import { findNearest, type NearestPlan, type Sources } from './nearest.js';
import { neverCloses } from './open-state.js';
import { openingAtAll, opensFirst } from './opens-first.js';

/** Of how many of the nearest places whose hours are known the one that opens first is named. */
export const MOST_LOOKED_AT = 300;

/**
 * Where to go instead, among places that fit but for their hours: of the nearest `MOST_LOOKED_AT` whose hours are
 * known the one that opens first (the nearest of several), and the nearest within the radius that never closes.
 */
export async function findFallback(plan: NearestPlan, sources: Sources): Promise<Fallback> {
  const view = sources.view();
  // What closes is of no use now: that is not asked of where to go instead.
  const { usable: _, ...filter } = plan.filter;
  const whatever = { ...plan, filter };
  const asked = openingAtAll(whatever, sources);
  const [nextToOpen, always] = await Promise.all([
    opensFirst(firstCandidates(view.index, asked, MOST_LOOKED_AT), view, { plan: asked, sources }),
    findNearest(roundTheClockOf(whatever), sources),
  ]);
  const roundTheClock = always.hits.find(
    ({ card, open }) => open.state === 'open' && neverCloses(card, sources),
  );
  return { ...(nextToOpen && { nextToOpen }), ...(roundTheClock && { roundTheClock }) };
}

/** The index knows what never closes, so that a single card is read. */
function roundTheClockOf(plan: NearestPlan): NearestPlan {
  const { places } = plan.filter;
  const traits = { ...places, any: [...places.any, withHours(NO_TRAITS, ROUND_THE_CLOCK)] };
  return { ...plan, filter: { ...plan.filter, traits, exempt: [] }, limit: 1, batch: 2 };
}
