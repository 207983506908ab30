import type { Coverage } from '../facility.js';
import type { HoursCalendar } from './calendar.js';
import { MINUTES_A_DAY, weekdayOf } from './civil.js';
import { matchesDay, type Reading } from './match.js';
import { NOTHING, paintDay } from './paint.js';
import type { DayAs, ExceptionNote } from './exception.js';
import { isIndifferent, readingsAs, readingsOf, SHUT, temperOf, type Temper } from './readings.js';
import type { Reason } from './reason.js';
import { isDated, type HoursRule, type State } from './rule.js';
import { WeekTable } from './week-table.js';

/** What holds for some minutes: a state, why it is unknown, and the words that came with it. */
export interface Piece {
  readonly state: State;
  readonly reason?: Reason;
  readonly comment?: string;
  /** The dated exception that says so. */
  readonly exception?: ExceptionNote;
}

/** Part of a day, up to minute `to` (exclusive); it begins where the one before it ends. */
export interface Segment {
  readonly to: number;
  readonly piece: Piece;
}

export type DaySchedule = readonly Segment[];

/** Days that can be asked what holds on them, however that is known. */
export interface Days {
  /** True: every minute of every day is the same. */
  readonly constant: boolean;
  /** The state at a minute of a day, and nothing else: the quick question. */
  state(day: number, minute: number): State;
  /** The whole day, in segments that cover it from 0 to 1440. */
  schedule(day: number): DaySchedule;
}

/** Days that can be taken apart, so that an exception can take the place of one of them. */
export interface SeparateDays extends Days {
  /**
   * What a day says by itself: 2,880 minutes, the night that begins on it included, the one that reaches into it not.
   * @param as what the day is taken for; absent: for what it is
   */
  line(day: number, as?: DayAs): Piece[];
}

const CACHED_DAYS = 1000;
export const CLOSED: Piece = { state: 'closed' };

/**
 * A rule set ready to be asked: the ordinary week as a table of its 10,080 minutes, special days one by one as they
 * are asked for. Made once per distinct hours and calendar.
 */
export class Timetable implements SeparateDays {
  readonly #rule: HoursRule;
  readonly #calendar: HoursCalendar;
  readonly #temper: Temper;
  /** Nothing but the weekday counts, on any day. */
  readonly #indifferent: boolean;
  /** The same every ordinary week. */
  readonly #weekly: boolean;
  /** Only certain dates are known: days no rule speaks of are not closed but unknown. */
  readonly #dated: boolean;
  readonly #pieces: readonly Piece[];
  readonly #week: readonly DaySchedule[];
  readonly #table: WeekTable | undefined;
  readonly #days = new Map<number, DaySchedule>();
  readonly constant: boolean;

  constructor(rule: HoursRule, options: { coverage: Coverage; workdays: boolean; calendar: HoursCalendar }) {
    this.#rule = rule;
    this.#calendar = options.calendar;
    this.#temper = temperOf(rule, options.coverage, options.workdays);
    this.#indifferent = isIndifferent(this.#temper);
    this.#dated = options.coverage === 'dated';
    this.#weekly = !this.#dated && !rule.rules.some((one) => isDated(one.days));
    this.#pieces = piecesOf(rule, options.coverage);
    this.#week = this.#weekly ? [0, 1, 2, 3, 4, 5, 6].map((weekday) => this.#ordinary(weekday)) : [];
    this.#table = this.#weekly ? new WeekTable(this.#week) : undefined;
    const first = this.#week[0]?.[0];
    this.constant =
      this.#weekly &&
      this.#indifferent &&
      this.#week.every((day) => day.length === 1 && samePiece(day[0]!, first!));
  }

  state(day: number, minute: number): State {
    if (this.#table && this.#isPlain(day)) return this.#table.state(weekdayOf(day), minute);
    return pieceAt(this.schedule(day), minute).state;
  }

  schedule(day: number): DaySchedule {
    if (this.#weekly && this.#isPlain(day)) return this.#week[weekdayOf(day)]!;
    let schedule = this.#days.get(day);
    if (!schedule) {
      if (this.#days.size >= CACHED_DAYS) this.#days.clear();
      schedule = this.#special(day);
      this.#days.set(day, schedule);
    }
    return schedule;
  }

  line(day: number, as?: DayAs): Piece[] {
    const { readings, doubt } =
      as === undefined
        ? readingsOf(day, this.#temper, this.#calendar)
        : readingsAs(as, weekdayOf(day), this.#temper);
    const undecided = this.#pieces.length;
    const numbers = readings
      .map((reading) => ({
        own: this.#paint(day, reading, SHUT),
        night: paintDay(this.#rule.rules, day + 1, { today: SHUT, yesterday: reading }),
      }))
      .reduce((merged, other) => {
        this.#merge(merged.own, other.own, undecided);
        this.#merge(merged.night, other.night, undecided);
        return merged;
      });
    const doubted: Piece = { state: 'unknown', reason: doubt };
    const piece = (number: number) => this.#pieces[number] ?? doubted;
    return [...Array.from(numbers.own, piece), ...Array.from(numbers.night, piece)];
  }

  /** Whether the day, and the one before it, whose night reaches into it, are ordinary. */
  #isPlain(day: number): boolean {
    if (this.#indifferent) return true;
    const { saysEve, saysSchoolHoliday } = this.#temper;
    if (saysSchoolHoliday) return false;
    const calendar = this.#calendar;
    return (
      calendar.facts(day) === undefined &&
      calendar.facts(day - 1) === undefined &&
      !(saysEve && calendar.facts(day + 1) !== undefined)
    );
  }

  #ordinary(weekday: number): DaySchedule {
    const reading = (one: number): Reading => ({
      weekday: one,
      holiday: false,
      eve: false,
      schoolHoliday: false,
      shut: false,
    });
    const readings = { today: reading(weekday), yesterday: reading((weekday + 6) % 7) };
    return this.#segments(paintDay(this.#rule.rules, 0, readings));
  }

  /** Every reading of the day with every reading of the day before; what they do not agree on is unknown. */
  #special(day: number): DaySchedule {
    const today = readingsOf(day, this.#temper, this.#calendar);
    const before = readingsOf(day - 1, this.#temper, this.#calendar);
    const doubt = today.readings.length > 1 ? today.doubt : before.doubt;
    const undecided = this.#pieces.length;
    let merged: Uint16Array | undefined;
    for (const one of today.readings) {
      for (const other of before.readings) {
        const painted = this.#paint(day, one, other);
        if (merged) this.#merge(merged, painted, undecided);
        else merged = painted;
      }
    }
    return this.#segments(merged!, { state: 'unknown', reason: doubt });
  }

  #paint(day: number, today: Reading, yesterday: Reading): Uint16Array {
    const { rules } = this.#rule;
    const painted = paintDay(rules, day, { today, yesterday });
    const elsewhere = this.#dated && !rules.some((rule) => matchesDay(rule.days, day, today));
    return elsewhere ? painted.map((piece) => (piece === NOTHING ? rules.length + 1 : piece)) : painted;
  }

  #merge(into: Uint16Array, other: Uint16Array, undecided: number): void {
    for (let minute = 0; minute < MINUTES_A_DAY; minute++) {
      const [a, b] = [into[minute]!, other[minute]!];
      if (a === b || a === undecided) continue;
      if (this.#pieces[a]!.state !== this.#pieces[b]!.state) into[minute] = undecided;
    }
  }

  #segments(minutes: Uint16Array, undecided?: Piece): DaySchedule {
    return segmentsOf(Array.from(minutes, (number) => this.#pieces[number] ?? undecided ?? CLOSED));
  }
}

/** The minutes of a day as segments: neighbours that say the same are put together. */
export function segmentsOf(minutes: readonly Piece[]): DaySchedule {
  const segments: Segment[] = [];
  minutes.forEach((piece, minute) => {
    const last = segments.at(-1);
    if (last && samePiece(last, { piece })) segments[segments.length - 1] = { ...last, to: minute + 1 };
    else segments.push({ to: minute + 1, piece });
  });
  return segments;
}

/** The piece that holds at a minute. */
export function pieceAt(schedule: DaySchedule, minute: number): Piece {
  return schedule.find((segment) => minute < segment.to)!.piece;
}

export function samePiece({ piece: a }: { piece: Piece }, { piece: b }: { piece: Piece }): boolean {
  if (a === b) return true;
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.comment === b.comment &&
    a.exception?.id === b.exception?.id
  );
}

/**
 * The pieces rules paint with, and last the one for days that dated hours do not speak of. Under `partial`, an open
 * span with words is open only as far as the words allow: unknown.
 */
function piecesOf({ rules }: HoursRule, coverage: Coverage): Piece[] {
  const pieces: Piece[] = [];
  pieces[NOTHING] = CLOSED;
  for (const { state, comment } of rules) {
    const words = comment === undefined ? {} : { comment };
    const doubted =
      state === 'unknown' || (coverage === 'partial' && state === 'open' && comment !== undefined);
    pieces.push(doubted ? { state: 'unknown', reason: 'said-so', ...words } : { state, ...words });
  }
  pieces.push({ state: 'unknown', reason: 'other-dates' });
  return pieces;
}
