import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { likeness, type Described } from '../../../src/importer/alike.js';
import { dice, ownName } from '../../../src/importer/place-name.js';

const place = (name: string, address = '', more: Partial<Described> = {}): Described => ({
  name,
  address,
  category: 'clinic',
  source: name + address,
  ...more,
});
const score = (a: Described, b: Described, metres?: number) => likeness(a, b, metres).score;

describe('the same place under two names', () => {
  it.each([
    ['长寿路户外职工爱心接力站', '上海市普陀区长寿路驿站', 15],
    ['长寿路驿站（示例）', '长寿路驿站', 0],
    ['普陀区长寿路街道社区卫生服务中心', '长寿路街道社区卫生服务中心', 60],
    ['Ａ座服务站', 'A座 服务站', 10],
    ['第一人民医院', '第1人民医院', 30],
  ])('%s and %s, %i m apart', (a, b, metres) => {
    expect(score(place(a), place(b), metres)).toBeGreaterThanOrEqual(0.8);
  });

  it('is told by name and house number where there is no position', () => {
    const [a, b] = [place('长寿驿站', '上海市普陀区长寿路401号'), place('长寿驿站', '长寿路401号1楼')];
    expect(score(a, b)).toBe(1);
    expect(score(place('长寿驿站'), place('长寿驿站'))).toBeLessThan(0.8);
  });
});

describe('two places that look alike', () => {
  it.each([
    ['美年口腔诊所(长寿路店)', '美年口腔诊所(武宁路店)', 100],
    ['曹杨社区1号驿站', '曹杨社区2号驿站', 20],
    ['曹杨社区一号站', '曹杨社区2号站', 20],
    ['石泉路街道社区卫生服务中心', '石泉路街道社区卫生服务分中心', 30],
    ['长寿公园东门驿站', '长寿公园西门驿站', 120],
    ['梅川路A座休息室', '梅川路B座休息室', 10],
    ['长寿社区卫生服务中心', '曹杨社区卫生服务中心', 40],
    ['工商银行长寿支行', '工商银行', 30],
    ['第九人民医院皮肤科', '第九人民医院胸外科', 10],
  ])('%s and %s, %i m apart', (a, b, metres) => {
    expect(score(place(a), place(b), metres)).toBeLessThan(0.6);
  });

  it('are told apart by their house numbers', () => {
    expect(score(place('全家便利店', '长寿路401号'), place('全家便利店', '长寿路420号'), 60)).toBeLessThan(
      0.6,
    );
  });

  it.each([
    ['静安区北京西路100号', '静安区南京西路100号'],
    ['中山北一路12号', '天山北一路12号'],
    ['长寿路401号', '长寿路401号对面'],
  ])('are not at one door: %s, %s', (a, b) => {
    expect(score(place('全家便利店', a), place('全家便利店', b))).toBeLessThan(1);
    expect(likeness(place('全家便利店', a), place('全家便利店', b), 60).reasons).not.toContainEqual(
      expect.objectContaining({ en: 'the same house number' }),
    );
  });

  it('are never certain where one publisher lists both', () => {
    const own = { source: 'city' };
    expect(score(place('长寿驿站', '', own), place('长寿驿站', '', own), 0)).toBe(0.9);
  });
});

describe('a score', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...Array.from('长寿路普陀区一二号1分中心站店东门A示例 ()')),
    maxLength: 12,
  });
  const described = fc.record({
    name: letters,
    address: letters,
    category: fc.constantFrom('clinic', 'hospital'),
    source: fc.constantFrom('a', 'b'),
  });
  const metres = fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: undefined });

  it('lies between 0 and 1, is the same both ways, and does not grow with distance', () => {
    fc.assert(
      fc.property(described, described, metres, (a, b, apart) => {
        const one = score(a, b, apart);
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1);
        expect(score(b, a, apart)).toBe(one);
        if (apart !== undefined) expect(score(a, b, apart + 50)).toBeLessThanOrEqual(one);
      }),
    );
  });

  it('rests on shared pairs of letters, as counted one by one', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = (text: string) =>
          Array.from(text)
            .slice(1)
            .map((letter, i) => Array.from(text)[i]! + letter);
        const rest = pairs(b);
        const shared = pairs(a).filter((pair) => {
          const at = rest.indexOf(pair);
          if (at >= 0) rest.splice(at, 1);
          return at >= 0;
        }).length;
        const all = pairs(a).length + pairs(b).length;
        expect(dice(a, b)).toBeCloseTo(a === b ? 1 : all === 0 ? 0 : (2 * shared) / all, 12);
      }),
    );
  });

  it('never rests on an empty name', () => {
    expect(ownName('上海市普陀区驿站')).not.toBe('');
    expect(ownName('驿站')).toBe('驿站');
  });
});
