import type { Hours } from '../facility.js';
import type { HoursCalendar } from './calendar.js';
import { MINUTES_A_DAY } from './civil.js';
import { timetableOf } from './hours-state.js';
import type { Reason } from './reason.js';
import type { State } from './rule.js';
import { Timetable, type Days, type DaySchedule, type Piece } from './timetable.js';

/** A stretch of a day in which a place is open, or nobody knows. Minutes of the day; `to` may pass 1440. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly state: Exclude<State, 'closed'>;
  readonly reason?: Reason;
  readonly words?: string;
}

/**
 * The intervals that begin on a day (a day number): one that runs past midnight is told whole, and belongs to the
 * day it began on. `undefined` where nothing is known of the place at all.
 */
export function intervalsOn(
  hours: Hours | undefined,
  day: number,
  calendar: HoursCalendar,
): readonly Interval[] | undefined {
  const table = timetableOf(hours, calendar);
  return table instanceof Timetable ? intervalsOfDays(table, day) : undefined;
}

/** The same of days, whatever they come from. */
export function intervalsOfDays(table: Days, day: number): readonly Interval[] {
  const today = merged(table.schedule(day));
  const first = today[0];
  const startsYesterday =
    first && first.from === 0 && first.to < MINUTES_A_DAY && endsWith(table.schedule(day - 1), first.state);
  const own = startsYesterday ? today.slice(1) : today;
  const last = own.at(-1);
  if (!last || last.to < MINUTES_A_DAY || last.from === 0) return own;
  const night = merged(table.schedule(day + 1))[0];
  if (night?.from !== 0 || night.to === MINUTES_A_DAY || night.state !== last.state) return own;
  return [...own.slice(0, -1), { ...last, to: MINUTES_A_DAY + night.to }];
}

/** Intervals of one day, neighbours of one state put together. */
function merged(schedule: DaySchedule): Interval[] {
  const intervals: Interval[] = [];
  let from = 0;
  for (const { to, piece } of schedule) {
    const last = intervals.at(-1);
    if (piece.state !== 'closed') {
      if (last && last.to === from && last.state === piece.state)
        intervals[intervals.length - 1] = { ...last, to };
      else intervals.push(intervalOf(piece, from, to));
    }
    from = to;
  }
  return intervals;
}

function intervalOf(piece: Piece, from: number, to: number): Interval {
  return {
    from,
    to,
    state: piece.state === 'open' ? 'open' : 'unknown',
    ...(piece.reason !== undefined && { reason: piece.reason }),
    ...(piece.comment !== undefined && { words: piece.comment }),
  };
}

function endsWith(schedule: DaySchedule, state: State): boolean {
  return schedule.at(-1)!.piece.state === state;
}
