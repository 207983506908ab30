import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { COVERAGES, type Hours, type ServiceOffer } from '../../../../src/core/facility.js';
import {
  ANY_HOUR,
  bitsAskedFor,
  hourBits,
  hourBitsOf,
  HOURS_NOT_KNOWN,
  opensNotBefore,
  ROUND_THE_CLOCK,
  serviceHoursOf,
} from '../../../../src/core/hours/hour-bits.js';
import { hoursOfText } from '../../../../src/core/hours/hours-of-text.js';
import { daysOf } from '../../../../src/core/hours/exceptional-days.js';
import {
  hoursStateOf,
  openFor,
  openForOn,
  quickStateOf,
  quickStateOn,
} from '../../../../src/core/hours/hours-state.js';
import { serviceDays } from '../../../../src/core/hours/service-days.js';
import type { State } from '../../../../src/core/hours/rule.js';
import { realData } from '../../../root.js';
import { calendar } from './calendar-file.js';

const at = (text: string) => Date.parse(`${text}:00+08:00`);
const full = (osm: string): Hours => ({ osm, coverage: 'full' });

/** Whether the bits let the place through to the card. */
function letThrough(
  hours: Hours | undefined,
  moment: { at: number; minutes?: number; states: State[] },
): boolean {
  const bits = hourBits(hours);
  return bitsAskedFor(moment, calendar).every((asked) => (asked & bits) !== 0);
}

// Every selector and shape of the grammar, also beside one another as nobody would write them.
const day = fc.constantFrom(
  'Mo',
  'Tu',
  'We',
  'Th',
  'Fr',
  'Sa',
  'Su',
  'PH',
  'SH',
  'PH -1 day',
  'Sa[1]',
  'Su[-1]',
);
const days = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.uniqueArray(day, { minLength: 1, maxLength: 3 }).map((list) => list.join(',')) },
  { weight: 2, arbitrary: fc.constantFrom('Mo-Fr', 'Sa-Mo', 'Fr-Su', 'Mo-Su,PH') },
);
const dates = fc.constantFrom(
  '',
  '',
  '',
  'Jun-Sep',
  'Nov 25-Jan 10',
  'week 1-53/2',
  '2026',
  '2024 Feb 10-2024 Feb 17',
);
const clock = fc.integer({ min: 0, max: 1440 });
const two = (value: number) => String(value).padStart(2, '0');
const written = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const span = fc.oneof(
  fc
    .tuple(clock, clock)
    .filter(([from, to]) => from !== to && from < 1440)
    .map((ends) => ends.map(written).join('-')),
  fc.constantFrom('00:00-24:00', '22:00-02:00', '22:00-26:00', '23:59-00:01', '06:00-05:59', '00:00-00:01'),
);
const spans = fc.array(span, { maxLength: 2 }).map((list) => list.join(','));
const word = fc.constantFrom('', '', '', '', 'off', 'open', 'unknown', '"by appointment"', 'open "ask"');
const rule = fc.tuple(dates, days, spans, word).map((parts) => parts.filter((part) => part !== '').join(' '));
const osm = fc
  .tuple(rule, fc.array(fc.tuple(fc.constantFrom('; ', ', ', ' || '), rule), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.flat().join(''));
const hours: fc.Arbitrary<Hours> = fc.record({
  osm: fc.oneof({ weight: 9, arbitrary: osm }, { weight: 1, arbitrary: fc.constant('24/7') }),
  coverage: fc.constantFrom(...COVERAGES),
  workdays: fc.boolean(),
});
/** Any minute of 2004–2027, and often one near a holiday, a worked weekend or midnight. */
const instant = fc.oneof(
  fc.integer({ min: at('2004-01-01T00:00'), max: at('2027-12-31T23:59') }),
  fc
    .tuple(
      fc.constantFrom(
        '2024-02-04',
        '2024-05-11',
        '2025-01-26',
        '2025-10-04',
        '2026-02-14',
        '2026-10-10',
        '2027-02-06',
      ),
      fc.integer({ min: -3 * 1440, max: 10 * 1440 }),
    )
    .map(([date, minutes]) => at(`${date}T00:00`) + minutes * 60_000),
);

describe('hour bits', () => {
  it('let through whatever is open or unknown, for any rules at any instant from 2004 to 2027', () => {
    fc.assert(
      fc.property(hours, instant, (one, when) => {
        const state = quickStateOf(one, when, calendar);
        if (state === 'closed') return;
        expect(letThrough(one, { at: when, states: ['open', 'unknown'] })).toBe(true);
        if (state === 'open') expect(letThrough(one, { at: when, states: ['open'] })).toBe(true);
        else expect(letThrough(one, { at: when, states: ['unknown'] })).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('let through whatever stays so for as long as is asked, over midnight and for days', () => {
    fc.assert(
      fc.property(hours, instant, fc.integer({ min: 1, max: 4000 }), (one, from, minutes) => {
        const state = openFor(one, { from, minutes }, calendar);
        if (state === 'closed') return;
        expect(letThrough(one, { at: from, minutes, states: ['open', 'unknown'] })).toBe(true);
        if (state === 'open') expect(letThrough(one, { at: from, minutes, states: ['open'] })).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('let through a place for a service that is there by hours of its own, whatever the hours of the place', () => {
    const season = fc.constantFrom(undefined, 'all', 'summer', 'winter', 'Dec 1-Feb 28');
    const service = fc.record({ hours: fc.option(hours, { nil: undefined }), season });
    const minutes = fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined });
    const isThere = (offer: ServiceOffer, house: Hours | undefined, at: number, minutes?: number): State => {
      const place = daysOf(house, calendar);
      const days = serviceDays({ offer, place, exceptions: [] }, calendar) ?? place;
      return minutes === undefined ? quickStateOn(days, at) : openForOn(days, { from: at, minutes });
    };
    fc.assert(
      fc.property(
        fc.option(hours, { nil: undefined }),
        fc.array(service, { minLength: 1, maxLength: 3 }),
        instant,
        minutes,
        (house, drawn, when, long) => {
          const offers = drawn.map((one): ServiceOffer => ({ state: 'yes', ...one }));
          const services = Object.fromEntries(offers.map((offer, i) => [`s${i}`, offer]));
          const bits = hourBitsOf({ hours: house, services });
          const asked = { at: when, ...(long !== undefined && { minutes: long }) };
          for (const offer of offers) {
            const state = isThere(offer, house, when, long);
            if (state === 'closed') continue;
            for (const states of [['open', 'unknown'], [state]] as State[][]) {
              const clauses = bitsAskedFor({ ...asked, states }, calendar);
              expect(clauses.every((clause) => (clause & bits) !== 0)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('of services are those of the ones that are there and go beyond the hours of the place', () => {
    const socket = { state: 'yes', hours: full('24/7') } as const;
    const house = full('Mo-Fr 09:00-17:00');
    const night = hourBitsOf({ hours: house, services: { socket } });
    expect(night & ANY_HOUR).toBe(ANY_HOUR);
    expect(night & ROUND_THE_CLOCK).toBe(0); // the place closes
    expect(hourBitsOf({ hours: house, services: { socket }, inService: false })).toBe(0);
    const broken = { ...socket, state: 'broken' } as const;
    const inside = { state: 'yes', hours: full('Mo-Fr 11:00-13:00') } as const;
    expect(hourBitsOf({ hours: house, services: { broken, inside } })).toBe(hourBits(house));
    expect(serviceHoursOf({ hours: house, services: { broken, inside, socket, other: socket } })).toEqual([
      socket.hours,
    ]);
    expect(hourBitsOf({ services: { socket } })).toBe(
      (hourBits(socket.hours) & ~ROUND_THE_CLOCK) | HOURS_NOT_KNOWN,
    );
  });

  it('never put the opening of a place later than it is', () => {
    fc.assert(
      fc.property(hours, instant, (one, when) => {
        const { opensAt } = hoursStateOf(one, when, calendar);
        if (opensAt === undefined) return;
        expect(opensNotBefore(hourBits(one), when)).toBeLessThanOrEqual(opensAt);
      }),
      { numRuns: 40 }, // looking a year ahead in odd rules takes its time
    );
    const evening = at('2026-03-11T21:30');
    expect(opensNotBefore(hourBits(full('08:30-20:00')), evening)).toBe(at('2026-03-12T08:00'));
    expect(opensNotBefore(hourBits(full('21:45-22:00')), evening)).toBe(evening);
    expect(opensNotBefore(HOURS_NOT_KNOWN, evening)).toBe(Infinity);
  });

  it('leave out what is closed at night, and on a Sunday what is open on weekdays alone', () => {
    const night = { at: at('2026-03-11T03:00'), states: ['open', 'unknown'] as State[] };
    expect(letThrough(full('Mo-Su 08:00-20:00'), night)).toBe(false);
    expect(letThrough(full('Mo-Su 18:00-04:00'), night)).toBe(true);
    expect(letThrough(full('24/7'), night)).toBe(true);
    expect(letThrough(undefined, night)).toBe(true);
    expect(letThrough(undefined, { ...night, states: ['open'] })).toBe(false);
    const sunday = { at: at('2026-03-15T10:00'), states: ['open', 'unknown'] as State[] };
    expect(letThrough(full('Mo-Fr 08:00-20:00'), sunday)).toBe(false);
    expect(letThrough(full('Mo-Sa 22:00-10:30'), sunday)).toBe(true); // the tail of Saturday night
    const worked = { ...sunday, at: at('2026-02-14T10:00') }; // a Saturday that is worked
    expect(letThrough(full('Mo-Fr 08:00-20:00'), worked)).toBe(true);
  });

  it('ask for every hour of the span', () => {
    const asked = { at: at('2026-03-11T22:30'), minutes: 120, states: ['open'] as State[] };
    expect(letThrough(full('22:00-01:00'), asked)).toBe(true);
    expect(letThrough(full('22:00-24:00'), asked)).toBe(false);
    expect(letThrough(full('22:00-24:00'), { ...asked, minutes: 90 })).toBe(true);
    expect(bitsAskedFor({ ...asked, states: ['open', 'closed'] }, calendar)).toEqual([]);
  });

  it('say of hours that never close that they do not, and of no others', () => {
    const always = (osm: string, coverage: Hours['coverage'] = 'full') =>
      (hourBits({ osm, coverage }) & ROUND_THE_CLOCK) !== 0;
    expect(['24/7', '00:00-24:00', 'Mo-Su,PH 00:00-24:00', 'Mo-Su 00:00-12:00,12:00-24:00'].map((it) => always(it))).toEqual([true, true, false, true]); // prettier-ignore
    expect(['Mo-Fr 00:00-24:00', '24/7 unknown', '00:00-23:59', '24/7; We 03:00-04:00 off'].some((it) => always(it))).toBe(false); // prettier-ignore
    expect(always('24/7', 'daily')).toBe(false);
    expect(always('24/7', 'dated')).toBe(false);
  });

  it('are none for a place out of service, and only "not known" where nothing can be asked', () => {
    expect(hourBitsOf({ hours: full('24/7'), inService: false })).toBe(0);
    expect(hourBitsOf({})).toBe(HOURS_NOT_KNOWN);
    expect(hourBitsOf({ hours: { text: '看情况', coverage: 'none' } })).toBe(HOURS_NOT_KNOWN);
    expect(hourBitsOf({ hours: full('sunrise-sunset') })).toBe(HOURS_NOT_KNOWN);
    expect(hourBits({ osm: '2026 May 1 10:00-12:00', coverage: 'dated' }) & ANY_HOUR).toBe(ANY_HOUR);
  });
});

const golden = realData('vectors/opening_hours/zh_hours_golden.csv');

(golden ? describe : describe.skip)('hour bits of 706 strings from public lists', () => {
  it('let through whatever is open or unknown at any half hour of two weeks with a holiday and worked weekends', () => {
    const rows = golden ? parse<{ raw: string }>(readFileSync(golden), { columns: true, bom: true }) : [];
    const start = at('2026-09-26T00:00');
    const moments = Array.from({ length: 16 * 48 }, (_, i) => {
      const when = start + i * 1_800_000;
      return { when, asked: bitsAskedFor({ at: when, states: ['open', 'unknown'] }, calendar) };
    });
    const wrong = rows.filter(({ raw }) => {
      const { hours: one } = hoursOfText(raw);
      const bits = hourBits(one);
      return moments.some(
        ({ when, asked }) =>
          quickStateOf(one, when, calendar) !== 'closed' && !asked.every((word) => (word & bits) !== 0),
      );
    });
    expect(wrong).toEqual([]);
  });
});
