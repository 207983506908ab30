import { describe, expect, test } from '@jest/globals';
import type { Hours, ServiceOffer } from '../../../../src/core/facility.js';
import { MINUTES_A_DAY, parseDate, parseInstant } from '../../../../src/core/hours/civil.js';
import { daysOf, ExceptionalDays } from '../../../../src/core/hours/exceptional-days.js';
import type { Effect, Exception } from '../../../../src/core/hours/exception.js';
import { openStateOf, quickStateOn } from '../../../../src/core/hours/hours-state.js';
import { serviceDays } from '../../../../src/core/hours/service-days.js';
import { calendar } from './calendar-file.js';

const full = (osm: string): Hours => ({ osm, coverage: 'full' });
/** 2026-03-02 is a Monday. */
const CENTRE = full('Mo-Fr 09:00-17:00');

function on(date: string, effect: Effect): Exception {
  const from = parseDate(date)! * MINUTES_A_DAY;
  return { id: '1', words: { zh: '停电' }, span: { from, to: from + MINUTES_A_DAY, days: true }, effect };
}

function service(
  offer: Pick<ServiceOffer, 'hours' | 'season'>,
  {
    ofPlace = [],
    own = [],
    hours = CENTRE,
  }: { ofPlace?: Exception[]; own?: Exception[]; hours?: Hours } = {},
) {
  const place = new ExceptionalDays(daysOf(hours, calendar), ofPlace, calendar);
  return serviceDays({ offer, place, exceptions: own }, calendar);
}
const at = (days: ReturnType<typeof service>, time: string) => quickStateOn(days!, parseInstant(time)!);

test('a service without hours, season and exceptions has no days of its own', () => {
  expect(service({})).toBeUndefined();
  expect(service({ season: 'all' })).toBeDefined();
});

describe('hours of its own', () => {
  test('a canteen window is closed in an open centre, and says when it opens', () => {
    const window = service({ hours: full('Mo-Fr 11:00-13:00') });
    expect(at(window, '2026-03-02T10:59')).toBe('closed');
    expect(at(window, '2026-03-02T11:00')).toBe('open');
    expect(at(window, '2026-03-02T12:59')).toBe('open');
    expect(at(window, '2026-03-02T13:00')).toBe('closed');
    expect(openStateOf(window!, parseInstant('2026-03-06T14:00')!).opensAt).toBe(
      parseInstant('2026-03-09T11:00'),
    );
  });

  test('a socket beside the door is there at night, whatever the centre', () => {
    expect(at(service({ hours: full('24/7') }), '2026-03-03T03:00')).toBe('open');
  });

  test('times without days are unknown where the centre is closed', () => {
    const daily = service({ hours: { osm: '11:00-13:00', coverage: 'daily' } });
    expect(at(daily, '2026-03-02T12:00')).toBe('open');
    expect(openStateOf(daily!, parseInstant('2026-03-08T12:00')!)).toMatchObject({
      state: 'unknown',
      reason: 'place-closed',
    });
    expect(at(daily, '2026-03-08T14:00')).toBe('closed');
  });
});

describe('season', () => {
  test.each([
    ['2026-07-15T10:00', 'open'],
    ['2026-06-15T10:00', 'unknown'],
    ['2026-12-15T10:00', 'closed'],
    ['2026-07-15T20:00', 'closed'],
  ])('in summer, at %s: %s', (time, state) => {
    expect(at(service({ season: 'summer' }, { hours: full('Mo-Su 09:00-17:00') }), time)).toBe(state);
  });

  test('with dates it begins and ends at midnight', () => {
    const tea = service({ season: 'Dec 1-Feb 28' }, { hours: full('24/7') });
    expect(at(tea, '2026-11-30T23:59')).toBe('closed');
    expect(at(tea, '2026-12-01T00:00')).toBe('open');
    expect(at(tea, '2027-02-28T23:59')).toBe('open');
    expect(at(tea, '2027-03-01T00:00')).toBe('closed');
  });

  test('one nobody can read leaves it unknown', () => {
    expect(at(service({ season: 'when hot' }), '2026-03-02T10:00')).toBe('unknown');
  });
});

describe('exceptions', () => {
  test('of the service: it is closed in the open centre, with the words', () => {
    const tap = service({}, { own: [on('2026-03-03', { kind: 'closed' })] });
    expect(openStateOf(tap!, parseInstant('2026-03-03T10:00')!)).toMatchObject({
      state: 'closed',
      reason: 'override',
      exception: { id: '1', words: { zh: '停电' } },
    });
    expect(at(tap, '2026-03-04T10:00')).toBe('open');
  });

  test('of the service: it is there in the closed centre, out of season even', () => {
    const own = [on('2026-03-08', { kind: 'open' })];
    expect(at(service({ season: 'summer' }, { own }), '2026-03-08T12:00')).toBe('open');
  });

  test('of the place: one that shuts it shuts a service whose times name no days', () => {
    const ofPlace = [on('2026-03-02', { kind: 'closed' })];
    const daily = service({ hours: { osm: '11:00-13:00', coverage: 'daily' } }, { ofPlace });
    expect(openStateOf(daily!, parseInstant('2026-03-02T12:00')!)).toMatchObject({
      state: 'closed',
      reason: 'override',
    });
  });
});
