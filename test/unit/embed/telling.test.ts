import { describe, expect, it } from '@jest/globals';
import { distanceText, openText, statusText } from '../../../src/embed/telling.js';
import type { Status } from '../../../src/embed/wire.js';

/** 22:30 in Shanghai. */
const now = '2026-11-24T14:30:00.000Z';
const zh = { now, lang: 'zh' } as const;
const en = { now, lang: 'en' } as const;

describe('the open state in short', () => {
  it.each([
    [{ state: 'open', until: '2026-11-24T23:30:00+08:00' }, '开放至 23:30', 'Open until 23:30'],
    [{ state: 'open', until: '2026-11-25T00:00:00+08:00' }, '开放至 24:00', 'Open until 24:00'],
    [{ state: 'open', until: '2026-11-25T02:00:00+08:00' }, '开放至 明天 02:00', 'Open until tomorrow 02:00'],
    [{ state: 'open', until: '2027-01-01T00:00:00+08:00' }, '开放', 'Open'],
    [{ state: 'open' }, '开放', 'Open'],
    [
      { state: 'closed', opensAt: '2026-11-25T08:00:00+08:00' },
      '关闭，明天 08:00 开门',
      'Closed, opens tomorrow 08:00',
    ],
    [
      { state: 'closed', opensAt: '2026-11-30T08:00:00+08:00' },
      '关闭，11-30 08:00 开门',
      'Closed, opens 11-30 08:00',
    ],
    [{ state: 'unknown' }, '是否开放不详', 'Not known whether open'],
  ] as const)('%j', (open, chinese, english) => {
    expect(openText(open, zh)).toBe(chinese);
    expect(openText(open, en)).toBe(english);
  });
});

describe('a distance in short', () => {
  it.each([
    [0, '0 m'],
    [344, '340 m'],
    [994, '990 m'],
    [996, '1.0 km'],
    [9_940, '9.9 km'],
    [9_960, '10 km'],
    [123_456, '123 km'],
  ])('%d metres are %s', (metres, text) => expect(distanceText(metres, 'en')).toBe(text));
});

describe('live status in short', () => {
  const status: Status = {
    online: true,
    fullBatteries: { 48: 0, 60: 5 },
    emptySlots: 4,
    observedAt: '2026-11-24T14:29:00Z',
    ageSeconds: 60,
    fresh: 'yes',
  };
  it('tells what was counted, nothing included, and its age', () => {
    expect(statusText(status, 'zh')).toBe('满电 48V 0 · 60V 5，空仓 4（1 分钟前）');
    expect(statusText(status, 'en')).toBe('full batteries 48V 0 · 60V 5, empty slots 4 (1 min ago)');
  });
  it('tells what may have changed, and nothing that is too old', () => {
    expect(statusText({ ...status, fresh: 'doubtful', ageSeconds: 600 }, 'zh')).toContain('可能已变化');
    expect(statusText({ ...status, fresh: 'unknown' }, 'zh')).toBe('');
    expect(statusText(undefined, 'zh')).toBe('');
  });
});
