import { dayNumber, weekdayOf } from './civil.js';

/**
 * When the public holidays usually fall. The State Council announces a year's arrangement only in the November
 * before it; until then the days around each holiday may be days off, or weekends that are worked.
 */

export interface LocalName {
  readonly zh: string;
  readonly en: string;
}

/** Month and day, `MM-DD`, of the three lunar festivals in one year. */
export interface LunarDates {
  readonly spring: string;
  readonly dragonBoat: string;
  readonly midAutumn: string;
}

interface UsualHoliday {
  readonly name: LocalName;
  /** First and last day of the year it may fall on, `MM-DD`; lunar ones are narrowed by the table of `LunarDates`. */
  readonly earliest: string;
  readonly latest: string;
  readonly lunar?: keyof LunarDates;
  /** Days before and after it that may be off, and that may hold worked weekends. Each is wider by at least a day than in any year since 2004. */
  readonly off: readonly [number, number];
  readonly worked: readonly [number, number];
}

export const USUAL_HOLIDAYS: readonly UsualHoliday[] = [
  {
    name: { zh: '元旦', en: "New Year's Day" },
    earliest: '01-01',
    latest: '01-01',
    off: [3, 3],
    worked: [7, 8],
  },
  {
    name: { zh: '春节', en: 'Spring Festival' },
    earliest: '01-21',
    latest: '02-21',
    lunar: 'spring',
    off: [4, 11],
    worked: [14, 18],
  },
  { name: { zh: '清明', en: 'Qingming' }, earliest: '04-04', latest: '04-06', off: [4, 3], worked: [8, 7] },
  {
    name: { zh: '劳动节', en: 'Labour Day' },
    earliest: '05-01',
    latest: '05-01',
    off: [3, 7],
    worked: [11, 12],
  },
  {
    name: { zh: '端午', en: 'Dragon Boat Festival' },
    earliest: '05-28',
    latest: '06-25',
    lunar: 'dragonBoat',
    off: [3, 3],
    worked: [7, 7],
  },
  {
    name: { zh: '中秋', en: 'Mid-Autumn Festival' },
    earliest: '09-07',
    latest: '10-08',
    lunar: 'midAutumn',
    off: [3, 3],
    worked: [7, 7],
  },
  {
    name: { zh: '国庆节', en: 'National Day' },
    earliest: '10-01',
    latest: '10-01',
    off: [3, 9],
    worked: [14, 14],
  },
];

export interface Window {
  readonly name: LocalName;
  /** Day numbers, both included. */
  readonly off: readonly [number, number];
  readonly worked: readonly [number, number];
}

/** The windows of one year's holidays. Without lunar dates of that year they span every day the festival can fall on. */
export function usualWindows(year: number, lunar: LunarDates | undefined): readonly Window[] {
  return USUAL_HOLIDAYS.map((one) => {
    const known = one.lunar === undefined ? undefined : lunar?.[one.lunar];
    const first = dayOf(year, known ?? one.earliest);
    const last = dayOf(year, known ?? one.latest);
    const reach = one.earliest === '01-01' && !reachesIntoDecember(first) ? 0 : 1;
    const around = ([before, after]: readonly [number, number]) =>
      [first - before * reach, last + after] as const;
    return { name: one.name, off: around(one.off), worked: around(one.worked) };
  });
}

/** From Wednesday to Saturday, New Year's Day and the days after it make the holiday: so in every year since 2004. */
function reachesIntoDecember(newYear: number): boolean {
  const weekday = weekdayOf(newYear);
  return weekday < 2 || weekday === 6;
}

function dayOf(year: number, monthDay: string): number {
  return dayNumber({ year, month: Number(monthDay.slice(0, 2)), day: Number(monthDay.slice(3)) });
}
