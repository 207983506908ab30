import type { Span } from '../rule.js';
import type { Clause } from './statements.js';
import { Contradiction, spansOf } from './week-grid.js';

export interface MergedSeasons {
  /** Open whichever season it is. */
  readonly sure: readonly Span[];
  /** Open in some of them. */
  readonly unsure: readonly Span[];
  readonly words: string;
}

/**
 * Timetables of seasons whose dates are not said, and others that hold in the rest of the year: what they have in
 * common, and what they do not.
 */
export function mergeSeasons(
  clauses: readonly Clause[],
  others: readonly (readonly Span[])[],
): MergedSeasons {
  if (clauses.some((one) => one.days)) throw new Contradiction('seasons without dates, and days beside');
  const seasons = new Map<string, Span[]>();
  for (const clause of clauses) {
    const spans = seasons.get(clause.season!) ?? [];
    seasons.set(clause.season!, [...spans, ...spansOf(clause)]);
  }
  const minutes = new Uint8Array(1440);
  const timetables = [...seasons.values(), ...others];
  for (const spans of timetables) {
    for (const { from, to } of spans) {
      if (to > 1440) throw new Contradiction('a night in a season without dates');
      for (let minute = from; minute < to; minute++) minutes[minute]!++;
    }
  }
  const complete = timetables.length > 1;
  return {
    sure: complete ? spansWhere(minutes, (count) => count === timetables.length) : [],
    unsure: spansWhere(minutes, (count) => count > 0 && !(complete && count === timetables.length)),
    words: [...seasons.keys()].join('、'),
  };
}

function spansWhere(minutes: Uint8Array, fits: (count: number) => boolean): Span[] {
  const spans: Span[] = [];
  for (let minute = 0; minute < minutes.length; minute++) {
    if (!fits(minutes[minute]!)) continue;
    const last = spans.at(-1);
    if (last?.to === minute) spans[spans.length - 1] = { from: last.from, to: minute + 1 };
    else spans.push({ from: minute, to: minute + 1 });
  }
  return spans;
}
