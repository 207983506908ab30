import { formatDate, formatMinute, MINUTES_A_DAY } from '../../../core/hours/civil.js';

/** 1970-01-01 as spreadsheets count days, from the end of 1899 on (ECMA-376 part 1, 18.17.4.1). */
const EPOCH = 25_569;
/** Numbers of the days of 2000 to 2099: others are no dates of events. */
const [FIRST, LAST] = [36_526, 73_050];

/**
 * A spreadsheet's number of a day and of a part of it, as a date, a time of day, or both: `46346.58333` is
 * `2026-11-20 14:00`. `undefined` for what is none.
 */
export function spreadsheetTime(text: string): string | undefined {
  if (!/^\d{5}(\.\d+)?$|^0\.\d+$/.test(text)) return undefined;
  const number = Number(text);
  const minutes = Math.round(number * MINUTES_A_DAY);
  const [day, minute] = [Math.floor(minutes / MINUTES_A_DAY), minutes % MINUTES_A_DAY];
  if (number < 1) return formatMinute(minutes);
  if (day < FIRST || day > LAST) return undefined;
  const date = formatDate(day - EPOCH);
  return minute === 0 ? date : `${date} ${formatMinute(minute)}`;
}
