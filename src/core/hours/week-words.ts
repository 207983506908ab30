import type { Hours } from '../facility.js';
import type { Language, Words } from '../vocabulary.js';
import type { HoursCalendar } from './calendar.js';
import { formatDate, MINUTES_A_DAY, weekdayOf } from './civil.js';
import { intervalsOfDays, type Interval } from './day-intervals.js';
import { daysOf } from './exceptional-days.js';
import type { SeparateDays } from './timetable.js';
import { exceptionsInWords, intervalsInWords, WEEKDAY_WORDS } from './words.js';

/** Hours for paper: they shall be true for months, so it is the ordinary week that is told, not a day of it. */

const NOT_SAID: Words = { zh: '未公布', en: 'not published' };
const HOLIDAYS: Words = { zh: '法定节假日', en: 'public holidays' };
const NOT_MENTIONED: Words = { zh: '未说明', en: 'not mentioned' };
const VARIES: Words = { zh: '随季节或日期变化', en: 'differs by season or date' };
const EVERY_DAY: Words = { zh: '每天', en: 'daily' };

const DAYS_LOOKED_AT = 371;

export interface WeekContext {
  readonly calendar: HoursCalendar;
  /** Day number of the first day looked at: today. */
  readonly from: number;
  readonly lang: Language;
}

/**
 * The ordinary week in a few lines: weekdays that have the same times together, then public holidays where they differ,
 * and the publisher's own words where not all of them were understood, or the times change over the year.
 */
export function weekInWords(hours: Hours | undefined, context: WeekContext): readonly string[] {
  const { lang } = context;
  const written = hours?.text ?? hours?.osm;
  if (hours === undefined || written === undefined) return [NOT_SAID[lang]];
  const quoted = lang === 'zh' ? `原文：“${written}”` : `as published: “${written}”`;
  if (hours.osm === undefined || hours.coverage === 'none') return [quoted];
  const days = daysOf(hours, context.calendar);
  const week = ordinaryWeek(days, context);
  if (week === undefined) return [VARIES[lang], quoted];
  const lines = [weekLine(week, lang), holidayLine(days, week, context)].filter((line) => line !== undefined);
  return hours.coverage === 'full' ? lines : [...lines, quoted];
}

/** What dated exceptions (see exception.ts) say within so many days: the dates, and why. */
export function exceptionsAhead(
  days: SeparateDays,
  { from, lang }: WeekContext,
  ahead: number,
): readonly string[] {
  const spans = new Map<string, { first: number; last: number; words: string }>();
  for (let day = from; day < from + ahead; day++) {
    for (const { piece } of days.schedule(day)) {
      if (!piece.exception) continue;
      const known = spans.get(piece.exception.id);
      const words = exceptionsInWords([piece.exception], lang).trim();
      spans.set(piece.exception.id, { first: known?.first ?? day, last: day, words });
    }
  }
  const to = lang === 'zh' ? ' 至 ' : ' to ';
  return [...spans.values()].map(({ first, last, words }) => {
    const dates = first === last ? formatDate(first) : `${formatDate(first)}${to}${formatDate(last)}`;
    return lang === 'zh' ? `${dates}${words}` : `${dates} ${words}`;
  });
}

type Week = readonly (readonly Interval[])[];

/** Monday to Sunday on days that are nothing special; `undefined` where a weekday is not the same all year. */
function ordinaryWeek(days: SeparateDays, { calendar, from }: WeekContext): Week | undefined {
  const week: (readonly Interval[])[] = [];
  for (let day = from; day < from + DAYS_LOOKED_AT; day++) {
    // The night before an ordinary day may reach into it, and the eve of a holiday may be special.
    if ([day - 1, day, day + 1].some((one) => calendar.facts(one) !== undefined)) continue;
    const weekday = weekdayOf(day);
    const intervals = intervalsOfDays(days, day);
    const known = week[weekday];
    if (known === undefined) week[weekday] = intervals;
    else if (!sameTimes(known, intervals)) return undefined;
  }
  return week;
}

function sameTimes(a: readonly Interval[], b: readonly Interval[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `周一至周五 08:30–17:00；周六、周日 关闭`. */
function weekLine(week: Week, lang: Language): string {
  const groups: { weekdays: number[]; intervals: readonly Interval[] }[] = [];
  week.forEach((intervals, weekday) => {
    const same = groups.find((group) => sameTimes(group.intervals, intervals));
    if (same) same.weekdays.push(weekday);
    else groups.push({ weekdays: [weekday], intervals });
  });
  const parts = groups.map(({ weekdays, intervals }) => {
    const which = weekdays.length === 7 ? EVERY_DAY[lang] : weekdaysInWords(weekdays, lang);
    return `${which} ${intervalsInWords(intervals, lang)}`;
  });
  return parts.join(lang === 'zh' ? '；' : '; ');
}

/** `周一至周五`, `周一、周三`: neighbours from three on are a range. */
function weekdaysInWords(weekdays: readonly number[], lang: Language): string {
  const runs: number[][] = [];
  for (const weekday of weekdays) {
    const run = runs.at(-1);
    if (run && run.at(-1) === weekday - 1) run.push(weekday);
    else runs.push([weekday]);
  }
  const name = (weekday: number) => WEEKDAY_WORDS[lang][weekday]!;
  const [to, and] = lang === 'zh' ? ['至', '、'] : ['–', ', '];
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0]!)}${to}${name(run.at(-1)!)}` : run.map(name).join(and)))
    .join(and);
}

/** What holds on public holidays, where it is not what holds every day. */
function holidayLine(days: SeparateDays, week: Week, { from, lang }: WeekContext): string | undefined {
  const holidays = week.map((_, ahead) => intervalsOfLine(days, from + ahead));
  const silent = holidays.flat().some(({ state, reason }) => state === 'unknown' && reason === 'holiday');
  if (silent) return `${HOLIDAYS[lang]} ${NOT_MENTIONED[lang]}`;
  const first = holidays[0]!;
  const constant = holidays.every((one) => sameTimes(one, first));
  if (!constant || week.every((one) => sameTimes(one, first))) return undefined;
  return `${HOLIDAYS[lang]} ${intervalsInWords(first, lang)}`;
}

/** What begins on a day if it is taken for a public holiday. */
function intervalsOfLine(days: SeparateDays, day: number): Interval[] {
  const intervals: Interval[] = [];
  days.line(day, 'holiday').forEach(({ state, reason }, minute) => {
    if (state === 'closed') return;
    const last = intervals.at(-1);
    if (last?.to === minute && last.state === state)
      intervals[intervals.length - 1] = { ...last, to: minute + 1 };
    else if (minute < MINUTES_A_DAY)
      intervals.push({ from: minute, to: minute + 1, state, ...(reason !== undefined && { reason }) });
  });
  return intervals;
}
