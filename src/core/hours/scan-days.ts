import { scanDates, scanWeeks, scanYears } from './scan-dates.js';
import type { DaySelector, HolidaySelector, WeekdaySelector } from './rule.js';
import type { Scanner } from './scanner.js';

export const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;

const DAY = /(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?![A-Za-z])/y;
const WEEKDAY = /(Mo|Tu|We|Th|Fr|Sa|Su)(?![A-Za-z])/y;

/** Everything before the times: years, dates, weeks, weekdays and holidays. */
export function scanDays(scanner: Scanner): DaySelector {
  const years = scanYears(scanner);
  const dates = scanDates(scanner);
  const weeks = scanWeeks(scanner);
  if (years ?? dates ?? weeks) scanner.take(/\s*:\s*/y);
  const { weekdays, holidays } = scanWeekdays(scanner);
  scanner.skipBlanks();
  if (weekdays.length + holidays.length > 0) scanner.take(/:\s*/y);
  return {
    ...(years && { years }),
    ...(dates && { dates }),
    ...(weeks && { weeks }),
    ...(weekdays.length > 0 && { weekdays }),
    ...(holidays.length > 0 && { holidays }),
  };
}

function scanWeekdays(scanner: Scanner): { weekdays: WeekdaySelector[]; holidays: HolidaySelector[] } {
  const weekdays: WeekdaySelector[] = [];
  const holidays: HolidaySelector[] = [];
  while (scanner.looksAt(DAY)) {
    const holiday = scanHoliday(scanner);
    if (holiday) holidays.push(holiday);
    else weekdays.push(...scanWeekdayRange(scanner));
    const mark = scanner.at;
    if (!scanner.take(/\s*,\s*/y)) break;
    if (!scanner.looksAt(DAY)) {
      scanner.at = mark;
      break;
    }
  }
  scanner.skipBlanks();
  if (scanner.looksAt(DAY)) scanner.fail('expected "," between days');
  return { weekdays, holidays };
}

function scanHoliday(scanner: Scanner): HolidaySelector | undefined {
  if (scanner.take(/SH(?![A-Za-z])/y)) return 'SH';
  if (!scanner.take(/PH(?![A-Za-z])/y)) return undefined;
  if (scanner.take(/\s*-\s*1 day(?!s)/y)) return 'PH -1 day';
  if (scanner.looksAt(/\s*[+-]\s*\d/y))
    scanner.fail('of days around a holiday only "PH -1 day" is in the subset');
  return 'PH';
}

function scanWeekdayRange(scanner: Scanner): WeekdaySelector[] {
  const from = scanWeekday(scanner);
  if (scanner.take(/\[/y)) return [{ weekday: from, nth: scanNth(scanner) }];
  if (!scanner.take(/\s*-\s*(?=[A-Z])/y)) return [{ weekday: from }];
  const to = scanWeekday(scanner);
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, i) => ({ weekday: (from + i) % 7 }));
}

function scanWeekday(scanner: Scanner): number {
  const found = scanner.match(WEEKDAY);
  if (!found) scanner.fail('expected a weekday such as Mo');
  return WEEKDAYS.indexOf(found[1] as (typeof WEEKDAYS)[number]);
}

/** `1]`, `-1]`, `1,3]`, `2-4]`. */
function scanNth(scanner: Scanner): number[] {
  const nth: number[] = [];
  do {
    const start = scanner.at;
    const found = scanner.match(/(-?[1-5])(?:-([1-5]))?/y);
    if (!found) scanner.fail('expected a number from 1 to 5, or -1 to -5');
    const from = Number(found[1]);
    const to = found[2] === undefined ? from : Number(found[2]);
    if (from < 0 && to !== from) scanner.fail('a range counts from the start of the month', start);
    if (to < from) scanner.fail('a range goes upwards', start);
    for (let n = from; n <= to; n++) nth.push(n);
  } while (scanner.take(/\s*,\s*/y));
  if (!scanner.take(/\]/y)) scanner.fail('expected "]"');
  if (scanner.looksAt(/\s*[+-]\s*\d+ day/y)) scanner.fail('an offset in days is outside the subset');
  return nth;
}
