import { describe, expect, it } from '@jest/globals';
import { FIELDS, SYNONYMS } from '../../../src/importer/heading-synonyms.js';
import { crsOf, fieldOf, headingScore, latitudeFirst, normalise } from '../../../src/importer/headings.js';

describe('a heading', () => {
  it.each([
    ['名称', 'name'],
    ['站 点　名 称：', 'name'],
    ['*驿站名称（必填）', 'name'],
    ['Name', 'name'],
    ['详细地址:', 'address'],
    ['门诊时间', 'hours'],
    ['供餐时间(夏令)', 'hours'],
    ['telephone　number', 'phone'],
    ['联系电话（办公）', 'phone'],
    ['联系人电话', 'phone'],
    ['站长及手机', 'person'],
    ['可坐人数', 'seats'],
    ['所属区县', 'district'],
    ['可容纳人数', 'persons'],
    ['面积（㎡）', 'areaSquareMetres'],
    ['服务设施', 'services'],
    ['依托单位', 'operator'],
    ['经度(GCJ-02)', 'lon'],
    ['LATITUDE', 'lat'],
    ['经度,纬度', 'position'],
    ['编号', 'externalId'],
    ['备注', 'remark'],
  ])('%s is %s', (heading, field) => {
    expect(fieldOf(heading)).toBe(field);
  });

  it.each(['序号', '图片', '星级', 'marker-color', '', '()'])('%j is nothing we use', (heading) => {
    expect(fieldOf(heading)).toBeUndefined();
  });

  it('stands for one field only', () => {
    const all = FIELDS.flatMap((field) => SYNONYMS[field].map(normalise));
    const twice = all.filter((synonym, i) => all.indexOf(synonym) !== i);
    const inTwoFields = twice.filter(
      (synonym) => FIELDS.filter((field) => SYNONYMS[field].map(normalise).includes(synonym)).length > 1,
    );
    expect(inTwoFields).toEqual([]);
  });

  it('may name the datum of its coordinates', () => {
    expect(['经度(GCJ-02)', '百度坐标', 'lng_bd09', 'WGS84经度', '高德经度', '经度'].map(crsOf)).toEqual([
      'gcj02',
      'bd09',
      'bd09',
      'wgs84',
      'gcj02',
      undefined,
    ]);
  });

  it('may say that the latitude comes first', () => {
    expect(['纬度,经度', 'latlng', '经纬度', 'coordinates'].map(latitudeFirst)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('counts for finding the row of headings only beside others or a name', () => {
    expect(headingScore(['名称', '地址', '电话'])).toBe(3);
    expect(headingScore(['2024年7月', '共计', '地址不详的站点'])).toBe(0);
    expect(headingScore(['一站', '路1号', '编号', '备注'])).toBe(1);
  });
});
