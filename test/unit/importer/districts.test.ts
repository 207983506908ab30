import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Districts } from '../../../src/importer/districts.js';

interface Told {
  readonly lon: number;
  readonly lat: number;
  readonly district?: string;
  readonly subdistrict?: string;
  readonly city?: string;
  readonly text?: string;
}

function misplaced(places: readonly Told[], known: readonly Told[] = []) {
  const districts = new Districts();
  const add = (row: number, { lon, lat, text, ...address }: Told) =>
    districts.add(row, {
      name: { zh: `第${row}处` },
      position: { lon, lat, precision: 'building' },
      address: { ...address, ...(text === undefined ? {} : { text: { zh: text } }) },
    });
  places.forEach((one, i) => add(i + 2, one));
  known.forEach((one) => add(0, one));
  return districts.misplaced();
}

/** So many places of a district, some 500 m apart, row by row of ten. */
const around = (lon: number, lat: number, count: number, rest: Partial<Told>): Told[] =>
  Array.from({ length: count }, (_, i) => ({
    lon: lon + (i % 10) * 0.005,
    lat: lat + Math.floor(i / 10) * 0.005,
    ...rest,
  }));
const PUTUO = around(121.38, 31.23, 60, { district: '普陀区' });
const PUDONG = around(121.55, 31.2, 60, { district: '浦东新区' });
const AMID_PUDONG = { lon: 121.57, lat: 31.21 };

describe('a position and the district written beside it', () => {
  it('are told to differ amid places of another district, in both languages', () => {
    const [found, none] = misplaced([{ ...AMID_PUDONG, district: '普陀区' }, ...PUTUO, ...PUDONG]);
    expect(none).toBeUndefined();
    expect(found).toMatchObject({ row: 2, value: '第2处' });
    expect(found!.detail.zh).toMatch(/^写的是普陀区，但周围 \d+ 处中有 \d+ 处写的是浦东新区$/);
    expect(found!.detail.en).toMatch(/^written 普陀区, but of \d+ places around it \d+ say 浦东新区$/);
  });

  it('are held against one another too where the district stands in the address only', () => {
    const inText = (one: Told, district: string) => ({ ...one, text: `上海市${district}某某路1号` });
    const places = [...PUTUO.map((one) => inText(one, '普陀区')), ...PUDONG];
    expect(misplaced([inText(AMID_PUDONG, '普陀区'), ...places])).toMatchObject([{ row: 2 }]);
  });

  it('are told by places that are known already, which are not accused themselves', () => {
    const wrong = { ...AMID_PUDONG, district: '普陀区' };
    expect(misplaced([wrong], [...PUTUO, ...PUDONG])).toMatchObject([{ row: 2 }]);
    expect(misplaced([], [wrong, ...PUTUO, ...PUDONG])).toEqual([]);
  });

  it('are told to differ far from the rest of the district, and of the subdistrict', () => {
    const far = { lon: 120.1, lat: 30.2, district: '普陀区' };
    expect(misplaced([far, ...PUTUO])[0]!.detail.en).toMatch(
      /^written 普陀区, but 1\d\d km from the middle of/,
    );
    const street = around(121.42, 31.24, 12, { district: '普陀区', subdistrict: '长寿路街道' });
    const other = { lon: 121.3, lat: 31.3, district: '普陀区', subdistrict: '长寿路街道' };
    expect(misplaced([other, ...street])[0]!.detail.zh).toContain('写的是普陀区长寿路街道');
  });

  it('are left alone where there is little to tell by', () => {
    const wrong = { ...AMID_PUDONG, district: '普陀区' };
    expect(misplaced([wrong, ...PUTUO.slice(0, 8), ...PUDONG])).toEqual([]); // few of its own
    expect(misplaced([wrong, ...PUTUO, ...PUDONG.slice(0, 8)])).toEqual([]); // few around it
    const mixed = PUDONG.map((one, i) => (i % 2 === 0 ? one : { ...one, district: '黄浦区' }));
    expect(misplaced([wrong, ...PUTUO, ...mixed])).toEqual([]); // of several districts
  });

  it('are not confused by districts of one name in two cities, nor by cities that are not said', () => {
    const taipei = around(121.54, 25.03, 40, { city: '臺北市', district: '大安區' });
    const taichung = around(120.59, 24.35, 3, { city: '臺中市', district: '大安區' });
    expect(misplaced([...taichung, ...taipei])).toEqual([]);
    const said = PUTUO.slice(0, 12).map((one) => ({ ...one, city: '上海市' }));
    expect(misplaced(said, PUTUO)).toEqual([]);
  });

  it('fit wherever a district lies in one piece beside others, whatever the order (property)', () => {
    const grid = fc.record({
      salt: fc.integer({ min: 1, max: 1000 }),
      border: fc.integer({ min: 3, max: 16 }),
    });
    fc.assert(
      fc.property(grid, ({ salt, border }) => {
        const places = Array.from({ length: 400 }, (_, i): Told => {
          const [x, y] = [i % 20, Math.floor(i / 20)];
          return {
            lon: 121.4 + x * 0.004,
            lat: 31.2 + y * 0.004,
            district: x < border ? '普陀区' : '静安区',
          };
        });
        expect(
          misplaced(
            places.toSorted((a, b) => (((a.lon + a.lat) * salt) % 1) - (((b.lon + b.lat) * salt) % 1)),
          ),
        ).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
