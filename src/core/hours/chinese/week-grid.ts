import type { Span } from '../rule.js';
import type { Clause } from './statements.js';
import type { DayWords } from './tokens.js';

/** What is known of one weekday. */
export type Cell =
  | { readonly kind: 'open'; readonly spans: readonly Span[] }
  | { readonly kind: 'shut' }
  | { readonly kind: 'unknown'; readonly words: string; readonly spans: readonly Span[] };

export type Grid = (Cell | undefined)[];

export const WHOLE_DAY: Span = { from: 0, to: 1440 };
const EVERY = [0, 1, 2, 3, 4, 5, 6];
const WORKING = [0, 1, 2, 3, 4];
const WEEKEND = [5, 6];

/** Refused: the same day with times that contradict each other. */
export class Contradiction extends Error {}

/** The spans of a clause in order, without repetitions. */
export function spansOf(clause: Clause): readonly Span[] {
  const distinct = [...new Map(clause.spans.map((span) => [`${span.from}-${span.to}`, span])).values()];
  const whole = distinct.some((span) => span.to - span.from >= 1440);
  if (clause.allDay || whole) {
    if (distinct.some((span) => span.to - span.from < 1440))
      throw new Contradiction('24 hours, and other times beside');
    return [WHOLE_DAY];
  }
  distinct.forEach((span, i) => {
    const before = distinct[i - 1];
    if (before && span.from < before.to) throw new Contradiction('times that overlap or go backwards');
  });
  const [first, last] = [distinct[0], distinct.at(-1)];
  if (first && last && last.to - 1440 > first.from) throw new Contradiction('times that overlap');
  return distinct;
}

/** Weekdays the words name; 平日 only beside a weekend of its own, otherwise it means the days not named. */
export function weekdaysOf(days: DayWords, weekendNamed: boolean): readonly number[] {
  const has = (word: string) => days.special?.some((one) => one === word) === true;
  return [
    ...new Set([
      ...(days.weekdays ?? []),
      ...(has('every') ? EVERY : []),
      ...(has('workdays') || (has('ordinary') && weekendNamed) ? WORKING : []),
      ...(has('weekend') ? WEEKEND : []),
      ...(has('alternate') && !days.weekdays && !days.nth ? EVERY : []),
    ]),
  ].toSorted((a, b) => a - b);
}

/** The ordinary week that undated clauses describe. Clauses without days fill the days nobody named. */
export function gridOf(clauses: readonly Clause[]): Grid {
  const grid: Grid = Array.from({ length: 7 });
  const sizes: number[] = [];
  const weekendNamed = clauses.some(
    ({ days }) => days && WEEKEND.every((day) => weekdaysOf(days, false).includes(day)),
  );
  for (const clause of clauses.filter((one) => one.days)) {
    const weekdays = weekdaysOf(clause.days!, weekendNamed);
    const cell = cellOf(clause);
    for (const day of weekdays) {
      grid[day] = combined(grid[day], cell, { earlier: sizes[day] ?? 8, later: weekdays.length });
      sizes[day] = weekdays.length;
    }
  }
  for (const clause of clauses) {
    if (clause.days && !isRemainder(clause.days, weekendNamed)) continue;
    const cell = cellOf(clause);
    for (const day of EVERY)
      if (sizes[day] === undefined) grid[day] = combined(grid[day], cell, { earlier: 7, later: 7 });
  }
  return grid;
}

function isRemainder(days: DayWords, weekendNamed: boolean): boolean {
  return !weekendNamed && days.special?.includes('ordinary') === true && weekdaysOf(days, false).length === 0;
}

function cellOf(clause: Clause): Cell {
  const spans = spansOf(clause);
  if (spans.length === 0) return { kind: 'unknown', words: clause.text, spans: [] };
  if (clause.openEnd !== undefined) return { kind: 'unknown', words: clause.openEnd, spans };
  const alternate = clause.days?.special?.includes('alternate') === true;
  return alternate ? { kind: 'unknown', words: clause.text, spans } : { kind: 'open', spans };
}

/** Two statements about one day: fewer days named override; as many add up; a part that only adds is unclear. */
function combined(old: Cell | undefined, cell: Cell, days: { earlier: number; later: number }): Cell {
  if (!old || old.kind !== 'open') return cell;
  if (cell.kind !== 'open') return days.later < days.earlier ? cell : old;
  if (sameSpans(old.spans, cell.spans)) return old;
  const together = [...old.spans, ...cell.spans].toSorted((a, b) => a.from - b.from);
  const overlap = together.some((span, i) => i > 0 && span.from < together[i - 1]!.to);
  if (days.later === days.earlier) {
    if (overlap) throw new Contradiction('one day with different times');
    return { kind: 'open', spans: together };
  }
  if (overlap) return days.later < days.earlier ? cell : old;
  throw new Contradiction('one day with different times');
}

export function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return a.length === b.length && a.every((span, i) => span.from === b[i]!.from && span.to === b[i]!.to);
}
