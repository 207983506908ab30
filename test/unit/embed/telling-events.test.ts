import { describe, expect, it } from '@jest/globals';
import { changeText } from '../../../src/embed/telling.js';
import { eventTimes, priceText, whenText } from '../../../src/embed/telling-events.js';

/** 10:00 on a Tuesday in Shanghai. */
const now = '2026-11-24T02:00:00Z';
const zh = { now, lang: 'zh' } as const;
const en = { now, lang: 'en' } as const;
const between = (start: string, end: string) => ({ start, end });

describe('when something takes place', () => {
  it('is told from today on, by days in Shanghai', () => {
    const tonight = between('2026-11-24T19:00:00+08:00', '2026-11-24T20:30:00+08:00');
    expect(whenText(tonight, zh)).toBe('今天 19:00–20:30');
    expect(whenText(tonight, { ...zh, now: '2026-11-23T15:59:00Z' })).toBe('明天 19:00–20:30');
    expect(whenText(tonight, { ...en, now: '2026-11-23T16:00:00Z' })).toBe('today 19:00–20:30');
    const thursday = between('2026-11-26T13:30:00+08:00', '2026-11-26T15:30:00+08:00');
    expect([whenText(thursday, zh), whenText(thursday, en)]).toEqual([
      '11-26（周四） 13:30–15:30',
      '11-26 (Thu) 13:30–15:30',
    ]);
  });

  it('has days without hours, and nights', () => {
    expect(whenText(between('2026-12-03', '2026-12-04'), en)).toBe('12-03 (Thu) – 12-04 (Fri)');
    expect(whenText(between('2026-11-25', '2026-11-25'), en)).toBe('tomorrow');
    const night = between('2026-11-24T22:00:00+08:00', '2026-11-25T02:00:00+08:00');
    expect(whenText(night, en)).toBe('today 22:00 – tomorrow 02:00');
    expect(whenText({ start: '2026-11-24T19:00:00+08:00' }, zh)).toBe('今天 19:00');
  });

  it('says first what is cancelled', () => {
    const next = between('2026-11-24T19:00:00+08:00', '2026-11-24T20:30:00+08:00');
    const event = { id: '1', name: 'x', measure: 'mind', next, ongoing: false };
    expect(eventTimes({ ...event, status: 'cancelled' }, zh)).toBe('已取消 · 今天 19:00–20:30');
    expect(eventTimes({ ...event, ongoing: true }, en)).toBe('today 19:00–20:30 · Going on now');
  });
});

describe('prices and changes of state', () => {
  it('tell nothing as free that nobody says is', () => {
    expect(
      [{ price: 0 }, { price: 12.5 }, { percentOff: 20 }, {}].map((one) => priceText(one, 'en')),
    ).toEqual(['free', '12.5 yuan', '20 % off', '']);
  });

  it('tell when a state ends, and when the next begins', () => {
    const at = '2026-11-24T13:30:00+08:00';
    expect(changeText({ state: 'open', until: at }, en)).toBe('until 13:30');
    expect(changeText({ state: 'closed', opensAt: at }, zh)).toBe('13:30 起');
    expect(changeText({ state: 'unknown' }, zh)).toBe('');
    expect(changeText({ state: 'open', until: '2026-11-25T00:00:00+08:00' }, zh)).toBe('至 24:00');
  });
});
