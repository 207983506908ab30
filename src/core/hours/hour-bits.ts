import type { Hours, ServiceOffer } from '../facility.js';
import { HoursCalendar } from './calendar.js';
import { instantOf, localMinutes, MINUTES_A_DAY, weekdayOf } from './civil.js';
import { isHoursError, parseHours } from './parse.js';
import type { DaySelector, HoursRule, Rule, Span, State } from './rule.js';
import { Timetable } from './timetable.js';

/**
 * Hours as traits: one word of bits that tells when a place may be open, so that an index can leave out those that
 * surely are not. The bits promise one thing only: where a place, or a service there that has hours of its own, is open,
 * or nobody can say, at a minute of any day, they let it through. They depend on the rules alone, not on the calendar: whatever a day turns out to be, a place is
 * never open or unknown at a time of day that no rule of it names.
 *
 * Bits 0–23: open or unknown at some minute of that hour (Shanghai's clock) on some day. The others follow here.
 */

/**
 * Nothing can be asked of its hours, or of those of a service there: unknown at any time. Of the place's own hours none
 * of the other bits is set then.
 */
export const HOURS_NOT_KNOWN = 1 << 24;
/** Open at every minute of every day. */
export const ROUND_THE_CLOCK = 1 << 25;
/** Open or unknown at some minute of some ordinary Saturday (one that is no holiday and not worked). */
const SATURDAY = 1 << 26;
const SUNDAY = 1 << 27;

/** The bits of all hours: a place with any of them opens at some time. */
export const ANY_HOUR = (1 << 24) - 1;

/** What of hours an open state depends on. */
export type HoursRules = Pick<Hours, 'osm' | 'coverage' | 'workdays'>;

/** What of a place its bits depend on. */
export interface PlaceTimes {
  readonly hours?: Hours | undefined;
  readonly inService?: boolean | undefined;
  readonly services?: Readonly<Record<string, Pick<ServiceOffer, 'state' | 'hours'>>> | undefined;
}

/** The bits of a place: none where it is out of service, for then it is closed. */
export function hourBitsOf(place: PlaceTimes): number {
  return place.inService === false ? 0 : hourBits(place.hours) | bitsOfServices(serviceHoursOf(place));
}

/**
 * Hours of services that may be there at a time at which the place is closed, such as a socket beside the door, each
 * set once; none where the place's own bits let all of them through.
 */
export function serviceHoursOf({ hours, services = {} }: PlaceTimes): readonly Hours[] {
  const own = Object.values(services).flatMap((one) => (one.state === 'yes' && one.hours ? [one.hours] : []));
  if (own.length === 0) return own;
  const house = hourBits(hours);
  const different = new Map<string, Hours>();
  for (const one of own) {
    const { osm = '', coverage, workdays = false } = one;
    if ((bitsOfServices([one]) & ~house) !== 0) different.set(`${coverage} ${workdays} ${osm}`, one);
  }
  return [...different].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The bits of services' own hours. That a service never closes does not make the place one that never does. */
export function bitsOfServices(hours: readonly HoursRules[]): number {
  return hours.reduce((sum, one) => sum | hourBits(one), 0) & ~ROUND_THE_CLOCK;
}

/** The bits of hours as stored. */
export function hourBits(hours: HoursRules | undefined): number {
  if (hours?.osm === undefined || hours.coverage === 'none') return HOURS_NOT_KNOWN;
  const rule = parseHours(hours.osm);
  if (isHoursError(rule)) return HOURS_NOT_KNOWN;
  // On days that dated hours do not speak of, nobody can say.
  if (hours.coverage === 'dated') return ANY_HOUR | SATURDAY | SUNDAY;
  const bits = rule.rules.reduce((sum, one) => sum | bitsOfRule(one), 0);
  return neverCloses(rule, hours, bits) ? bits | ROUND_THE_CLOCK : bits;
}

function bitsOfRule({ state, days, spans }: Rule): number {
  if (state === 'closed') return 0;
  const whole = spans.length === 0 ? [{ from: 0, to: MINUTES_A_DAY }] : spans;
  const tail = whole.some(({ to }) => to > MINUTES_A_DAY);
  const onDay = (weekday: number) => mayMatch(days, weekday) || (tail && mayMatch(days, weekday - 1));
  return (
    whole.reduce((sum, one) => sum | bitsOfSpan(one), 0) | (onDay(5) ? SATURDAY : 0) | (onDay(6) ? SUNDAY : 0)
  );
}

function bitsOfSpan({ from, to }: Span): number {
  let bits = 0;
  for (let hour = Math.floor(from / 60); hour * 60 < to; hour++) bits |= 1 << (hour % 24);
  return bits;
}

/** Whether a rule may speak of an ordinary day with this weekday (Monday 0). Dates and weeks are taken to fit. */
function mayMatch({ weekdays, holidays }: DaySelector, weekday: number): boolean {
  if (!weekdays && !holidays) return true;
  if (weekdays?.some((one) => one.weekday === weekday)) return true;
  return holidays?.some((one) => one !== 'PH') === true; // school holidays, and the eve of a public one
}

/** A calendar without a single day: what never changes does not ask it. */
const NO_CALENDAR = new HoursCalendar({ version: '0', source: 'none', years: {}, lunar: {} });

function neverCloses(rule: HoursRule, { coverage, workdays = false }: HoursRules, bits: number): boolean {
  if ((bits & ANY_HOUR) !== ANY_HOUR) return false;
  const table = new Timetable(rule, { coverage, workdays, calendar: NO_CALENDAR });
  return table.constant && table.state(0, 0) === 'open';
}

/** When, and in which states, a place is asked for. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How long it must stay so; absent: the one minute. */
  readonly minutes?: number;
  readonly states: readonly State[];
}

/**
 * What the bits of a place must be if it is in one of the states all the while: of each word at least one bit. A
 * question that takes closed places needs none.
 */
export function bitsAskedFor({ at, minutes = 1, states }: Moment, calendar: HoursCalendar): number[] {
  if (states.includes('closed')) return [];
  const notKnown = states.includes('unknown') ? HOURS_NOT_KNOWN : 0;
  const from = localMinutes(at);
  const last = from + Math.max(1, Math.ceil(minutes)) - 1;
  const asked = new Set<number>();
  for (let hour = Math.floor(from / 60); hour * 60 <= last && asked.size < 24; hour++) {
    asked.add(1 << (((hour % 24) + 24) % 24));
  }
  for (let day = Math.floor(from / MINUTES_A_DAY); day * MINUTES_A_DAY <= last; day++) {
    const weekend = ordinaryWeekend(day, calendar);
    if (weekend !== 0) asked.add(weekend);
  }
  return [...asked].map((bits) => bits | notKnown);
}

/**
 * Before this instant no place with these bits is known to open: `at` itself, the beginning of an hour within the next
 * day, or Infinity where it never is. (A place that is open and stays so opens no more; this is no bound for it.)
 */
export function opensNotBefore(bits: number, at: number): number {
  const hour = Math.floor(localMinutes(at) / 60);
  for (let ahead = 0; ahead < 24; ahead++) {
    if ((bits & (1 << ((((hour + ahead) % 24) + 24) % 24))) === 0) continue;
    return ahead === 0 ? at : instantOf((hour + ahead) * 60);
  }
  return Infinity;
}

/** The bit of a Saturday or Sunday on which, and on the day before which, the calendar has nothing special. */
function ordinaryWeekend(day: number, calendar: HoursCalendar): number {
  const weekday = weekdayOf(day);
  if (weekday < 5 || calendar.facts(day) !== undefined || calendar.facts(day - 1) !== undefined) return 0;
  return weekday === 5 ? SATURDAY : SUNDAY;
}
