import type { Fallback, Hit } from '../core/answer.js';
import { hoursOfCard, isOutOfService } from '../core/card.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { timetableOf } from '../core/hours/hours-state.js';
import { Timetable } from '../core/hours/timetable.js';
import { openPlan } from './filter.js';
import { findNearest, type NearestPlan, type Sources } from './nearest.js';

/** How many of the nearest places are looked at for one that opens soon. */
export const MOST_LOOKED_AT = 300;

/**
 * Where to go instead, among the nearest `MOST_LOOKED_AT` places that fit but for their hours: the one that opens
 * first (the nearest of several), and the nearest that never closes.
 */
export async function findFallback(plan: NearestPlan, sources: Sources): Promise<Fallback> {
  const { open, ...filter } = plan.filter;
  const any = open ? { ...filter, open: openPlan(open, ['open', 'closed', 'unknown']) } : filter;
  const near = { ...plan, filter: any, limit: MOST_LOOKED_AT, batch: MOST_LOOKED_AT, most: MOST_LOOKED_AT };
  const found = await findNearest(near, sources);
  const hits = found.hits.filter((hit) => !isOutOfService(hit.card));
  const nextToOpen = opensFirst(hits);
  const roundTheClock = hits.find((hit) => neverCloses(hit, sources.calendar));
  return { ...(nextToOpen && { nextToOpen }), ...(roundTheClock && { roundTheClock }) };
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
