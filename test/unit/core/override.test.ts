import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardText } from '../../../src/core/card.js';
import { UserError } from '../../../src/core/errors.js';
import type { FacilityBody } from '../../../src/core/facility.js';
import { parseInstant } from '../../../src/core/hours/civil.js';
import { openStateOf } from '../../../src/core/hours/hours-state.js';
import type { Override, OverrideTarget } from '../../../src/core/override.js';
import { meets, OverrideTargets, rankOf } from '../../../src/core/override-targets.js';
import { minutesOf, readOverride, type OverrideDraft } from '../../../src/core/read-override.js';
import { vocabulary } from '../importer/vocabulary.js';
import { calendar } from './hours/calendar-file.js';

const NOW = parseInstant('2026-11-23T10:00')!;
const GOOD: OverrideDraft = {
  kind: 'closed',
  from: '2026-11-24',
  to: '2026-11-30',
  target: { subdistrict: ['长寿路街道'] },
  reason: { zh: '装修' },
};
const read = (draft: OverrideDraft) => readOverride({ ...GOOD, ...draft }, { now: NOW, vocabulary });

/** What is refused: `parameter detail`, one for each fault. */
function refused(draft: OverrideDraft): string[] {
  try {
    read(draft);
  } catch (error) {
    if (error instanceof UserError) return error.faults.map((one) => `${one.parameter} ${one.detail}`);
    throw error;
  }
  return [];
}

describe('reading an override', () => {
  test('keeps what was meant: hours as rules, groups of categories spread out, times in one form', () => {
    expect(read({ kind: 'hours', hours: '8:30-22:00' }).content.hours).toMatchObject({
      osm: '08:30-22:00',
      coverage: 'full',
    });
    expect(read({ kind: 'hours', hours: 'Mo-Fr 08:30-22:00; Sa,Su off' }).content.hours?.coverage).toBe(
      'full',
    );
    const { target } = read({ target: { category: ['health'], district: ['普陀区'] } }).content;
    expect(target.category!.length).toBeGreaterThan(1);
    const times = read({ from: '2026-11-24T18:00', to: '2026-11-24T14:00:00Z' }).content;
    expect([times.from, times.to]).toEqual(['2026-11-24T18:00:00+08:00', '2026-11-24T22:00:00+08:00']);
    expect(minutesOf(times)).toMatchObject({ days: false });
    expect(read({ reason: '停电' }).content.reason).toEqual({ zh: '停电' });
    expect(read({ kind: 'worksAs', worksAs: 'We' }).content).toMatchObject({ worksAs: 'We' });
    expect(read({ kind: 'openUntil', until: '22:00' }).content).toMatchObject({ until: '22:00' });
  });

  test('has an effect until its last night is over', () => {
    expect(read({}).endsAt).toBe(parseInstant('2026-12-02T00:00'));
    expect(read({ kind: 'open' }).endsAt).toBe(parseInstant('2026-12-01T00:00'));
    expect(read({ from: '2026-11-24T18:00', to: '2026-11-24T22:00' }).endsAt).toBe(
      parseInstant('2026-11-24T22:00'),
    );
  });

  test.each<[OverrideDraft, string]>([
    [{ kind: 'maybe' }, 'kind is no kind of override'],
    [{ kind: undefined }, 'kind is missing'],
    [{ from: '2026-12-01' }, 'to lies before from, or nothing lies between them'],
    [
      { from: '2026-11-24T10:00', to: '2026-11-24T10:00' },
      'to lies before from, or nothing lies between them',
    ],
    [{ from: '2026-11-01', to: '2026-11-22' }, 'to is past already'],
    [{ to: '9999-12-31' }, 'to makes it too long'],
    [{ from: '9999-01-01', to: '9999-01-02' }, 'from is too far away'],
    [{ from: '2026-02-30' }, 'from is no date or time to the minute'],
    [{ to: undefined }, 'to is missing'],
    [{ from: '2026-11-24T10:00:30', to: '2026-11-25T10:00' }, 'from is no date or time to the minute'],
    [{ to: '2026-11-30T10:00' }, 'to is of another form than from'],
    [{ target: {} }, 'target names no places: every place there is must be asked for with everything'],
    [{ target: { service: ['heating'] } }, 'target names no places: every place there is must be asked for with everything'], // prettier-ignore
    [{ target: { everything: true, source: ['x'] } }, 'target.everything cannot stand beside source'],
    [{ target: { street: ['长寿路'] } }, 'target.street is not known'],
    [{ target: undefined }, 'target is missing'],
    [{ target: { category: ['casino'] } }, 'target.category is not a word of the vocabulary'],
    [{ target: { facilities: [] } }, 'target.facilities is empty'],
    [{ target: { facilities: Array.from({ length: 10_001 }, String) } }, 'target.facilities has more than 1000 members'], // prettier-ignore
    [{ reason: {} }, 'reason is no text in zh or en'],
    [{ reason: 'x'.repeat(201) }, 'reason is too long'],
    [{ hours: '9-17' }, 'hours goes with the kind hours, not with closed'],
    [{ kind: 'hours' }, 'hours is missing'],
    [{ kind: 'worksAs', worksAs: 'Xx' }, 'worksAs is no kind of day'],
    [{ kind: 'openUntil', until: '9pm' }, 'until is no time'],
    [{ kind: 'openUntil', until: '48:01' }, 'until is no time'],
  ])('refuses %j', (draft, expected) => {
    expect(refused(draft)).toContain(expected);
  });

  test.each(['与行政机关工作时间一致', '9:00-5:00', '9:00-17:00 限号', '天气好时开放', '10月1日9:00-12:00'])(
    'hours that are not understood to the last word are refused with the words: %s',
    (hours) => {
      expect(refused({ kind: 'hours', hours })[0]).toMatch(/^hours is not fully understood/);
    },
  );

  test('names every fault at once', () => {
    expect(refused({ kind: 'x', from: 'y', reason: 3, target: 4 })).toHaveLength(4);
  });
});

const place = (id: string, body: Partial<FacilityBody> = {}) => ({
  key: Number(id.replace(/\D/g, '')),
  id,
  seq: 1,
  ...cardText(
    {
      name: { zh: id },
      category: 'relay_station',
      hours: { osm: 'Mo-Su 09:00-17:00', coverage: 'full' },
      sources: [{ source: 'union', externalId: id }],
      ...body,
    },
    '2026-11-01T00:00:00.000Z',
  ),
});
const hours = { osm: 'Mo-Su 09:00-17:00', coverage: 'full' as const };

function override(n: number, target: OverrideTarget, draft: OverrideDraft = {}): Override {
  const { content, endsAt } = read({ ...draft, target });
  const at = '2026-11-23T00:00:00.000Z';
  return {
    ...content,
    endsAt,
    id: String(n),
    n,
    seq: n,
    createdAt: at,
    updatedAt: at,
    by: { id: 'k', label: 'k' },
  };
}

describe('whom an override meets', () => {
  const station = {
    id: 'a',
    category: 'relay_station',
    source: 'union',
    address: { district: '普陀区', subdistrict: '长寿路街道' },
  };
  test.each<[OverrideTarget, boolean]>([
    [{ everything: true }, true],
    [{ facilities: ['b', 'a'] }, true],
    [{ facilities: ['b'] }, false],
    [{ subdistrict: ['长寿路街道'] }, true],
    [{ subdistrict: [' 长寿路 街道　'] }, true],
    [{ subdistrict: ['长寿路'] }, false],
    [{ subdistrict: ['长寿路街道'], category: ['clinic'] }, false],
    [{ subdistrict: ['长寿路街道'], category: ['relay_station'], source: ['union'] }, true],
    [{ district: ['普陀区', '静安区'] }, true],
    [{ source: ['other'] }, false],
  ])('%j: %s', (target, expected) => {
    expect(meets(target, station)).toBe(expected);
  });

  test('a place that does not say where it is or whose is met by no such condition', () => {
    const bare = { id: 'a', category: 'relay_station' };
    expect(meets({ subdistrict: ['长寿路街道'] }, bare)).toBe(false);
    expect(meets({ source: ['union'] }, bare)).toBe(false);
  });

  test('each condition outweighs all that come after it together', () => {
    const order: OverrideTarget[] = [
      { everything: true },
      { source: ['s'] },
      { category: ['c'] },
      { district: ['d'] },
      { subdistrict: ['t'] },
      { subdistrict: ['t'], category: ['c'] },
      { subdistrict: ['t'], district: ['d'], category: ['c'], source: ['s'] },
      { everything: true, service: ['s'] },
      { facilities: ['f'] },
      { facilities: ['f'], service: ['s'] },
    ];
    const ranks = order.map(rankOf);
    expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b));
  });

  const street = { subdistrict: ['长寿路街道'] };
  const here = { address: { subdistrict: '长寿路街道' } };
  const stateOf = (overrides: Override[], time: string, card = place('p1', here)) => {
    const exceptions = new OverrideTargets(overrides).of(card);
    return exceptions && openStateOf(exceptions.days(hours, calendar), parseInstant(time)!);
  };

  test('what is said of the station stands above what is said of its street, whichever came first', () => {
    const shut = override(2, street);
    const open = override(1, { facilities: ['p1'] }, { kind: 'open' });
    expect(stateOf([shut, open], '2026-11-24T23:00')).toMatchObject({
      state: 'open',
      exception: { id: '1' },
    });
    expect(stateOf([open, shut], '2026-11-24T23:00')?.state).toBe('open');
  });

  test('of two of one rank the later stands higher', () => {
    const [first, second] = [override(1, street), override(2, street, { kind: 'open' })];
    expect(stateOf([second, first], '2026-11-24T23:00')?.state).toBe('open');
  });

  test('of all stations of a street one edit changes them and no others', () => {
    const late = [override(1, street, { kind: 'openUntil', until: '22:00' })];
    expect(stateOf(late, '2026-11-25T21:59')?.state).toBe('open');
    expect(stateOf(late, '2026-11-25T22:00')?.state).toBe('closed');
    expect(stateOf(late, '2026-12-01T21:00')?.state).toBe('closed');
    expect(stateOf(late, '2026-11-25T21:59', place('p2'))).toBeUndefined();
  });

  test('a place that is written anew is looked at anew', () => {
    const targets = new OverrideTargets([override(1, street)]);
    expect(targets.of(place('p1', here))).toBeDefined();
    expect(targets.of({ ...place('p1'), seq: 2 })).toBeUndefined();
  });

  test('an override of a service leaves the place alone', () => {
    const targets = new OverrideTargets([override(1, { ...street, service: ['heating'] })]);
    const exceptions = targets.of(place('p1', here))!;
    const days = exceptions.days(hours, calendar);
    expect(openStateOf(days, parseInstant('2026-11-24T10:00')!).state).toBe('open');
    expect(exceptions.ofService('heating', {})).toHaveLength(1);
    expect(exceptions.ofService('seating', {})).toHaveLength(0);
  });

  test('longer hours of the house are none of a service with hours of its own; its closing is', () => {
    const exceptions = (draft: OverrideDraft) =>
      new OverrideTargets([override(1, street, draft)]).of(place('p1', here))!.ofService('meal', { hours });
    expect(exceptions({ kind: 'open' })).toHaveLength(0);
    expect(exceptions({ kind: 'openUntil', until: '22:00' })).toHaveLength(0);
    expect(exceptions({ kind: 'closed' })).toHaveLength(1);
    expect(exceptions({ kind: 'worksAs', worksAs: 'Su' })).toHaveLength(1);
  });

  test('the places met are those that meet one by one', () => {
    const some = <T>(values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
    const target = fc
      .record({
        facilities: some(['p1', 'p2']),
        subdistrict: some(['甲街道', '乙镇']),
        category: some(['relay_station', 'clinic']),
        source: some(['union', 'other']),
      })
      .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value)) as OverrideTarget)
      .map((one) => (Object.keys(one).length === 0 ? { everything: true as const } : one));
    const body = fc.record({
      category: fc.constantFrom('relay_station', 'clinic'),
      subdistrict: fc.constantFrom('甲街道', '乙镇', undefined),
      source: fc.constantFrom('union', 'other'),
    });
    fc.assert(
      fc.property(
        fc.array(target, { maxLength: 5 }),
        body,
        fc.constantFrom('p1', 'p2'),
        (targets, it, id) => {
          const address = it.subdistrict === undefined ? {} : { address: { subdistrict: it.subdistrict } };
          const overrides = targets.map((one, i) => override(i + 1, one));
          const { category, source } = it;
          const card = place(id, { category, ...address, sources: [{ source, externalId: id }] });
          const found = new OverrideTargets(overrides).of(card);
          const met = overrides.some((one) => meets(one.target, { id, category, source, ...address }));
          expect(found !== undefined).toBe(met);
        },
      ),
      { numRuns: 200 },
    );
  });
});
