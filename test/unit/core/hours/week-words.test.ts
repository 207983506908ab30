import { describe, expect, it } from '@jest/globals';
import { hoursOfText } from '../../../../src/core/hours/hours-of-text.js';
import { dayNumber } from '../../../../src/core/hours/civil.js';
import { weekInWords } from '../../../../src/core/hours/week-words.js';
import { calendar } from '../../../http/harness.js';

const from = dayNumber({ year: 2026, month: 11, day: 24 });
const week = (text: string, lang: 'zh' | 'en' = 'zh') =>
  weekInWords(hoursOfText(text).hours, { calendar, from, lang });

describe('a week in words', () => {
  it.each([
    ['每天8:30-17:00', ['每天 08:30–17:00']],
    ['24/7', ['每天 24小时']],
    ['工作日9:00-17:00', ['周一至周五 09:00–17:00；周六、周日 关闭', '法定节假日 关闭']],
    [
      'Mo,We,Fr 09:00-12:00; PH off',
      ['周一、周三、周五 09:00–12:00；周二、周四、周六、周日 关闭', '法定节假日 关闭'],
    ],
    ['Mo-Su 22:00-06:00', ['每天 22:00–次日06:00']],
  ])('%s', (text, lines) => expect(week(text)).toEqual(lines));

  it('says in English as well', () => {
    expect(week('Mo-Fr 08:30-11:00,13:30-17:00; PH off', 'en')).toEqual([
      'Mon–Fri 08:30–11:00, 13:30–17:00; Sat, Sun closed',
      'public holidays closed',
    ]);
  });

  it('adds the words as written where they were not wholly understood, and that holidays are not mentioned', () => {
    expect(week('9:00-17:00')).toEqual(['每天 09:00–17:00', '法定节假日 未说明', '原文：“9:00-17:00”']);
  });

  it('tells no week that holds for part of the year only', () => {
    expect(week('May-Sep 08:00-20:00; Oct-Apr 09:00-18:00')).toEqual([
      '随季节或日期变化',
      '原文：“May-Sep 08:00-20:00; Oct-Apr 09:00-18:00”',
    ]);
  });

  it('guesses nothing', () => {
    expect(weekInWords(undefined, { calendar, from, lang: 'zh' })).toEqual(['未公布']);
    expect(week('与行政机关工作时间一致')).toEqual(['原文：“与行政机关工作时间一致”']);
  });
});
