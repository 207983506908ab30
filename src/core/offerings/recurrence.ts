import {
  civilDate,
  dayNumber,
  daysInMonth,
  parseDate,
  parseInstant,
  localMinutes,
  weekdayOf,
  MINUTES_A_DAY,
} from '../hours/civil.js';

/**
 * Recurrence rules of RFC 5545 section 3.3.10, over days: DAILY, WEEKLY, MONTHLY and YEARLY with INTERVAL, COUNT, UNTIL,
 * WKST, BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS. The other parts are refused by name. Expanded period by period, so
 * that it ends whatever the rule is; where there is no COUNT, the periods before the window are skipped.
 *
 * Why not by ical.js, which reads our calendars: in 2.2.1 its iterator does not end for rules that never hold
 * (FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30), answers 2 March for 30 February, and leaves BYSETPOS aside in weeks.
 */

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof FREQUENCIES)[number];
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

interface Weekday {
  /** Monday 0 … Sunday 6. */
  readonly day: number;
  /** The n-th of the month or year, from its end where negative; 0: every one. */
  readonly nth: number;
}

export interface Recurrence {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count?: number;
  /** Local minutes since 1970 up to which an occurrence may begin. */
  readonly until?: number;
  readonly weekStart: number;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly Weekday[];
  readonly positions: readonly number[];
}

export interface RecurrenceFault {
  readonly detail: string;
}

const ALLOWED_PARTS = [
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'WKST',
  'BYMONTH',
  'BYMONTHDAY',
  'BYDAY',
  'BYSETPOS',
];
export const RRULE_ALLOWED = `an RRULE of RFC 5545 of ${ALLOWED_PARTS.join(', ')}, such as FREQ=MONTHLY;BYMONTHDAY=20`;
const MOST_COUNT = 10_000;

export function isRecurrenceFault(it: Recurrence | RecurrenceFault): it is RecurrenceFault {
  return 'detail' in it;
}

/** Reads a rule. A fault says what is wrong with it, as words that go on after "rrule". */
export function parseRecurrence(text: string): Recurrence | RecurrenceFault {
  try {
    return recurrenceOf(partsOf(text));
  } catch (error) {
    if (error instanceof RangeError) return { detail: error.message };
    throw error;
  }
}

function partsOf(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .replace(/^RRULE:/i, '')
    .replace(/;$/, '')
    .toUpperCase()
    .split(';')) {
    const [, name = '', value = ''] = /^([A-Z-]+)=(.+)$/.exec(part) ?? [];
    if (name === '') throw new RangeError(`has a part that is not NAME=VALUE: “${part.slice(0, 40)}”`);
    if (!ALLOWED_PARTS.includes(name)) throw new RangeError(`has ${name}, which is not taken here`);
    if (parts.has(name)) throw new RangeError(`has ${name} twice`);
    parts.set(name, value);
  }
  return parts;
}

function recurrenceOf(parts: ReadonlyMap<string, string>): Recurrence {
  const freq = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (freq === undefined) throw new RangeError(`needs FREQ, one of ${FREQUENCIES.join(', ')}`);
  const whole = (name: string, max: number) => {
    const value = parts.get(name);
    return value === undefined ? undefined : numbers(name, value, { max, negative: false })[0];
  };
  const several = (name: string, max: number, negative: boolean) => {
    const value = parts.get(name);
    return value === undefined ? [] : numbers(name, value, { max, negative });
  };
  const [count, until] = [whole('COUNT', MOST_COUNT), untilOf(parts.get('UNTIL'))];
  if (count !== undefined && until !== undefined)
    throw new RangeError('has COUNT and UNTIL: only one of them');
  const rule = {
    freq,
    interval: whole('INTERVAL', 1000) ?? 1,
    ...(count !== undefined && { count }),
    ...(until !== undefined && { until }),
    weekStart: weekdaysOf(parts.get('WKST') ?? 'MO', 'WKST')[0]!.day,
    months: several('BYMONTH', 12, false),
    monthDays: several('BYMONTHDAY', 31, true),
    weekdays: weekdaysOf(parts.get('BYDAY') ?? '', 'BYDAY'),
    positions: several('BYSETPOS', 366, true),
  };
  check(rule);
  return rule;
}

function check({ freq, weekdays, monthDays, months, positions }: Recurrence): void {
  if (weekdays.some(({ nth }) => nth !== 0) && (freq === 'DAILY' || freq === 'WEEKLY'))
    throw new RangeError('counts weekdays in BYDAY, which is for MONTHLY and YEARLY');
  if (freq === 'WEEKLY' && monthDays.length > 0)
    throw new RangeError('has BYMONTHDAY, which is not for WEEKLY');
  if (positions.length > 0 && weekdays.length + monthDays.length + months.length === 0)
    throw new RangeError('has BYSETPOS without another BY part');
}

function numbers(
  name: string,
  value: string,
  { max, negative }: { readonly max: number; readonly negative: boolean },
): number[] {
  return value.split(',').map((item) => {
    const number = /^[+-]?\d{1,5}$/.test(item) ? Number(item) : Number.NaN;
    if (Math.abs(number) >= 1 && Math.abs(number) <= max && (negative || number > 0)) return number;
    throw new RangeError(`has a ${name} that is not ${negative ? `±1 to ±${max}` : `1 to ${max}`}`);
  });
}

function weekdaysOf(value: string, name: string): Weekday[] {
  if (value === '') return [];
  return value.split(',').map((item) => {
    const [, nth = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(item) ?? [];
    const weekday = { day: WEEKDAYS.indexOf(day), nth: Number(nth) };
    if (weekday.day < 0 || Math.abs(weekday.nth) > 53 || nth === '0')
      throw new RangeError(`has a ${name} that is no weekday: “${item.slice(0, 20)}”`);
    return weekday;
  });
}

/** A date, the whole day included; or a time in UTC (`Z`) or in Shanghai's time. */
function untilOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const [, y, m, d, time] = /^(\d{4})(\d{2})(\d{2})(?:T(\d{6}Z?))?$/.exec(value) ?? [];
  const day = `${y}-${m}-${d}`;
  if (time === undefined) {
    const number = y === undefined ? undefined : parseDate(day);
    if (number === undefined) throw new RangeError('has an UNTIL that is no date such as 20261231');
    return (number + 1) * MINUTES_A_DAY - 1;
  }
  const zone = time.endsWith('Z') ? 'Z' : '';
  const instant = parseInstant(`${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}${zone}`);
  if (instant === undefined) throw new RangeError('has an UNTIL that is no time such as 20261231T155959Z');
  return localMinutes(instant);
}

/** Days asked for, as day numbers, both included. */
export interface DayWindow {
  readonly from: number;
  readonly to: number;
  /** How many at most. */
  readonly limit: number;
}

/** Periods looked at in one expansion: eleven years of days. A rule that never holds ends there. */
const MOST_PERIODS = 4_100;

/**
 * The days of a rule within a window, ascending, none before the first day.
 * @param start local minutes since 1970 at which the first occurrence begins
 */
export function recurrenceDays(rule: Recurrence, start: number, window: DayWindow): number[] {
  const first = Math.floor(start / MINUTES_A_DAY);
  const minute = start - first * MINUTES_A_DAY;
  const days: number[] = [];
  let counted = 0;
  let index = rule.count === undefined ? periodsBefore(rule, first, window.from) : 0;
  for (let looked = 0; looked < MOST_PERIODS; looked++, index += rule.interval) {
    const period = periodOf(rule, first, index);
    if (period.from > window.to) break;
    for (const day of candidates(rule, period, first)) {
      if (day < first) continue;
      if (rule.until !== undefined && day * MINUTES_A_DAY + minute > rule.until) return days;
      if (rule.count !== undefined && ++counted > rule.count) return days;
      if (day > window.to) return days;
      if (day >= window.from) days.push(day);
      if (days.length >= window.limit) return days;
    }
  }
  return days;
}

interface Period {
  /** First and last day, both included. */
  readonly from: number;
  readonly to: number;
}

/** The period so many days, weeks, months or years after that of the first day. */
function periodOf({ freq, weekStart }: Recurrence, first: number, index: number): Period {
  if (freq === 'DAILY') return { from: first + index, to: first + index };
  if (freq === 'WEEKLY') {
    const from = first - ((weekdayOf(first) - weekStart + 7) % 7) + 7 * index;
    return { from, to: from + 6 };
  }
  const { year, month } = civilDate(first);
  if (freq === 'YEARLY')
    return {
      from: dayNumber({ year: year + index, month: 1, day: 1 }),
      to: dayNumber({ year: year + index, month: 12, day: 31 }),
    };
  const months = year * 12 + month - 1 + index;
  const [inYear, inMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const from = dayNumber({ year: inYear, month: inMonth, day: 1 });
  return { from, to: from + daysInMonth(inYear, inMonth) - 1 };
}

/** A number of periods, of the rule's interval, that all lie before the day. */
function periodsBefore(rule: Recurrence, first: number, day: number): number {
  const longest = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 }[rule.freq];
  const whole = Math.floor((day - first) / (longest * rule.interval)) - 1;
  return Math.max(0, whole) * rule.interval;
}

/** The days of a period on which the rule holds, as the table of section 3.3.10 limits and expands. */
function candidates(rule: Recurrence, period: Period, first: number): number[] {
  const start = civilDate(first);
  const days: number[] = [];
  for (let day = period.from; day <= period.to; day++) if (holds(rule, day, period, start)) days.push(day);
  if (rule.positions.length === 0) return days;
  const picked = rule.positions.map((at) => (at > 0 ? days[at - 1] : days[days.length + at]));
  return [...new Set(picked.filter((day) => day !== undefined))].toSorted((a, b) => a - b);
}

function holds(rule: Recurrence, day: number, period: Period, start: ReturnType<typeof civilDate>): boolean {
  const { freq, months, monthDays, weekdays } = rule;
  const date = civilDate(day);
  if (months.length > 0 && !months.includes(date.month)) return false;
  const length = daysInMonth(date.year, date.month);
  if (monthDays.length > 0 && !monthDays.some((it) => (it > 0 ? it : length + 1 + it) === date.day))
    return false;
  if (weekdays.length > 0) {
    const within = freq === 'YEARLY' && months.length === 0 ? period : monthOf(day, date.day, length);
    return weekdays.some((it) => isWeekday(it, day, within));
  }
  // Nothing says which day of the period: that of the first occurrence.
  if (monthDays.length > 0 || freq === 'DAILY') return true;
  if (freq === 'WEEKLY') return weekdayOf(day) === weekdayOf(dayNumber(start));
  if (date.day !== start.day) return false;
  return freq === 'MONTHLY' || months.length > 0 || date.month === start.month;
}

function monthOf(day: number, dayOfMonth: number, length: number): Period {
  const from = day - dayOfMonth + 1;
  return { from, to: from + length - 1 };
}

function isWeekday({ day: weekday, nth }: Weekday, day: number, { from, to }: Period): boolean {
  if (weekdayOf(day) !== weekday) return false;
  if (nth === 0) return true;
  return (nth > 0 ? Math.floor((day - from) / 7) + 1 : -Math.floor((to - day) / 7) - 1) === nth;
}
