import { WhenFault } from './when-fault.js';

/** A time of day as it was written: minutes are whole, the half of the day may still be open. */
export interface Clock {
  readonly half?: HalfDay;
  readonly hour: number;
  readonly minute: number;
  /** Whether the hour was written with a zero in front, as only a clock of 24 hours has it. */
  readonly padded: boolean;
  /** 次日: on the day after. */
  readonly nextDay: boolean;
  /** As written, for the report. */
  readonly words: string;
}

type HalfDay = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening';

const HALVES: Readonly<Record<string, HalfDay>> = {
  凌晨: 'night',
  清晨: 'morning',
  早晨: 'morning',
  早上: 'morning',
  上午: 'morning',
  早: 'morning',
  中午: 'noon',
  午间: 'noon',
  下午: 'afternoon',
  午后: 'afternoon',
  傍晚: 'afternoon',
  晚上: 'evening',
  晚间: 'evening',
  夜间: 'evening',
  晚: 'evening',
};
const CLOCK = new RegExp(
  `^(次日|第二天|翌日)?\\s*(${Object.keys(HALVES).join('|')})?\\s*(\\d{1,2})(?::(\\d{2})(?::\\d{2})?(?!\\d)|[点时](?:(\\d{1,2})分?|(半|整|[1一]刻|[3三]刻))?)`,
);
const PARTS: Readonly<Record<string, number>> = { 半: 30, 整: 0, '1刻': 15, 一刻: 15, '3刻': 45, 三刻: 45 };

/** The clock a text begins with. */
export function readClock(text: string): { readonly clock: Clock; readonly length: number } | undefined {
  const found = CLOCK.exec(text);
  if (!found) return undefined;
  const [words, next, half, hour = '', colon, minutes, part] = found;
  const clock = {
    ...(half !== undefined && { half: HALVES[half]! }),
    hour: Number(hour),
    minute: Number(colon ?? minutes ?? (part === undefined ? 0 : PARTS[part])),
    padded: hour.length === 2 && hour.startsWith('0'),
    nextDay: next !== undefined,
    words,
  };
  return { clock, length: words.length };
}

const NOON = 12 * 60;
/** Hours before this, without a word or a zero in front, may be of the afternoon. */
const SURE_FROM = 7;

/**
 * Minutes of a clock after the midnight before it.
 * @throws WhenFault for an hour there is not, one the half of the day contradicts, or one that may be of either half
 */
export function minutesOf(clock: Clock): number {
  const { half, hour, minute, padded, words } = clock;
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0))
    throw new WhenFault('time.not_understood', words);
  if (half === undefined) {
    if (hour > 0 && hour < SURE_FROM && !padded) throw new WhenFault('time.half_day', words);
    return hour * 60 + minute;
  }
  const inHalf = hourOf(half, hour);
  if (inHalf === undefined) throw new WhenFault('time.half_day', words);
  return inHalf * 60 + minute;
}

/** Hours of 24 are taken as they are where they lie in the half; nothing for those that cannot. */
function hourOf(half: HalfDay, hour: number): number | undefined {
  const [from, to, shift] = SPANS[half];
  if (hour >= from && hour <= to) return hour;
  const later = hour + shift;
  if (half === 'night' && hour === 12) return 0;
  return hour <= 12 && later >= from && later <= to ? later : undefined;
}

/** First and last hour of each half, and what is added to an hour of twelve. */
const SPANS: Readonly<Record<HalfDay, readonly [from: number, to: number, shift: number]>> = {
  night: [0, 6, 0],
  morning: [4, 12, 0],
  noon: [10, 14, 12],
  afternoon: [12, 20, 12],
  evening: [17, 24, 12],
};

/**
 * The same for the end of a span: the half of the day carries over (下午2点到4点), and over noon.
 * @param from minutes of the start
 */
export function endMinutes(end: Clock, start: Clock, from: number): number {
  const day = end.nextDay ? 2 * NOON : 0;
  if (end.nextDay && end.half === undefined) return day + end.hour * 60 + end.minute;
  const carries = end.half === undefined && start.half !== undefined && end.hour <= 12 && !end.padded;
  if (!carries) return day + minutesOf(end);
  const [early, late] = [end.hour * 60 + end.minute, (end.hour % 12) * 60 + end.minute + NOON];
  if (start.half === 'morning' || start.half === 'night') return early > from ? early : unclear(end);
  return late > from ? late : unclear(end);
}

function unclear({ words }: Clock): never {
  throw new WhenFault('time.half_day', words);
}
