import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Hours } from '../../../../src/core/facility.js';
import { formatInstant, parseDate, parseInstant } from '../../../../src/core/hours/civil.js';
import { intervalsOn } from '../../../../src/core/hours/day-intervals.js';
import { hoursStateOf, openFor, quickStateOf, stateAt } from '../../../../src/core/hours/hours-state.js';
import { isHoursError, parseHours } from '../../../../src/core/hours/parse.js';
import { intervalsInWords, openStateInWords } from '../../../../src/core/hours/words.js';
import { calendar } from './calendar-file.js';

const full = (osm: string): Hours => ({ osm, coverage: 'full' });
const at = (hours: Hours | undefined, time: string) => hoursStateOf(hours, parseInstant(time)!, calendar);
const state = (hours: Hours | undefined, time: string) => at(hours, time).state;

const OFFICE = full('Mo-Fr 08:30-11:00,13:30-17:00');
const OFFICE_PH = full('Mo-Fr 08:30-11:00,13:30-17:00; PH off');
const WORKDAYS: Hours = { ...OFFICE_PH, workdays: true };

describe('an ordinary week', () => {
  it('opens at the first minute of a span and closes at its end', () => {
    expect(state(OFFICE, '2026-11-23T08:29')).toBe('closed');
    expect(state(OFFICE, '2026-11-23T08:30')).toBe('open');
    expect(state(OFFICE, '2026-11-23T10:59')).toBe('open');
    expect(state(OFFICE, '2026-11-23T11:00')).toBe('closed');
  });

  it('tells when it changes, and when it opens next', () => {
    const open = at(OFFICE, '2026-11-23T09:00');
    expect(formatInstant(open.until!)).toBe('2026-11-23T11:00:00+08:00');
    expect(open.opensAt).toBeUndefined();
    const friday = at(OFFICE, '2026-11-20T17:00');
    expect(formatInstant(friday.opensAt!)).toBe('2026-11-23T08:30:00+08:00');
    expect(friday.until).toBe(friday.opensAt);
  });

  it('goes on past midnight without a seam', () => {
    const bar = full('Fr 22:00-02:00');
    expect(formatInstant(at(bar, '2026-11-20T23:59').until!)).toBe('2026-11-21T02:00:00+08:00');
    expect(state(bar, '2026-11-21T00:00')).toBe('open');
    expect(state(bar, '2026-11-21T01:59')).toBe('open');
    expect(state(bar, '2026-11-21T02:00')).toBe('closed');
    expect(state(bar, '2026-11-20T01:00')).toBe('closed');
  });

  it('never changes where it never closes, and is closed for good where it never opens', () => {
    expect(at(full('24/7'), '2026-10-01T03:00')).toEqual({ state: 'open' });
    expect(at(full('off'), '2026-10-01T03:00')).toEqual({ state: 'closed' });
    expect(at(full('08:00-08:00'), '2026-10-01T03:00').state).toBe('open');
  });

  it('looks 400 days ahead and no further', () => {
    const past = full('2020 Jan 1-2020 Feb 1 09:00-10:00');
    expect(at(past, '2026-11-23T09:00')).toEqual({ state: 'closed' });
  });

  it('takes an instant with any offset', () => {
    expect(state(OFFICE, '2026-11-23T00:30Z')).toBe('open');
    expect(state(OFFICE, '2026-11-22T19:30-05:00')).toBe('open');
    expect(state(OFFICE, '2026-11-22T19:29-05:00')).toBe('closed');
  });
});

describe('public holidays and make-up workdays', () => {
  it('are unknown where the hours name weekdays and say nothing of them', () => {
    expect(at(OFFICE, '2026-10-01T10:00')).toMatchObject({ state: 'unknown', reason: 'holiday' });
    expect(at(OFFICE, '2026-10-10T09:00')).toMatchObject({ state: 'unknown', reason: 'make-up-workday' });
    expect(state(OFFICE, '2026-10-01T20:00')).toBe('closed');
    expect(state(OFFICE, '2026-10-03T10:00')).toBe('closed');
  });

  it('follow 调休 where the hours say working days', () => {
    expect(state(WORKDAYS, '2026-10-01T10:00')).toBe('closed');
    expect(state(WORKDAYS, '2026-10-10T09:00')).toBe('open');
    expect(state(WORKDAYS, '2026-10-10T12:00')).toBe('closed');
    expect(state(WORKDAYS, '2026-10-11T09:00')).toBe('closed');
  });

  it('follow the rules where they are mentioned', () => {
    expect(state(OFFICE_PH, '2026-10-01T10:00')).toBe('closed');
    expect(state(full('Mo-Fr 09:00-17:00; PH 10:00-16:00'), '2026-10-01T09:30')).toBe('closed');
    expect(state(full('Mo-Fr 09:00-17:00; PH 10:00-16:00'), '2026-10-03T15:59')).toBe('open');
    expect(state(full('10:30-21:30; PH -1 day 10:30-23:00'), '2026-09-30T22:00')).toBe('open');
    expect(state(full('10:30-21:30; PH -1 day 10:30-23:00'), '2026-09-29T22:00')).toBe('closed');
  });

  it('change nothing where every day was named', () => {
    expect(state(full('08:00-22:00'), '2026-10-01T10:00')).toBe('open');
    expect(state(full('Mo-Su 08:00-22:00'), '2026-10-10T10:00')).toBe('open');
  });

  it('are uncertain where every day is only a convention', () => {
    const daily: Hours = { osm: '08:00-22:00', coverage: 'daily' };
    expect(at(daily, '2026-10-01T10:00')).toMatchObject({ state: 'unknown', reason: 'holiday' });
    expect(state(daily, '2026-10-01T23:00')).toBe('closed');
    expect(state(daily, '2026-10-10T10:00')).toBe('open');
    expect(state(daily, '2026-11-21T10:00')).toBe('open');
  });

  it('are unknown near the usual days of a year not announced', () => {
    expect(at(WORKDAYS, '2027-02-08T10:00')).toMatchObject({ state: 'unknown', reason: 'not-announced' });
    expect(at(OFFICE_PH, '2027-10-01T10:00')).toMatchObject({ state: 'unknown', reason: 'not-announced' });
    expect(state(OFFICE_PH, '2027-03-10T10:00')).toBe('open');
    expect(state(full('24/7'), '2027-02-08T10:00')).toBe('open');
  });

  it('make the after-midnight tail of the night before uncertain too', () => {
    const night: Hours = { osm: '18:00-02:00; PH off', coverage: 'full' };
    expect(state(night, '2026-10-01T01:00')).toBe('closed');
    expect(state(full('18:00-02:00; PH 20:00-23:00'), '2026-10-09T01:00')).toBe('open');
  });
});

describe('coverage', () => {
  it('none, and no hours at all, are unknown with the words', () => {
    expect(at(undefined, '2026-11-23T10:00')).toEqual({ state: 'unknown', reason: 'not-said' });
    expect(at({ text: '与行政机关工作时间一致', coverage: 'none' }, '2026-11-23T10:00')).toEqual({
      state: 'unknown',
      reason: 'not-understood',
      words: '与行政机关工作时间一致',
    });
  });

  it('a value outside the subset is unknown with the words', () => {
    expect(at(full('sunrise-sunset'), '2026-11-23T10:00')).toEqual({
      state: 'unknown',
      reason: 'not-understood',
      words: 'sunrise-sunset',
    });
  });

  it('partial: a span with a condition is never open, one without is', () => {
    const partial: Hours = {
      osm: 'Mo-Fr 09:00-17:00; Sa 09:00-12:00 open "限号"; PH off; Su unknown "时间不定"',
      coverage: 'partial',
    };
    expect(state(partial, '2026-11-23T10:00')).toBe('open');
    expect(at(partial, '2026-11-21T10:00')).toMatchObject({
      state: 'unknown',
      reason: 'said-so',
      words: '限号',
    });
    expect(at(partial, '2026-11-22T10:00')).toMatchObject({ state: 'unknown', words: '时间不定' });
    expect(state({ ...partial, coverage: 'full' }, '2026-11-21T10:00')).toBe('open');
  });

  it('dated: other days are unknown, not closed', () => {
    const dated: Hours = { osm: '2026 Oct 1-2026 Oct 3 09:00-17:00', coverage: 'dated' };
    expect(state(dated, '2026-10-02T10:00')).toBe('open');
    expect(state(dated, '2026-10-02T20:00')).toBe('closed');
    expect(at(dated, '2026-10-04T10:00')).toMatchObject({ state: 'unknown', reason: 'other-dates' });
  });
});

describe('openFor', () => {
  const monday = parseInstant('2026-11-23T10:00')!;
  it('asks of every minute', () => {
    expect(openFor(OFFICE, { from: monday, minutes: 60 }, calendar)).toBe('open');
    expect(openFor(OFFICE, { from: monday, minutes: 61 }, calendar)).toBe('closed');
    expect(openFor(undefined, { from: monday, minutes: 1 }, calendar)).toBe('unknown');
    expect(openFor(full('24/7'), { from: monday, minutes: 10_000 }, calendar)).toBe('open');
    expect(openFor(OFFICE, { from: parseInstant('2026-10-01T10:00')!, minutes: 5 }, calendar)).toBe(
      'unknown',
    );
    expect(
      openFor(full('Fr 22:00-02:00'), { from: parseInstant('2026-11-20T23:00')!, minutes: 180 }, calendar),
    ).toBe('open');
  });
});

describe('a day in words', () => {
  const words = (hours: Hours, date: string) =>
    intervalsInWords(intervalsOn(hours, parseDate(date)!, calendar), 'zh');
  it('tells a night whole, on the day it begins', () => {
    expect(words(full('Fr 22:00-02:00'), '2026-11-20')).toBe('22:00–次日02:00');
    expect(words(full('Fr 22:00-02:00'), '2026-11-21')).toBe('关闭');
    expect(words(OFFICE, '2026-11-20')).toBe('08:30–11:00、13:30–17:00');
    expect(words(full('24/7'), '2026-11-20')).toBe('24小时');
    expect(words(OFFICE, '2026-10-01')).toContain('不确定：法定节假日');
    expect(words({ text: '?', coverage: 'none' }, '2026-11-20')).toBe('不确定');
  });

  it('tells the state in one line', () => {
    const now = parseInstant('2026-11-20T17:30')!;
    const answer = hoursStateOf(OFFICE, now, calendar);
    expect(openStateInWords(answer, now, 'en')).toBe('closed, opens Mon 08:30');
    expect(openStateInWords(answer, now, 'zh')).toBe('关闭，周一 08:30 开放');
  });
});

describe('invariants', () => {
  const hours = fc.constantFrom<Hours>(
    OFFICE,
    OFFICE_PH,
    WORKDAYS,
    { osm: '08:00-22:00', coverage: 'daily' },
    { osm: 'Mo-Sa 18:00-02:00, Su 09:00-24:00; We[1] off', coverage: 'partial' },
    full('Nov 15-Mar 15 09:00-16:00; Mar 16-Nov 14 08:00-18:00'),
    full('week 01-53/2 We 22:00-03:00'),
    full('Mo-Fr 08:00-18:00; SH 10:00-16:00; PH off'),
    full('10:00-20:00; PH -1 day 10:00-23:00'),
  );
  const instant = fc.integer({
    min: parseInstant('2024-01-01T00:00')!,
    max: parseInstant('2028-01-01T00:00')!,
  });

  it('the state never changes between now and until, and does at until', () => {
    fc.assert(
      fc.property(hours, instant, fc.double({ min: 0, max: 1, noNaN: true }), (one, now, share) => {
        const answer = hoursStateOf(one, now, calendar);
        if (answer.until === undefined) return;
        expect(answer.until).toBeGreaterThan(now);
        const between = now + (answer.until - 1 - now) * share;
        expect(quickStateOf(one, between, calendar)).toBe(answer.state);
        expect(quickStateOf(one, answer.until - 1, calendar)).toBe(answer.state);
        expect(quickStateOf(one, answer.until, calendar)).not.toBe(answer.state);
      }),
      { numRuns: 2000 },
    );
  });

  it('opensAt is the first open minute after now', () => {
    fc.assert(
      fc.property(hours, instant, (one, now) => {
        const { opensAt, state: found } = hoursStateOf(one, now, calendar);
        if (opensAt === undefined) return;
        expect(found).not.toBe('open');
        expect(quickStateOf(one, opensAt, calendar)).toBe('open');
        expect(quickStateOf(one, opensAt - 1, calendar)).not.toBe('open');
      }),
      { numRuns: 1000 },
    );
  });

  it('the quick answer is the whole answer, at every minute of a week', () => {
    const monday = parseInstant('2026-09-28T00:00')!;
    for (const one of [OFFICE, WORKDAYS, full('Fr 22:00-02:00; Sa 10:00-12:00 unknown')]) {
      const rule = parseHours(one.osm!);
      if (isHoursError(rule)) throw new Error(rule.error);
      for (let minute = 0; minute < 10_080; minute++) {
        const now = monday + minute * 60_000;
        expect(quickStateOf(one, now, calendar)).toBe(hoursStateOf(one, now, calendar).state);
      }
      expect(stateAt(rule, monday, calendar)).toEqual(hoursStateOf(full(one.osm!), monday, calendar));
    }
  });

  it('the day told in intervals is the day minute by minute', () => {
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: parseDate('2025-12-01')!, max: parseDate('2027-03-01')! }),
        (one, day) => {
          const start = (day * 1440 - 480) * 60_000;
          for (const { from, to, state: found } of intervalsOn(one, day, calendar)!) {
            for (const minute of [from, Math.floor((from + to) / 2), to - 1]) {
              expect(quickStateOf(one, start + minute * 60_000, calendar)).toBe(found);
            }
            expect(quickStateOf(one, start + to * 60_000, calendar)).not.toBe(
              to % 1440 === 0 ? undefined : found,
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
