import type { CrsName } from '../core/crs.js';

/** What a column can be for us. */
export const FIELDS = [
  'name',
  'nameEn',
  'aliases',
  'address',
  'addressEn',
  'province',
  'city',
  'district',
  'subdistrict',
  'postcode',
  'lon',
  'lat',
  'position',
  'hours',
  'season',
  'phone',
  'person',
  'website',
  'category',
  'services',
  'externalId',
  'operator',
  'description',
  'remark',
  'persons',
  'seats',
  'slots',
  'areaSquareMetres',
  'floor',
  'inService',
] as const;
export type Field = (typeof FIELDS)[number];

/** Headings people write, in the form `normalise` gives them. Each stands for one field only. */
export const SYNONYMS: Readonly<Record<Field, readonly string[]>> = {
  name: [
    '名称',
    '名稱',
    '站点名称',
    '站名',
    '驿站名称',
    '机构名称',
    '单位名称',
    '场所名称',
    '点位名称',
    '商家名称',
    '店名',
    '门店名称',
    '服务站名称',
    '网点名称',
    '医院名称',
    '站点',
    'name',
    'namezh',
    'title',
    'stationname',
    'locationname',
    'sna',
    'locname',
  ],
  nameEn: ['英文名称', '英文名', 'nameen', 'englishname'],
  aliases: ['别名', '简称', '曾用名', 'alias', 'aliases', 'altname', 'alternativename'],
  address: [
    '地址',
    '详细地址',
    '详情地址',
    '站点地址',
    '位置',
    '具体位置',
    '所在位置',
    '地点',
    '驿站地址',
    '机构地址',
    '门店地址',
    '服务地址',
    '地址信息',
    'address',
    'addresszh',
    'addr',
    'location',
    'street',
  ],
  addressEn: ['英文地址', 'addressen'],
  province: ['省', '省份', 'province', 'pname', 'pref'],
  city: ['市', '城市', '所属城市', 'city', 'cityname'],
  district: [
    '区',
    '区县',
    '所属区县',
    '所属区',
    '所在区',
    '行政区',
    '区域',
    'district',
    'adname',
    'county',
    'sarea',
  ],
  subdistrict: [
    '街道',
    '乡镇',
    '街镇',
    '街道乡镇',
    '所属街道',
    '所属街镇',
    '街道(镇)',
    'subdistrict',
    'township',
    'town',
  ],
  postcode: ['邮编', '邮政编码', 'postcode', 'zip', 'zipcode', 'postalcode'],
  lon: ['经度', '經度', '东经', 'lon', 'lng', 'long', 'longitude', 'x', 'x坐标', '经度坐标'],
  lat: ['纬度', '緯度', '北纬', 'lat', 'latitude', 'y', 'y坐标', '纬度坐标'],
  position: [
    '坐标',
    '经纬度',
    '经纬度坐标',
    '坐标位置',
    '地理坐标',
    '位置坐标',
    '经度纬度',
    '经度,纬度',
    '纬度,经度',
    '纬经度',
    'coordinates',
    'coordinate',
    'lnglat',
    'lonlat',
    'latlng',
    'latlon',
    'geopoint',
  ],
  hours: [
    '开放时间',
    '服务时间',
    '营业时间',
    '运营时间',
    '门诊时间',
    '供餐时间',
    '工作时间',
    '开放时段',
    '服务时段',
    '对外开放时间',
    '每日开放时间',
    'hours',
    'openinghours',
    'openhours',
    'hoursraw',
    'availabletime',
    'businesshours',
  ],
  season: ['开放季节', '季节', '开放日期', 'season', 'seasonraw'],
  phone: [
    '联系电话',
    '电话',
    '电话号码',
    '咨询电话',
    '热线',
    '服务热线',
    '服务电话',
    '手机',
    '手机号',
    '联系方式',
    '固定电话',
    '座机',
    'phone',
    'telephone',
    'tel',
    'phonenumber',
    'telephonenumber',
    'mobile',
  ],
  person: [
    '联系人',
    '负责人',
    '管理人员',
    '管理员',
    '站长',
    '联络人',
    '联系人姓名',
    'contact',
    'contactperson',
    'person',
    'manager',
  ],
  website: ['网址', '网站', '官网', '链接', 'website', 'url', 'homepage', 'link'],
  category: [
    '类别',
    '类型',
    '分类',
    '站点类型',
    '驿站类型',
    '设施类型',
    '机构类别',
    'category',
    'type',
    'kind',
  ],
  services: [
    '服务设施',
    '服务内容',
    '服务项目',
    '服务功能',
    '设施',
    '配套设施',
    '设施设备',
    '基本设施',
    '功能',
    '配置',
    '提供服务',
    '设备',
    '便民服务',
    'services',
    'service',
    'facilities',
    'amenities',
    'servicesraw',
  ],
  externalId: [
    '编号',
    '编码',
    '站点编号',
    '站点编码',
    '机构编码',
    '唯一编码',
    '设备编号',
    'id',
    'code',
    'externalid',
    'stationid',
    'uuid',
    'commonid',
    'sno',
    '@id',
  ],
  operator: [
    '依托单位',
    '建设单位',
    '运营主体',
    '运营单位',
    '主办单位',
    '主管单位',
    '管理单位',
    '所属单位',
    '运营商',
    '责任单位',
    'operator',
    'operatorname',
    'owner',
    'establisher',
  ],
  description: ['简介', '介绍', '说明', '描述', 'description', 'introduction'],
  remark: ['备注', '備註', '附注', 'remark', 'remarks', 'note', 'notes', 'comment'],
  persons: ['可容纳人数', '容纳人数', '人数', '服务人数', 'capacity', 'persons'],
  seats: ['座位数', '座椅数', '座位', 'seats'],
  slots: ['仓位数', '仓数', '换电仓数', '柜口数', '充电口数', '充电桩数', '插槽数', 'slots', 'chargecount'],
  areaSquareMetres: ['面积', '建筑面积', '使用面积', '站点面积', '场地面积', 'floorarea', 'areasquaremetres'],
  floor: ['楼层', 'floor'],
  inService: ['是否启用', '启用状态', 'inservice', 'enabled'],
};

const BY_SYNONYM: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((field) => SYNONYMS[field].map((synonym) => [normalise(synonym), field] as const)),
);

/**
 * A heading without what people write around it: width, blanks (full-width ones too), case, colons, asterisks,
 * underscores, and brackets with what is in them.
 */
export function normalise(heading: string): string {
  const plain = heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s:：*#＊_\-—.、。"'“”]+/g, '');
  const outside = plain.replaceAll(/[([{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]/g, '');
  return outside === '' ? plain.replaceAll(/[()[\]{}【】]/g, '') : outside;
}

/** The field a heading stands for; `undefined` where it is not known. */
export function fieldOf(heading: string): Field | undefined {
  return BY_SYNONYM.get(normalise(heading));
}

/** How many different fields the cells of a row would be headings of. */
export function headingScore(cells: readonly string[]): number {
  const fields = new Set(cells.map(fieldOf).filter((field) => field !== undefined));
  return fields.has('name') || fields.has('address') ? fields.size : Math.min(1, fields.size);
}

/** The datum a heading of a coordinate names, as in 经度(GCJ-02) or 百度坐标; `undefined` where it names none. */
export function crsOf(heading: string): CrsName | undefined {
  const text = heading.normalize('NFKC').toLowerCase();
  if (/gcj-?0?2|火星|高德|腾讯|amap|tencent/.test(text)) return 'gcj02';
  if (/bd-?0?9|百度|baidu/.test(text)) return 'bd09';
  if (/wgs-?84|gps|cgcs-?2000|天地图|4326/.test(text)) return 'wgs84';
  return undefined;
}

/** Whether a heading of a pair of numbers says that the latitude comes first. */
export function latitudeFirst(heading: string): boolean {
  return /^[([{【]*(纬|緯|lat)/.test(heading.normalize('NFKC').toLowerCase().replaceAll(/\s/g, ''));
}
