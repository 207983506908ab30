import { describe, expect, it } from '@jest/globals';
import { isForArea } from '../../../../src/core/offerings/in-area.js';
import { isOver, offeredState, phaseOf } from '../../../../src/core/offerings/validity.js';
import { calendar } from '../../../http/harness.js';

const at = (time: string) => Date.parse(`${time}+08:00`);
const LUNCH = {
  hours: { osm: 'Mo-Fr 13:30-15:00', coverage: 'full' as const },
  validFrom: '2026-11-02',
  validTo: '2026-11-27',
};
const state = (content: object, time: string) => offeredState(content, at(time), calendar);

describe('an offering', () => {
  it('is valid from its first day to the end of its last one', () => {
    expect(phaseOf(LUNCH, at('2026-11-01T23:59'))).toBe('planned');
    expect(phaseOf(LUNCH, at('2026-11-02T00:00'))).toBe('current');
    expect(phaseOf(LUNCH, at('2026-11-27T23:59'))).toBe('current');
    expect(phaseOf(LUNCH, at('2026-11-28T00:00'))).toBe('over');
    expect(phaseOf({}, 0)).toBe('current');
  });

  it('is to be had inside its window only', () => {
    expect(state(LUNCH, '2026-11-23T13:30')).toMatchObject({ state: 'open', until: at('2026-11-23T15:00') });
    expect(state(LUNCH, '2026-11-23T13:29')).toMatchObject({
      state: 'closed',
      opensAt: at('2026-11-23T13:30'),
    });
    expect(state(LUNCH, '2026-11-22T14:00')).toMatchObject({ state: 'closed' });
    expect(state(LUNCH, '2026-10-30T14:00')).toEqual({ state: 'closed', opensAt: at('2026-11-02T00:00') });
    expect(state(LUNCH, '2026-11-30T14:00')).toEqual({ state: 'closed' });
  });

  it('does not open again after its last day', () => {
    expect(state(LUNCH, '2026-11-27T16:00')).toEqual({ state: 'closed' });
    const always = { hours: { osm: '24/7', coverage: 'full' as const }, validTo: '2026-11-27' };
    expect(state(always, '2026-11-27T16:00')).toMatchObject({ state: 'open', until: at('2026-11-28T00:00') });
  });

  it('without hours is to be had nobody knows when', () => {
    expect(state({ validTo: '2026-11-27' }, '2026-11-23T13:30')).toMatchObject({
      state: 'unknown',
      reason: 'not-said',
    });
  });

  it('is over when nothing of it is to come', () => {
    const once = {
      name: { zh: 'a' },
      measure: 'learn',
      start: '2026-11-20T19:00:00+08:00',
      end: '2026-11-20T21:00:00+08:00',
    };
    const event = (content: object) => ({ kind: 'event' as const, content: content as never });
    expect(isOver(event(once), at('2026-11-20T20:59'))).toBe(false);
    expect(isOver(event(once), at('2026-11-20T21:00'))).toBe(true);
    expect(isOver(event({ ...once, rrule: 'FREQ=WEEKLY' }), at('2030-01-01T00:00'))).toBe(false);
    expect(isOver({ kind: 'offer', content: LUNCH as never }, at('2026-11-28T00:00'))).toBe(true);
  });
});

describe('an area', () => {
  it('meets what names it, and what is for everywhere', () => {
    expect(isForArea(['普陀区', '长寿路街道'], ['长寿路 街道'])).toBe(true);
    expect(isForArea(['普陀区'], ['静安区'])).toBe(false);
    expect(isForArea(undefined, ['静安区'])).toBe(true);
    expect(isForArea(['普陀区'], undefined)).toBe(true);
  });
});
