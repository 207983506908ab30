import { dateExists, daysInMonth } from './civil.js';
import type { DateRange, NumberRange } from './rule.js';
import type { Scanner } from './scanner.js';

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?![A-Za-z])';
/** A leap year: `Feb 29` is a day. */
const LEAP = 2000;

/** Key of a day within the year, comparable: month × 32 + day. */
export function dateKey(month: number, day: number): number {
  return month * 32 + day;
}

/** `2026`, `2026-2027`, `2026,2028`; a year that belongs to a date (`2026 Jun 1`) is left for the dates. */
export function scanYears(scanner: Scanner): NumberRange[] | undefined {
  if (!scanner.looksAt(/(?:19|20)\d\d(?![\d:])/y)) return undefined;
  if (scanner.looksAt(new RegExp(`\\d{4}\\s+${MONTH}`, 'y'))) return undefined;
  return scanNumbers(scanner, /(\d{4})(?:\s*-\s*(\d{4}))?(?:\/(\d{1,2}))?/y, {
    least: 1900,
    most: 2999,
    of: 'a year',
  });
}

/** `week 01-53/2`, `week 3,5`. */
export function scanWeeks(scanner: Scanner): NumberRange[] | undefined {
  scanner.skipBlanks();
  if (!scanner.take(/weeks?\s*(?=\d)/iy)) return undefined;
  return scanNumbers(scanner, /(\d{1,2})(?:\s*-\s*(\d{1,2}))?(?:\/(\d{1,2}))?(?!:)/y, {
    least: 1,
    most: 53,
    of: 'a week',
  });
}

function scanNumbers(
  scanner: Scanner,
  pattern: RegExp,
  { least, most, of }: { least: number; most: number; of: string },
): NumberRange[] {
  const ranges: NumberRange[] = [];
  do {
    const start = scanner.at;
    const found = scanner.match(pattern);
    if (!found) scanner.fail(`expected ${of}`);
    const from = Number(found[1]);
    const to = Number(found[2] ?? found[1]);
    const step = Number(found[3] ?? 1);
    if (from < least || to > most || to < from || step < 1) {
      scanner.fail(`${of} lies between ${least} and ${most}, and a range goes upwards`, start);
    }
    ranges.push({ from, to, step });
  } while (scanner.take(/\s*,\s*(?=\d{1,4}(?![\d:]))/y));
  scanner.skipBlanks();
  return ranges;
}

/** `Jan`, `Jun-Aug`, `Jun 15-Sep 15`, `Jan 1-3`, `Jan 6,16,26`, `2026 Jun 1-2026 Sep 1`, in a list. */
export function scanDates(scanner: Scanner): DateRange[] | undefined {
  const start = new RegExp(`(?:\\d{4}\\s+)?${MONTH}`, 'y');
  if (!scanner.looksAt(start)) return undefined;
  const ranges: DateRange[] = [];
  for (;;) {
    const month = scanRange(scanner, ranges);
    while (scanner.looksAt(/\s*,\s*\d{1,2}(?![\d:])/y)) {
      if (ranges.at(-1)!.fromYear !== undefined) scanner.fail('with a year, each day is written whole');
      scanner.take(/\s*,\s*/y);
      ranges.push(scanDaysOf(scanner, month)); // more days of the same month
    }
    const mark = scanner.at;
    if (scanner.take(/\s*,\s*/y) && scanner.looksAt(start)) continue;
    scanner.at = mark;
    scanner.skipBlanks();
    return ranges;
  }
}

interface Edge {
  year?: number;
  month: number;
  day?: number;
}

/** Adds one range and returns its last month. */
function scanRange(scanner: Scanner, ranges: DateRange[]): number {
  const at = scanner.at;
  const from = scanEdge(scanner)!;
  const range = scanner.take(/\s*-\s*/y) !== undefined;
  const to = range ? scanEdge(scanner, from) : undefined;
  if (range && !to) scanner.fail('expected the last day of the range');
  const end = to ?? (from.day === undefined ? { month: from.month } : from);
  const fromYear = from.year;
  const toYear = end.year ?? fromYear;
  if (fromYear === undefined && toYear !== undefined) scanner.fail('the first day needs a year too', at);
  const keys = {
    from: dateKey(from.month, from.day ?? 1),
    to: dateKey(end.month, end.day ?? daysInMonth(LEAP, end.month)),
  };
  if (fromYear === undefined || toYear === undefined) ranges.push(keys);
  else {
    if (toYear * 1000 + keys.to < fromYear * 1000 + keys.from)
      scanner.fail('the range ends before it begins', at);
    ranges.push({ ...keys, fromYear, toYear });
  }
  return end.month;
}

/** `2026 Jun 15`, `Jun 15`, `Jun`; after a first edge with a day also the day alone. */
function scanEdge(scanner: Scanner, first?: Edge): Edge | undefined {
  const at = scanner.at;
  const found = scanner.match(new RegExp(`(?:(\\d{4})\\s+)?${MONTH}(?:\\s+(\\d{1,2})(?![\\d:]))?`, 'y'));
  if (!found) {
    if (first?.day === undefined) return undefined;
    const day = scanner.match(/(\d{1,2})(?![\d:])/y);
    if (!day) return undefined;
    if (Number(day[1]) < first.day) scanner.fail('a range of days goes upwards', at);
    return checked(scanner, { ...first, day: Number(day[1]) }, at);
  }
  return checked(
    scanner,
    {
      ...(found[1] !== undefined && { year: Number(found[1]) }),
      month: MONTHS.indexOf(found[2] as (typeof MONTHS)[number]) + 1,
      ...(found[3] !== undefined && { day: Number(found[3]) }),
    },
    at,
  );
}

function scanDaysOf(scanner: Scanner, month: number): DateRange {
  const at = scanner.at;
  const found = scanner.match(/(\d{1,2})(?:\s*-\s*(\d{1,2})(?![\d:]))?/y)!;
  const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
  if (to < from) scanner.fail('a range of days goes upwards', at);
  checked(scanner, { month, day: from }, at);
  checked(scanner, { month, day: to }, at);
  return { from: dateKey(month, from), to: dateKey(month, to) };
}

function checked(scanner: Scanner, edge: Edge, at: number): Edge {
  const { year = LEAP, month, day = 1 } = edge;
  if (!dateExists({ year, month, day })) scanner.fail('there is no such day', at);
  return edge;
}
