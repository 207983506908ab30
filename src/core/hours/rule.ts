/**
 * Opening hours as data: what a value in the OSM `opening_hours` syntax says, as far as the subset goes that is
 * described in docs/hours.md.
 */

export const STATES = ['closed', 'open', 'unknown'] as const;
export type State = (typeof STATES)[number];

/** From and to in minutes of the day on which it begins; `to` may lie past 1440, after midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Days of the year from `from` to `to` (both included, each month × 32 + day); it may wrap the year. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
  /** Both or neither: then it is one range in time, and does not come back every year. */
  readonly fromYear?: number;
  readonly toYear?: number;
}

export interface NumberRange {
  readonly from: number;
  readonly to: number;
  /** Every `step`th, counted from `from`. */
  readonly step: number;
}

/** A weekday (Monday 0), and which of the month's: 1–5 counted from its start, −1 – −5 from its end. */
export interface WeekdaySelector {
  readonly weekday: number;
  readonly nth?: readonly number[];
}

/** `PH` (0) or the eve of one, `PH -1 day` (−1). */
export type HolidaySelector = 'PH' | 'PH -1 day' | 'SH';

/** The days a rule speaks of: all that are given must hold; one entry of each is enough. Absent: any day. */
export interface DaySelector {
  readonly years?: readonly NumberRange[];
  readonly dates?: readonly DateRange[];
  readonly weeks?: readonly NumberRange[];
  /** Weekdays and holidays stand in one list: either is enough. */
  readonly weekdays?: readonly WeekdaySelector[];
  readonly holidays?: readonly HolidaySelector[];
}

export interface Rule {
  /** `;` overrides the whole day, `,` adds to it, `||` speaks where nothing else does. */
  readonly separator: ';' | ',' | '||';
  readonly days: DaySelector;
  /** Empty: the whole day. */
  readonly spans: readonly Span[];
  readonly state: State;
  readonly comment?: string;
}

/** A whole value. */
export interface HoursRule {
  readonly text: string;
  readonly rules: readonly Rule[];
}

/** Why a value was not understood: `at` is the position in it, counted from 0. */
export interface HoursError {
  readonly error: string;
  readonly at: number;
}

/** Whether the selector narrows the days at all. */
export function hasDays(days: DaySelector): boolean {
  return Object.keys(days).length > 0;
}

/** Whether the same weekday may differ from week to week without any holiday. */
export function isDated({ years, dates, weeks, weekdays }: DaySelector): boolean {
  return (
    years !== undefined ||
    dates !== undefined ||
    weeks !== undefined ||
    weekdays?.some((one) => one.nth !== undefined) === true
  );
}
