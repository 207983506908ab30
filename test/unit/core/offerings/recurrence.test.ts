import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { formatDate, parseDate, MINUTES_A_DAY } from '../../../../src/core/hours/civil.js';
import {
  isRecurrenceFault,
  parseRecurrence,
  recurrenceDays,
  type Recurrence,
} from '../../../../src/core/offerings/recurrence.js';

function ruleOf(text: string): Recurrence {
  const rule = parseRecurrence(text);
  if (isRecurrenceFault(rule)) throw new Error(rule.detail);
  return rule;
}
const day = (date: string) => parseDate(date)!;
/** Days of a rule that begins at 09:00. */
function days(text: string, start: string, limit: number, from = start, to = '2030-12-31'): string[] {
  const window = { from: day(from), to: day(to), limit };
  return recurrenceDays(ruleOf(text), day(start) * MINUTES_A_DAY + 540, window).map(formatDate);
}

describe('a rule of recurrence', () => {
  /** Examples of RFC 5545 section 3.8.5.3, whose first occurrence is at 09:00; dates as printed there. */
  const PUBLISHED: readonly (readonly [rule: string, start: string, days: readonly string[]])[] = [
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', ['09-02', '09-12', '09-22', '10-02', '10-12']],
    [
      'FREQ=WEEKLY;COUNT=10',
      '1997-09-02',
      ['09-02', '09-09', '09-16', '09-23', '09-30', '10-07', '10-14', '10-21', '10-28', '11-04'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
      '1997-09-02',
      ['09-02', '09-16', '09-30', '10-14', '10-28', '11-11', '11-25', '12-09', '12-23'],
    ],
    [
      'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
      '1997-09-02',
      ['09-02', '09-04', '09-09', '09-11', '09-16', '09-18', '09-23', '09-25', '09-30', '10-02'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
      '1997-09-01',
      [
        '09-01',
        '09-03',
        '09-05',
        '09-15',
        '09-17',
        '09-19',
        '09-29',
        '10-01',
        '10-03',
        '10-13',
        '10-15',
        '10-17',
        '10-27',
        '10-29',
        '10-31',
        '11-10',
        '11-12',
        '11-14',
        '11-24',
        '11-26',
        '11-28',
        '12-08',
        '12-10',
        '12-12',
        '12-22',
      ],
    ],
    ['FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '1997-09-05', ['09-05', '10-03', '11-07', '12-05']],
    [
      'FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=8',
      '1997-09-02',
      ['09-02', '09-15', '10-02', '10-15', '11-02', '11-15', '12-02', '12-15'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=7',
      '1997-09-30',
      ['09-30', '10-01', '10-31', '11-01', '11-30', '12-01', '12-31'],
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', ['09-04', '10-07', '11-06']],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '1997-08-05',
      ['08-05', '08-10', '08-19', '08-24'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '1997-08-05',
      ['08-05', '08-17', '08-19', '08-31'],
    ],
  ];
  for (const [rule, start, expected] of PUBLISHED) {
    it(`of RFC 5545 falls on the days printed there: ${rule}`, () => {
      const dates = expected.map((it) => `1997-${it}`);
      expect(days(rule, start, 100, start, '1997-12-31')).toEqual(dates);
    });
  }

  it('of RFC 5545 over years falls on the days printed there', () => {
    const until = '2005-01-01';
    expect(days('FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1998-02-13', 5, '1998-02-13', until)).toEqual([
      '1998-02-13',
      '1998-03-13',
      '1998-11-13',
      '1999-08-13',
      '2000-10-13',
    ]);
    expect(
      days(
        'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
        '1996-11-05',
        3,
        '1996-11-05',
        until,
      ),
    ).toEqual(['1996-11-05', '2000-11-07', '2004-11-02']);
    expect(days('FREQ=YEARLY;BYMONTH=6,7;COUNT=4', '1997-06-10', 9, '1997-06-10', until)).toEqual([
      '1997-06-10',
      '1997-07-10',
      '1998-06-10',
      '1998-07-10',
    ]);
    expect(days('FREQ=YEARLY;BYDAY=20MO', '1997-05-19', 3, '1997-05-19', until)).toEqual([
      '1997-05-19',
      '1998-05-18',
      '1999-05-17',
    ]);
    expect(days('FREQ=MONTHLY;BYDAY=-2MO;COUNT=6', '1997-09-22', 9, '1997-09-22', until)).toEqual([
      '1997-09-22',
      '1997-10-20',
      '1997-11-17',
      '1997-12-22',
      '1998-01-19',
      '1998-02-16',
    ]);
    expect(days('FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15', 9)).toEqual([
      '2007-01-15',
      '2007-01-30',
      '2007-02-15',
      '2007-03-15',
      '2007-03-30',
    ]);
    expect(
      days('FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=MO;COUNT=3', '1997-01-06', 9, '1997-01-06', until),
    ).toEqual(['1997-01-06', '1997-01-13', '1997-01-20']);
  });

  it('leaves out the months without its day, and the years without 29 February', () => {
    expect(days('FREQ=MONTHLY', '2026-01-31', 4)).toEqual([
      '2026-01-31',
      '2026-03-31',
      '2026-05-31',
      '2026-07-31',
    ]);
    expect(days('FREQ=YEARLY', '2024-02-29', 2, '2024-03-01')).toEqual(['2028-02-29']);
  });

  it('that has no end is expanded within the window only, wherever that lies', () => {
    expect(days('FREQ=DAILY', '2000-01-01', 3, '2026-11-23')).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
    ]);
    expect(days('FREQ=DAILY;INTERVAL=3', '2000-01-01', 2, '2026-11-23', '2026-11-25')).toEqual([
      '2026-11-25',
    ]);
    expect(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '2026-11-23', 9, '2026-11-24', '2026-12-06')).toEqual([]);
  });

  it('that never holds ends all the same', () => {
    expect(days('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01', 1, '2026-01-01', '9999-12-31')).toEqual(
      [],
    );
    expect(days('FREQ=DAILY;INTERVAL=7;BYDAY=MO', '2026-01-01', 1, '2026-01-01', '9999-12-31')).toEqual([]);
    expect(days('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01', 1, '2026-01-01', '9999-12-31')).toEqual(
      [],
    );
  });

  it('is refused in words where it cannot be read', () => {
    const wrong = [
      '',
      'FOO',
      'FREQ=',
      'FREQ=HOURLY',
      'FREQ=WEEKLY;BYHOUR=9',
      'FREQ=YEARLY;BYWEEKNO=20',
      'FREQ=WEEKLY;INTERVAL=0',
      'FREQ=WEEKLY;COUNT=0',
      'FREQ=WEEKLY;COUNT=99999',
      'FREQ=WEEKLY;COUNT=2;UNTIL=20261231',
      'FREQ=WEEKLY;UNTIL=20260230',
      'FREQ=WEEKLY;UNTIL=tomorrow',
      'FREQ=WEEKLY;BYDAY=1MO',
      'FREQ=WEEKLY;BYDAY=XX',
      'FREQ=MONTHLY;BYDAY=60MO',
      'FREQ=MONTHLY;BYMONTHDAY=32',
      'FREQ=MONTHLY;BYMONTHDAY=0',
      'FREQ=WEEKLY;BYMONTHDAY=1',
      'FREQ=MONTHLY;BYSETPOS=1',
      'FREQ=DAILY;FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=1e3',
      'FREQ=MONTHLY;BYDAY=0MO',
    ];
    for (const text of wrong) expect([text, isRecurrenceFault(parseRecurrence(text))]).toEqual([text, true]);
  });

  it('may be written with its name, in small letters and with a semicolon at its end', () => {
    expect(days('RRULE:freq=monthly;bymonthday=20;', '2026-11-20', 2)).toEqual(['2026-11-20', '2026-12-20']);
  });

  it('falls on the days that ical.js finds, where that reads the rule as the standard does', () => {
    const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 });
    const count = fc.integer({ min: 1, max: 30 });
    const interval = fc.integer({ min: 1, max: 5 });
    const monthDays = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 3 });
    const nth = fc.constantFrom('1', '2', '3', '4', '-1', '-2');
    const rule = fc.oneof(
      fc.tuple(interval).map(([i]) => `FREQ=DAILY;INTERVAL=${i}`),
      fc.tuple(interval, weekdays).map(([i, on]) => `FREQ=WEEKLY;INTERVAL=${i};BYDAY=${on.join()}`),
      fc
        .tuple(interval, monthDays)
        .map(([i, on]) => `FREQ=MONTHLY;INTERVAL=${i};BYMONTHDAY=${on.toSorted((a, b) => a - b).join()}`),
      fc.tuple(interval, nth, weekdays).map(([i, n, on]) => `FREQ=MONTHLY;INTERVAL=${i};BYDAY=${n}${on[0]!}`),
    );
    const start = fc.integer({ min: day('2020-01-01'), max: day('2027-12-31') });
    fc.assert(
      fc.property(rule, start, count, (text, from, n) => {
        const iterator = ICAL.Recur.fromString(text).iterator(
          ICAL.Time.fromDateTimeString(`${formatDate(from)}T09:00:00`),
        );
        const theirs = Array.from({ length: n }, () => iterator.next()?.toString().slice(0, 10) ?? '');
        const window = { from, to: from + 9000, limit: n };
        expect(recurrenceDays(ruleOf(text), from * MINUTES_A_DAY + 540, window).map(formatDate)).toEqual(
          theirs,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same days whether the window begins early or late', () => {
    const rules = [
      'FREQ=DAILY;INTERVAL=4',
      'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU',
      'FREQ=MONTHLY;BYMONTHDAY=31,-2',
      'FREQ=YEARLY;BYMONTH=2;BYDAY=-1SU',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'FREQ=WEEKLY;COUNT=40;BYDAY=WE',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.integer({ min: 0, max: 3000 }), (text, ahead) => {
        const start = day('2019-02-06');
        const window = { from: start + ahead, to: start + ahead + 400, limit: 500 };
        const all = recurrenceDays(ruleOf(text), start * MINUTES_A_DAY, {
          from: start,
          to: window.to,
          limit: 5000,
        });
        expect(recurrenceDays(ruleOf(text), start * MINUTES_A_DAY, window)).toEqual(
          all.filter((it) => it >= window.from),
        );
      }),
    );
  });
});
