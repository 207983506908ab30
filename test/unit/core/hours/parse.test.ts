import { describe, expect, it } from '@jest/globals';
import { isHoursError, parseHours } from '../../../../src/core/hours/parse.js';

describe('parseHours', () => {
  it('reads days, spans, state and words', () => {
    expect(parseHours('Mo-We,PH 08:30-11:00,22:00-02:00 unknown "ask"')).toEqual({
      text: 'Mo-We,PH 08:30-11:00,22:00-02:00 unknown "ask"',
      rules: [
        {
          separator: ';',
          days: { weekdays: [{ weekday: 0 }, { weekday: 1 }, { weekday: 2 }], holidays: ['PH'] },
          spans: [
            { from: 510, to: 660 },
            { from: 1320, to: 1560 },
          ],
          state: 'unknown',
          comment: 'ask',
        },
      ],
    });
  });

  it('tells a list of times from an additional rule', () => {
    const rule = parseHours('Mo 08:00-09:00, 10:00-11:00, Tu 08:00-09:00');
    if (isHoursError(rule)) throw new Error(rule.error);
    expect(rule.rules.map(({ separator, spans }) => [separator, spans.length])).toEqual([
      [';', 2],
      [',', 1],
    ]);
  });

  it.each([
    ['', 0],
    ['whenever', 0],
    ['Mo-Fr 8:30', 10],
    ['Mo 25:00-26:00', 3],
    ['Mo 08:75-09:00', 3],
    ['Mo 08:00-49:00', 9],
    ['Mo-Fr 08:00-12:00 foo', 18],
    ['Mo[6] 10:00-11:00', 3],
    ['Mo[3-1] 10:00-11:00', 3],
    ['Feb 30', 0],
    ['Jun 20-10', 7],
    ['2026 Jun 1-2025 Jun 1', 0],
    ['week 60', 5],
    ['10:00+', 5],
    ['10:00-12:00+', 11],
    ['sunrise-sunset', 0],
    ['Su Mo 10:00-11:00', 3],
    ['Mo-Fr 08:00-12:00;;', 18],
    ['Mo-Fr 08:00-12:00 ||', 20],
    ['PH +2 days off', 2],
    ['Mo "unclosed', 3],
  ])('refuses %j and says where', (text, at) => {
    const rule = parseHours(text);
    expect(isHoursError(rule) && [rule.at >= 0, rule.error.length > 10]).toEqual([true, true]);
    expect(isHoursError(rule) && rule.at).toBe(at);
  });
});
