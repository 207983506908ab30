import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayEnter, mayEnterAsAsked, PART_OF, type Entrant } from '../../../src/core/access.js';
import { ACCESS_MODES, AUDIENCES, type Access, type Audience } from '../../../src/core/facility.js';
import { parseInstant } from '../../../src/core/hours/civil.js';
import { calendar } from './hours/calendar-file.js';

const at = (time: string) => parseInstant(time)!;
const NOON = at('2026-03-04T12:00');
const entered = (access: Access | undefined, who: Partial<Entrant>) =>
  mayEnter(access, { at: NOON, ...who }, calendar);

describe('whom a place is for', () => {
  const table: [place: Audience[] | undefined, asker: Audience[] | undefined, expected: string][] = [
    [['everyone'], ['riders'], 'yes'],
    [['everyone'], undefined, 'yes'],
    [['everyone'], ['everyone'], 'yes'],
    [['outdoor_workers'], ['riders'], 'yes'],
    [['outdoor_workers'], ['street_cleaners'], 'yes'],
    [['riders', 'couriers'], ['couriers'], 'yes'],
    [['riders'], ['couriers'], 'no for-others'],
    [['riders'], ['couriers', 'riders'], 'yes'],
    [['riders'], ['everyone'], 'no for-others'],
    [['union_members'], ['riders'], 'no for-others'],
    [['residents', 'outdoor_workers'], ['drivers'], 'yes'],
    [['riders'], ['outdoor_workers'], 'unknown for-some'],
    [['riders'], undefined, 'unknown asker-not-said'],
    [undefined, ['riders'], 'unknown audience-not-said'],
    [undefined, undefined, 'unknown audience-not-said'],
    [[], ['riders'], 'unknown audience-not-said'],
  ];
  test.each(table)('%j asked by %j: %s', (audience, asker, expected) => {
    const access = audience ? { audience } : undefined;
    const { state, reason } = entered(access, asker ? { audience: asker } : {});
    expect([state, reason].filter(Boolean).join(' ')).toBe(expected);
  });

  test('whoever belongs to more groups is let in at least where he was before', () => {
    const groups = fc.uniqueArray(fc.constantFrom(...AUDIENCES), { minLength: 1 });
    const rank = { no: 0, unknown: 1, yes: 2 };
    fc.assert(
      fc.property(groups, groups, fc.constantFrom(...AUDIENCES), (audience, asker, more) => {
        const before = entered({ audience }, { audience: asker });
        const after = entered({ audience }, { audience: [...asker, more] });
        expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state]);
      }),
    );
  });

  test('to be part of is an order: everything is part of itself, and of what its wholes are part of', () => {
    for (const one of AUDIENCES) {
      expect(PART_OF[one][0]).toBe(one);
      for (const whole of PART_OF[one])
        expect(PART_OF[one]).toEqual(expect.arrayContaining([...PART_OF[whole]]));
    }
  });
});

describe('how one gets in', () => {
  test('one way that can be used is enough, and an open door always can', () => {
    const access: Access = { audience: ['everyone'], mode: ['qr_code', 'face'] };
    expect(entered(access, { modes: ['face'] })).toEqual({ state: 'yes' });
    expect(entered(access, { modes: ['app'] })).toEqual({ state: 'no', reason: 'no-way-in' });
    expect(entered({ ...access, mode: ['open_door'] }, { modes: ['app'] }).state).toBe('yes');
    expect(entered({ ...access, mode: ['staffed'] }, { modes: ['open_door'] }).state).toBe('no');
  });

  test('a place that does not say how is unknown to who needs a certain way, and no matter to others', () => {
    expect(entered({ audience: ['everyone'] }, { modes: ['qr_code'] }).reason).toBe('ways-not-said');
    expect(entered({ audience: ['everyone'] }, {}).state).toBe('yes');
  });

  test('a filter judges only what was said', () => {
    const who = { at: NOON, modes: ['app' as const] };
    expect(mayEnterAsAsked({ mode: ['app'], audience: ['riders'] }, who, calendar)).toEqual({ state: 'yes' });
    expect(mayEnterAsAsked(undefined, { at: NOON }, calendar)).toEqual({ state: 'yes' });
    expect(mayEnterAsAsked({ audience: ['riders'] }, { at: NOON, audience: ['couriers'] }, calendar)).toEqual(
      { state: 'no', reason: 'for-others' },
    );
  });

  test('no comes before unknown, and unknown before yes', () => {
    const riders = { audience: ['riders' as const], modes: ['app' as const] };
    expect(entered({ mode: ['face'] }, riders)).toEqual({ state: 'no', reason: 'no-way-in' });
    expect(entered({ mode: ['app'] }, riders)).toEqual({ state: 'unknown', reason: 'audience-not-said' });
  });
});

describe('another way at night', () => {
  const hours = { osm: '22:00-06:00', coverage: 'full' as const };
  const access: Access = {
    audience: ['outdoor_workers'],
    mode: ['open_door'],
    night: { mode: ['qr_code'], hours },
  };
  const walking = (time: string, place = access) =>
    mayEnter(place, { at: at(time), audience: ['riders'], modes: ['staffed'] }, calendar);

  test.each([
    ['2026-03-04T21:59', 'yes'],
    ['2026-03-04T22:00', 'no'],
    ['2026-03-05T00:00', 'no'],
    ['2026-03-05T05:59', 'no'],
    ['2026-03-05T06:00', 'yes'],
  ])('at %s: %s', (time, expected) => {
    expect(walking(time).state).toBe(expected);
  });

  test('what the night does not say otherwise holds by day and night', () => {
    expect(mayEnter(access, { at: at('2026-03-05T00:00'), audience: ['residents'] }, calendar).reason).toBe(
      'for-others',
    );
  });

  test('a night without hours is none from 9 to 17, and else not known', () => {
    const vague = { ...access, night: { mode: ['ask' as const] } };
    expect(walking('2026-03-04T09:00', vague).state).toBe('yes');
    expect(walking('2026-03-04T16:59', vague).state).toBe('yes');
    expect(walking('2026-03-04T17:00', vague)).toEqual({ state: 'unknown', reason: 'night-not-said' });
    expect(walking('2026-03-04T08:59', vague).reason).toBe('night-not-said');
  });

  test('where both ways come to the same it does not matter whether it is night', () => {
    const same = { ...access, night: { mode: ['open_door' as const] } };
    expect(walking('2026-03-05T00:00', same).state).toBe('yes');
  });
});

test('any access and any asker get an answer, with a reason exactly where it is not yes', () => {
  const modes = fc.uniqueArray(fc.constantFrom(...ACCESS_MODES));
  const groups = fc.uniqueArray(fc.constantFrom(...AUDIENCES));
  const way = fc.record({ mode: modes, audience: groups }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      way,
      fc.option(way),
      fc.record({ modes, audience: groups }, { requiredKeys: [] }),
      (day, night, who) => {
        const access = night ? { ...day, night } : day;
        const { state, reason } = mayEnter(access, { ...who, at: NOON + 10 * 3_600_000 }, calendar);
        expect(reason === undefined).toBe(state === 'yes');
      },
    ),
  );
});
