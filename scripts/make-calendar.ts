// Writes data/calendar/cn.json from the chinese-days package: `node build/scripts/make-calendar.js`.
// A new year is added by updating the package (or by hand: the format is described in docs/hours.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseDate } from '../src/core/hours/civil.js';
import { parseCalendar, type CalendarFile } from '../src/core/hours/calendar.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = createRequire(import.meta.url).resolve('chinese-days');
const dist = dirname(entry);
const table = z.record(z.string(), z.string());
const read = (path: string): unknown => JSON.parse(readFileSync(join(dist, path), 'utf8'));
const { version } = z.object({ version: z.string() }).parse(read('../package.json'));
const { holidays, workdays } = z
  .object({ holidays: table, workdays: table })
  .parse(read('chinese-days.json'));
const byDate = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);

type Year = CalendarFile['years'][string];
const years: Record<string, Year> = {};

/** The holiday an entry ("Labour Day,劳动节,2") belongs to. New Year's days off in December are next year's. */
function holidayOf(date: string, value: string): Year[number] {
  const [en = '', zh = ''] = value.split(',');
  const next = zh === '元旦' && date.slice(5, 7) === '12' ? 1 : 0;
  const year = (years[String(Number(date.slice(0, 4)) + next)] ??= []);
  let holiday = year.find((one) => one.name.zh === zh);
  if (!holiday) year.push((holiday = { name: { zh, en }, off: [], work: [] }));
  return holiday;
}

for (const [date, value] of Object.entries(holidays).toSorted(byDate)) {
  const { off } = holidayOf(date, value);
  const [from, to] = off.at(-1)?.split('/') ?? [];
  const follows = to !== undefined && parseDate(to)! + 1 === parseDate(date)!;
  if (follows) off[off.length - 1] = `${from}/${date}`;
  else off.push(`${date}/${date}`);
}
for (const [date, value] of Object.entries(workdays).toSorted(byDate)) holidayOf(date, value).work.push(date);

/** Lunar festivals of the years to come (almanac dates): spring, dragon boat, mid-autumn. */
const LUNAR = `2027 02-06 06-09 09-15
2028 01-26 05-28 10-03
2029 02-13 06-16 09-22
2030 02-03 06-05 09-12
2031 01-23 06-24 10-01
2032 02-11 06-12 09-19
2033 01-31 06-01 09-08
2034 02-19 06-20 09-27
2035 02-08 06-10 09-16
2036 01-28 05-30 10-04`;
const lunar = Object.fromEntries(
  LUNAR.split('\n').map((line) => {
    const [year = '', spring = '', dragonBoat = '', midAutumn = ''] = line.split(' ');
    return [year, { spring, dragonBoat, midAutumn }];
  }),
);

const newest = String(Math.max(...Object.keys(years).map(Number)));
const file = {
  version: newest,
  source: `State Council holiday notices, from chinese-days ${version} (MIT)`,
  years,
  lunar,
};
parseCalendar(file);
writeFileSync(join(root, 'data/calendar/cn.json'), `${oneHolidayALine(file)}\n`);
console.log(`data/calendar/cn.json: ${Object.keys(years).length} years, the last one ${newest}`);

/** JSON with one holiday a line, so that a new year is a readable difference. */
function oneHolidayALine({ years: all, lunar: dates, ...head }: CalendarFile): string {
  const lines = (entries: [string, string][]) =>
    entries.map(([key, text]) => `    "${key}": ${text}`).join(',\n');
  const yearLines = Object.entries(all).map(([year, list]): [string, string] => [
    year,
    `[\n${list.map((one) => `      ${JSON.stringify(one)}`).join(',\n')}\n    ]`,
  ]);
  const lunarLines = Object.entries(dates).map(([year, one]): [string, string] => [
    year,
    JSON.stringify(one),
  ]);
  const top = Object.entries(head).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
  return `{\n${top.join(',\n')},\n  "years": {\n${lines(yearLines)}\n  },\n  "lunar": {\n${lines(lunarLines)}\n  }\n}`;
}
