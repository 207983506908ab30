import { z } from 'zod';
import { civilDate, parseDate, weekdayOf } from './civil.js';
import { WEEKDAYS } from './scan-days.js';
import { usualWindows, type LocalName, type Window } from './usual-holidays.js';

const date = z.string().refine((text) => parseDate(text) !== undefined, 'a date is YYYY-MM-DD and exists');
const range = z.string().refine((text) => {
  const [from, to, more] = text.split('/').map(parseDate);
  return from !== undefined && to !== undefined && more === undefined && from <= to && to - from < 31;
}, 'a range is YYYY-MM-DD/YYYY-MM-DD, of a month at most');
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'MM-DD');

/** The calendar file: what the State Council has announced, year by year, and when the lunar festivals are. */
export const calendarFile = z.strictObject({
  version: z.string().min(1).max(50),
  source: z.string().min(1).max(500),
  years: z.record(
    z.string().regex(/^\d{4}$/, 'a year'),
    z.array(
      z.strictObject({
        name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
        /** Days off, first and last. */
        off: z.array(range),
        /** Weekend days that are worked (调休); `as`: the weekday whose timetable holds, where it was announced. */
        work: z.array(z.union([date, z.strictObject({ date, as: z.enum(WEEKDAYS) })])),
      }),
    ),
  ),
  lunar: z.record(
    z.string().regex(/^\d{4}$/),
    z.strictObject({ spring: monthDay, dragonBoat: monthDay, midAutumn: monthDay }),
  ),
});
export type CalendarFile = z.infer<typeof calendarFile>;

export const DAY_KINDS = ['workday', 'rest-day', 'holiday', 'make-up-workday', 'unknown'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

/** What is special about a day. `maybe`: its year is not announced yet, and it lies near a usual holiday. */
export interface DayFacts {
  readonly holiday: 'no' | 'yes' | 'maybe';
  readonly makeup: 'no' | 'yes' | 'maybe';
  /** The weekday (Monday 0) a make-up workday stands for, where that was announced. */
  readonly as?: number;
  readonly name?: LocalName;
}

const REMEMBERED_DAYS = 20_000;

/** Workdays, rest days, public holidays and make-up workdays (调休) of mainland China. */
export class HoursCalendar {
  readonly version: string;
  readonly #announced: ReadonlySet<number>;
  /** Special days as announced; and days of other years as far as they were asked for. */
  readonly #facts: Map<number, DayFacts | undefined>;
  readonly #lunar: CalendarFile['lunar'];
  readonly #windows = new Map<number, readonly Window[]>();

  constructor(file: CalendarFile) {
    this.version = file.version;
    this.#announced = new Set(Object.keys(file.years).map(Number));
    this.#facts = readFacts(file);
    this.#lunar = file.lunar;
  }

  /** What is special about a day (a day number); `undefined` for an ordinary workday or weekend. */
  facts(day: number): DayFacts | undefined {
    const known = this.#facts.get(day);
    if (known !== undefined || this.#facts.has(day)) return known;
    const guessed = this.#guess(day);
    if (this.#facts.size < REMEMBERED_DAYS) this.#facts.set(day, guessed);
    return guessed;
  }

  kindOf(day: number): DayKind {
    const facts = this.facts(day);
    const weekend = weekdayOf(day) >= 5;
    if (facts?.holiday === 'yes') return 'holiday';
    if (facts?.makeup === 'yes') return 'make-up-workday';
    if (facts !== undefined) return 'unknown';
    return weekend ? 'rest-day' : 'workday';
  }

  /** A day of a year that is not announced: `maybe` near a usual holiday. The New Year's window begins in December. */
  #guess(day: number): DayFacts | undefined {
    const { year } = civilDate(day);
    for (const one of [year, year + 1]) {
      if (this.#announced.has(one)) continue;
      for (const window of this.#windowsOf(one)) {
        const holiday = inside(day, window.off);
        const makeup = weekdayOf(day) >= 5 && inside(day, window.worked);
        if (holiday || makeup) {
          return { holiday: holiday ? 'maybe' : 'no', makeup: makeup ? 'maybe' : 'no', name: window.name };
        }
      }
    }
    return undefined;
  }

  #windowsOf(year: number): readonly Window[] {
    let windows = this.#windows.get(year);
    if (!windows) {
      windows = usualWindows(year, this.#lunar[String(year)]);
      this.#windows.set(year, windows);
    }
    return windows;
  }
}

/**
 * A calendar from a file's content.
 * @throws ZodError that names the entry which is wrong
 */
export function parseCalendar(json: unknown): HoursCalendar {
  return new HoursCalendar(calendarFile.parse(json));
}

function readFacts(file: CalendarFile): Map<number, DayFacts | undefined> {
  const facts = new Map<number, DayFacts | undefined>();
  for (const { name, off, work } of Object.values(file.years).flat()) {
    for (const one of off) {
      const [from, to] = one.split('/').map((text) => parseDate(text)!);
      for (let day = from!; day <= to!; day++) facts.set(day, { holiday: 'yes', makeup: 'no', name });
    }
    for (const one of work) {
      const day = parseDate(typeof one === 'string' ? one : one.date)!;
      const as = typeof one === 'string' ? {} : { as: WEEKDAYS.indexOf(one.as) };
      facts.set(day, { holiday: 'no', makeup: 'yes', ...as, name });
    }
  }
  return facts;
}

function inside(day: number, [from, to]: readonly [number, number]): boolean {
  return day >= from && day <= to;
}
