import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Hours } from '../../../../src/core/facility.js';
import {
  instantOf,
  localMinutes,
  MINUTES_A_DAY,
  parseDate,
  parseInstant,
} from '../../../../src/core/hours/civil.js';
import { daysOf, ExceptionalDays } from '../../../../src/core/hours/exceptional-days.js';
import type { Effect, Exception } from '../../../../src/core/hours/exception.js';
import { openForOn, openStateOf, quickStateOn } from '../../../../src/core/hours/hours-state.js';
import type { State } from '../../../../src/core/hours/rule.js';
import { calendar } from './calendar-file.js';

const full = (osm: string): Hours => ({ osm, coverage: 'full' });
const words = { zh: '防汛值守' };

/** An exception of whole days, first and last. */
function on(from: string, to: string, effect: Effect, id = 'x'): Exception {
  const span = {
    from: parseDate(from)! * MINUTES_A_DAY,
    to: (parseDate(to)! + 1) * MINUTES_A_DAY,
    days: true,
  };
  return { id, words, span, effect };
}

/** An exception between two instants. */
function between(from: string, to: string, effect: Effect, id = 'x'): Exception {
  const minute = (time: string) => localMinutes(parseInstant(time)!);
  return { id, words, span: { from: minute(from), to: minute(to), days: false }, effect };
}

const days = (hours: Hours | undefined, ...exceptions: Exception[]) =>
  new ExceptionalDays(daysOf(hours, calendar), exceptions, calendar);
const stateAt = (table: ExceptionalDays, time: string) => openStateOf(table, parseInstant(time)!).state;

/** 2026-03-02 is a Monday, and far from any holiday. */
const OFFICE = full('Mo-Fr 09:00-17:00');
const BAR = full('Mo-Su 18:00-02:00');

describe('closed', () => {
  test('whole days: from midnight to midnight, and the night that would begin on the last one', () => {
    const table = days(BAR, on('2026-03-03', '2026-03-03', { kind: 'closed' }));
    const expected: [string, State][] = [
      ['2026-03-02T23:59', 'open'],
      ['2026-03-03T00:00', 'closed'], // the night of the 2nd is cut off at the day that is closed
      ['2026-03-03T18:00', 'closed'],
      ['2026-03-03T23:59', 'closed'],
      ['2026-03-04T00:00', 'closed'],
      ['2026-03-04T01:59', 'closed'],
      ['2026-03-04T18:00', 'open'],
    ];
    for (const [time, state] of expected) expect([time, stateAt(table, time)]).toEqual([time, state]);
  });

  test('between two instants: those minutes and no others', () => {
    const table = days(BAR, between('2026-03-03T19:30', '2026-03-03T23:00', { kind: 'closed' }));
    expect(stateAt(table, '2026-03-03T19:29')).toBe('open');
    expect(stateAt(table, '2026-03-03T19:30')).toBe('closed');
    expect(stateAt(table, '2026-03-03T22:59')).toBe('closed');
    expect(stateAt(table, '2026-03-03T23:00')).toBe('open');
    expect(stateAt(table, '2026-03-04T01:59')).toBe('open');
  });

  test('says why, until when, and when it opens again', () => {
    const table = days(OFFICE, on('2026-03-03', '2026-03-04', { kind: 'closed' }));
    expect(openStateOf(table, parseInstant('2026-03-03T10:00')!)).toEqual({
      state: 'closed',
      reason: 'override',
      exception: { id: 'x', words },
      until: parseInstant('2026-03-05T09:00'),
      opensAt: parseInstant('2026-03-05T09:00'),
    });
    expect(openStateOf(table, parseInstant('2026-03-02T20:00')!).opensAt).toBe(
      parseInstant('2026-03-05T09:00'),
    );
  });
});

describe('open', () => {
  test('round the clock in the span; before and after it the hours hold', () => {
    const table = days(OFFICE, on('2026-03-03', '2026-03-04', { kind: 'open' }));
    expect(stateAt(table, '2026-03-02T23:59')).toBe('closed');
    expect(openStateOf(table, parseInstant('2026-03-03T00:00')!)).toMatchObject({
      state: 'open',
      until: parseInstant('2026-03-05T00:00'),
      reason: 'override',
    });
    expect(stateAt(table, '2026-03-04T23:59')).toBe('open');
    expect(stateAt(table, '2026-03-05T00:00')).toBe('closed');
  });

  test('a place nobody knows the hours of is open in the span, and unknown around it', () => {
    const table = days(undefined, between('2026-03-03T18:00', '2026-03-03T22:00', { kind: 'open' }));
    expect(openStateOf(table, parseInstant('2026-03-03T17:59')!)).toMatchObject({
      state: 'unknown',
      reason: 'not-said',
      opensAt: parseInstant('2026-03-03T18:00'),
    });
    expect(stateAt(table, '2026-03-03T21:59')).toBe('open');
    expect(stateAt(table, '2026-03-03T22:00')).toBe('unknown');
  });
});

describe('other hours', () => {
  test('the night that begins on the last day belongs to it; the night before the first one keeps its hours', () => {
    const late: Effect = { kind: 'hours', hours: full('20:00-04:00') };
    const table = days(BAR, on('2026-03-03', '2026-03-03', late));
    const expected: [string, State][] = [
      ['2026-03-03T01:59', 'open'], // the night of the 2nd, by the usual hours
      ['2026-03-03T02:00', 'closed'], // it does not reach to 4: the exception begins with the 3rd
      ['2026-03-03T19:59', 'closed'],
      ['2026-03-03T20:00', 'open'],
      ['2026-03-04T00:00', 'open'],
      ['2026-03-04T03:59', 'open'],
      ['2026-03-04T04:00', 'closed'],
      ['2026-03-04T18:00', 'open'],
    ];
    for (const [time, state] of expected) expect([time, stateAt(table, time)]).toEqual([time, state]);
  });

  test('between instants nothing outside them is touched', () => {
    const short: Effect = { kind: 'hours', hours: full('10:00-12:00') };
    const table = days(OFFICE, between('2026-03-03T09:30', '2026-03-03T16:00', short));
    const open = (time: string) => stateAt(table, `2026-03-03T${time}`) === 'open';
    expect(['09:29', '09:30', '10:00', '11:59', '12:00', '15:59', '16:00'].map(open)).toEqual([
      true, false, true, true, false, false, true,
    ]); // prettier-ignore
  });
});

describe('works as another day', () => {
  const week = full('Mo-Fr 09:00-17:00; Sa 10:00-12:00; PH off');

  test('a Sunday as a Wednesday, a Wednesday as a holiday, a make-up Saturday as a workday', () => {
    const table = days(
      week,
      on('2026-03-08', '2026-03-08', { kind: 'worksAs', as: 2 }, 'a'),
      on('2026-03-11', '2026-03-11', { kind: 'worksAs', as: 'holiday' }, 'b'),
      on('2026-03-14', '2026-03-14', { kind: 'worksAs', as: 'workday' }, 'c'),
    );
    expect(stateAt(table, '2026-03-08T16:59')).toBe('open');
    expect(stateAt(table, '2026-03-08T17:00')).toBe('closed');
    expect(stateAt(table, '2026-03-11T10:00')).toBe('closed');
    expect(stateAt(table, '2026-03-14T16:00')).toBe('open');
    expect(stateAt(table, '2026-03-15T10:00')).toBe('closed');
  });

  test('a public holiday as a Wednesday is an ordinary Wednesday', () => {
    const table = days(week, on('2026-10-01', '2026-10-01', { kind: 'worksAs', as: 2 }));
    expect(stateAt(table, '2026-10-01T10:00')).toBe('open');
    expect(stateAt(table, '2026-10-02T10:00')).toBe('closed');
  });

  test('as a workday where the weekdays differ is unknown where they do', () => {
    const table = days(full('Mo-Th 09:00-17:00; Fr 09:00-12:00'), on('2026-03-07', '2026-03-07', { kind: 'worksAs', as: 'workday' })); // prettier-ignore
    expect(stateAt(table, '2026-03-07T10:00')).toBe('open');
    expect(stateAt(table, '2026-03-07T13:00')).toBe('unknown');
  });
});

describe('stays open until', () => {
  test('what closes last on a day stays open; a day without times stays closed', () => {
    const until: Effect = { kind: 'openUntil', minute: 22 * 60 };
    const table = days(full('Mo-Sa 08:30-11:00,13:30-17:00'), on('2026-03-07', '2026-03-08', until));
    const saturday = (time: string) => stateAt(table, `2026-03-07T${time}`);
    expect(['10:59', '11:00', '13:30', '17:00', '21:59', '22:00'].map(saturday)).toEqual(
      ['open', 'closed', 'open', 'open', 'open', 'closed'], // prettier-ignore
    );
    expect(openStateOf(table, parseInstant('2026-03-07T14:00')!)).toEqual({
      state: 'open',
      until: parseInstant('2026-03-07T22:00'),
    });
    expect(stateAt(table, '2026-03-08T18:00')).toBe('closed');
  });

  test('past midnight, and not shorter than the hours have it', () => {
    const until: Effect = { kind: 'openUntil', minute: 25 * 60 };
    const office = days(OFFICE, on('2026-03-03', '2026-03-03', until));
    expect(stateAt(office, '2026-03-04T00:59')).toBe('open');
    expect(stateAt(office, '2026-03-04T01:00')).toBe('closed');
    expect(stateAt(days(BAR, on('2026-03-03', '2026-03-03', until)), '2026-03-04T01:30')).toBe('open');
  });

  test('of a place nobody knows the hours of nothing is known then either', () => {
    const table = days(undefined, on('2026-03-03', '2026-03-03', { kind: 'openUntil', minute: 1320 }));
    expect(stateAt(table, '2026-03-03T21:00')).toBe('unknown');
  });
});

test('of several exceptions the one that stands highest decides', () => {
  const shut = on('2026-03-02', '2026-03-08', { kind: 'closed' }, 'street');
  const hours = on('2026-03-04', '2026-03-04', { kind: 'hours', hours: full('10:00-11:00') }, 'station');
  const stationLast = days(OFFICE, shut, hours);
  expect(stateAt(stationLast, '2026-03-04T10:30')).toBe('open');
  expect(stateAt(stationLast, '2026-03-04T11:00')).toBe('closed');
  expect(stateAt(stationLast, '2026-03-05T10:30')).toBe('closed');
  expect(stateAt(days(OFFICE, hours, shut), '2026-03-04T10:30')).toBe('closed');
});

/**
 * The oracle: the definition of docs/hours.md, minute by minute, with no segments, no cache, and nights looked up
 * from the hours of the day they begin on.
 */
function naive(base: Hours | undefined, exceptions: readonly Exception[], minute: number): State {
  const day = Math.floor(minute / MINUTES_A_DAY);
  const covers = ({ span }: Exception, at: number) => at >= span.from && at < span.to;
  const ofDay = ({ span }: Exception, d: number) =>
    span.to > d * MINUTES_A_DAY && span.from < (d + 1) * MINUTES_A_DAY;
  const givesTimes = ({ effect, span }: Exception) =>
    effect.kind === 'closed' ? span.days : effect.kind !== 'open';
  /** What day `d` says of the absolute minute, itself or by the night that begins on it. */
  const said = (d: number, upTo = exceptions.length, at = minute): State => {
    for (let i = upTo - 1; i >= 0; i--) {
      const one = exceptions[i]!;
      if (!givesTimes(one) || !ofDay(one, d) || (!one.span.days && !covers(one, at))) continue;
      const { effect } = one;
      if (effect.kind === 'closed') return 'closed';
      if (effect.kind === 'hours') return byItself(effect.hours, d, at);
      if (effect.kind === 'worksAs') return byItself(base, d, at, effect.as as number);
      if (effect.kind !== 'openUntil') throw new Error('not judged here');
      const below = said(d, i, at);
      if (below !== 'closed' || at >= d * MINUTES_A_DAY + effect.minute) return below;
      for (let later = at; later < (d + 2) * MINUTES_A_DAY; later++)
        if (said(d, i, later) !== 'closed') return below;
      for (let earlier = at; earlier >= d * MINUTES_A_DAY; earlier--) {
        const state = said(d, i, earlier);
        if (state !== 'closed') return state;
      }
      return 'closed';
    }
    return byItself(base, d, at);
  };
  for (let i = exceptions.length - 1; i >= 0; i--) {
    const one = exceptions[i]!;
    if (one.effect.kind === 'closed' || one.effect.kind === 'open') {
      if (covers(one, minute)) return one.effect.kind;
    } else if (ofDay(one, day) && covers(one, minute)) break;
  }
  const states = [said(day), said(day - 1)];
  return states.includes('open') ? 'open' : states.includes('unknown') ? 'unknown' : 'closed';
}

/** Plain weekly spans of the samples below, read without the timetable. */
function byItself(hours: Hours | undefined, day: number, minute: number, as?: number): State {
  const own = minute - day * MINUTES_A_DAY;
  if (!hours) return own < MINUTES_A_DAY ? 'unknown' : 'closed';
  const weekday = as ?? (((day + 3) % 7) + 7) % 7;
  const spans = SAMPLES.get(hours.osm!)!(weekday);
  return spans.some(([from, to]) => own >= from * 60 && own < to * 60) ? 'open' : 'closed';
}

type Spans = (weekday: number) => readonly (readonly [number, number])[];
const SAMPLES = new Map<string, Spans>([
  ['Mo-Fr 09:00-17:00', (d) => (d < 5 ? [[9, 17]] : [])],
  ['Mo-Su 18:00-26:00', () => [[18, 26]]],
  ['Mo-Su 08:00-11:00,13:00-18:00', () => [[8, 11], [13, 18]]], // prettier-ignore
  ['Mo-Su 00:00-24:00', () => [[0, 24]]],
  ['Fr-Sa 22:00-30:00', (d) => (d === 4 || d === 5 ? [[22, 30]] : [])],
]);

/** A Monday, with no holiday and no make-up workday for weeks. */
const START = parseDate('2026-03-16')! * MINUTES_A_DAY;
const sampleHours = fc.constantFrom(...SAMPLES.keys()).map(full);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.constant<Effect>({ kind: 'closed' }),
  fc.constant<Effect>({ kind: 'open' }),
  sampleHours.map((hours): Effect => ({ kind: 'hours', hours })),
  fc.nat(6).map((as): Effect => ({ kind: 'worksAs', as })),
  fc.integer({ min: 20, max: 26 }).map((hour): Effect => ({ kind: 'openUntil', minute: hour * 60 })),
);
const exception = fc
  .record({ effect, days: fc.boolean(), from: fc.nat(4 * 24), hours: fc.integer({ min: 1, max: 60 }) })
  .map(({ effect: what, days: whole, from, hours }): Exception => {
    const start = START + from * 60 - (whole ? (from * 60) % MINUTES_A_DAY : 0);
    const end = start + (whole ? Math.ceil(hours / 24) * MINUTES_A_DAY : hours * 60);
    return { id: `${what.kind}${from}`, words, effect: what, span: { from: start, to: end, days: whole } };
  });

describe('against the definition, minute by minute', () => {
  const parts = [fc.option(sampleHours, { nil: undefined }), fc.array(exception, { maxLength: 4 })] as const;

  test('the state of every quarter of an hour, and of the minutes beside it, over eight days', () => {
    fc.assert(
      fc.property(...parts, (hours, exceptions) => {
        const table = days(hours, ...exceptions);
        for (let minute = START - MINUTES_A_DAY; minute < START + 8 * MINUTES_A_DAY; minute += 60) {
          for (const at of [minute - 1, minute]) {
            const found = quickStateOn(table, instantOf(at));
            if (found !== naive(hours, exceptions, at))
              throw new Error(`${new Date(instantOf(at)).toISOString()} is ${found}`);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  test('`until` is the first minute of another state, `opensAt` the first open one', () => {
    fc.assert(
      fc.property(...parts, fc.nat(6 * 24 * 4), (hours, exceptions, quarter) => {
        const now = START + quarter * 15;
        const told = openStateOf(days(hours, ...exceptions), instantOf(now));
        const last = now + 4 * MINUTES_A_DAY;
        let until: number | undefined;
        let opensAt: number | undefined;
        for (let at = now + 1; at < last && (until === undefined || opensAt === undefined); at++) {
          const state = naive(hours, exceptions, at);
          if (state !== told.state) until ??= at;
          if (state === 'open') opensAt ??= at;
        }
        if (until !== undefined) expect(told.until).toBe(instantOf(until));
        if (told.state === 'open') expect(told.opensAt).toBeUndefined();
        else if (opensAt !== undefined) expect(told.opensAt).toBe(instantOf(opensAt));
      }),
      { numRuns: 40 },
    );
  });

  test('open for a while is open at each of its minutes', () => {
    fc.assert(
      fc.property(
        ...parts,
        fc.nat(7 * 24),
        fc.integer({ min: 1, max: 600 }),
        (hours, exceptions, hour, minutes) => {
          const table = days(hours, ...exceptions);
          const from = START + hour * 60;
          const states = Array.from({ length: minutes }, (_, i) => quickStateOn(table, instantOf(from + i)));
          const expected = states.includes('closed')
            ? 'closed'
            : states.includes('unknown')
              ? 'unknown'
              : 'open';
          expect(openForOn(table, { from: instantOf(from), minutes })).toBe(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});
