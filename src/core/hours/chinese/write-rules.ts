import { formatMinute, MINUTES_A_DAY } from '../civil.js';
import type { Span } from '../rule.js';
import { WEEKDAYS } from '../scan-days.js';
import { MONTHS } from '../scan-dates.js';
import type { WrittenDates } from './phrases.js';
import type { MonthDay } from './tokens.js';
import { sameSpans, type Cell, type Grid } from './week-grid.js';

type Mark = 'open' | 'off' | 'unknown';

/** Writes OSM rules one after the other. Words that were not understood stand as a comment on every open rule. */
export class RuleWriter {
  readonly rules: string[] = [];
  #comment: string;
  #night = false;

  constructor(comment: string) {
    this.#comment = comment;
  }

  /** The ordinary week: days with the same content in one rule. */
  week(grid: Grid): void {
    const groups: { cell: Cell; days: number[] }[] = [];
    grid.forEach((cell, day) => {
      if (!cell) return;
      const group = groups.find((one) => sameCell(one.cell, cell));
      if (group) group.days.push(day);
      else groups.push({ cell, days: [day] });
    });
    const open = groups.filter(({ cell }) => cell.kind !== 'shut');
    const shut = groups.filter(({ cell }) => cell.kind === 'shut');
    for (const { cell, days } of open) this.#cell(days, cell);
    if (open.length > 0 && shut.length > 0 && !this.#night)
      for (const { days } of shut) this.#add(`${weekdaysInOsm(days)} off`);
  }

  /** Weekdays that are closed or unknown, on any date or within `dates`. */
  closings(grid: Grid, dates = ''): void {
    grid.forEach((cell, day) => {
      const selector = `${dates} ${WEEKDAYS[day]}`.trim();
      if (cell?.kind === 'shut') this.#add(`${selector} off`);
      if (cell?.kind === 'unknown') this.#add(`${selector} unknown ${quoted(cell.words)}`);
    });
  }

  #cell(days: readonly number[], cell: Cell): void {
    if (cell.kind === 'shut') return;
    const selector = days.length === 7 ? '' : weekdaysInOsm(days);
    if (cell.kind === 'open') return this.#open(selector, cell.spans, this.#night);
    const what = [
      selector === '' ? 'Mo-Su' : selector,
      spansInOsm(cell.spans),
      `unknown ${quoted(cell.words)}`,
    ];
    this.#add(what.filter((part) => part !== '').join(' '), this.#night);
  }

  /** Times that are sure and times that are not, on some days; on every day where none are named. */
  oneTimetable(
    days: readonly number[],
    { sure, unsure, words }: { sure: readonly Span[]; unsure: readonly Span[]; words: string },
  ): void {
    const every = days.length === 0 || days.length === 7;
    if (sure.length > 0) this.#open(every ? '' : weekdaysInOsm(days), sure);
    if (unsure.length === 0) return;
    const selector = every ? 'Mo-Su' : weekdaysInOsm(days);
    this.#add(`${selector} ${spansInOsm(unsure)} unknown ${quoted(words)}`, sure.length > 0);
  }

  /** Times within a range of dates, on some weekdays or on all. */
  dated(
    dates: string,
    options: { weekdays: readonly number[]; spans: readonly Span[]; unknown?: string },
  ): void {
    const { weekdays, spans, unknown } = options;
    const days =
      weekdays.length === 0 || weekdays.length === 7 ? dates : `${dates} ${weekdaysInOsm(weekdays)}`;
    if (unknown === undefined) this.#open(days, spans);
    else
      this.#add(
        [days, spansInOsm(spans), `unknown ${quoted(unknown)}`].filter((part) => part !== '').join(' '),
      );
  }

  /** Holidays, nth weekdays, days of the month. */
  extra(selector: string, spans: readonly Span[], mark: Mark = 'open', words?: string): void {
    if (mark === 'open') return this.#open(selector, spans);
    this.#add(
      [selector, mark, words === undefined ? '' : quoted(words)].filter((part) => part !== '').join(' '),
    );
  }

  speaksOf(selector: string): boolean {
    return this.rules.some((rule) => new RegExp(`\\b${selector}\\b`).test(rule));
  }

  doubt(words: string): void {
    this.#comment = this.#comment === '' ? words : `${this.#comment}，${words}`;
  }

  #open(selector: string, spans: readonly Span[], additional = false): void {
    const comment = this.#comment === '' ? '' : `open ${quoted(this.#comment)}`;
    const whole = spans.every((span) => span.to - span.from >= MINUTES_A_DAY);
    const times = whole ? (selector === '' ? '24/7' : '00:00-24:00') : spansInOsm(spans);
    this.#add([selector, times, comment].filter((part) => part !== '').join(' '), additional);
    this.#night ||= spans.some((span) => span.to > MINUTES_A_DAY && !whole);
  }

  /** After a night, another day's rule must add: `;` would cut the night off at midnight. */
  #add(rule: string, additional = false): void {
    const separator = this.rules.length === 0 ? '' : additional ? ', ' : '; ';
    this.rules.push(separator + rule);
  }
}

function sameCell(a: Cell, b: Cell): boolean {
  if (a.kind === 'shut' || b.kind === 'shut') return a.kind === b.kind;
  if (a.kind !== b.kind || !sameSpans(a.spans, b.spans)) return false;
  return a.kind !== 'unknown' || b.kind !== 'unknown' || a.words === b.words;
}

/** `Mo-Fr`, `Tu,Th,Sa,Su`. */
function weekdaysInOsm(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) =>
      run.length > 2
        ? `${WEEKDAYS[run[0]!]}-${WEEKDAYS[run.at(-1)!]}`
        : run.map((day) => WEEKDAYS[day]).join(','),
    )
    .join(',');
}

function spansInOsm(spans: readonly Span[]): string {
  const end = (to: number) => formatMinute(to > MINUTES_A_DAY ? to - MINUTES_A_DAY : to);
  return spans.map(({ from, to }) => `${formatMinute(from)}-${end(to)}`).join(',');
}

function quoted(words: string): string {
  return `"${words.replaceAll('"', '”')}"`;
}

/** `Jun 15-Sep 15`, `2026 Oct 1-2026 Oct 3`, `May-Sep`. */
export function datesInOsm({ from, to }: WrittenDates): string {
  const year = from.year;
  const endYear =
    to.year ?? (year === undefined ? undefined : monthKey(to) < monthKey(from) ? year + 1 : year);
  const edge = ({ month, day }: MonthDay, of: number | undefined) =>
    [of, MONTHS[month - 1], day].filter((part) => part !== undefined).join(' ');
  const [a, b] = [edge(from, year), edge(to, year === undefined ? undefined : endYear)];
  return a === b ? a : `${a}-${b}`;
}

function monthKey({ month, day = 0 }: MonthDay): number {
  return month * 32 + day;
}

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether ranges of dates, taken together, hold every day of the year. */
export function fillsYear(ranges: readonly WrittenDates[]): boolean {
  const key = ({ month, day }: MonthDay, without: number) => month * 32 + (day ?? without);
  return LENGTHS.every((length, i) =>
    Array.from({ length }, (_, d) => (i + 1) * 32 + d + 1).every((at) =>
      ranges.some((range) => {
        const [from, to] = [key(range.from, 1), key(range.to, 31)];
        return from <= to ? at >= from && at <= to : at >= from || at <= to;
      }),
    ),
  );
}

/** The same days of every month. */
export function monthDaysInOsm(days: readonly number[]): string {
  return MONTHS.map((month, i) => {
    const there = days.filter((day) => day <= LENGTHS[i]!);
    return there.length === 0 ? '' : `${month} ${there.join(',')}`;
  })
    .filter((part) => part !== '')
    .join(',');
}
