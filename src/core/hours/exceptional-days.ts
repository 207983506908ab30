import type { Hours } from '../facility.js';
import type { HoursCalendar } from './calendar.js';
import { MINUTES_A_DAY } from './civil.js';
import type { DayAs, Exception } from './exception.js';
import { timetableOf } from './hours-state.js';
import type { State } from './rule.js';
import {
  CLOSED,
  pieceAt,
  segmentsOf,
  Timetable,
  type SeparateDays,
  type DaySchedule,
  type Piece,
} from './timetable.js';

const NIGHT_AFTER = 2 * MINUTES_A_DAY;
const CACHED_DAYS = 500;

/**
 * Days with their dated exceptions.
 *
 * What holds at a minute of a day: of the exceptions that speak of the day, the one that stands highest. One that
 * closes or opens decides for its minutes alone. One that gives other times gives them to the day and to the night that
 * begins on it; the night that reaches in from the day before belongs to that day, and is open beside them.
 */
export class ExceptionalDays implements SeparateDays {
  readonly constant = false;
  readonly #base: SeparateDays;
  readonly #exceptions: readonly Exception[];
  readonly #calendar: HoursCalendar;
  readonly #schedules = new Map<number, DaySchedule>();
  #last: { readonly day: number; readonly said: Said } | undefined;

  /** @param exceptions the one that stands highest last */
  constructor(base: SeparateDays, exceptions: readonly Exception[], calendar: HoursCalendar) {
    this.#base = base;
    this.#exceptions = exceptions;
    this.#calendar = calendar;
  }

  state(day: number, minute: number): State {
    return pieceAt(this.schedule(day), minute).state;
  }

  schedule(day: number): DaySchedule {
    if (!this.#exceptions.some((one) => speaksOf(one, day) || speaksOf(one, day - 1)))
      return this.#base.schedule(day);
    let schedule = this.#schedules.get(day);
    if (!schedule) {
      if (this.#schedules.size >= CACHED_DAYS) this.#schedules.clear();
      schedule = segmentsOf(this.#minutes(day));
      this.#schedules.set(day, schedule);
    }
    return schedule;
  }

  line(day: number, as?: DayAs): Piece[] {
    if (as !== undefined) return this.#base.line(day, as);
    const { line, decided } = this.#said(day);
    return line.map((piece, minute) => decided[minute] ?? piece);
  }

  #minutes(day: number): Piece[] {
    const before = this.#said(day - 1);
    const { line, decided, rescheduled } = this.#said(day);
    const usual = before.rescheduled || rescheduled ? undefined : this.#usual(day);
    return Array.from({ length: MINUTES_A_DAY }, (_, minute) => {
      const byHours = usual?.[minute] ?? stronger(line[minute]!, before.line[MINUTES_A_DAY + minute]!);
      return decided[minute] ?? byHours;
    });
  }

  /** The minutes of a day that keeps its times: as the hours have it, which may let a day cut off the night before. */
  #usual(day: number): Piece[] {
    const pieces: Piece[] = [];
    for (const { to, piece } of this.#base.schedule(day)) while (pieces.length < to) pieces.push(piece);
    return pieces;
  }

  #said(day: number): Said {
    if (this.#last?.day === day) return this.#last.said;
    const said: Said = {
      line: this.#base.line(day),
      decided: Array.from({ length: MINUTES_A_DAY }),
      rescheduled: false,
    };
    for (const exception of this.#exceptions) if (speaksOf(exception, day)) this.#apply(exception, day, said);
    this.#last = { day, said };
    return said;
  }

  #apply(exception: Exception, day: number, said: Said): void {
    const { effect, span } = exception;
    const { id, words } = exception;
    const from = Math.max(0, span.from - day * MINUTES_A_DAY);
    const to = Math.min(NIGHT_AFTER, span.to - day * MINUTES_A_DAY);
    const end = Math.min(to, MINUTES_A_DAY);
    if (effect.kind === 'closed' || effect.kind === 'open') {
      const piece: Piece = { state: effect.kind, exception: { id, words } };
      for (let minute = from; minute < end; minute++) said.decided[minute] = piece;
      if (effect.kind === 'open' || !span.days) return;
      said.line = said.line.map(() => piece);
      said.rescheduled = true;
      return;
    }
    const until = span.days ? NIGHT_AFTER : to;
    const times = this.#times(exception, day, said.line);
    for (let minute = from; minute < until; minute++) said.line[minute] = times[minute]!;
    said.decided.fill(undefined, from, end);
    said.rescheduled = true;
  }

  /** The 2,880 minutes that an exception gives a day. */
  #times({ id, words, effect }: Exception, day: number, line: readonly Piece[]): readonly Piece[] {
    const noted = (piece: Piece): Piece => ({ ...piece, exception: { id, words } });
    switch (effect.kind) {
      case 'hours':
        return daysOf(effect.hours, this.#calendar).line(day).map(noted);
      case 'worksAs':
        return this.#base.line(day, effect.as).map(noted);
      case 'openUntil': {
        const closes = line.findLastIndex((piece) => piece.state !== 'closed') + 1;
        const stays = closes === 0 ? CLOSED : line[closes - 1]!;
        return line.map((piece, at) => (at >= closes && at < effect.minute ? noted(stays) : piece));
      }
      default:
        return line;
    }
  }
}

/** What a day says by itself once its exceptions are heard. */
interface Said {
  /** 2,880 minutes: the day and the night that begins on it. */
  line: Piece[];
  /** Minutes of the day that an exception closes or opens, whatever its times. */
  readonly decided: (Piece | undefined)[];
  /** Whether the day's times are not the usual ones. */
  rescheduled: boolean;
}

/** Whether some minute of the span lies on the day. */
function speaksOf({ span }: Exception, day: number): boolean {
  return span.from < (day + 1) * MINUTES_A_DAY && span.to > day * MINUTES_A_DAY;
}

const STRENGTH: Record<State, number> = { closed: 0, unknown: 1, open: 2 };

function stronger(a: Piece, b: Piece): Piece {
  return STRENGTH[b.state] > STRENGTH[a.state] ? b : a;
}

/** Days of a place whose hours cannot be asked: all of them unknown, and why. */
class UnknownDays implements SeparateDays {
  readonly constant = true;
  readonly #piece: Piece;

  constructor(piece: Piece) {
    this.#piece = piece;
  }

  state(): State {
    return 'unknown';
  }

  schedule(): DaySchedule {
    return [{ to: MINUTES_A_DAY, piece: this.#piece }];
  }

  line(): Piece[] {
    const unknown = Array.from({ length: MINUTES_A_DAY }, () => this.#piece);
    return [...unknown, ...Array.from({ length: MINUTES_A_DAY }, () => CLOSED)];
  }
}

/** The days of stored hours, whether anything is known of them or not. */
export function daysOf(hours: Hours | undefined, calendar: HoursCalendar): SeparateDays {
  const table = timetableOf(hours, calendar);
  if (table instanceof Timetable) return table;
  const words = hours?.text ?? hours?.osm;
  const reason = table || hours?.text !== undefined ? 'not-understood' : 'not-said';
  return new UnknownDays({ state: 'unknown', reason, ...(words !== undefined && { comment: words }) });
}
