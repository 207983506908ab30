/**
 * Civil time in Asia/Shanghai as plain arithmetic: UTC+8, no daylight saving (there was none after 1991). Nothing
 * here asks the host for its time zone. A *day number* counts days from 1970-01-01; weekdays count from Monday = 0.
 */

export const MINUTES_A_DAY = 1440;
const SHANGHAI_OFFSET = 8 * 60;
const MINUTE = 60_000;

export interface CivilDate {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
}

/** Minutes since 1970-01-01 00:00 in Shanghai at an instant (milliseconds since the Unix epoch). */
export function localMinutes(instant: number): number {
  return Math.floor(instant / MINUTE) + SHANGHAI_OFFSET;
}

/** The instant at which a local minute count begins. */
export function instantOf(minutes: number): number {
  return (minutes - SHANGHAI_OFFSET) * MINUTE;
}

/** Monday 0 … Sunday 6. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Day number of a date (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil). */
export function dayNumber({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number (civil_from_days of the same paper). */
export function civilDate(day: number): CivilDate {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp + (mp < 10 ? 3 : -9);
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return dayNumber(next) - dayNumber({ year, month, day: 1 });
}

/** Whether year, month and day name a day that exists. */
export function dateExists({ year, month, day }: CivilDate): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** ISO 8601 week number: week 1 holds the year's first Thursday. */
export function isoWeek(day: number): number {
  const thursday = day - weekdayOf(day) + 3;
  const { year } = civilDate(thursday);
  return Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1;
}

/** Day number of `YYYY-MM-DD`; `undefined` for anything else and for days that do not exist. */
export function parseDate(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const date = { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) };
  return dateExists(date) ? dayNumber(date) : undefined;
}

/** `YYYY-MM-DD` of a day number. */
export function formatDate(day: number): string {
  const { year, month, day: d } = civilDate(day);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(d)}`;
}

/** `HH:MM` of a minute of the day; 24:00 for the end of it. */
export function formatMinute(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** A date-time of RFC 3339 with Shanghai’s offset, such as `2026-10-10T09:00:00+08:00`. */
export function formatInstant(instant: number): string {
  const minutes = localMinutes(instant);
  const day = Math.floor(minutes / MINUTES_A_DAY);
  return `${formatDate(day)}T${formatMinute(minutes - day * MINUTES_A_DAY)}:00+08:00`;
}

/**
 * The instant of an ISO 8601 time to the minute or second. Without an offset it is Shanghai's time. `undefined` for
 * anything else, a day that does not exist or an hour past 23 included.
 */
export function parseInstant(text: string): number | undefined {
  const parts =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text.trim(),
    );
  if (!parts) return undefined;
  const day = parseDate(parts[1]!);
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0)];
  const offset = parts[5] === undefined ? SHANGHAI_OFFSET : offsetMinutes(parts[5]);
  if (day === undefined || hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  return (day * MINUTES_A_DAY + hour * 60 + minute - offset) * MINUTE + second * 1000;
}

function offsetMinutes(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
