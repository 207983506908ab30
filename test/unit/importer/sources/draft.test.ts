import { describe, expect, it } from '@jest/globals';
import { Columns } from '../../../../src/importer/sources/columns.js';
import { draftRow, type Draft } from '../../../../src/importer/sources/draft.js';
import { parseSourceFile, type SourceFile } from '../../../../src/importer/sources/source-file.js';
import { extraColumns } from '../../../../src/importer/plan.js';
import { serviceWords, vocabulary } from '../vocabulary.js';

type Row = Readonly<Record<string, unknown>>;

function draft(
  values: Row,
  source: Partial<SourceFile> = { category: 'relay_station' },
  geometry?: unknown,
): Draft {
  const whole: SourceFile = { id: 'test', ...source };
  const columns = new Columns(whole, extraColumns(whole));
  columns.see(Object.keys(values));
  const row = geometry === undefined ? { row: 7, values } : { row: 7, values, geometry };
  return draftRow(row, {
    source: whole,
    columns,
    vocabulary,
    serviceWords,
    readHours: (text) => ({ text, coverage: 'none' }),
    datum: () => whole.crs ?? 'wgs84',
  });
}

const claimOf = (values: Row, source?: Partial<SourceFile>, geometry?: unknown) => {
  const made = draft(values, source, geometry);
  if (made.kind !== 'record') throw new Error(`${made.kind}: ${JSON.stringify(made.findings.issues)}`);
  return made.claim;
};
const rulesOf = (made: Draft) => made.findings.issues.map((issue) => issue.rule);

describe('who may come in, and how', () => {
  const accessOf = (values: Row) =>
    claimOf({ 名称: '站', 地址: '某路1号', ...values }, { category: 'relay_station' }).access;

  it('is read from the words people write', () => {
    expect(
      accessOf({
        服务对象: '快递员、外卖骑手、环卫工人',
        门禁: '扫码或刷脸',
        入口: '商场侧门',
        楼层: '1',
        门号: '2号门',
      }),
    ).toEqual({
      audience: ['riders', 'couriers', 'street_cleaners'],
      mode: ['qr_code', 'face'],
      entrance: { zh: '商场侧门' },
      floor: '1',
      gate: '2号门',
    });
    expect(accessOf({ 开放对象: '户外劳动者' })).toEqual({ audience: ['outdoor_workers'] });
    expect(accessOf({ 开放对象: '工会会员' })).toEqual({ audience: ['union_members'] });
    expect(accessOf({ 门禁: '无门禁' })).toEqual({ mode: ['open_door'] });
  });

  it('is kept as words where they say less, or the opposite', () => {
    expect(accessOf({ 服务对象: '非会员' })).toEqual({ note: { zh: '非会员' } });
    expect(accessOf({ 门禁: '不用扫码' })).toEqual({ note: { zh: '不用扫码' } });
    expect(accessOf({ 服务对象: '辖区单位' })).toEqual({ note: { zh: '辖区单位' } });
    expect(accessOf({})).toBeUndefined();
  });
});

describe('a row', () => {
  it('becomes a claim with everything it says', () => {
    expect(
      claimOf({
        站点名称: '长寿路爱心接力站',
        详细地址: '长寿路１号',
        所属区县: '普陀区',
        开放时间: '8:30-17:00',
        联系电话: '021-62988888、13812345678',
        联系人: '张三',
        服务设施: '空调、热水、充电',
        '经度(WGS84)': '121.43',
        '纬度(WGS84)': '31.24',
        '面积（㎡）': '约30平方米',
        可容纳人数: '20人',
        依托单位: '长寿路街道总工会',
        备注: '周末请先打电话',
      }),
    ).toEqual({
      name: { zh: '长寿路爱心接力站' },
      category: 'relay_station',
      position: { lon: 121.43, lat: 31.24, precision: 'unknown' },
      sourcePosition: { x: 121.43, y: 31.24, crs: 'wgs84' },
      address: { text: { zh: '长寿路１号' }, district: '普陀区' },
      hours: { text: '8:30-17:00', coverage: 'none' },
      services: { air_conditioning: { state: 'yes' }, hot_water: { state: 'yes' } },
      description: { zh: '充电' },
      capacity: { areaSquareMetres: 30, persons: 20 },
      contact: { phone: ['021-62988888'] },
      internal: { phone: ['13812345678'], person: '张三', note: '周末请先打电话' },
      operator: { zh: '长寿路街道总工会' },
    });
  });

  it('takes texts in two languages', () => {
    const both = {
      List: [
        { Value: 'Hall', Lang: 'en-US' },
        { Value: '廳', Lang: 'zh-TW' },
      ],
    };
    expect(claimOf({ name: both, address: 'Main St' })).toMatchObject({
      name: { zh: '廳', en: 'Hall' },
      address: { text: { en: 'Main St' } },
    });
    expect(claimOf({ name: [{ language: 'en', text: 'Hall' }] }).name).toEqual({ en: 'Hall' });
  });

  it('is kept without a position, and says so', () => {
    for (const nothing of [{}, { 经度: '', 纬度: '' }, { 经度: '-', 纬度: '无' }, { 坐标: '' }]) {
      const made = draft({ 名称: '站', ...nothing });
      expect([made.kind, rulesOf(made).at(-1)]).toEqual(['record', 'position.missing']);
    }
  });

  it.each([
    [{ 经度: 31.24, 纬度: 121.43 }, 'position.swapped'],
    [{ 经度: 0, 纬度: 0 }, 'position.zero'],
    [{ 经度: 200, 纬度: 31 }, 'position.out_of_range'],
    [{ 经度: '东边', 纬度: 31 }, 'position.not_a_number'],
    [{ 经度: '121.43', 纬度: '' }, 'position.one_missing'],
    [{ 坐标: '长寿路口' }, 'position.not_a_number'],
  ])('is rejected with a position that is wrong: %j', (values, rule) => {
    const made = draft({ 名称: '站', ...values });
    expect([made.kind, rulesOf(made)]).toEqual(['rejected', [rule]]);
    expect(made.findings.issues[0]).toMatchObject({
      row: 7,
      severity: 'error',
      column: expect.any(String),
      value: expect.any(String),
    });
  });

  it.each([
    [{ type: 'Point', coordinates: [121.43, 31.24] }, 'record'],
    [{ type: 'Point', coordinates: [121.43, 31.24, 5] }, 'record'],
    [{ type: 'MultiPoint', coordinates: [[121.43, 31.24]] }, 'record'],
    [
      {
        type: 'MultiPoint',
        coordinates: [
          [121.43, 31.24],
          [121.44, 31.24],
        ],
      },
      'position.not_a_point',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [121, 31],
            [122, 31],
            [121, 32],
            [121, 31],
          ],
        ],
      },
      'position.not_a_point',
    ],
    [{ type: 'Point', coordinates: [] }, 'position.missing'],
    [null, 'position.missing'],
    [{ type: 'Point', coordinates: ['121.43', '31.24'] }, 'position.not_a_number'],
    [{ type: 'Point', coordinates: [31.24, 121.43] }, 'position.swapped'],
    [{ type: 'GeometryCollection', geometries: [] }, 'position.not_a_point'],
    ['Point', 'position.not_a_point'],
  ])('takes its position from a geometry that is a point: %j', (geometry, outcome) => {
    const made = draft({ 名称: '站' }, { category: 'relay_station' }, geometry);
    expect([
      made.kind === 'record' && rulesOf(made).length === 0 ? 'record' : undefined,
      ...rulesOf(made),
    ]).toContain(outcome);
  });

  it('is rejected without a name, and without a category that is known', () => {
    expect(rulesOf(draft({ 地址: '路1号' }))).toEqual(['name.missing']);
    expect(rulesOf(draft({ 名称: '[]', 地址: '路1号' }))).toEqual(['value.placeholder', 'name.missing']);
    expect(rulesOf(draft({ 名称: '站' }, {}))).toEqual(['category.missing']);
    expect(rulesOf(draft({ 名称: '站', 类别: '游泳池' }, {}))).toEqual(['category.unknown']);
  });

  it.each([
    ['公厕', 'public_toilet'],
    ['public_toilet', 'public_toilet'],
    ['Public Toilet', 'public_toilet'],
    ['社区卫生服务中心', 'community_health_centre'],
  ])('finds its category by the words of the vocabulary: %s', (word, code) => {
    expect(claimOf({ 名称: '站', 类别: word }, {}).category).toBe(code);
  });

  it('says which numbers a spreadsheet has rounded', () => {
    expect(rulesOf(draft({ 名称: '站', 编号: '3.1E+11', 经度: 121, 纬度: 31 }))).toEqual(['id.damaged']);
    const made = draft({ 名称: '站', 电话: '1.38123E+10', 经度: 121, 纬度: 31 });
    expect([made.kind, rulesOf(made)]).toEqual(['record', ['phone.damaged']]);
  });

  it('does not lose what it cannot use', () => {
    const made = draft({
      名称: '站',
      可容纳人数: '很多',
      网址: '没有网站',
      备注: '短'.repeat(3000),
      经度: 121,
      纬度: 31,
    });
    expect(rulesOf(made).toSorted()).toEqual(['value.not_a_number', 'value.not_usable', 'value.too_long']);
  });
});

describe('the id of a record', () => {
  const idOf = (values: Row, source?: Partial<SourceFile>) => {
    const made = draft(values, source);
    return made.kind === 'record' ? made.externalId : made.kind;
  };

  it('is the column of ids, or the columns the source names', () => {
    expect(idOf({ 名称: '站', 编号: 17 })).toBe('17');
    expect(idOf({ 名称: '站', a: 'x', b: 'y' }, { category: 'clinic', externalId: ['a', 'b'] })).toBe('x/y');
  });

  it('is a running number never', () => {
    expect(idOf({ 序号: 1, 名称: '站', 地址: '路1号' })).toBe(idOf({ 序号: 2, 名称: '站', 地址: '路1号' }));
  });

  it('is else made of name and address, whatever their width, case and punctuation', () => {
    const id = idOf({ 名称: '一站 (A)', 地址: '长寿路1号' });
    expect(idOf({ 名称: '一站（a）', 地址: '长寿路 １号' })).toBe(id);
    expect(idOf({ 名称: '一站', 地址: '长寿路1号' })).not.toBe(id);
    expect(idOf({ 名称: '一站 (A)', 地址: '长寿路2号' })).not.toBe(id);
  });

  it('is made of name and position where there is no address', () => {
    const at = (lon: number) => idOf({ 名称: '口腔诊所', 地址: '[]', 经度: lon, 纬度: 31 });
    expect(at(121.1)).toBe(at(121.100_01));
    expect(at(121.1)).not.toBe(at(121.2));
  });
});

describe('a source file', () => {
  const clinics = parseSourceFile('clinics', {
    id: 'clinics',
    headings: { name: ['name'] },
    skip: [{ id: 'animals', zh: '宠物', en: 'animals', when: { type: ['动物'] } }],
    category: {
      column: 'type',
      separator: '|',
      rules: [
        { column: 'name', contains: ['卫生服务中心'], category: 'community_health_centre' },
        { contains: ['医院'], category: 'hospital' },
        { equals: ['诊所'], category: 'clinic' },
        { contains: ['美容'], skip: { id: 'beauty', zh: '美容', en: 'beauty' } },
      ],
    },
  });
  const outcome = (name: string, type: string) => {
    const made = draft({ name, type }, clinics);
    return made.kind === 'record'
      ? made.claim.category
      : made.kind === 'skipped'
        ? `skip ${made.skip.id}`
        : rulesOf(made).at(-1);
  };

  it.each([
    ['一院', '综合医院', 'hospital'],
    ['长寿社区卫生服务中心', '综合医院', 'community_health_centre'],
    ['牙科', '诊所', 'clinic'],
    ['牙科', '诊所|综合医院', 'hospital'],
    ['猫狗', '动物医院|综合医院', 'skip animals'],
    ['美', '整形美容', 'skip beauty'],
    ['美', '整形美容|诊所', 'clinic'],
    ['门诊', '诊所部', 'category.unknown'],
    ['门诊', '', 'category.missing'],
  ])('puts %s, %s under %s', (name, type, expected) => {
    expect(outcome(name, type)).toBe(expected);
  });

  it('reads templates, values of its own, fixed services and parts of the address', () => {
    const source: Partial<SourceFile> = {
      category: 'swap_cabinet',
      headings: { name: ['柜 {no}'], hours: ['{from}-{to}'], inService: ['state'] },
      values: { inService: { '1': true, '9': false } },
      services: ['battery_swap'],
      address: { city: '上海市' },
    };
    expect(claimOf({ no: 3, from: '8:00', to: '20:00', state: 9 }, source)).toMatchObject({
      name: { zh: '柜 3' },
      hours: { text: '8:00-20:00' },
      inService: false,
      services: { battery_swap: { state: 'yes' } },
      address: { city: '上海市' },
    });
    expect(claimOf({ no: 3, from: '8:00', to: '', state: 1 }, source)).not.toHaveProperty('hours');
    expect(rulesOf(draft({ no: 3, state: 7 }, source))).toContain('value.not_usable');
  });

  it('is refused with the member that is wrong', () => {
    for (const [content, words] of [
      [{ id: 'x', crs: 'gcj' }, 'crs'],
      [{ id: 'x', colour: 'red' }, 'colour'],
      [{ id: 'y' }, 'the id "y"'],
      [{ id: 'x', headings: { nmae: ['名称'] } }, 'headings'],
      ['text', 'x.json'],
    ] as const) {
      expect(() => parseSourceFile('x', content)).toThrow(words);
    }
  });
});

describe('a row that is no place', () => {
  it.each([
    { 序号: '合计', 名称: '4个' },
    { 名称: ' 总 计：', 面积: '120' },
    { 编号: '小计', 名称: '12' },
    { 名称: 'Total' },
  ])('is left aside, and said to be: %j', (values: Row) => {
    expect(draft(values)).toMatchObject({ kind: 'skipped', skip: { id: 'total' } });
  });

  it.each([
    { 名称: '合计饭店' },
    { 名称: '合计', 地址: '某路1号' },
    { 编号: '7', 名称: '一站', 备注: '合计' },
  ])('is not this one: %j', (values: Row) => {
    expect(draft(values).kind).toBe('record');
  });
});

describe('an id that is a number', () => {
  it.each([202_304_150_000_120_000, 1_234_567_890_123_450, 2 ** 53])('has lost its end: %d', (id) => {
    expect(rulesOf(draft({ 编号: id, 名称: '站' }))).toContain('id.damaged');
  });

  it.each([10001, 123_456_789_012_345, 0])('is whole: %d', (id) => {
    expect(draft({ 编号: id, 名称: '站' })).toMatchObject({ kind: 'record', externalId: `${id}` });
  });
});
