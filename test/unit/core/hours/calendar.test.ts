import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { HoursCalendar, parseCalendar, calendarFile } from '../../../../src/core/hours/calendar.js';
import { civilDate, parseDate } from '../../../../src/core/hours/civil.js';
import { usualWindows } from '../../../../src/core/hours/usual-holidays.js';
import { calendar, calendarJson } from './calendar-file.js';

const shared =
  process.env['YIZHAN_SHARED'] ?? fileURLToPath(new URL('../../../../../../shared', import.meta.url));
const truth = `${shared}/data/holidays/cn_calendar_2024_2026.csv`;
const there = existsSync(truth);
if (!there) console.log(`skipped: ${truth} is not there`);

const kind = (date: string) => calendar.kindOf(parseDate(date)!);

describe('the calendar that is shipped', () => {
  (there ? it : it.skip)('agrees with the truth table of 1,096 days', () => {
    const rows = parse<{ date: string; is_workday_truth: string; kind: string }>(readFileSync(truth), {
      columns: true,
    });
    expect(rows).toHaveLength(1096);
    const wrong = rows.filter(({ date, is_workday_truth }) => {
      const found = kind(date);
      return (
        (found === 'workday' || found === 'make-up-workday') !== (is_workday_truth === '1') ||
        found === 'unknown'
      );
    });
    expect(wrong).toEqual([]);
  });

  it('tells holidays, make-up workdays, rest days and workdays apart', () => {
    expect(kind('2026-10-01')).toBe('holiday');
    expect(kind('2026-10-10')).toBe('make-up-workday');
    expect(kind('2026-10-11')).toBe('rest-day');
    expect(kind('2026-10-12')).toBe('workday');
    expect(kind('2018-12-29')).toBe('make-up-workday');
    expect(kind('2018-12-31')).toBe('holiday');
  });

  it('names the holiday', () => {
    expect(calendar.facts(parseDate('2026-02-17')!)?.name).toEqual({ zh: '春节', en: 'Spring Festival' });
  });

  it('covers 2004 to 2026', () => {
    const { years } = calendarFile.parse(calendarJson);
    expect(Object.keys(years)).toEqual(Array.from({ length: 23 }, (_, i) => String(2004 + i)));
  });
});

describe('a year that is not announced', () => {
  it.each([
    '2027-01-01',
    '2027-02-06',
    '2027-02-12',
    '2027-04-05',
    '2027-05-01',
    '2027-05-08',
    '2027-06-09',
    '2027-09-15',
    '2027-10-01',
    '2027-10-09',
  ])('is unknown on %s', (date) => {
    expect(kind(date)).toBe('unknown');
  });

  it.each(['2027-03-10', '2027-07-15', '2027-08-21', '2027-11-20'])('is ordinary on %s', (date) => {
    expect(['workday', 'rest-day']).toContain(kind(date));
  });

  it("begins in December where New Year's Day makes a holiday of it", () => {
    const early = new HoursCalendar({ version: 'none', source: 'none', years: { 2028: [] }, lunar: {} });
    expect(early.kindOf(parseDate('2028-12-29')!)).toBe('unknown'); // 2029-01-01 is a Monday
    expect(kind('2026-12-31')).toBe('workday'); // 2027-01-01 is a Friday
    expect(kind('2027-01-01')).toBe('unknown');
  });

  it('without the lunar table, spans every day a festival can fall on', () => {
    expect(kind('2040-01-21')).toBe('unknown');
    expect(kind('2040-02-25')).toBe('unknown');
    expect(kind('2040-06-20')).toBe('unknown');
  });

  it('would have held every day off and every make-up workday since 2004 within its windows', () => {
    const { years } = calendarFile.parse(calendarJson);
    const empty = new HoursCalendar({ version: 'none', source: 'none', years: {}, lunar: {} });
    const days = Object.values(years)
      .flat()
      .filter((one) => !one.name.zh.includes('抗日战争'))
      .flatMap((one) => [
        ...one.off.flatMap((range) => range.split('/')),
        ...one.work.map((day) => (typeof day === 'string' ? day : day.date)),
      ]);
    expect(days.length).toBeGreaterThan(300);
    expect(days.filter((day) => empty.kindOf(parseDate(day)!) !== 'unknown')).toEqual([]);
  });

  it('becomes known by a newer file, without a release', () => {
    const { years, ...rest } = calendarFile.parse(calendarJson);
    const newer = parseCalendar({
      ...rest,
      version: '2027',
      years: {
        ...years,
        2027: [
          { name: { zh: '元旦', en: "New Year's Day" }, off: ['2027-01-01/2027-01-03'], work: [] },
          {
            name: { zh: '春节', en: 'Spring Festival' },
            off: ['2027-02-05/2027-02-12'],
            work: [{ date: '2027-02-14', as: 'Fr' }],
          },
        ],
      },
    });
    expect(newer.kindOf(parseDate('2027-02-05')!)).toBe('holiday');
    expect(newer.facts(parseDate('2027-02-14')!)).toMatchObject({ makeup: 'yes', as: 4 });
  });
});

describe('usual windows', () => {
  it('lie around the lunar date where it is known', () => {
    const spring = usualWindows(2027, { spring: '02-06', dragonBoat: '06-09', midAutumn: '09-15' })[1]!;
    expect(spring.off.map(civilDate)).toEqual([
      { year: 2027, month: 2, day: 2 },
      { year: 2027, month: 2, day: 17 },
    ]);
  });
});

describe('a calendar file', () => {
  const good = { version: '1', source: 'test', years: {}, lunar: {} };
  it.each([
    ['no years', { ...good, years: undefined }],
    [
      'a day that does not exist',
      {
        ...good,
        years: { 2027: [{ name: { zh: '元旦', en: 'x' }, off: ['2027-02-30/2027-03-01'], work: [] }] },
      },
    ],
    [
      'a range backwards',
      {
        ...good,
        years: { 2027: [{ name: { zh: '元旦', en: 'x' }, off: ['2027-01-03/2027-01-01'], work: [] }] },
      },
    ],
    [
      'a weekday that is not one',
      {
        ...good,
        years: {
          2027: [{ name: { zh: '元旦', en: 'x' }, off: [], work: [{ date: '2027-01-03', as: 'Xx' }] }],
        },
      },
    ],
    ['a member that is not known', { ...good, holidays: [] }],
  ])('with %s is refused', (_, file) => {
    expect(() => parseCalendar(file)).toThrow();
  });
});
