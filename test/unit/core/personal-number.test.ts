import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { holdsPersonalNumber, maskPersonal } from '../../../src/core/personal-number.js';

describe('a number that leads to a person', () => {
  it.each([
    ['张三13800138001', '张三***', '13800138001'],
    ['138 0013 8001', '***', '13800138001'],
    ['+86-138-0013-8001转1', '***转1', '13800138001'],
    ['008613800138001', '***', '13800138001'],
    ['１３８００１３８００１', '***', '13800138001'],
    ['13800138001、13900139001', '***、***', '13800138001,13900139001'],
    ['一三八零零一三八零零一', '***', '13800138001'],
    ['张三幺三八〇〇幺三八〇〇幺', '张三***', '13800138001'],
    ['电话：一三八 零零一三 八零零一。', '电话：***。', '13800138001'],
    ['壹叁捌零零壹叁捌零零壹', '***', '13800138001'],
    ['三一零一零一一九九零零一零一一二三四', '***', ''],
    ['身份证310101199001011234', '身份证***', ''],
    ['31010119900101123x', '***', ''],
  ])('in %j is masked', (text, masked, mobiles) => {
    const found: string[] = [];
    expect(maskPersonal(text, (number) => found.push(number))).toBe(masked);
    expect(found.join(',')).toBe(mobiles);
    expect(holdsPersonalNumber(text)).toBe(true);
  });

  it.each([
    '021-52345678',
    '400-820-8820',
    '12351',
    '2026-03-01 08:00',
    '周一至周五 13:00-17:00',
    '1300-1700 0800-1200',
    '松发路901弄1388号',
    '138001380012',
    '310101199013011234',
    '121.4312345678',
    '周一三五0900-1700',
    '星期一二三四五六日',
    '二〇二六年十月一日',
    '一三五七九',
  ])('is not in %j', (text) => {
    expect(maskPersonal(text)).toBe(text);
    expect(holdsPersonalNumber(text)).toBe(false);
  });

  it('is held by a text exactly where something of it is masked', () => {
    const piece = fc.constantFrom(
      '1',
      '3',
      '8',
      '零',
      '幺',
      '三',
      '１',
      '９',
      '-',
      ' ',
      '138',
      '0013',
      '8001',
      '站',
      'X',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        expect(holdsPersonalNumber(text)).toBe(maskPersonal(text) !== text);
      }),
      { numRuns: 2000 },
    );
  });
});
