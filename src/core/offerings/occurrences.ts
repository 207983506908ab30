import {
  formatDate,
  formatInstant,
  instantOf,
  localMinutes,
  MINUTES_A_DAY,
  parseDate,
  parseInstant,
} from '../hours/civil.js';
import type { Contents } from './documents.js';
import { isRecurrenceFault, parseRecurrence, recurrenceDays } from './recurrence.js';

/** When an event takes place. Instants are milliseconds since 1970; the end is excluded. */
export interface Occurrence {
  readonly from: number;
  readonly to: number;
}

export interface Span {
  /** Local minutes since 1970. */
  readonly from: number;
  readonly to: number;
  /** True: whole days. */
  readonly days: boolean;
}

/** Days ahead in which a next occurrence is looked for. */
export const EVENT_HORIZON_DAYS = 800;
/** The longest an event may take, from its start to its end. */
export const LONGEST_EVENT_DAYS = 366;

type EventTimes = Pick<Contents['event'], 'start' | 'end' | 'rrule' | 'except'>;

/**
 * The first occurrence's minutes; `undefined` where start or end cannot be read, or are of two forms. Where nobody says
 * when it ends, it is taken to the end of its day.
 */
export function spanOf({ start, end }: Pick<EventTimes, 'start' | 'end'>): Span | undefined {
  if (end === undefined) return openSpan(start);
  const [first, last] = [parseDate(start), parseDate(end)];
  if (first !== undefined && last !== undefined)
    return { from: first * MINUTES_A_DAY, to: (last + 1) * MINUTES_A_DAY, days: true };
  const [from, to] = [parseInstant(start), parseInstant(end)];
  if (first !== undefined || last !== undefined || from === undefined || to === undefined) return undefined;
  return { from: localMinutes(from), to: localMinutes(to), days: false };
}

function openSpan(start: string): Span | undefined {
  const day = parseDate(start);
  if (day !== undefined) return { from: day * MINUTES_A_DAY, to: (day + 1) * MINUTES_A_DAY, days: true };
  const instant = parseInstant(start);
  if (instant === undefined) return undefined;
  const from = localMinutes(instant);
  return { from, to: (Math.floor(from / MINUTES_A_DAY) + 1) * MINUTES_A_DAY, days: false };
}

/**
 * When an event takes place within a time, ascending: those that have not ended at its beginning and begin before its
 * end. An endless rule is expanded within the time only, and no further than `limit`.
 */
export function occurrencesOf(event: EventTimes, { from, to }: Occurrence, limit: number): Occurrence[] {
  const span = spanOf(event);
  if (!span || limit < 1) return [];
  const length = span.to - span.from;
  const minute = span.from % MINUTES_A_DAY;
  const window = {
    from: Math.floor((localMinutes(from) - length) / MINUTES_A_DAY),
    to: Math.floor(localMinutes(to) / MINUTES_A_DAY),
  };
  const except = new Set(event.except?.map(parseDate));
  // Some of the days fall away below: those that are excepted, and one at each end.
  const days = daysOf(event, span, {
    ...window,
    limit: limit + except.size + 2 + Math.ceil(length / MINUTES_A_DAY),
  });
  return days
    .filter((day) => !except.has(day))
    .map((day) => day * MINUTES_A_DAY + minute)
    .map((begin) => ({ from: instantOf(begin), to: instantOf(begin + length) }))
    .filter((one) => one.to > from && one.from < to)
    .slice(0, limit);
}

function daysOf(
  { rrule }: EventTimes,
  { from }: Span,
  window: { from: number; to: number; limit: number },
): readonly number[] {
  const day = Math.floor(from / MINUTES_A_DAY);
  if (rrule === undefined) return [day];
  const rule = parsed(rrule);
  return rule ? recurrenceDays(rule, from, window) : [];
}

const REMEMBERED = 10_000;
const rules = new Map<string, ReturnType<typeof parseRecurrence>>();

/** Rules recur, and are asked with every answer. */
function parsed(text: string): Exclude<ReturnType<typeof parseRecurrence>, { detail: string }> | undefined {
  let rule = rules.get(text);
  if (!rule) {
    if (rules.size >= REMEMBERED) rules.clear();
    rules.set(text, (rule = parseRecurrence(text)));
  }
  return isRecurrenceFault(rule) ? undefined : rule;
}

/** The occurrence that goes on at an instant, or else the next one; none where it is over. */
export function nextOccurrence(event: EventTimes, at: number): Occurrence | undefined {
  return occurrencesOf(event, { from: at, to: at + EVENT_HORIZON_DAYS * MINUTES_A_DAY * 60_000 }, 1)[0];
}

/** An occurrence as an answer has it: dates where the event takes whole days, no end where nobody says one. */
export function occurrenceText(
  { from, to }: Occurrence,
  event: Pick<EventTimes, 'start' | 'end'>,
): { start: string; end?: string } {
  if (parseDate(event.start) === undefined)
    return { start: formatInstant(from), ...(event.end !== undefined && { end: formatInstant(to) }) };
  const day = (instant: number) => formatDate(Math.floor(localMinutes(instant) / MINUTES_A_DAY));
  return { start: day(from), end: day(to - 1) };
}
