import type { Span } from '../rule.js';
import type { WrittenDates } from './phrases.js';
import type { DayWords } from './tokens.js';

/** Days and the times that belong to them. */
export interface Clause {
  /** Absent: no days were named. */
  readonly days?: DayWords;
  readonly dates?: WrittenDates;
  readonly season?: string;
  /** What the times are for, where it is not plainly the place: a department, a gate, a meal. */
  readonly topic?: string;
  readonly spans: readonly Span[];
  readonly allDay: boolean;
  /** Where the spans end is not said: they run to midnight here, and are uncertain. */
  readonly openEnd?: string;
  readonly text: string;
}

/** Days on which something else holds: closed, as usual, or an exception from a closing. */
export interface Exception {
  readonly days: DayWords;
  /** Only for a part of the day, or in a way that may be read twice. */
  readonly unclear?: boolean;
  readonly dates?: WrittenDates;
  readonly text: string;
}

/** Everything a text says, each in its place, before any judgement. */
export interface Statements {
  readonly clauses: readonly Clause[];
  readonly shut: readonly Exception[];
  readonly usual: readonly Exception[];
  /** The closing said before does not hold on these days. */
  readonly exempt: readonly Exception[];
  /** 全年无休 and its like. */
  readonly always: boolean;
  /** Words that were not understood and may matter. */
  readonly doubts: readonly string[];
  /** Words that do not touch the hours: how one gets in, last entry. */
  readonly asides: readonly string[];
  /** Who is named where different people come at different hours. */
  readonly audiences: readonly string[];
  /** Something that spoils the whole: a time that is none, or one that means two things. */
  readonly refused: readonly string[];
}
