import { formatDate, MINUTES_A_DAY } from '../../../core/hours/civil.js';
import { isRecurrenceFault, parseRecurrence } from '../../../core/offerings/recurrence.js';
import { endMinutes, minutesOf, type Clock } from './clock.js';
import type { Repeat } from './repeat.js';
import { tokensOf, type Token } from './tokens.js';
import { WhenFault } from './when-fault.js';

/** When something takes place, as it was written. Days are day numbers, clocks minutes after midnight. */
export interface When {
  readonly first?: number;
  /** The last day: of a span over several days, or on which a rule still holds. */
  readonly last?: number;
  readonly from?: number;
  /** Absent: nobody says. May lie beyond midnight. */
  readonly to?: number;
  readonly rrule?: string;
  readonly needsFirst?: boolean;
}

/** A letter for each kind of token, so that what a text says has a shape. */
const LETTERS: Readonly<Record<Token['kind'], string>> = {
  day: 'D',
  clock: 'C',
  repeat: 'R',
  to: 'T',
  from: 'F',
  until: 'U',
  and: 'S',
  'all-day': 'A',
};

/**
 * Reads what people write of times: `2026年11月20日 14:00-16:00`, `2026-11-20 14:00`, `2026年11月20日至22日 9:00-17:00`,
 * `每周三下午2点`, `2026年11月4日至12月30日 每月第一个周六 9点-11点半`. All of it is understood or none.
 * @throws WhenFault for what is not understood to its last word
 */
export function readWhen(text: string): When {
  const ruled = /^(?<before>.*?)(?:RRULE:)?(?<rule>FREQ=[A-Z0-9=;,+-]+)(?<after>.*)$/is.exec(text)?.groups;
  const tokens = tokensOf(ruled ? `${ruled['before']} ${ruled['after']}` : text);
  const repeats = tokens.flatMap((one) => (one.kind === 'repeat' ? [one.repeat] : []));
  const repeat = ruled ? written(ruled['rule']!) : repeats[0];
  const rest = tokens.filter((one) => one.kind !== 'repeat');
  const shape = rest.map(({ kind }) => LETTERS[kind]).join('');
  if (repeats.length + (ruled ? 1 : 0) > 1) throw new WhenFault('time.several', text);
  const days = rest.flatMap((one) => (one.kind === 'day' ? [one.day] : []));
  const clocks = rest.flatMap((one) => (one.kind === 'clock' ? [one.clock] : []));
  return checked(repeat ? recurring(shape, days, repeat) : once(shape, days, text), clocks, shape, text);
}

function written(rule: string): Repeat {
  const parsed = parseRecurrence(rule);
  if (isRecurrenceFault(parsed)) throw new WhenFault('time.not_understood', `${rule}: ${parsed.detail}`);
  const plain = rule.toUpperCase().replace(/;$/, '');
  const fixed = parsed.weekdays.length > 0 || parsed.monthDays.length > 0 || parsed.freq === 'DAILY';
  return { rrule: plain, needsFirst: !fixed || parsed.interval > 1 || parsed.count !== undefined };
}

type Days = Omit<When, 'from' | 'to'>;

const CLOCKS = 'C(?:TC)?|A';
const ONE_DAY = new RegExp(`^D(?:${CLOCKS})?$|^(?:${CLOCKS})D$`);
const LONG = /^DTD$|^DCTDC$/;
const DAILY = new RegExp(`^DTD(?:${CLOCKS})$|^(?:${CLOCKS})DTD$`);

function once(shape: string, days: readonly number[], text: string): Days {
  const [first, last] = days;
  if (ONE_DAY.test(shape)) return { first: first! };
  if (LONG.test(shape)) return { first: first!, last: last! };
  // 20日至22日 9:00-17:00 is each of these days; a span that lasts through the night has a clock at each end.
  if (DAILY.test(shape)) return { first: first!, last: last!, rrule: 'FREQ=DAILY' };
  if (first === undefined) throw new WhenFault(shape === '' ? 'time.missing' : 'time.not_understood', text);
  throw new WhenFault(SEVERAL.test(shape) ? 'time.several' : 'time.not_understood', text);
}

const SEVERAL = /S|C.*C.*C|D.*D.*D/;
const RULED: readonly (readonly [RegExp, readonly ('first' | 'last')[]])[] = [
  [new RegExp(`^(?:${CLOCKS})?$`), []],
  [new RegExp(`^DF?(?:${CLOCKS})?$|^(?:${CLOCKS})DF?$`), ['first']],
  [new RegExp(`^DF?[TU]D(?:${CLOCKS})?$|^(?:${CLOCKS})DF?[TU]D$`), ['first', 'last']],
  [new RegExp(`^[TU]D(?:${CLOCKS})?$|^(?:${CLOCKS})[TU]D$`), ['last']],
];

function recurring(shape: string, days: readonly number[], { rrule, needsFirst }: Repeat): Days {
  const said = { rrule, needsFirst };
  // The first time it takes place, from its start to its end.
  if (shape === 'DCTDC')
    return days[0] === days[1] ? { ...said, first: days[0]! } : { ...said, first: days[0]!, last: days[1]! };
  const names = RULED.find(([form]) => form.test(shape))?.[1];
  if (!names) throw new WhenFault(SEVERAL.test(shape) ? 'time.several' : 'time.not_understood', rrule);
  if (needsFirst && !names.includes('first')) throw new WhenFault('time.no_first_day', rrule);
  return { ...said, ...Object.fromEntries(names.map((name, i) => [name, days[i]!])) };
}

function checked(days: Days, [start, end]: readonly Clock[], shape: string, text: string): When {
  const from = start && minutesOf(start);
  const isLong = shape === 'DCTDC' && days.rrule === undefined;
  const to = end && (isLong ? minutesOf(end) : endMinutes(end, start!, from!));
  const late = (days.last ?? Infinity) < (days.first ?? -Infinity);
  const sameDay = !isLong || days.last === days.first;
  if (late || (to !== undefined && sameDay && to <= from!))
    throw new WhenFault('time.ends_before_start', text);
  return { ...days, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Times and rule of an event, as it is kept. */
export interface EventTimes {
  readonly start: string;
  readonly end?: string;
  readonly rrule?: string;
}

/** @param first the day on which it takes place first */
export function eventTimes(when: When, first: number): EventTimes {
  const { from, to, last, rrule } = when;
  const lastDay = rrule === undefined ? (last ?? first) : first;
  const times =
    from === undefined
      ? { start: formatDate(first), end: formatDate(lastDay) }
      : { start: timeText(first, from), ...(to !== undefined && { end: timeText(lastDay, to) }) };
  if (rrule === undefined) return times;
  return { ...times, rrule: ended(rrule, last) };
}

/** The rule with the last day on which it holds, which it may say itself. */
export function ended(rrule: string, last: number | undefined): string {
  if (last === undefined || /UNTIL=|COUNT=/.test(rrule)) return rrule;
  return `${rrule};UNTIL=${formatDate(last).replaceAll('-', '')}`;
}

function timeText(day: number, minute: number): string {
  const at = day + Math.floor(minute / MINUTES_A_DAY);
  const [hour, rest] = [Math.floor((minute % MINUTES_A_DAY) / 60), minute % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${formatDate(at)}T${two(hour)}:${two(rest)}:00+08:00`;
}
