import type { Span } from '../rule.js';
import type { Half } from './tokens.js';

/** A time of day as written: the numbers, and the words before them. */
export interface SpokenClock {
  readonly hour: number;
  readonly minute: number;
  readonly half?: Half;
  readonly nextDay?: boolean;
}

const NOON = 12 * 60;
const DAY = 24 * 60;

/**
 * The span two clocks mean, or `undefined` where they may mean two things. Numbers from 13 on are trusted whatever
 * word stands before them (上午8:30-20:30); the first clock's word carries over to the second (下午4点半到7点半).
 */
export function spanOfClocks(first: SpokenClock, second: SpokenClock): Span | undefined {
  const from = minuteOf(first);
  if (from >= DAY) return undefined;
  const to = endOf(first, from, second);
  if (to === undefined || to <= from || to - from > DAY) return undefined;
  if (first.half === undefined && second.half !== 'pm' && smallHours(from, to)) return undefined;
  return { from, to };
}

function minuteOf({ hour, minute, half }: SpokenClock): number {
  const plain = hour * 60 + minute;
  switch (half) {
    case 'pm':
      return hour >= 1 && hour < 12 ? plain + NOON : plain;
    case 'noon':
      return hour >= 1 && hour <= 3 ? plain + NOON : plain;
    case 'evening':
      if (hour >= 5 && hour < 12) return plain + NOON;
      if (hour === 12) return DAY + minute;
      return hour < 5 ? plain + DAY : plain;
    case 'dawn':
      return hour === 12 ? minute : plain;
    default:
      return plain;
  }
}

function endOf(first: SpokenClock, from: number, second: SpokenClock): number | undefined {
  const written = minuteOf(second);
  if (second.nextDay === true) return written + DAY;
  if (second.half === 'dawn') return written <= from ? written + DAY : written;
  if (second.half !== undefined) return written > from ? written : undefined;
  const plain = second.hour * 60 + second.minute;
  if (plain === 0) return DAY;
  if (first.half !== undefined && first.half !== 'am' && first.half !== 'dawn' && second.hour <= 12) {
    const carried = minuteOf({ ...second, half: first.half === 'noon' ? 'pm' : first.half });
    if (carried > from && (second.hour < 12 || carried > plain)) return carried;
  }
  if (plain > from) return plain;
  return first.half === 'am' || first.half === 'dawn' ? undefined : nightEnd(from, plain);
}

/**
 * An end before the beginning, without a word for the next day: a night where nothing else is likely. 14:00-5:00 is
 * far more often 17:00 mistyped, 8:00-8:00 a slip as well as a whole day.
 */
function nightEnd(from: number, to: number): number | undefined {
  const lateCloser = from >= 11 * 60 && to <= 3 * 60;
  const night = to + NOON <= from && from >= 16 * 60;
  return lateCloser || night ? to + DAY : undefined;
}

/** 1:00-4:00 and 4:00-6:30 without a word are afternoons in the 12-hour clock at least as often. */
function smallHours(from: number, to: number): boolean {
  return (from > 0 && from < 4 * 60) || (from >= 4 * 60 && from < 5 * 60 && to <= 7 * 60);
}
