import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { readStreetAddress, regionName, sameStreet } from '../../../src/core/street-address.js';

/** As lists of stations and of clinics write them. */
const HOUSES: readonly (readonly [written: string, street: string, number: number, house?: string])[] = [
  ['沪太路4361号7号楼2层', '沪太路', 4361, '沪太路4361号7号楼'],
  ['振华路572弄华鹏花园门卫', '振华路', 572, '振华路572弄'],
  ['松发路901弄9号106室', '松发路', 901, '松发路901弄9号'],
  ['法华镇路453号一楼', '法华镇路', 453, '法华镇路453号'],
  ['四牌楼38号', '四牌楼', 38],
  ['曙光路97-1号', '曙光路', 97],
  ['宝石山下四弄19号', '宝石山下四弄', 19],
  ['绍兴支路25号', '绍兴支路', 25],
  ['9号大街9号', '9号大街', 9],
  ['中山北一路1200号', '中山北一路', 1200],
  ['石泉路街道石泉路５８号', '石泉路', 58],
  ['景德镇路12号', '景德镇路', 12],
  ['长寿路一百零五号', '长寿路', 105],
  ['长寿路一〇五号', '长寿路', 105],
  ['长寿路十二号', '长寿路', 12],
  ['隆兴路二巷十三号', '隆兴路二巷', 13],
  ['长寿路甲12号', '长寿路', 12],
  ['长寿路 12 号甲', '长寿路', 12],
  ['中华新路617甲6号附近', '中华新路', 617],
  ['皋兰路12弄之1-4号', '皋兰路', 12],
  ['沪亭北路772－780号', '沪亭北路', 772, '沪亭北路772-780号'],
  ['旧校场路33、41号2层', '旧校场路', 33],
  ['瑞金二路197', '瑞金二路', 197],
];

describe('an address', () => {
  it.each(HOUSES.map((one) => [one[0], one] as const))('%s is a house of its street', (written, expected) => {
    const [, street, number, house] = expected;
    const read = readStreetAddress(written);
    expect(read).toMatchObject({ street, number, ...(house === undefined ? {} : { house }) });
  });

  it('says its regions, in front of the street', () => {
    expect(readStreetAddress('上海市浦东新区张江镇川沙路二〇三号')).toEqual({
      city: '上海市',
      district: '浦东新区',
      street: '川沙路',
      number: 203,
      house: '川沙路203号',
      nearby: false,
    });
    expect(readStreetAddress('浙江省杭州市余杭区瓶窑镇大桥北路232号')).toMatchObject({
      province: '浙江省',
      city: '杭州市',
      district: '余杭区',
      street: '大桥北路',
    });
  });

  it.each([
    '',
    '迎园医院',
    '宁夏路',
    '迎乐路东150米',
    '水口新村3号',
    '真如环宇城MAX商场侧门',
    '路1号',
    '罗泾镇',
  ])('%s has no house number', (written) => {
    const read = readStreetAddress(written);
    expect([read.number, read.house]).toEqual([undefined, undefined]);
  });

  it.each(['白马庙巷48号对面', '南塘浜路40附近', '制造局路与汝南街交叉口东北100米', '西山公园入口旁'])(
    '%s is told by what is near',
    (written) => expect(readStreetAddress(written).nearby).toBe(true),
  );

  it('of any text is read without a fault', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { number = 0 } = readStreetAddress(`长${text}路${text}号`);
        expect(Number.isInteger(number)).toBe(true);
      }),
    );
  });
});

describe('names of regions', () => {
  it('are the same with and without their kind', () => {
    const names = ['普陀区', '普陀', '上海市', '沛县', '广西壮族自治区', '浦东新区'];
    expect(names.map(regionName)).toEqual(['普陀', '普陀', '上海', '沛县', '广西', '浦东']);
    expect(['', ' ', '(not stated; probably 青岛市)', undefined].map(regionName)).toEqual(['', '', '', '']);
  });
});

describe('two streets', () => {
  it('are one behind the name of a quarter, and two where a longer name goes on', () => {
    expect(sameStreet('拱宸桥衢州街', '衢州街')).toBe(true);
    expect(sameStreet('平城路', '菊园新区管委会平城路')).toBe(true);
    for (const [a, b] of [
      ['中山北一路', '北一路'],
      ['共和新路', '新路'],
      ['长寿路', '长寿支路'],
      ['南京西路', '南京东路'],
    ] as const)
      expect([a, sameStreet(a, b)]).toEqual([a, false]);
  });
});
