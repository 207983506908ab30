import { describe, expect, it } from '@jest/globals';
import { availability, type Wanted } from '../../../src/core/available.js';
import { liveTag } from '../../../src/core/live-tag.js';
import { StatusRules, type AvailableWhen } from '../../../src/core/status-rules.js';
import {
  contradiction,
  isAhead,
  type Counts,
  type Freshness,
  type LiveStatus,
} from '../../../src/core/status.js';

const row = (category: string, fresh: number, doubtful: number) => ({
  category,
  fresh_seconds: String(fresh),
  doubtful_seconds: String(doubtful),
  available_when: 'unit' as const,
});
const AT = Date.parse('2026-11-22T02:00:00Z');
const observed = (counts: Counts) => ({ counts, observedAt: AT, receivedAt: AT, source: 'test' });

describe('the age of an observation', () => {
  const rules = new StatusRules([row('*', 300, 1200), row('shelter', 10, 20)]);
  const freshAfter = (seconds: number, category = 'swap_cabinet'): Freshness =>
    rules.at(observed({}), category, AT + seconds * 1000).fresh;

  it('is fresh for five minutes, doubtful to twenty, then unknown', () => {
    expect([0, 299, 300, 301, 1200, 1201, 1e7].map((seconds) => freshAfter(seconds))).toEqual([
      'yes',
      'yes',
      'yes',
      'doubtful',
      'doubtful',
      'unknown',
      'unknown',
    ]);
  });

  it('goes by the category where the category has a row', () => {
    expect([10, 11, 20, 21].map((seconds) => freshAfter(seconds, 'shelter'))).toEqual([
      'yes',
      'doubtful',
      'doubtful',
      'unknown',
    ]);
  });

  it('is never negative', () => {
    expect(rules.at(observed({}), 'shelter', AT - 5000)).toMatchObject({ ageSeconds: 0, fresh: 'yes' });
  });

  it('refuses rules that cannot be meant, by their row', () => {
    const make =
      (...rows: ReturnType<typeof row>[]) =>
      () =>
        new StatusRules(rows);
    expect(make(row('shelter', 1, 2))).toThrow('the row * for all other categories is missing');
    expect(make(row('*', 30, 20))).toThrow('"*" is unknown before it is doubtful');
    expect(make(row('*', 1, 2), row('*', 1, 2))).toThrow('"*" stands there twice');
    expect(make({ ...row('*', 1, 2), fresh_seconds: '5m' })).toThrow('a whole number of seconds');
  });
});

describe('whether a rider could use a place', () => {
  const asks = (
    counts: Counts,
    { when = 'battery', fresh = 'yes', ...wanted }: Wanted & { when?: AvailableWhen; fresh?: Freshness } = {},
  ) => availability({ observation: observed(counts), ageSeconds: 0, fresh }, when, wanted);
  const good: Counts = { online: true, emptySlots: 1, fullBatteries: { 48: 0, 60: 2 } };

  it.each<[string, Counts, Wanted, string]>([
    ['online, a full battery, an empty slot', good, {}, 'yes'],
    ['a battery of the voltage', good, { voltage: 60 }, 'yes'],
    ['as many of the voltage as asked', good, { voltage: 60, batteries: 2 }, 'yes'],
    ['fewer than asked', good, { voltage: 60, batteries: 3 }, 'no'],
    ['as many of all voltages', good, { batteries: 2 }, 'yes'],
    ['none of the voltage', good, { voltage: 48 }, 'no'],
    ['a voltage nobody counted', good, { voltage: 72 }, 'unknown'],
    ['offline', { ...good, online: false }, {}, 'no'],
    ['no slot to put the own one into', { ...good, emptySlots: 0 }, {}, 'no'],
    ['no battery, and nothing else known', { fullBatteries: { 48: 0, 60: 0 } }, {}, 'no'],
    ['nobody knows whether it is online', { emptySlots: 1, fullBatteries: { 60: 2 } }, {}, 'unknown'],
    ['nobody counted slots', { online: true, fullBatteries: { 60: 2 } }, {}, 'unknown'],
    ['nobody counted batteries', { online: true, emptySlots: 3 }, {}, 'unknown'],
  ])('of a cabinet: %s', (_, counts, wanted, expected) => {
    expect(asks(counts, wanted)).toBe(expected);
  });

  it.each<[string, Counts, string]>([
    ['a unit is available', { available: 1 }, 'yes'],
    ['none is', { available: 0 }, 'no'],
    ['offline, whatever was counted', { online: false, available: 4 }, 'no'],
    ['online, but not counted', { online: true }, 'unknown'],
    ['only others were counted', { inUse: 2, outOfOrder: 1 }, 'unknown'],
  ])('of anything else: %s', (_, counts, expected) => {
    expect(asks(counts, { when: 'unit' })).toBe(expected);
  });

  it('is still told of doubtful counts, of none that are too old, and of no place without any', () => {
    expect(asks(good, { fresh: 'doubtful' })).toBe('yes');
    expect(asks(good, { fresh: 'unknown' })).toBe('unknown');
    expect(asks({ online: false }, { fresh: 'unknown' })).toBe('unknown');
    expect(availability(undefined, 'battery')).toBe('unknown');
  });
});

describe('counts that cannot be true', () => {
  it.each<[Counts, string | undefined]>([
    [{ slots: 12, emptySlots: 4, fullBatteries: { 48: 4, 60: 4 } }, undefined],
    [{ slots: 12, emptySlots: 5, fullBatteries: { 48: 4, 60: 4 } }, 'more than the 12 slots'],
    [{ capacity: 3, available: 1, inUse: 1, outOfOrder: 1 }, undefined],
    [{ capacity: 3, available: 1, inUse: 2, outOfOrder: 1 }, 'more than the capacity 3'],
    [{ emptySlots: 99 }, undefined],
    [{}, 'nothing was observed'],
  ])('%j: %s', (counts, words) => {
    if (words === undefined) expect(contradiction(counts)).toBeUndefined();
    else expect(contradiction(counts)).toContain(words);
  });

  it('and an observer whose clock is more than a minute ahead', () => {
    expect([0, 60_000, 60_001].map((ahead) => isAhead(AT + ahead, AT))).toEqual([false, false, true]);
  });
});

describe('the tag of live data', () => {
  const seen = (key: number, fresh: Freshness) => {
    const status: LiveStatus = { observation: observed({}), ageSeconds: 0, fresh };
    return { key, status };
  };

  it('changes with the revision, and whenever a status of the answer ages', () => {
    const tags = [
      liveTag(7, []),
      liveTag(8, []),
      liveTag(7, [seen(1, 'yes'), seen(2, 'yes')]),
      liveTag(7, [seen(1, 'yes'), seen(2, 'doubtful')]),
      liveTag(7, [seen(1, 'doubtful'), seen(2, 'yes')]),
      liveTag(7, [seen(1, 'unknown'), seen(2, 'yes')]),
      liveTag(7, [seen(1, 'yes'), seen(3, 'yes')]),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('is the same for the same, and does not look at places without status', () => {
    expect(liveTag(7, [seen(1, 'yes'), { key: 5 }, undefined])).toBe(liveTag(7, [seen(1, 'yes')]));
  });
});
