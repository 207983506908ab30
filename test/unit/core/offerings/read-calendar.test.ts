import { describe, expect, it } from '@jest/globals';
import { readCalendar } from '../../../../src/core/offerings/read-calendar.js';

const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n');
const part = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'].join('\r\n');
const event = (...lines: string[]) => calendar(part(...lines));
const only = (...lines: string[]) => readCalendar(event(...lines)).events[0]!;
const NEW_YORK = [
  'BEGIN:VTIMEZONE',
  'TZID:New York',
  'BEGIN:STANDARD',
  'DTSTART:19671029T020000',
  'TZOFFSETFROM:-0400',
  'TZOFFSETTO:-0500',
  'END:STANDARD',
  'END:VTIMEZONE',
];

describe('a calendar of somebody else', () => {
  it('tells times in Shanghai’s, whatever zone they were written in', () => {
    expect(only('DTSTART:20261120T140000')).toMatchObject({ start: '2026-11-20T14:00:00+08:00' });
    expect(only('DTSTART:20261120T060000Z')).toMatchObject({ start: '2026-11-20T14:00:00+08:00' });
    expect(only('DTSTART;TZID=China Standard Time:20261120T140000', 'DURATION:PT90M')).toMatchObject({
      start: '2026-11-20T14:00:00+08:00',
      end: '2026-11-20T15:30:00+08:00',
    });
    const [far] = readCalendar(
      calendar(...NEW_YORK, 'BEGIN:VEVENT', 'UID:a', 'DTSTART;TZID=New York:20261120T090000', 'END:VEVENT'),
    ).events;
    expect(far).toMatchObject({ start: '2026-11-20T22:00:00+08:00', notTaken: [] });
  });

  it('has days whose end is excluded, and no end where none is written', () => {
    expect(only('DTSTART;VALUE=DATE:20261120')).toMatchObject({ start: '2026-11-20', end: '2026-11-20' });
    expect(only('DTSTART;VALUE=DATE:20261120', 'DTEND;VALUE=DATE:20261123')).toMatchObject({
      end: '2026-11-22',
    });
    expect(only('DTSTART:20261120T140000').end).toBeUndefined();
  });

  it('names what cannot be told as it stands', () => {
    expect(only('DTSTART;TZID=Mars/Olympus:20261120T140000').notTaken).toEqual(['TZID']);
    expect(only('DTSTART:20261120T140000', 'RDATE:20261121T140000').notTaken).toEqual(['RDATE']);
    // In Shanghai this is a Saturday.
    expect(only('DTSTART:20261120T180000Z', 'RRULE:FREQ=WEEKLY;BYDAY=FR').notTaken).toEqual(['TZID']);
    expect(only('DTSTART:20261120T060000Z', 'RRULE:FREQ=WEEKLY;BYDAY=FR').notTaken).toEqual([]);
  });

  it('has an occurrence that was changed as an event of its own, and its day as an exception', () => {
    const { events } = readCalendar(
      calendar(
        part('DTSTART:20261104T140000', 'RRULE:FREQ=WEEKLY', 'EXDATE:20261125T140000'),
        part('RECURRENCE-ID:20261111T140000', 'DTSTART:20261112T100000'),
        part('RECURRENCE-ID:20261118T140000', 'STATUS:CANCELLED', 'DTSTART:20261118T140000'),
      ),
    );
    expect(events.map(({ uid, start, except }) => [uid, start, except])).toEqual([
      ['a', '2026-11-04T14:00:00+08:00', ['2026-11-11', '2026-11-18', '2026-11-25']],
      ['a/2026-11-11', '2026-11-12T10:00:00+08:00', []],
    ]);
    expect(readCalendar(calendar('BEGIN:VTODO', 'UID:b', 'END:VTODO')).leftOut).toBe(1);
  });

  it('is refused where it is none', () => {
    for (const text of [
      '',
      'BEGIN:VCALENDAR',
      'BEGIN:VCARD\r\nEND:VCARD',
      '{"a":1}',
      'BEGIN:VCALENDAR\r\nx\r\nEND:VCALENDAR',
    ])
      expect(() => readCalendar(text)).toThrow(RangeError);
  });
});
