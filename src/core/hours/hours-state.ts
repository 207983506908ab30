import type { Hours } from '../facility.js';
import type { HoursCalendar } from './calendar.js';
import { instantOf, localMinutes, MINUTES_A_DAY } from './civil.js';
import { isHoursError, parseHours } from './parse.js';
import type { Reason } from './reason.js';
import type { HoursError, HoursRule, State } from './rule.js';
import type { ExceptionNote } from './exception.js';
import { pieceAt, Timetable, type Days, type Piece } from './timetable.js';

/** What is known about a place being open at an instant. Instants are milliseconds since the Unix epoch. */
export interface OpenState {
  readonly state: State;
  /** When the state changes next; absent where it does not within 400 days, or nothing is known. */
  readonly until?: number;
  /** Where it is not open: when it is next known to open. */
  readonly opensAt?: number;
  /** Why it is unknown; `override` where a dated exception decides, whatever the state. */
  readonly reason?: Reason;
  /** The words that came with it, as written. */
  readonly words?: string;
  /** The dated exception that decides. */
  readonly exception?: ExceptionNote;
}

/** How far ahead a change is looked for. */
export const LOOK_AHEAD_DAYS = 400;
/** Distinct rule texts kept ready per calendar and coverage; a nation has some ten thousand. */
const INTERNED = 50_000;

type Ready = Timetable | HoursError;
/** By calendar; then by coverage (`+`: working days), then by rule text. */
const interned = new WeakMap<HoursCalendar, Map<string, Map<string, Ready>>>();

/** The state of parsed rules that are trusted as they stand (coverage `full`). */
export function stateAt(rule: HoursRule, instant: number, calendar: HoursCalendar): OpenState {
  return hoursStateOf({ osm: rule.text, coverage: 'full' }, instant, calendar);
}

/** The state of a facility's hours as stored, with all that is known around it. */
export function hoursStateOf(hours: Hours | undefined, instant: number, calendar: HoursCalendar): OpenState {
  const table = timetableOf(hours, calendar);
  return table instanceof Timetable ? openStateOf(table, instant) : nothingKnown(hours, table);
}

/** The state at an instant of days, whatever they come from. */
export function openStateOf(table: Days, instant: number): OpenState {
  const now = localMinutes(instant);
  const day = Math.floor(now / MINUTES_A_DAY);
  const piece = pieceAt(table.schedule(day), now - day * MINUTES_A_DAY);
  const until = table.constant ? undefined : nextMinute(table, now, (state) => state !== piece.state);
  const opensAt = piece.state === 'open' ? undefined : nextMinute(table, now, (state) => state === 'open');
  return {
    state: piece.state,
    ...(until !== undefined && { until: instantOf(until) }),
    ...(opensAt !== undefined && { opensAt: instantOf(opensAt) }),
    ...why(piece),
  };
}

/** The state alone: for filters that ask it of thousands. */
export function quickStateOf(hours: Hours | undefined, instant: number, calendar: HoursCalendar): State {
  const table = timetableOf(hours, calendar);
  return table instanceof Timetable ? quickStateOn(table, instant) : 'unknown';
}

export function quickStateOn(table: Days, instant: number): State {
  const now = localMinutes(instant);
  const day = Math.floor(now / MINUTES_A_DAY);
  return table.state(day, now - day * MINUTES_A_DAY);
}

/**
 * Whether a place is open at an instant and stays so for as many minutes: `open` when it surely does, `closed` when
 * it surely does not, `unknown` when nobody can say.
 */
export function openFor(
  hours: Hours | undefined,
  span: { readonly from: number; readonly minutes: number },
  calendar: HoursCalendar,
): State {
  const table = timetableOf(hours, calendar);
  return table instanceof Timetable ? openForOn(table, span) : 'unknown';
}

export function openForOn(table: Days, span: { readonly from: number; readonly minutes: number }): State {
  const now = localMinutes(span.from);
  const end = now + Math.max(1, Math.ceil(span.minutes));
  let worst: State = 'open';
  for (let day = Math.floor(now / MINUTES_A_DAY); day * MINUTES_A_DAY < end; day++) {
    let from = day * MINUTES_A_DAY;
    for (const { to, piece } of table.schedule(day)) {
      const until = day * MINUTES_A_DAY + to;
      if (until > now && from < end) {
        if (piece.state === 'closed') return 'closed';
        if (piece.state === 'unknown') worst = 'unknown';
      }
      from = until;
    }
  }
  return worst;
}

/**
 * The timetable of stored hours, made once per distinct hours and calendar: `undefined` where nothing can be asked,
 * an error where the rules are outside the subset.
 */
export function timetableOf(hours: Hours | undefined, calendar: HoursCalendar): Ready | undefined {
  if (hours?.osm === undefined || hours.coverage === 'none') return undefined;
  const { osm, coverage, workdays = false } = hours;
  const ready = readyOf(calendar, workdays ? WITH_WORKDAYS[coverage] : coverage);
  let found = ready.get(osm);
  if (!found) {
    if (ready.size >= INTERNED) ready.clear();
    const rule = parseHours(osm);
    found = isHoursError(rule) ? rule : new Timetable(rule, { coverage, workdays, calendar });
    ready.set(osm, found);
  }
  return found;
}

const WITH_WORKDAYS = {
  full: 'full+',
  daily: 'daily+',
  partial: 'partial+',
  dated: 'dated+',
  none: 'none+',
} as const;

function readyOf(calendar: HoursCalendar, kind: string): Map<string, Ready> {
  let kinds = interned.get(calendar);
  if (!kinds) interned.set(calendar, (kinds = new Map()));
  let ready = kinds.get(kind);
  if (!ready) kinds.set(kind, (ready = new Map()));
  return ready;
}

/** What can be said of hours that have no table. */
function nothingKnown(hours: Hours | undefined, error: HoursError | undefined): OpenState {
  const words = hours?.text ?? hours?.osm;
  if (words === undefined) return { state: 'unknown', reason: 'not-said' };
  return {
    state: 'unknown',
    reason: error || hours?.text !== undefined ? 'not-understood' : 'not-said',
    words,
  };
}

/** First minute after `now` (local) whose state fulfils the wish, within the look-ahead. */
function nextMinute(table: Days, now: number, wanted: (state: State) => boolean): number | undefined {
  const today = Math.floor(now / MINUTES_A_DAY);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day++) {
    let from = day * MINUTES_A_DAY;
    for (const { to, piece } of table.schedule(day)) {
      const until = day * MINUTES_A_DAY + to;
      if (until > now && from > now && wanted(piece.state)) return from;
      from = until;
    }
  }
  return undefined;
}

function why({ state, reason, comment, exception }: Piece): Omit<OpenState, 'state'> {
  if (exception) return { reason: 'override', exception };
  return {
    ...(state === 'unknown' && reason !== undefined && { reason }),
    ...(comment !== undefined && { words: comment }),
  };
}
