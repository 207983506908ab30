import type { Coverage } from '../facility.js';
import type { DayFacts, HoursCalendar } from './calendar.js';
import { civilDate, weekdayOf } from './civil.js';
import type { DayAs } from './exception.js';
import type { Reading } from './match.js';
import type { Reason } from './reason.js';
import type { HoursRule } from './rule.js';

/**
 * How a special day may be read. The hours' author seldom thought of public holidays and make-up workdays; where
 * the text does not say, each plausible reading is tried, and only what all of them agree on is answered.
 */

/** What of a rule set depends on the calendar. */
export interface Temper {
  /** Public holidays are mentioned: then the rules are followed on them. */
  readonly saysHoliday: boolean;
  readonly saysEve: boolean;
  readonly saysSchoolHoliday: boolean;
  /** Some weekdays differ from others. */
  readonly picksWeekdays: boolean;
  /** The rules' Mo–Fr are China's working days (工作日), so that a make-up Saturday is one of them. */
  readonly workdays: boolean;
  /** All days were named: hours that name none hold on a public holiday only by guess. */
  readonly certain: boolean;
}

export function temperOf({ rules }: HoursRule, coverage: Coverage, workdays: boolean): Temper {
  const says = (word: string) =>
    rules.some((rule) => rule.days.holidays?.some((one) => one === word) === true);
  return {
    saysHoliday: says('PH'),
    saysEve: says('PH -1 day'),
    saysSchoolHoliday: says('SH'),
    picksWeekdays: workdays || rules.some((rule) => rule.days.weekdays && !everyWeekday(rule.days.weekdays)),
    workdays,
    certain: coverage === 'full' || coverage === 'dated',
  };
}

function everyWeekday(weekdays: readonly { weekday: number; nth?: unknown }[]): boolean {
  return new Set(weekdays.filter((one) => one.nth === undefined).map((one) => one.weekday)).size === 7;
}

/** Whether no day of the calendar can change anything. */
export function isIndifferent(temper: Temper): boolean {
  const { saysHoliday, saysEve, saysSchoolHoliday, picksWeekdays, certain } = temper;
  return certain && !saysHoliday && !saysEve && !saysSchoolHoliday && !picksWeekdays;
}

const SUNDAY = 6;
const WORKING_WEEK = [0, 1, 2, 3, 4];

/** All ways to read a day, and why there is more than one. */
export interface Readings {
  readonly readings: readonly Reading[];
  readonly doubt: Reason;
}

export function readingsOf(day: number, temper: Temper, calendar: HoursCalendar): Readings {
  const facts = calendar.facts(day);
  const weekday = weekdayOf(day);
  let readings: Reading[] = [];
  if (facts?.holiday !== 'yes' && facts?.makeup !== 'yes') readings.push(plain(weekday));
  if (facts && facts.holiday !== 'no') readings.push(...holidayReadings(weekday, temper));
  if (facts && facts.makeup !== 'no') readings.push(...makeupReadings(weekday, facts.as, temper));
  if (temper.saysEve) readings = readings.flatMap((one) => eveReadings(one, calendar.facts(day + 1)));
  const school = temper.saysSchoolHoliday && maybeSchoolHoliday(day);
  if (school) readings = readings.flatMap((one) => [one, { ...one, schoolHoliday: true }]);
  return { readings, doubt: doubtOf(facts, school) };
}

/** A day on which a place does not open at all. */
export const SHUT: Reading = {
  weekday: 0,
  holiday: false,
  eve: false,
  schoolHoliday: false,
  shut: true,
};

/** The ways to read a day that somebody said is worked as another one. */
export function readingsAs(as: DayAs, weekday: number, temper: Temper): Readings {
  if (typeof as === 'number') return { readings: [plain(as)], doubt: 'holiday' };
  if (as === 'holiday') return { readings: holidayReadings(weekday, temper), doubt: 'holiday' };
  const days = weekday < 5 && !temper.workdays ? [weekday] : WORKING_WEEK;
  return { readings: days.map(plain), doubt: 'make-up-workday' };
}

function plain(weekday: number): Reading {
  return { weekday, holiday: false, eve: false, schoolHoliday: false, shut: false };
}

function holidayReadings(weekday: number, temper: Temper): Reading[] {
  const asWritten = { ...plain(weekday), holiday: true };
  if (temper.saysHoliday) return temper.workdays ? [{ ...asWritten, weekday: SUNDAY }] : [asWritten];
  const asSunday = { ...asWritten, weekday: SUNDAY };
  const shut = { ...asWritten, shut: true };
  if (temper.workdays) return [asSunday, shut];
  return temper.certain && !temper.picksWeekdays ? [asWritten] : [asWritten, asSunday, shut];
}

function makeupReadings(weekday: number, as: number | undefined, temper: Temper): Reading[] {
  const worked = (as === undefined ? WORKING_WEEK : [as]).map(plain);
  return temper.workdays ? worked : [plain(weekday), ...worked];
}

function eveReadings(reading: Reading, tomorrow: DayFacts | undefined): Reading[] {
  if (tomorrow === undefined || tomorrow.holiday === 'no') return [reading];
  const eve = { ...reading, eve: true };
  return tomorrow.holiday === 'yes' ? [eve] : [reading, eve];
}

/** Winter holidays lie between January and early March, summer holidays from late June to early September. */
function maybeSchoolHoliday(day: number): boolean {
  const { month, day: d } = civilDate(day);
  const key = month * 100 + d;
  return (key >= 105 && key <= 310) || (key >= 620 && key <= 910);
}

function doubtOf(facts: DayFacts | undefined, school: boolean): Reason {
  if (facts?.holiday === 'maybe' || facts?.makeup === 'maybe') return 'not-announced';
  if (facts?.holiday === 'yes') return 'holiday';
  if (facts?.makeup === 'yes') return 'make-up-workday';
  return school ? 'school-holiday' : 'holiday';
}
