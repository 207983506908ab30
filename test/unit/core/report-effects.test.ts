import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reportEffects } from '../../../src/core/report-effects.js';
import type { LiveReport } from '../../../src/core/report.js';
import { reportKinds as kinds } from './report-kinds-file.js';

const HOUR = 3_600_000;
/** 14:00 on a Monday in Shanghai. */
const AT = Date.parse('2026-11-23T14:00:00+08:00');
const NINE = Date.parse('2026-11-24T09:00:00+08:00');
const never = { kinds, opensAfter: () => undefined };
const tomorrowAtNine = { kinds, opensAfter: () => NINE };

const said = (kind: LiveReport['kind'], minutes = 0, more: Partial<LiveReport> = {}): LiveReport => ({
  kind,
  nearness: 'not_told',
  observedAt: AT + minutes * 60_000,
  ...more,
});
const near = { nearness: 'near' } as const;

describe('a locked door', () => {
  it('is doubtful by one word, and certain by two of which one was at the door', () => {
    expect(reportEffects([said('locked')], AT, never)).toEqual([
      { kind: 'locked', state: 'unknown', count: 1, observedAt: AT, ageSeconds: 0 },
    ]);
    expect(reportEffects([said('locked'), said('locked', 5)], AT + HOUR, never)).toMatchObject([
      { state: 'unknown', count: 2 },
    ]);
    expect(reportEffects([said('locked'), said('locked', 5, near)], AT + HOUR, never)).toMatchObject([
      { state: 'no', count: 2, observedAt: AT + 5 * 60_000 },
    ]);
    const three = [said('locked'), said('locked', 1), said('locked', 2, { nearness: 'farther' })];
    expect(reportEffects(three, AT + HOUR, never)).toMatchObject([{ state: 'no', count: 3 }]);
  });

  it('counts each asker once, and takes the age from his last word', () => {
    const same = { asker: 'a' };
    const twice = [
      said('locked', 0, { ...same, ...near }),
      said('locked', 70, same),
      said('locked', 140, same),
    ];
    expect(reportEffects(twice, AT + 3 * HOUR, never)).toEqual([
      { kind: 'locked', state: 'unknown', count: 1, observedAt: AT + 140 * 60_000, ageSeconds: 40 * 60 },
    ]);
  });

  it('is forgotten when the hours say that it opens again, else after half a day', () => {
    const reports = [said('locked')];
    expect(reportEffects(reports, AT + 12 * HOUR - 1, never)).toHaveLength(1);
    expect(reportEffects(reports, AT + 12 * HOUR, never)).toHaveLength(0);
    const soon = { kinds, opensAfter: () => AT + HOUR };
    expect(reportEffects(reports, AT + HOUR - 1, soon)).toHaveLength(1);
    expect(reportEffects(reports, AT + HOUR, soon)).toHaveLength(0);
    expect(reportEffects(reports, NINE - 1 - 8 * HOUR, tomorrowAtNine)).toHaveLength(1);
    expect(reportEffects(reports, NINE, tomorrowAtNine)).toHaveLength(0);
  });

  it('says nothing of a time before it was seen', () => {
    expect(reportEffects([said('locked', 10)], AT + 9 * 60_000, never)).toHaveLength(0);
  });

  it('is contradicted by a later open door, not by an earlier one', () => {
    expect(reportEffects([said('locked'), said('open', 10)], AT + HOUR, never)).toHaveLength(0);
    expect(reportEffects([said('locked', 0, near), said('open', 10)], AT + HOUR, never)).toHaveLength(0);
    expect(reportEffects([said('open'), said('locked', 10)], AT + HOUR, never)).toHaveLength(1);
    expect(reportEffects([said('open', 10), said('locked')], AT + HOUR, never)).toHaveLength(0); // order of arrival
  });

  it('of which many told is not made undone by one who says the contrary again and again', () => {
    const many = [1, 2, 3, 4].map((n) => said('locked', n, { asker: `rider ${n}`, ...near }));
    const keeper = [5, 6, 7, 8, 9].map((n) => said('open', n, { asker: 'keeper' }));
    expect(reportEffects([...many, ...keeper], AT + HOUR, never)).toMatchObject([
      { kind: 'locked', state: 'no' },
    ]);
  });
});

describe('a broken service', () => {
  it('is that service and no other, and no longer than three days', () => {
    const reports = [said('broken_service', 0, { service: 'microwave', ...near })];
    const [effect, ...others] = reportEffects(reports, AT + HOUR, tomorrowAtNine);
    expect(effect).toMatchObject({ kind: 'broken_service', service: 'microwave', state: 'unknown' });
    expect(others).toEqual([]);
    const two = [...reports, said('broken_service', 0, { service: 'heating' })];
    expect(reportEffects(two, AT + HOUR, never).map((one) => one.state)).toEqual(['unknown', 'unknown']);
    expect(reportEffects(two, AT + 72 * HOUR, never)).toEqual([]);
  });
});

describe('a place that is gone, or a pin that is wrong', () => {
  it.each(['gone', 'wrong_place'] as const)(
    'takes two who say so, and is never more than doubtful: %s',
    (kind) => {
      expect(reportEffects([said(kind, 0, near)], AT, never)).toEqual([]);
      const many = Array.from({ length: 20 }, (_, n) => said(kind, n, { ...near, asker: `${n}` }));
      expect(reportEffects(many.slice(0, 2), AT + HOUR, never)).toMatchObject([
        { kind, state: 'unknown', count: 2 },
      ]);
      expect(reportEffects(many, AT + HOUR, never)).toMatchObject([{ kind, state: 'unknown', count: 20 }]);
      const one = many.map((it) => ({ ...it, asker: 'one and the same' }));
      expect(reportEffects(one, AT + HOUR, never)).toEqual([]);
    },
  );

  it('is back when somebody saw its door open, for good', () => {
    const reports = [said('gone'), said('gone', 1), said('open', 2)];
    expect(reportEffects(reports, AT + HOUR, never)).toEqual([]);
    expect(reportEffects(reports, AT + 30 * 24 * HOUR, never)).toEqual([]);
  });
});

describe('a suggestion', () => {
  it('changes nothing', () => {
    expect(reportEffects(Array(9).fill(said('suggestion')), AT, never)).toEqual([]);
    expect(reportEffects(undefined, AT, never)).toEqual([]);
  });
});

describe('any reports', () => {
  const report = fc.record({
    kind: fc.constantFrom('locked', 'open', 'gone', 'wrong_place', 'suggestion' as const),
    nearness: fc.constantFrom('near', 'farther', 'not_told' as const),
    observedAt: fc.integer({ min: -20, max: 20 }).map((hours) => AT + hours * HOUR),
    asker: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  });

  it('mean the same in whatever order they came, and never more than all of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(report, { maxLength: 12, selector: (it) => it.observedAt }), (all) => {
        const reports = all.map(({ asker, ...it }) => ({ ...it, ...(asker && { asker }) })) as LiveReport[];
        const effects = reportEffects(reports, AT, tomorrowAtNine);
        expect(reportEffects(reports.toReversed(), AT, tomorrowAtNine)).toEqual(effects);
        for (const { kind, count } of effects) {
          const counted = reports.filter((one) => one.kind === kind && one.observedAt <= AT);
          expect(count).toBeLessThanOrEqual(counted.length);
          expect(count).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('of an open door never make anything worse', () => {
    const rank = { unknown: 1, no: 2 };
    const worst = (reports: readonly LiveReport[]) =>
      Math.max(0, ...reportEffects(reports, AT, never).map((one) => rank[one.state]));
    fc.assert(
      fc.property(fc.array(report, { maxLength: 10 }), fc.integer({ min: -5, max: 0 }), (all, hours) => {
        const reports = all.map(({ asker, ...it }) => ({ ...it, ...(asker && { asker }) })) as LiveReport[];
        expect(worst([...reports, said('open', hours * 60, { asker: 'd' })])).toBeLessThanOrEqual(
          worst(reports),
        );
      }),
    );
  });
});
