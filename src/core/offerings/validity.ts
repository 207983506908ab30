import type { HoursCalendar } from '../hours/calendar.js';
import { formatDate, instantOf, localMinutes, MINUTES_A_DAY, parseDate } from '../hours/civil.js';
import { hoursStateOf, type OpenState } from '../hours/hours-state.js';
import type { Hours } from '../facility.js';
import { nextOccurrence } from './occurrences.js';
import type { AnyOffering, Offering } from './offering.js';

/** Whether an offering holds at a time. Instants are milliseconds since 1970. */

interface Dated {
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

export const PHASES = ['planned', 'current', 'over'] as const;
export type Phase = (typeof PHASES)[number];

/** Where an instant lies among the valid dates, both included. */
export function phaseOf({ validFrom, validTo }: Dated, at: number): Phase {
  const today = formatDate(Math.floor(localMinutes(at) / MINUTES_A_DAY));
  if (validFrom !== undefined && today < validFrom) return 'planned';
  return validTo !== undefined && today > validTo ? 'over' : 'current';
}

/** Whether it is over for good: it is kept, and not offered. */
export function isOver({ kind, content }: Pick<AnyOffering, 'kind' | 'content'>, at: number): boolean {
  if (kind === 'event') return nextOccurrence(content as Offering<'event'>['content'], at) === undefined;
  return phaseOf(content as Dated, at) === 'over';
}

/**
 * Whether a hotline is answered, or an offer is to be had, at an instant: by its dates, and by its hours where those are
 * said. Without hours nobody knows, but for the days on which it is not valid.
 */
export function offeredState(
  content: Dated & { readonly hours?: Hours | undefined },
  at: number,
  calendar: HoursCalendar,
): OpenState {
  const phase = phaseOf(content, at);
  if (phase === 'over') return { state: 'closed' };
  if (phase === 'planned') {
    const begins = parseDate(content.validFrom!);
    return { state: 'closed', ...(begins !== undefined && { opensAt: instantOf(begins * MINUTES_A_DAY) }) };
  }
  const open = hoursStateOf(content.hours, at, calendar);
  const ends =
    content.validTo === undefined ? undefined : instantOf((parseDate(content.validTo)! + 1) * MINUTES_A_DAY);
  return ends === undefined ? open : endedBy(open, ends);
}

/** What hours say of later than the last valid day does not hold. */
function endedBy(open: OpenState, ends: number): OpenState {
  const { until, opensAt, ...rest } = open;
  const last = rest.state === 'open' && (until === undefined || until > ends) ? ends : until;
  return {
    ...rest,
    ...(last !== undefined && last <= ends && { until: last }),
    ...(opensAt !== undefined && opensAt < ends && { opensAt }),
  };
}
