import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseChineseHours } from '../../../../src/core/hours/chinese/parse-chinese.js';
import { parseInstant } from '../../../../src/core/hours/civil.js';
import { hoursOfText } from '../../../../src/core/hours/hours-of-text.js';
import { quickStateOf } from '../../../../src/core/hours/hours-state.js';
import { isHoursError, parseHours } from '../../../../src/core/hours/parse.js';
import { calendar } from './calendar-file.js';

const read = (text: string) => {
  const { osm, coverage } = parseChineseHours(text);
  return `${osm ?? '–'} | ${coverage}`;
};
const stateAt = (text: string, time: string) =>
  quickStateOf(hoursOfText(text).hours, parseInstant(time)!, calendar);

/** Written for this test, each expectation reasoned out by hand: text, rules, coverage. */
const TABLE: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'days and times': [
    ['周一至周五8:30-17:00', 'Mo-Fr 08:30-17:00 | full'],
    ['周1至周5 9:00-17:00', 'Mo-Fr 09:00-17:00 | full'],
    ['一至五8:30-17:00', 'Mo-Fr 08:30-17:00 | full'],
    [
      '星期一、三、五上午8:30-11:30，星期二、四下午14:00-17:00',
      'Mo,We,Fr 08:30-11:30; Tu,Th 14:00-17:00 | full',
    ],
    ['周一到周四、周日9:00-21:00，周五、周六9:00-22:00', 'Mo-Th,Su 09:00-21:00; Fr,Sa 09:00-22:00 | full'],
    ['周一至周五9:00-17:00 周六日10:00-16:00', 'Mo-Fr 09:00-17:00; Sa,Su 10:00-16:00 | full'],
    ['9:00-17:00 周一至周五，10:00-15:00 周六', 'Mo-Fr 09:00-17:00; Sa 10:00-15:00 | full'],
    ['8:30-11:30/13:30-17:00（周一至周五）', 'Mo-Fr 08:30-11:30,13:30-17:00 | full'],
    ['周一至周五(9:00-17:00)', 'Mo-Fr 09:00-17:00 | full'],
    ['营业时间：10:00-22:00（周五、周六至23:00）', 'Mo-Th,Su 10:00-22:00; Fr,Sa 10:00-23:00 | full'],
    ['周一至周五9:00-17:00，周六延长至20:00', 'Mo-Fr 09:00-17:00; Sa 09:00-20:00 | full'],
    ['Mon-Fri 9:00am-5:00pm', 'Mo-Fr 09:00-17:00 | full'],
    ['星期一至星期日全天候24小時開放', '24/7 | full'],
    ['周一至周五：全天；周末：8:00-20:00', 'Mo-Fr 00:00-24:00; Sa,Su 08:00-20:00 | full'],
  ],
  'clocks as people say them': [
    ['上午8:30-20:30', '08:30-20:30 | daily'],
    ['上午8:30-11:30，下午1:30-5:00', '08:30-11:30,13:30-17:00 | daily'],
    ['下午4点半到7点半', '16:30-19:30 | daily'],
    ['晚上8点至12点', '20:00-24:00 | daily'],
    ['晚上10点到2点', '22:00-02:00 | daily'],
    ['中午11:30-1:30', '11:30-13:30 | daily'],
    ['早九晚五', '09:00-17:00 | daily'],
    ['早8点至晚8点', '08:00-20:00 | daily'],
    ['上午九点到下午五点', '09:00-17:00 | daily'],
    ['八点半至十七点半', '08:30-17:30 | daily'],
    ['8时30分至17时30分', '08:30-17:30 | daily'],
    ['8:45-11:45，13:15-17:45', '08:45-11:45,13:15-17:45 | daily'],
    ['08:00:00-17:30:00', '08:00-17:30 | daily'],
    ['8：００－１７：００', '08:00-17:00 | daily'],
    ['8.30-12.00，13.30-17.00', '08:30-12:00,13:30-17:00 | daily'],
    ['20:00-次日8:00', '20:00-08:00 | daily'],
    ['晚8:00-次日早6:00', '20:00-06:00 | daily'],
    ['18:00-2:00', '18:00-02:00 | daily'],
    ['0点-24点', '24/7 | daily'],
    ['8:30-17:30，中午12:00-13:00休息', '08:30-12:00,13:00-17:30 | daily'],
    ['8:30-17:30（中午不休息）', '08:30-17:30 | daily'],
  ],
  'closed days and always': [
    ['除周一外每天9:00-17:00', 'Tu-Su 09:00-17:00; Mo off | full'],
    ['每天（除周一）9:00-17:00', 'Tu-Su 09:00-17:00; Mo off | full'],
    ['周三全天闭馆，其他时间9:00-17:00', 'Mo,Tu,Th-Su 09:00-17:00; We off | daily'],
    ['7×24小时', '24/7 | full'],
    ['5*24小时', 'Mo-Fr 00:00-24:00 | full'],
    ['24小时不打烊', '24/7 | full'],
    ['全年无休，8:00-22:00', '08:00-22:00 | full'],
    ['每天8:00-20:00（周末休息）', 'Mo-Fr 08:00-20:00; Sa,Su off | full'],
    ['9:00-17:00，每周三下午闭馆', 'Mo,Tu,Th-Su 09:00-17:00; We unknown "每周三下午闭馆" | partial'],
  ],
  'holidays and working days': [
    ['周一至周五8:30-17:00，法定节假日除外', 'Mo-Fr 08:30-17:00; PH off | partial'],
    ['9:00-17:00，周一闭馆（法定节假日除外）', 'Tu-Su 09:00-17:00; Mo off; PH 09:00-17:00 | partial'],
    [
      '周二至周日9:00-17:00，周一闭馆，法定节假日照常开放',
      'Tu-Su 09:00-17:00; Mo off; PH 09:00-17:00 | partial',
    ],
    [
      '周一闭馆，其余时间9:00-17:00（法定节假日除外）',
      'Tu-Su 09:00-17:00; Mo off; PH unknown "法定节假日除外" | partial',
    ],
    ['工作日8:30-17:30', 'Mo-Fr 08:30-17:30; PH off | full'],
    ['工作日早9:00至晚6:00，双休日早10:00至晚5:00', 'Mo-Fr 09:00-18:00; Sa,Su 10:00-17:00 | full'],
    [
      '周一至周五8:00-17:00，周六、周日及法定节假日9:00-16:00',
      'Mo-Fr 08:00-17:00; Sa,Su 09:00-16:00; PH 09:00-16:00 | partial',
    ],
    ['寒暑假8:00-20:00，平时周一至周五9:00-17:00', 'Mo-Fr 09:00-17:00; SH 08:00-20:00 | partial'],
    [
      '春节期间休息，每天9:00-21:00',
      '09:00-21:00; PH unknown "春节期间休息"; Jan 20-Feb 20 unknown "春节期间休息" | partial',
    ],
    ['8：00至17：00（节假日另行通知）', '08:00-17:00; PH unknown "节假日另行通知" | partial'],
  ],
  'seasons and dates': [
    [
      '夏季（5月1日至9月30日）8:00-18:00，冬季（10月1日至4月30日）8:30-17:00',
      'May 1-Sep 30 08:00-18:00; Oct 1-Apr 30 08:30-17:00 | full',
    ],
    [
      '旺季(4月-10月)8:30-18:00；淡季(11月-次年3月)9:00-17:00',
      'Apr-Oct 08:30-18:00; Nov-Mar 09:00-17:00 | full',
    ],
    [
      '夏令时8:00-18:00，冬令时8:30-17:30',
      '08:30-17:30, Mo-Su 08:00-08:30,17:30-18:00 unknown "夏令时、冬令时" | partial',
    ],
    [
      '冬季8:00-17:00，夏季8:00-18:00，周一闭馆',
      '08:00-17:00, Mo-Su 17:00-18:00 unknown "冬季、夏季"; Mo off | partial',
    ],
    ['8:00-20:00(冬季8:00-19:00)', '08:00-19:00, Mo-Su 19:00-20:00 unknown "冬季" | partial'],
    [
      '周一至周五8:30-12:00 14:30-18:00（6-9月15:00-18:30）',
      'Mo-Fr 08:30-12:00,14:30-18:00; Jun-Sep unknown "未写年份" | partial',
    ],
    [
      '2026年5月1日-10月7日9:00-17:00，周一休息',
      '2026 May 1-2026 Oct 7 09:00-17:00; 2026 May 1-2026 Oct 7 Mo off | dated',
    ],
    ['2026年10月1日至7日9:00-17:00', '2026 Oct 1-2026 Oct 7 09:00-17:00 | dated'],
    ['10月1日-10月7日 9:00-17:00', 'Oct 1-Oct 7 09:00-17:00 unknown "未写年份" | dated'],
    ['9:00-17:00（2026年10月1日至3日闭馆）', '09:00-17:00; 2026 Oct 1-2026 Oct 3 off | partial'],
    ['每月第一个周六9:00-11:00', 'Sa[1] 09:00-11:00 | partial'],
    ['9:00-21:00，每月最后一个周一休息', '09:00-21:00; Mo[-1] off | partial'],
    ['单周周三14:00-16:00', 'We 14:00-16:00 unknown "单周周三" | partial'],
    ['隔日开放9:00-17:00', 'Mo-Su 09:00-17:00 unknown "隔日" | partial'],
  ],
  'words beside the hours': [
    ['9:00-17:00（16:30停止取号）', '09:00-17:00 | daily'],
    ['最晚入场时间16:00，9:00-17:00', '09:00-17:00 | daily'],
    ['24小时；夜晚刷身份证进入', '24/7 | daily'],
    ['联系电话：021-52345678，8:30-17:00', '08:30-17:00 | daily'],
    ['全天候开放（8:00-20:00有人值守）', '24/7 | daily'],
    ['一般9:00-17:00', '09:00-17:00 open "一般" | partial'],
    ['高温天气10:00-16:00', '10:00-16:00 open "高温天气" | partial'],
    ['8:00-12:00 （限前50名）', '08:00-12:00 open "限前，50名" | partial'],
    ['8:00起', 'Mo-Su 08:00-24:00 unknown "8:00起" | partial'],
  ],
  'days on which it depends': [
    ['周一至周五9:00-17:00，周末视情况开放', 'Mo-Fr 09:00-17:00; Sa,Su unknown "周末视情况开放" | partial'],
    ['周一至周五9:00-17:00 周末不定时', 'Mo-Fr 09:00-17:00; Sa,Su unknown "周末不定时" | partial'],
    [
      '周一至周五9:00-17:00，周末休息，视情况开放',
      'Mo-Fr 09:00-17:00; Sa,Su unknown "周末休息，视情况开放" | partial',
    ],
    ['9:00-17:00，节假日视情况', '09:00-17:00; PH unknown "节假日视情况" | partial'],
    [
      '工作日9:00-17:00，周末酌情开放',
      'Mo-Fr 09:00-17:00; Sa,Su unknown "周末酌情开放"; PH unknown "周末酌情开放" | partial',
    ],
  ],
  'hours of some people': [
    ['骑手9:00-17:00', '09:00-17:00 | daily'],
    ['面向户外劳动者24小时开放', '24/7 | daily'],
    ['户外劳动者9:00-17:00，市民9:00-17:00', '09:00-17:00 | daily'],
    ['户外劳动者：周一至周五9:00-17:00；周六10:00-16:00', 'Mo-Fr 09:00-17:00; Sa 10:00-16:00 | full'],
    ['职工食堂 11:00-13:00', '11:00-13:00 open "职工食堂" | partial'],
    ['骑手24小时 居民9-17', '– | none'],
    ['骑手24小时开放，居民9:00-17:00', '– | none'],
    ['9:00-17:00（骑手24小时）', '– | none'],
    ['6:00-9:00（骑手），9:00-17:00（居民）', '– | none'],
    ['快递员、外卖骑手：24小时；其他人员：8:00-18:00', '– | none'],
    ['会员6:00-23:00，非会员9:00-17:00', '– | none'],
    ['员工全天，访客9-17点', '– | none'],
  ],
  'nothing is made of': [
    ['9:00-5:00', '– | none'],
    ['2:00-5:00', '– | none'],
    ['8:00-8:00', '– | none'],
    ['8:00-17:00 19:00-18:00', '– | none'],
    ['25:00-26:00', '– | none'],
    ['8:75-9:00', '– | none'],
    ['周八9:00-17:00', '– | none'],
    ['6.15-9.15', '– | none'],
    ['周一至周五9:00-17:00；周一至周五10:00-18:00', '– | none'],
    ['周一 8:00 周二 11:00 周三', '– | none'],
    ['周一至周五8:30- ，13:30-17:00', '– | none'],
    ['早餐6:30-8:30，午餐11:00-13:00，晚餐17:00-19:00', '– | none'],
    ['东门6:00-22:00，西门8:00-18:00', '– | none'],
    ['上午8:00-12:00，2:00-6:00', '– | none'],
    ['与行政机关工作时间一致', '– | none'],
    ['暑期延长至22时', '– | none'],
    ['周一、周三、周五', '– | none'],
    ['暂停开放', '– | none'],
    ['8小时', '– | none'],
    ['13800138000', '– | none'],
    ['哈哈哈', '– | none'],
    ['', '– | none'],
    ['1234567', '– | none'],
  ],
};

describe.each(Object.entries(TABLE))('%s', (_, rows) => {
  it.each(rows)('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('the traps, by what they answer', () => {
  it('follows 调休 for 工作日, and doubts it for named weekdays', () => {
    expect(stateAt('工作日8:30-17:00', '2026-10-10T09:00')).toBe('open');
    expect(stateAt('工作日8:30-17:00', '2026-10-01T09:00')).toBe('closed');
    expect(stateAt('周一至周五8:30-17:00', '2026-10-10T09:00')).toBe('unknown');
    expect(stateAt('周一至周五8:30-17:00', '2026-10-01T09:00')).toBe('unknown');
    expect(stateAt('周一至周五8:30-17:00，法定节假日除外', '2026-10-01T09:00')).toBe('closed');
    expect(stateAt('工作日8:30-17:00，双休日9:00-16:00', '2026-10-10T08:40')).toBe('open');
  });

  it('opens on a holiday that is exempt from a closing', () => {
    expect(stateAt('9:00-17:00，周一闭馆（法定节假日除外）', '2026-10-05T10:00')).toBe('open');
    expect(stateAt('9:00-17:00，周一闭馆（法定节假日除外）', '2026-10-12T10:00')).toBe('closed');
  });

  it('is never open under a condition it could not read', () => {
    for (const text of [
      '高温天气10:00-16:00',
      '10:00-22:00 不定休',
      '8:00-12:00（限号）',
      '9:00-17:00左右',
    ]) {
      expect(`${text} ${stateAt(text, '2026-11-24T11:00')}`).toBe(`${text} unknown`);
      expect(`${text} ${stateAt(text, '2026-11-24T03:00')}`).toBe(`${text} closed`);
    }
  });

  it('is unknown at weekends and holidays that depend on something', () => {
    const days = {
      weekday: '2026-11-25',
      saturday: '2026-11-28',
      sunday: '2026-11-29',
      holiday: '2026-10-01',
    };
    const statesOf = (text: string) =>
      Object.values(days).map((day) => `${stateAt(text, `${day}T03:00`)} ${stateAt(text, `${day}T10:00`)}`);
    const [usual, depends] = ['closed open', 'unknown unknown'];
    for (const hours of ['周一至周五9:00-17:00', '工作日9:00-17:00', '周一至周五 上午9点-下午5点']) {
      for (const how of [
        '视情况开放',
        '酌情开放',
        '不定时',
        '不固定',
        '根据情况开放',
        '需预约',
        '休息，视情况开放',
      ]) {
        expect(statesOf(`${hours}，周末${how}`)).toEqual([usual, depends, depends, depends]);
      }
    }
    for (const how of ['视情况', '酌情开放', '另行通知'])
      expect(statesOf(`9:00-17:00，节假日${how}`)).toEqual([usual, usual, usual, depends]);
  });

  it('is neither open nor closed where some may come and others may not, and says so', () => {
    for (const time of ['2026-11-25T03:00', '2026-11-25T10:00', '2026-11-28T20:00'])
      expect(stateAt('骑手24小时开放，居民9:00-17:00', time)).toBe('unknown');
    const { unused, why } = parseChineseHours('骑手24小时开放，居民9:00-17:00');
    expect(unused).toEqual(['骑手', '居民']);
    expect(why.join()).toContain('different people at different hours (骑手，居民)');
  });

  it('keeps the night of the day before when the next day has times of its own', () => {
    const text = '周五13:00-次日1:00，周六11:00-次日1:00';
    expect(stateAt(text, '2026-11-28T00:30')).toBe('open');
    expect(stateAt(text, '2026-11-27T00:30')).toBe('closed');
  });

  it('keeps every word it did not use', () => {
    expect(parseChineseHours('周一至周五8:00-11:00（限号）').unused).toEqual(['限号']);
    expect(parseChineseHours('9:00-17:00（16:30停止取号）').unused).toEqual(['16:30停止取号']);
    expect(parseChineseHours('7:300-9:30').unused).toContain('7:300');
  });
});

describe('any text', () => {
  const words =
    '周一 周二 周三至周五 星期六、日 周末 工作日 平日 每天 节假日 法定节假日 除外 休息 公休 闭馆 照常 8:00-11:30 13:30-17:00 22:00-次日6:00 上午 下午 晚上 8:00 9点 17点半 至 - ， 、 ； 。 （ ） 24小时 全天 全年无休 夏季 冬季 5月1日 9月30日 2026年 每月 第一个 最后一个 隔周 每月20日 寒暑假 春节 除夕 次日 延至23:00 至18:00 预约 限号 门诊 户外劳动者 骑手 居民 视情况开放 扫码 30分钟 7 一 三 四休 除 外 其余时间 起 停止取号 双日 " \\ || 25:00 7:300 PH off'.split(
      ' ',
    );
  const text = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  );

  it('is answered without a fault, and with rules that can be read back or none', () => {
    fc.assert(
      fc.property(text, (one) => {
        const { osm, coverage } = parseChineseHours(one);
        expect(osm === undefined).toBe(coverage === 'none');
        if (osm !== undefined) expect(isHoursError(parseHours(osm))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('longer than 2,000 characters is refused', () => {
    expect(parseChineseHours('周一至周五8:00-17:00，'.repeat(200)).coverage).toBe('none');
  });
});

describe('hoursOfText', () => {
  it('takes OSM syntax as it stands, and plain times as people mean them', () => {
    expect(hoursOfText('Mo-Fr 08:30-11:00').hours).toEqual({
      text: 'Mo-Fr 08:30-11:00',
      osm: 'Mo-Fr 08:30-11:00',
      coverage: 'full',
    });
    expect(hoursOfText('24/7').hours.coverage).toBe('full');
    expect(hoursOfText('08:00-17:00').hours).toEqual({
      text: '08:00-17:00',
      osm: '08:00-17:00',
      coverage: 'daily',
    });
  });

  it('says where OSM syntax is wrong', () => {
    const { hours, why } = hoursOfText('Mo-Fr sunrise-sunset');
    expect(hours).toEqual({ text: 'Mo-Fr sunrise-sunset', coverage: 'none' });
    expect(why.join(' ')).toContain('position 6');
  });
});
