import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import OpeningHours from 'opening_hours';
import { dayNumber, MINUTES_A_DAY } from '../../../../src/core/hours/civil.js';
import { isHoursError, parseHours } from '../../../../src/core/hours/parse.js';
import type { State } from '../../../../src/core/hours/rule.js';
import { pieceAt, Timetable } from '../../../../src/core/hours/timetable.js';
import { calendar } from './calendar-file.js';

/**
 * The reference implementation of the OSM syntax, for ordinary weeks. It thinks in the host's zone, we in Shanghai's:
 * compared are local dates and times of day. November 2026 has no Chinese holiday and no change of clocks after the
 * first.
 */
const FIRST = { year: 2026, month: 11, day: 2 };
const DAYS = 28;

function oracle(osm: string): State[] {
  const place = {
    lat: 31.24,
    lon: 121.43,
    address: { country_code: 'cn', country: 'China', state: 'Shanghai' },
  };
  const hours = new OpeningHours(osm, place);
  const at = (minute: number) => new Date(FIRST.year, FIRST.month - 1, FIRST.day, 0, minute);
  const states = Array.from({ length: DAYS * MINUTES_A_DAY }, (): State => 'closed');
  const intervals = hours.getOpenIntervals(at(0), at(DAYS * MINUTES_A_DAY));
  for (const [from, to, unknown] of intervals) {
    const minute = (date: Date) => Math.round((date.getTime() - at(0).getTime()) / 60_000);
    states.fill(unknown ? 'unknown' : 'open', minute(from), minute(to));
  }
  return states;
}

function ours(osm: string): State[] {
  const rule = parseHours(osm);
  if (isHoursError(rule)) throw new Error(`${osm}: ${rule.error}`);
  const table = new Timetable(rule, { coverage: 'full', workdays: false, calendar });
  const first = dayNumber(FIRST);
  return Array.from(
    { length: DAYS * MINUTES_A_DAY },
    (_, i) => pieceAt(table.schedule(first + Math.floor(i / MINUTES_A_DAY)), i % MINUTES_A_DAY).state,
  );
}

function firstDifference(osm: string): string {
  const [a, b] = [ours(osm), oracle(osm)];
  const at = a.findIndex((state, i) => state !== b[i]);
  return at < 0
    ? 'none'
    : `day ${Math.floor(at / MINUTES_A_DAY)} minute ${at % MINUTES_A_DAY}: ${a[at]}, oracle ${b[at]}`;
}

const DAY = fc.constantFrom('Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su');
const plainWeekdays = fc.oneof(
  fc.uniqueArray(DAY, { minLength: 1, maxLength: 4 }).map((days) => days.join(',')),
  fc.tuple(DAY, DAY).map(([from, to]) => `${from}-${to}`),
);
/** The oracle refuses these inside a month. */
const weekdays = fc.oneof(
  { weight: 2, arbitrary: plainWeekdays },
  {
    weight: 1,
    arbitrary: fc
      .tuple(DAY, fc.constantFrom('1', '2', '-1', '1,3', '2-4', '5'))
      .map(([day, nth]) => `${day}[${nth}]`),
  },
);
const wide = fc.constantFrom(
  'Nov',
  'Oct-Dec',
  'Nov 5-Nov 20',
  'Nov 10-12',
  'Dec-Feb',
  'Nov 25-Jan 10',
  'Nov 6,16,26',
  'week 45-53/2',
  'week 46',
  '2026',
  '2025',
  '2026 Nov 3-2026 Nov 17',
);
const days = fc.oneof(
  { weight: 5, arbitrary: weekdays },
  { weight: 1, arbitrary: wide },
  { weight: 1, arbitrary: fc.tuple(wide, plainWeekdays).map((parts) => parts.join(' ')) },
);
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** Up to three spans in order of time, the last one perhaps over midnight. */
const spans = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 }),
    fc.option(fc.integer({ min: 1, max: 30 })),
  )
  .map(([quarters, night]) => {
    const edges = quarters.toSorted((a, b) => a - b).map((quarter) => quarter * 15);
    const list = Array.from({ length: Math.floor(edges.length / 2) }, (_, i) => [
      edges[2 * i]!,
      edges[2 * i + 1]!,
    ]);
    const last = list.at(-1)!;
    if (night !== null && night * 15 < list[0]![0]!) last[1] = night * 15;
    return list.map(([from, to]) => `${clock(from!)}-${clock(to!)}`).join(',');
  });
const modifier = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(' off', ' open', ' unknown', ' "ask"', ' open "ask"', ' unknown "ask"'),
  },
);
const rule = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(days, spans, modifier).map(([d, s, m]) => `${d} ${s}${m}`) },
  { weight: 2, arbitrary: fc.tuple(spans, modifier).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: days.map((d) => `${d} off`) },
  { weight: 1, arbitrary: fc.constantFrom('24/7', 'off') },
);
const value = fc
  .tuple(rule, fc.array(fc.tuple(fc.constantFrom('; ', ', '), rule), { maxLength: 3 }))
  .map(([first, more]) =>
    more.reduce(
      (text, [separator, next]) =>
        text +
        (/^[A-Z]/.test(next) && /[\d"]$/.test(text) && !text.endsWith('24/7') ? separator : '; ') +
        next,
      first,
    ),
  );

describe('ordinary weeks against opening_hours.js', () => {
  it('agrees minute by minute on random rules', () => {
    fc.assert(
      fc.property(value, (osm) => {
        expect(`${osm} → ${firstDifference(osm)}`).toBe(`${osm} → none`);
      }),
      { numRuns: 200, seed: 20_261_123 },
    );
  });

  it.each([
    'Mo-Fr 08:30-11:00,13:30-17:00',
    'Mo-Th,Su 13:00-23:00, Fr 13:00-01:00, Sa 11:00-01:00',
    'Fr 22:00-02:00; Sa 10:00-12:00',
    '22:00-02:00; Tu off',
    '08:00-08:00',
    'Mo-Fr 08:00-26:00',
    '24/7; Mo 10:00-12:00 off',
    'Mo 10:00-12:00 || "ask"',
    'Mo 10:00-12:00 || Tu 08:00-09:00',
    'Mo-Fr 10:00-12:00; 12:00-14:00',
    'Nov 15-Mar 15 09:00-16:00; Mar 16-Nov 14 08:00-18:00',
    'week 01-53/2 We 09:00-11:00; week 02-52/2 Th 09:00-11:00',
    '08:00-18:00; Tu[1] off; Tu[-1] off',
  ])('agrees on %s', (osm) => {
    expect(firstDifference(osm)).toBe('none');
  });
});
