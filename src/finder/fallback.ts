import type { Fallback, Hit } from '../core/answer.js';
import { hoursOfCard, isOutOfService } from '../core/card.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { ROUND_THE_CLOCK } from '../core/hours/hour-bits.js';
import { timetableOf } from '../core/hours/hours-state.js';
import { Timetable } from '../core/hours/timetable.js';
import { NO_TRAITS, withHours } from '../core/traits.js';
import { askedFor } from './filter.js';
import { findNearest, type NearestPlan, type Sources } from './nearest.js';

/** How many of the nearest places are looked at for one that opens soon. */
export const MOST_LOOKED_AT = 300;

/**
 * Where to go instead, among places that fit but for their hours: of the nearest `MOST_LOOKED_AT` the one that opens
 * first (the nearest of several), and the nearest within the radius that never closes.
 */
export async function findFallback(plan: NearestPlan, sources: Sources): Promise<Fallback> {
  const [near, always] = await Promise.all([
    findNearest(nearBy(plan, sources), sources),
    findNearest(roundTheClockOf(plan), sources),
  ]);
  const nextToOpen = opensFirst(near.hits.filter((hit) => !isOutOfService(hit.card)));
  const roundTheClock = always.hits.find((hit) => neverCloses(hit, sources.calendar));
  return { ...(nextToOpen && { nextToOpen }), ...(roundTheClock && { roundTheClock }) };
}

function nearBy(plan: NearestPlan, { calendar }: Sources): NearestPlan {
  const open = { ...plan.filter.open!, states: ['open', 'closed', 'unknown'] as const };
  const filter = askedFor(plan.filter, open, calendar);
  return { ...plan, filter, limit: MOST_LOOKED_AT, batch: MOST_LOOKED_AT, most: MOST_LOOKED_AT };
}

/** The index knows what never closes, so that a single card is read. */
function roundTheClockOf(plan: NearestPlan): NearestPlan {
  const { places } = plan.filter;
  const traits = { ...places, any: [...places.any, withHours(NO_TRAITS, ROUND_THE_CLOCK)] };
  return { ...plan, filter: { ...plan.filter, traits, exempt: [] }, limit: 1, batch: 2 };
}

/** The one that opens first, the nearest of several. */
export function opensFirst(hits: readonly Hit[]): Hit | undefined {
  const opening = hits.filter((hit) => hit.open.opensAt !== undefined);
  return opening.toSorted((a, b) => a.open.opensAt! - b.open.opensAt! || a.distance! - b.distance!)[0];
}

function neverCloses(hit: Hit, calendar: HoursCalendar): boolean {
  const table = timetableOf(hoursOfCard(hit.card), calendar);
  return hit.open.state === 'open' && table instanceof Timetable && table.constant;
}
