import { describe, expect, it } from '@jest/globals';
import { eventTimes, readWhen } from '../../../../../src/importer/offerings/when/read-when.js';
import { spreadsheetTime } from '../../../../../src/importer/offerings/when/spreadsheet-time.js';
import { WhenFault } from '../../../../../src/importer/offerings/when/when-fault.js';

/** Start and end without what is the same in all, and the rule. */
function read(text: string): string {
  const when = readWhen(text);
  const { start, end, rrule } = eventTimes(when, when.first ?? 0);
  const short = (time: string) => time.replace(':00+08:00', '').replace('1970-01-01T', '');
  return [short(start), end && short(end), rrule].filter((part) => part !== undefined).join(' | ');
}

function fault(text: string): string {
  try {
    return `none: ${read(text)}`;
  } catch (error) {
    if (error instanceof WhenFault) return error.rule;
    throw error;
  }
}

describe('times as people write them', () => {
  it.each([
    ['2026年11月20日 14:00-16:00', '2026-11-20T14:00 | 2026-11-20T16:00'],
    ['2026-11-20 14:00', '2026-11-20T14:00'],
    ['2026/11/20 14：00—16：00', '2026-11-20T14:00 | 2026-11-20T16:00'],
    ['2026.11.20 14.00-16.00', '2026-11-20T14:00 | 2026-11-20T16:00'],
    ['2026年11月20日（周五）下午2点到4点半', '2026-11-20T14:00 | 2026-11-20T16:30'],
    ['二0二六年11月20日', undefined],
    ['20261120', '2026-11-20 | 2026-11-20'],
    ['2026年十一月二十日上午九点', '2026-11-20T09:00'],
    ['2026年11月20日 中午11点到1点', '2026-11-20T11:00 | 2026-11-20T13:00'],
    ['2026年11月20日 上午9点-下午5点', '2026-11-20T09:00 | 2026-11-20T17:00'],
    ['2026年11月20日 22:00-次日2:00', '2026-11-20T22:00 | 2026-11-21T02:00'],
    ['2026年11月20日9:00至11月22日17:00', '2026-11-20T09:00 | 2026-11-22T17:00'],
    ['2026年11月20日至22日', '2026-11-20 | 2026-11-22'],
    ['2026年11月20日至22日 9:00-17:00', '2026-11-20T09:00 | 2026-11-20T17:00 | FREQ=DAILY;UNTIL=20261122'],
    ['2026-11-20T06:00:00Z', '2026-11-20T14:00'],
    ['每月20日 9:00-11:30', '09:00 | 11:30 | FREQ=MONTHLY;BYMONTHDAY=20'],
    ['每月5、20号', '1970-01-01 | 1970-01-01 | FREQ=MONTHLY;BYMONTHDAY=5,20'],
    ['每月最后一天 9:00', '09:00 | FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['每周三下午2点', '14:00 | FREQ=WEEKLY;BYDAY=WE'],
    ['每周三 下午两点-四点', '14:00 | 16:00 | FREQ=WEEKLY;BYDAY=WE'],
    ['每周一至周五 9点-11点半', '09:00 | 11:30 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['每周一三五晚7点', '19:00 | FREQ=WEEKLY;BYDAY=MO,WE,FR'],
    ['每逢周六、周日全天', '1970-01-01 | 1970-01-01 | FREQ=WEEKLY;BYDAY=SA,SU'],
    ['每月第一、三个周六9:00-11:00', '09:00 | 11:00 | FREQ=MONTHLY;BYDAY=1SA,3SA'],
    ['每月最后一个周五 18:30', '18:30 | FREQ=MONTHLY;BYDAY=-1FR'],
    ['每年3月5日 9:00-11:00', '09:00 | 11:00 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5'],
    [
      '2026年11月4日至12月30日 每周三14:00-16:00',
      '2026-11-04T14:00 | 2026-11-04T16:00 | FREQ=WEEKLY;BYDAY=WE;UNTIL=20261230',
    ],
    [
      '每周三14:00-16:00（2026年11月4日至2026年12月30日）',
      '2026-11-04T14:00 | 2026-11-04T16:00 | FREQ=WEEKLY;BYDAY=WE;UNTIL=20261230',
    ],
    ['2026年11月4日起隔周周三14:00', '2026-11-04T14:00 | FREQ=WEEKLY;INTERVAL=2;BYDAY=WE'],
    [
      'FREQ=WEEKLY;BYDAY=WE 2026-11-04 14:00~2026-11-04 16:00',
      '2026-11-04T14:00 | 2026-11-04T16:00 | FREQ=WEEKLY;BYDAY=WE',
    ],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(fault(text)).toBe('time.not_understood');
    else expect(read(text)).toBe(expected);
  });

  it.each([
    ['', 'time.missing'],
    ['11月20日14:00', 'time.no_year'],
    ['2026年2月30日', 'time.not_understood'],
    ['2026年11月', 'time.not_understood'],
    ['2026年11月20日（周四）14:00', 'time.weekday_differs'],
    ['2026年11月20日 2点-4点', 'time.half_day'],
    ['2026年11月20日 22:00-2:00', 'time.half_day'],
    ['2026年11月20日 16:00-14:00', 'time.ends_before_start'],
    ['2026年11月22日至2026年11月20日', 'time.ends_before_start'],
    ['2026年11月20日、27日 14:00', 'time.several'],
    ['2026年11月20日 9:00-11:00，14:00-16:00', 'time.several'],
    ['每周三14:00 每月20日', 'time.several'],
    ['隔周周三14:00', 'time.no_first_day'],
    ['每周14:00', 'time.no_first_day'],
    // An hour after a weekday is not one more weekday.
    ['每周一三点', 'time.half_day'],
    ['每周三 14:00 节假日除外', 'time.not_understood'],
    ['工作日 9:00', 'time.not_understood'],
    ['每月中旬', 'time.not_understood'],
    ['农历初一', 'time.not_understood'],
    ['2026年11月20日 电话021-62345678', 'time.not_understood'],
    ['FREQ=HOURLY 2026-11-20 14:00', 'time.not_understood'],
  ])('is refused, not bent: %s', (text, rule) => {
    expect(fault(text)).toBe(rule);
  });

  it('may be a spreadsheet’s number of a day and a part of it', () => {
    expect(spreadsheetTime('46346')).toBe('2026-11-20');
    expect(spreadsheetTime('46346.58333333')).toBe('2026-11-20 14:00');
    expect(spreadsheetTime('0.5833333')).toBe('14:00');
    for (const none of ['12', '99999', '2026', '46346.5元']) expect(spreadsheetTime(none)).toBeUndefined();
  });
});
