import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nextLink, readLocations } from '../../../src/feeds/ocpi.js';
import { FeedError } from '../../../src/feeds/reading.js';
import { realData } from '../../root.js';

const NOW = Date.parse('2026-11-22T02:00:00Z');
const location = (...statuses: string[]) => ({ id: 'L1', evses: statuses.map((status) => ({ status })) });
const answer = (...data: unknown[]) => ({ status_code: 1000, timestamp: '2026-11-22T01:59:30Z', data });
const countsOf = (...statuses: string[]) =>
  readLocations(answer(location(...statuses)), NOW).sightings[0]?.counts;

describe('locations of OCPI', () => {
  it('are counted by the status of their EVSEs', () => {
    expect(
      countsOf(
        'AVAILABLE',
        'AVAILABLE ',
        'CHARGING',
        'RESERVED',
        'BLOCKED',
        'OUTOFORDER',
        'INOPERATIVE',
        'PLANNED',
      ),
    ).toEqual({ online: true, capacity: 7, available: 2, inUse: 3, outOfOrder: 2 });
  });

  it('are offline where nothing works', () => {
    expect(countsOf('OUTOFORDER', 'INOPERATIVE', 'REMOVED')).toEqual({
      online: false,
      capacity: 2,
      available: 0,
      inUse: 0,
      outOfOrder: 2,
    });
  });

  it('do not say "none" of what is not known', () => {
    expect(countsOf('UNKNOWN')).toEqual({ capacity: 1 });
    expect(countsOf('UNKNOWN', 'CHARGING')).toEqual({ online: true, capacity: 2, inUse: 1 });
    expect(countsOf('SOMETHING_NEW', 'AVAILABLE')).toEqual({ online: true, capacity: 2, available: 1 });
  });

  it('say nothing without EVSEs that are there', () => {
    expect(countsOf()).toBeUndefined();
    expect(countsOf('PLANNED', 'REMOVED')).toBeUndefined();
  });

  it('were observed when the answer was made, not when something last changed', () => {
    const one = { ...location('AVAILABLE'), last_updated: '2019-01-01T00:00:00Z' };
    expect(readLocations(answer(one), NOW).sightings[0]?.observedAt).toBe(NOW - 30_000);
    expect(
      readLocations({ ...answer(one), timestamp: '2026-11-22T01:59:00' }, NOW).sightings[0]?.observedAt,
    ).toBe(NOW - 60_000);
    expect(readLocations([one], NOW).sightings[0]?.observedAt).toBe(NOW);
  });

  it('go by country and party, as they were imported', () => {
    const one = { ...location('AVAILABLE'), country_code: 'CN', party_id: 'ABC' };
    expect(readLocations(answer(one), NOW).sightings[0]?.externalId).toBe('CN*ABC*L1');
  });

  it('are read one by one: what is wrong is counted', () => {
    const reading = readLocations(
      answer(location('AVAILABLE'), { id: 7 }, { id: 'x', evses: [{}] }, null),
      NOW,
    );
    expect([reading.sightings.length, reading.faulty]).toEqual([1, 3]);
  });

  it.each([[null], ['text'], [{}], [{ status_code: 2001, status_message: 'no', data: [] }]])(
    'are refused where there are none: %j',
    (document) => {
      expect(() => readLocations(document, NOW)).toThrow(FeedError);
    },
  );
});

describe('the header Link', () => {
  const base = 'https://example.org/ocpi/locations?offset=0';
  it.each([
    [
      '<https://example.org/ocpi/locations?offset=50>; rel="next"',
      'https://example.org/ocpi/locations?offset=50',
    ],
    ['</a?offset=1>; rel=next', 'https://example.org/a?offset=1'],
    [
      '<https://x.org/first>; rel="first", <?offset=9>; rel="next"',
      'https://example.org/ocpi/locations?offset=9',
    ],
    ['<https://x.org/>; rel="prev"', undefined],
    ['nonsense', undefined],
    [null, undefined],
  ])('%s → %s', (header, expected) => {
    expect(nextLink(header, base)).toBe(expected);
  });
});

const feeds = realData('live/ocpi-feeds');
const files = feeds === undefined ? [] : readdirSync(feeds);
(feeds === undefined ? describe.skip : describe)('feeds of real operators', () => {
  it.each(files)('are read whole, each EVSE counted once: %s', (file) => {
    const document = JSON.parse(readFileSync(`${feeds}/${file}`, 'utf8')) as {
      data: { evses?: { status: string }[] }[];
    };
    const { sightings, faulty } = readLocations(document, NOW);
    expect(faulty).toBe(0);
    const all = document.data.flatMap(({ evses }) => evses ?? []);
    const number = (status: string) => all.filter((evse) => evse.status.trim() === status).length;
    const sum = (name: 'available' | 'capacity' | 'outOfOrder') =>
      sightings.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
    expect(sum('available')).toBe(number('AVAILABLE'));
    expect(sum('outOfOrder')).toBe(number('OUTOFORDER') + number('INOPERATIVE'));
    expect(sum('capacity')).toBe(all.length - number('PLANNED') - number('REMOVED'));
  });
});
