import { civilDate, daysInMonth, isoWeek, type CivilDate } from './civil.js';
import type { DateRange, DaySelector, NumberRange, WeekdaySelector } from './rule.js';

/** One way to read a day: what it is taken for. On an ordinary day there is one; where nobody knows, several. */
export interface Reading {
  /** The weekday whose timetable holds (Monday 0). */
  readonly weekday: number;
  readonly holiday: boolean;
  /** Whether the next day is a public holiday. */
  readonly eve: boolean;
  readonly schoolHoliday: boolean;
  /** The place stays shut, whatever its rules say (a holiday they do not mention). */
  readonly shut: boolean;
}

/** Whether a rule's selector holds on a day, read in this way. */
export function matchesDay(selector: DaySelector, day: number, reading: Reading): boolean {
  const { years, dates, weeks, weekdays, holidays } = selector;
  const date =
    years !== undefined || dates !== undefined || weekdays !== undefined ? civilDate(day) : undefined;
  if (years && !years.some((range) => inNumbers(range, date!.year))) return false;
  if (dates && !dates.some((range) => inDates(range, date!))) return false;
  if (weeks && !weeks.some((range) => inNumbers(range, isoWeek(day)))) return false;
  if (!weekdays && !holidays) return true;
  if (weekdays?.some((one) => one.weekday === reading.weekday && isNth(one, date!))) return true;
  return holidays?.some((one) => isHoliday(one, reading)) === true;
}

function isHoliday(selector: 'PH' | 'PH -1 day' | 'SH', reading: Reading): boolean {
  if (selector === 'SH') return reading.schoolHoliday;
  return selector === 'PH' ? reading.holiday : reading.eve;
}

function inNumbers({ from, to, step }: NumberRange, value: number): boolean {
  return value >= from && value <= to && (value - from) % step === 0;
}

function inDates({ from, to, fromYear, toYear }: DateRange, { year, month, day }: CivilDate): boolean {
  const key = month * 32 + day;
  if (fromYear !== undefined && toYear !== undefined) {
    const at = year * 1000 + key;
    return at >= fromYear * 1000 + from && at <= toYear * 1000 + to;
  }
  return from <= to ? key >= from && key <= to : key >= from || key <= to;
}

function isNth({ nth }: WeekdaySelector, { year, month, day }: CivilDate): boolean {
  if (!nth) return true;
  const fromStart = Math.ceil(day / 7);
  const fromEnd = -Math.ceil((daysInMonth(year, month) - day + 1) / 7);
  return nth.some((n) => n === fromStart || n === fromEnd);
}
