import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MASK } from '../../../src/core/personal-number.js';
import { reportNote } from '../../../src/core/report-note.js';

describe('a note', () => {
  it.each([
    ['打我电话 13812345678', `打我电话 ${MASK}`],
    ['138 1234 5678', MASK],
    ['138-1234-5678。', `${MASK}。`],
    ['+86 138 1234 5678', MASK],
    ['１３８１２３４５６７８', MASK],
    ['打我一三八一二三四五六七八', `打我${MASK}`],
    ['幺三八-一二三四-五六七八', MASK],
    ['一 三 八 一 二 三 四 五 六 七 八', MASK],
    ['QQ 一二三四五六七八九', `QQ ${MASK}`],
    ['微信13812345678谢谢', `微信${MASK}谢谢`],
    ['身份证310107199001011234', `身份证${MASK}`],
    ['31010719900101123X', MASK],
    ['310107 19900101 123x', MASK],
    ['座机021-62580000', `座机${MASK}`],
    ['(021) 62580000', `(${MASK}`],
    ['0571 8765432', MASK],
    ['400-820-8820', MASK],
    ['QQ 123456789', `QQ ${MASK}`],
    ['write to li.lei+a@example.com.cn please', `write to ${MASK} please`],
  ])('loses what leads to a person: %s', (written, kept) => {
    expect(reportNote(written)).toBe(kept);
  });

  it.each([
    '2026-10-01 08:30 来过，门锁着',
    '10月1日8:30-17:00不开',
    '长寿路1234号，3楼306',
    '等了15分钟，48V没有电池，还剩2个空位',
    'No. 12, lane 345, room 6',
    '周一三五0900-1700不开',
    '星期一二三四五六日都锁着',
    '二〇二六年十月一日来过',
  ])('keeps dates, times, house numbers and counts: %s', (written) => {
    expect(reportNote(written)).toBe(written);
  });

  it('has no control characters, no direction marks, no stray surrogates', () => {
    expect(reportNote('门\u0000锁\u0007着\u202e!\u200b\ufeff')).toBe('门 锁 着!');
    expect(reportNote('a\r\nb\n\n\n\nc\u2028d')).toBe('a\nb\n\nc\nd');
    expect(reportNote('x\ud800y')).toBe('x y');
    expect(reportNote('  \t ')).toBe('');
  });

  it('never grows by being cleaned again, and is never left with eleven digits in a row', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.stringMatching(/^1[3-9]\d{9}$/),
        (text, mobile) => {
          const kept = reportNote(`${text}${mobile}`);
          expect(kept).not.toMatch(/\d{7}/);
          expect(kept).not.toMatch(/[^\P{Cc}\n]/u);
          expect(reportNote(kept)).toBe(kept);
        },
      ),
    );
  });

  it('is cleaned quickly, however it is made', () => {
    const nasty = ['1', '1 ', '0', '0-', 'a', 'a.', '@', '86', '１', '(', '一', '一 ', '零'].map((one) =>
      one.repeat(500).slice(0, 500),
    );
    for (const text of nasty) expect(reportNote(text).length).toBeLessThanOrEqual(500);
  });
});
