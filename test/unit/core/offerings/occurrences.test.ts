import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextOccurrence, occurrencesOf, occurrenceText } from '../../../../src/core/offerings/occurrences.js';

const at = (time: string) => Date.parse(`${time}+08:00`);
const HAIRCUT = {
  start: '2026-01-20T09:00:00+08:00',
  end: '2026-01-20T11:30:00+08:00',
  rrule: 'FREQ=MONTHLY;BYMONTHDAY=20',
};
const next = (event: Parameters<typeof nextOccurrence>[0], time: string) => {
  const found = nextOccurrence(event, at(time));
  return found && occurrenceText(found, event);
};

describe('an event', () => {
  it('has a next occurrence: the one that goes on, or else the one to come', () => {
    const third = { start: '2026-03-20T09:00:00+08:00', end: '2026-03-20T11:30:00+08:00' };
    expect(next(HAIRCUT, '2026-03-01T00:00')).toEqual(third);
    expect(next(HAIRCUT, '2026-03-20T11:29:59')).toEqual(third);
    expect(next(HAIRCUT, '2026-03-20T11:30')).toMatchObject({ start: '2026-04-20T09:00:00+08:00' });
  });

  it('that took place once is over when it ends', () => {
    const { rrule: _, ...once } = HAIRCUT;
    expect(next(once, '2025-12-31T00:00')).toEqual({ start: once.start, end: once.end });
    expect(next(once, '2026-01-20T11:30')).toBeUndefined();
  });

  it('does not take place on the days that are excepted', () => {
    expect(next({ ...HAIRCUT, except: ['2026-02-20'] }, '2026-02-01T00:00')).toMatchObject({
      start: '2026-03-20T09:00:00+08:00',
    });
  });

  it('of whole days includes its last one', () => {
    const fair = { start: '2026-05-01', end: '2026-05-03' };
    expect(next(fair, '2026-05-03T23:59')).toEqual(fair);
    expect(next(fair, '2026-05-04T00:00')).toBeUndefined();
  });

  it('that goes past midnight still goes on after it', () => {
    const night = {
      start: '2026-05-01T22:00:00+08:00',
      end: '2026-05-02T02:00:00+08:00',
      rrule: 'FREQ=DAILY',
    };
    expect(next(night, '2026-06-10T01:00')).toMatchObject({ start: '2026-06-09T22:00:00+08:00' });
  });

  it('is found within a time by all occurrences that touch it, and no more than are asked for', () => {
    const march = { from: at('2026-03-01T00:00'), to: at('2026-06-01T00:00') };
    expect(occurrencesOf(HAIRCUT, march, 9)).toHaveLength(3);
    expect(occurrencesOf(HAIRCUT, march, 2)).toHaveLength(2);
    expect(
      occurrencesOf(HAIRCUT, { from: at('2026-03-20T10:00'), to: at('2026-03-20T10:01') }, 9),
    ).toHaveLength(1);
    expect(occurrencesOf(HAIRCUT, { from: at('2026-03-20T11:30'), to: at('2026-04-20T09:00') }, 9)).toEqual(
      [],
    );
  });

  it('has the same next occurrence, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 900 * 1440 }),
        fc.integer({ min: 1, max: 3000 }),
        (ahead, minutes) => {
          const from = at('2026-01-01T00:00') + ahead * 60_000;
          const event = {
            start: '2026-01-02T20:00:00+08:00',
            end: new Date(at('2026-01-02T20:00') + minutes * 60_000).toISOString(),
            rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU',
            except: ['2026-01-16', '2026-01-18', '2026-01-30'],
          };
          const all = occurrencesOf(
            event,
            { from: at('2025-12-01T00:00'), to: from + 100 * 86_400_000 },
            1000,
          );
          expect(nextOccurrence(event, from)).toEqual(all.find((one) => one.to > from));
        },
      ),
    );
  });
});
