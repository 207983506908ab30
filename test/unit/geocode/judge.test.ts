import { describe, expect, it } from '@jest/globals';
import type { Facility } from '../../../src/core/facility.js';
import type { AddressQuestion, Located } from '../../../src/core/geocoder.js';
import { judged } from '../../../src/geocode/judge.js';
import { questionFor } from '../../../src/geocode/question.js';

const question: AddressQuestion = {
  text: '中江路626号',
  city: '上海市',
  district: '普陀区',
  street: '中江路',
  number: 626,
};
const house: Located = {
  position: { lon: 121.38, lat: 31.22 },
  precision: 'building',
  matched: '中江路626号',
  areas: ['上海市', '普陀区', '长风新村街道'],
  street: '中江路',
  number: '626号',
};

describe('an answer', () => {
  it('is believed when it contradicts nothing', () => {
    expect(judged(question, [house])).toEqual(house);
    expect(judged({ ...question, city: '上海', district: '普陀' }, [house])).toEqual(house);
  });

  it.each([
    ['geocode.too_coarse', { precision: 'area' }],
    ['geocode.too_coarse', { precision: 'unknown' }],
    ['geocode.other_region', { areas: ['上海市', '静安区'] }],
    ['geocode.other_region', { areas: ['南京市', '普陀区'] }],
    ['geocode.other_region', { areas: [] }],
    ['geocode.other_street', { street: '中山路' }],
    ['geocode.other_number', { number: '62' }],
    ['geocode.other_number', { number: '627号' }],
  ] as const)('is refused as %s', (rule, other) => {
    expect(judged(question, [{ ...house, ...other }])).toMatchObject({ rule });
  });

  it('is the first one that is right, and the best one is the reason where none is', () => {
    const elsewhere = { ...house, areas: ['杭州市'], matched: '杭州' };
    const other = { ...house, number: '1号', matched: '一号' };
    expect(judged(question, [elsewhere, other, house])).toEqual(house);
    expect(judged(question, [elsewhere, other])).toMatchObject({
      rule: 'geocode.other_region',
      detail: { zh: '杭州' },
    });
    expect(judged(question, [])).toMatchObject({ rule: 'geocode.nothing' });
  });

  it('that does not confirm the house is somewhere in its street', () => {
    const { number: _, ...street } = house;
    expect(judged(question, [street])).toMatchObject({ precision: 'street' });
    expect(judged(question, [{ ...street, precision: 'street' }])).toMatchObject({ precision: 'street' });
  });

  it('need not confirm a province where the city is', () => {
    expect(judged({ ...question, province: '江苏省' }, [house])).toEqual(house);
    const { city: _, ...rest } = question;
    expect(judged({ ...rest, province: '江苏省' }, [house])).toMatchObject({ rule: 'geocode.other_region' });
  });
});

describe('what is asked about a place', () => {
  const asked = (zh: string, more: Facility['body']['address'] = { city: '上海市' }) =>
    questionFor({
      name: { zh: '站' },
      category: 'relay_station',
      address: { ...more, text: { zh } },
      sources: [],
    });

  it('is its house, and no floor, room or remark', () => {
    expect(asked('松发路901弄9号106室', { city: '上海市', district: '宝山区' })).toEqual({
      text: '松发路901弄9号',
      city: '上海市',
      district: '宝山区',
      street: '松发路',
      number: 901,
    });
    expect(asked('密山路101号(工商行政管理局一楼)')).toMatchObject({ text: '密山路101号' });
  });

  it('has its regions from its own columns, or else from the words', () => {
    expect(asked('余杭区瓶窑镇大桥北路232号', { city: '杭州市' })).toMatchObject({
      city: '杭州市',
      district: '余杭区',
      text: '大桥北路232号',
    });
    expect(asked('普陀区中江路626号', { district: '静安区' })).toMatchObject({ district: '静安区' });
  });

  it.each([
    ['address.missing', '', { city: '上海市' }],
    ['address.no_region', '中山路1号', {}],
    ['address.no_region', '中山路1号', { province: '山东省', city: '(not stated; probably 青岛市)' }],
    ['address.personal', '中山路1号 王某 138 0000 0000', { city: '上海市' }],
    ['address.personal', '中山路1号 13800000000', { city: '上海市' }],
  ] as const)('is nothing: %s', (rule, text, address) => {
    const { text: _, ...body } = { text };
    expect(
      questionFor({
        name: { zh: '站' },
        category: 'relay_station',
        ...body,
        address: { ...address, ...(text === '' ? {} : { text: { zh: text } }) },
        sources: [],
      }),
    ).toMatchObject({ rule });
  });
});
