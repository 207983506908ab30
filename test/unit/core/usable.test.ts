import { describe, expect, it } from '@jest/globals';
import type { Access, Audience, ServiceOffer } from '../../../src/core/facility.js';
import type { ReportEffect } from '../../../src/core/report-effects.js';
import {
  allOf,
  anyOf,
  USABLE_REASONS,
  USABLE_WORDS,
  type Ternary,
  type Verdict,
} from '../../../src/core/usable.js';
import {
  entryVerdict,
  inServiceVerdict,
  openVerdict,
  reportsVerdict,
  stockVerdict,
  wantedVerdict,
  WANTS_NOTHING,
  type Services,
} from '../../../src/core/verdicts.js';
import type { Counts, LiveStatus } from '../../../src/core/status.js';
import { calendar } from './hours/calendar-file.js';

/** 14:00 on a Monday in July, in Shanghai. */
const AT = Date.parse('2026-07-20T14:00:00+08:00');
const effect = (
  kind: ReportEffect['kind'],
  state: ReportEffect['state'],
  service?: string,
): ReportEffect => ({
  kind,
  state,
  count: 2,
  observedAt: AT,
  ageSeconds: 60,
  ...(service !== undefined && { service }),
});

/** One value of each thing that has to be so, and what it says by itself: written by hand, not by the code. */
interface Case {
  readonly verdict: Verdict;
  readonly says: Ternary;
}
const given = (verdict: Verdict, says: Ternary): Case => ({ verdict, says });

const entry = (access: Access | undefined, byKind: Audience[], audience?: Audience[]) =>
  entryVerdict(access, byKind, { at: AT, calendar, ...(audience && { audience }) });
const service = (offer: ServiceOffer | undefined, more: Partial<Services> = {}) =>
  wantedVerdict(
    { ...WANTS_NOTHING, services: ['heating'] },
    {
      category: 'relay_station',
      offers: offer ? { heating: offer } : {},
      reports: [],

      ...more,
    },
  );

const IN_SERVICE = [given(inServiceVerdict(true), 'yes'), given(inServiceVerdict(false), 'no')];
const OPEN = [
  given(openVerdict('open'), 'yes'),
  given(openVerdict('closed'), 'no'),
  given(openVerdict('unknown'), 'unknown'),
  given(openVerdict('closed', 'open'), 'no'),
  given(openVerdict('unknown', 'open'), 'unknown'),
  given(openVerdict('open', 'closed'), 'yes'),
];
const ENTRY = [
  given(entry({ audience: ['everyone'] }, []), 'yes'),
  given(entry({ audience: ['riders'] }, [], ['riders']), 'yes'),
  given(entry({ audience: ['riders'] }, ['everyone'], ['residents']), 'no'),
  given(entry({ audience: ['riders'] }, ['everyone']), 'unknown'),
  given(entry(undefined, []), 'unknown'),
  given(entry(undefined, ['everyone']), 'yes'),
  given(entry(undefined, ['outdoor_workers']), 'yes'),
  given(entry(undefined, ['outdoor_workers'], ['couriers']), 'yes'),
  given(entry(undefined, ['outdoor_workers'], ['residents']), 'unknown'),
  given(entry(undefined, ['drivers']), 'unknown'),
];
const SERVICE = [
  given(wantedVerdict(WANTS_NOTHING, {} as Services), 'yes'),
  given(service({ state: 'yes' }), 'yes'),
  given(service({ state: 'no' }), 'no'),
  given(service({ state: 'broken' }), 'no'),
  given(service({ state: 'unknown' }), 'unknown'),
  given(service(undefined), 'unknown'),
  given(service({ state: 'yes' }, { reports: [effect('broken_service', 'unknown', 'heating')] }), 'unknown'),
  given(service({ state: 'yes' }, { reports: [effect('broken_service', 'no', 'heating')] }), 'no'),
  given(service({ state: 'yes' }, { reports: [effect('broken_service', 'no', 'wifi')] }), 'yes'),
];
const cabinet = (counts: Counts, fresh: LiveStatus['fresh'] = 'yes') =>
  stockVerdict({
    status: { observation: { counts, observedAt: AT, receivedAt: AT, source: 'x' }, ageSeconds: 0, fresh },
    counted: true,
    when: 'battery',
    wanted: { voltage: 48 },
  });
const STOCK = [
  given(stockVerdict({ status: undefined, counted: false, when: 'unit', wanted: {} }), 'yes'),
  given(stockVerdict({ status: undefined, counted: true, when: 'unit', wanted: {} }), 'yes'),
  given(stockVerdict({ status: undefined, counted: true, when: 'battery', wanted: {} }), 'unknown'),
  given(cabinet({ online: true, emptySlots: 1, fullBatteries: { 48: 2 } }), 'yes'),
  given(cabinet({ online: true, emptySlots: 1, fullBatteries: { 60: 2 } }), 'unknown'),
  given(cabinet({ online: true, emptySlots: 1, fullBatteries: { 48: 0 } }), 'no'),
  given(cabinet({ online: false, emptySlots: 1, fullBatteries: { 48: 2 } }), 'no'),
  given(cabinet({ online: true, emptySlots: 1, fullBatteries: { 48: 2 } }, 'unknown'), 'unknown'),
];
const REPORTS = [
  given(reportsVerdict([]), 'yes'),
  given(reportsVerdict([effect('locked', 'unknown')]), 'unknown'),
  given(reportsVerdict([effect('locked', 'no')]), 'no'),
  given(reportsVerdict([effect('gone', 'unknown')]), 'unknown'),
  given(reportsVerdict([effect('wrong_place', 'unknown')]), 'unknown'),
  given(reportsVerdict([effect('broken_service', 'no', 'wifi')]), 'yes'),
];

function naive(states: readonly Ternary[]): Ternary {
  if (states.includes('no')) return 'no';
  return states.every((one) => one === 'yes') ? 'yes' : 'unknown';
}

describe('usable', () => {
  it('is what every one of its conditions says, in all combinations', () => {
    let combinations = 0;
    for (const a of IN_SERVICE)
      for (const b of OPEN)
        for (const c of ENTRY)
          for (const d of SERVICE)
            for (const e of REPORTS)
              for (const f of STOCK) {
                const cases = [a, b, c, d, e, f];
                const { state, reasons } = allOf(cases.map((one) => one.verdict));
                const expected = naive(cases.map((one) => one.says));
                // One comparison for each keeps so many of them readable when one fails.
                if (state !== expected || (state !== 'yes' && reasons.length === 0)) {
                  expect({ state, reasons, of: cases.map((one) => one.verdict) }).toMatchObject({
                    state: expected,
                  });
                }
                combinations++;
              }
    expect(combinations).toBe(2 * 6 * 10 * 9 * 6 * 8);
  });

  it('of each condition alone is what it says', () => {
    for (const { verdict, says } of [IN_SERVICE, OPEN, ENTRY, SERVICE, REPORTS, STOCK].flat())
      expect({ says: verdict.state, verdict }).toMatchObject({ says });
  });

  it('gives for a no what says no, and otherwise everything that is not certain', () => {
    const closed = openVerdict('closed');
    const assumed = entry(undefined, ['outdoor_workers']);
    expect(allOf([closed, entry(undefined, []), service({ state: 'broken' })]).reasons).toEqual([
      'closed',
      'service-broken',
    ]);
    expect(allOf([openVerdict('unknown'), assumed])).toEqual({
      state: 'unknown',
      reasons: ['hours-unknown', 'audience-assumed', 'asker-assumed'],
    });
    expect(allOf([openVerdict('open'), assumed])).toEqual({
      state: 'yes',
      reasons: ['audience-assumed', 'asker-assumed'],
    });
    expect(allOf([openVerdict('open'), entry(undefined, ['everyone'])]).reasons).toEqual([
      'audience-assumed',
    ]);
    expect(allOf([openVerdict('open'), entry({ audience: ['everyone'] }, [])])).toEqual({
      state: 'yes',
      reasons: [],
    });
  });

  it('has words in both languages for each of its reasons', () => {
    for (const reason of USABLE_REASONS) {
      expect(USABLE_WORDS[reason].zh).toMatch(/\p{Script=Han}/u);
      expect(USABLE_WORDS[reason].en).toMatch(/[a-z]/);
    }
    expect(new Set(USABLE_REASONS).size).toBe(USABLE_REASONS.length);
  });
});

describe('what the asker came for', () => {
  const need = { services: ['toilet', 'accessible_toilet'], categories: ['public_toilet'] };
  const place = (category: string, offers: Services['offers']): Services => ({
    category,
    offers,
    reports: [],
  });
  const wanted = { ...WANTS_NOTHING, need };

  it('is at a place of the right kind, unless it says otherwise', () => {
    expect(wantedVerdict(wanted, place('public_toilet', {})).state).toBe('yes');
    expect(wantedVerdict(wanted, place('public_toilet', { toilet: { state: 'broken' } })).state).toBe('no');
    const half = { toilet: { state: 'yes' }, accessible_toilet: { state: 'broken' } } as const;
    expect(wantedVerdict(wanted, place('public_toilet', half)).state).toBe('yes');
    expect(wantedVerdict(wanted, place('relay_station', {})).state).toBe('unknown');
    expect(wantedVerdict(wanted, place('relay_station', { toilet: { state: 'yes' } })).state).toBe('yes');
  });

  it('is one of several where one is enough, and each of them where all are asked for', () => {
    const offers = { wifi: { state: 'yes' }, heating: { state: 'broken' } } as const;
    const codes = ['wifi', 'heating'];
    expect(wantedVerdict({ ...WANTS_NOTHING, anyService: codes }, place('clinic', offers)).state).toBe('yes');
    expect(wantedVerdict({ ...WANTS_NOTHING, services: codes }, place('clinic', offers)).state).toBe('no');
    expect(anyOf([service({ state: 'no' }), service(undefined)])).toMatchObject({ state: 'unknown' });
    expect(anyOf([service({ state: 'no' }), service({ state: 'broken' })])).toEqual({
      state: 'no',
      reasons: ['service-missing', 'service-broken'],
    });
  });
});
