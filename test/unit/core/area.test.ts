import { describe, expect, it } from '@jest/globals';
import { fullName, liesIn, readArea, searchedNames } from '../../../src/core/area.js';

const putuo = {
  province: '上海市',
  city: '上海市',
  district: '普陀区',
  subdistrict: '长寿路街道',
  adcode: '310107005',
};
const lies = (text: string, address = putuo) => liesIn(readArea(text)!, address);

describe('an area', () => {
  it.each([
    '普陀区',
    '普陀',
    ' 普陀区 ',
    '长寿路街道',
    '上海市 普陀区',
    '上海 普陀 长寿路街道',
    '310107',
    '310107005',
    '310107005000',
    '310100',
    '310000',
  ])('%s holds a place in 长寿路街道', (text) => expect(lies(text)).toBe(true));

  it.each(['静安区', '杭州市 普陀区', '长寿', '310106', '310107006', '110000'])('%s does not', (text) =>
    expect(lies(text)).toBe(false),
  );

  it.each(['', '  ', 'x', '12345', '1234567890123', '<b>', '普', '%_', 'a b c d e', '"; DROP TABLE'])(
    '%p is none',
    (text) => expect(readArea(text)).toBeUndefined(),
  );

  it('holds no place without an address', () => {
    expect(liesIn(readArea('普陀区')!, undefined)).toBe(false);
    expect(liesIn(readArea('310107')!, {})).toBe(false);
  });

  it('tells two of one name apart by their cities', () => {
    const area = readArea('鼓楼区')!;
    expect(fullName(area, { city: '南京市', district: '鼓楼区' })).toBe('南京市 鼓楼区');
    expect(fullName(area, { city: '福州市', district: '鼓楼区', subdistrict: '东街街道' })).toBe(
      '福州市 鼓楼区',
    );
    expect(fullName(area, { district: '鼓楼区' })).toBeUndefined();
    expect(fullName(readArea('上海市')!, putuo)).toBeUndefined();
  });

  it('asks a text search for what every way of writing has', () => {
    expect(searchedNames(readArea('上海市 普陀区')!)).toBe('上海 普陀');
    expect(searchedNames(readArea('310107')!)).toBeUndefined();
  });
});
