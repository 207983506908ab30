import type { OfferingKind } from '../../core/offerings/documents.js';
import { normalise } from '../headings.js';

/**
 * What people write above columns of events, offers, programmes, hotlines and organisations. A field that is a member of
 * the document has its path as name; `_` fields are read into several. Headings of an export are understood by their own names.
 */
const COMMON: Fields = {
  yizhan_id: ['yizhan_id'],
  _source: ['source'],
  external_id: ['external_id', '编号', '编码', '唯一编码', 'id', 'code', 'uid', 'externalid'],
  'name.zh': ['名称', '名稱', '标题', '主题', 'name', 'namezh', 'title', 'summary'],
  'name.en': ['英文名称', '英文名', 'nameen', 'englishname'],
  'description.zh': [
    '简介',
    '介绍',
    '说明',
    '描述',
    '内容',
    '详情',
    '备注',
    'description',
    'descriptionzh',
    'remark',
    'notes',
  ],
  'description.en': ['英文说明', '英文简介', 'descriptionen'],
  area: ['适用区域', '区域范围', '覆盖区域', '适用范围', '面向区域', 'area'],
  audience: ['对象', '面向对象', '适用对象', '服务对象', '服务人群', '参加对象', '适用人群', 'audience'],
  link: ['链接', '网址', '网站', '详情链接', 'link', 'url', 'website'],
  'stated.by': ['来源', '信息来源', '发布单位', '出处', 'statedby'],
  'stated.link': ['来源链接', 'statedlink'],
  'stated.checked': ['核实日期', '核对日期', 'statedchecked'],
  illustrative: ['示例', '是否示例', 'illustrative'],
};
const MEASURE = [
  '措施',
  '所属措施',
  '暖新措施',
  '板块',
  '类别',
  '活动类别',
  '活动类型',
  '类型',
  'measure',
  'category',
  'categories',
];
const ORGANISER = [
  '主办单位',
  '主办方',
  '主办',
  '组织单位',
  '承办单位',
  '举办单位',
  '提供单位',
  'organiser',
  'organizer',
];
const PHONE = ['电话', '联系电话', '咨询电话', '报名电话', '联系方式', '手机', 'phone', 'telephone', 'tel'];
const PLACE: Fields = {
  facility: ['facility', 'facilityid', '地点id', '站点id', '驿站id', '地点yizhan_id'],
  _facilitySource: ['facilitysource', '地点来源'],
  _facilityExternalId: ['facilityexternalid', '地点编号', '站点编号', '驿站编号'],
  _place: [
    '地点',
    '活动地点',
    '举办地点',
    '站点',
    '站点名称',
    '驿站',
    '驿站名称',
    '商户',
    '商户名称',
    '商家',
    '商家名称',
    '店名',
    '门店',
    '门店名称',
    '场所',
    'place',
    'location',
    'venue',
  ],
  address: ['地址', '详细地址', '活动地址', '商户地址', '门店地址', 'address'],
  _district: ['区', '区县', '所属区', '所在区', 'district'],
  _subdistrict: ['街道', '街镇', '所属街道', 'subdistrict'],
};
const VALID: Fields = {
  validFrom: ['生效日期', '开始日期', '起始日期', '有效期起', 'validfrom'],
  validTo: ['截止日期', '结束日期', '失效日期', '有效期至', '有效期止', 'validto'],
  _valid: ['有效期', '有效日期', '活动期限', '期限', 'valid', 'validity'],
};
const PROOF: Fields = {
  'proof.zh': ['凭证', '凭据', '所需证件', '所需材料', '需出示', '出示', '携带证件', 'proof', 'proofzh'],
  'proof.en': ['proofen'],
};

type Fields = Readonly<Record<string, readonly string[]>>;

const OF_KIND: Readonly<Record<OfferingKind, Fields>> = {
  event: {
    'name.zh': ['活动名称', '活动主题', '课程名称', '课程', '讲座名称', '活动'],
    'description.zh': ['活动内容', '活动简介', '活动介绍', '课程简介'],
    measure: MEASURE,
    start: [
      '开始时间',
      '开始',
      '活动开始时间',
      '开始日期',
      '起始时间',
      'start',
      'dtstart',
      'starttime',
      'begin',
    ],
    end: ['结束时间', '结束', '活动结束时间', '结束日期', '终止时间', 'end', 'dtend', 'endtime'],
    _date: ['日期', '活动日期', '举办日期', '上课日期', 'date'],
    _time: ['时间', '活动时间', '举办时间', '上课时间', '时段', '活动时段', 'time', 'when'],
    rrule: ['重复', '周期', '频次', '重复规则', '举办周期', 'rrule', 'recurrence', 'repeat'],
    except: ['例外', '例外日期', '停办日期', '停课日期', 'except', 'exdate'],
    ...PLACE,
    'position.lon': ['经度', 'lon', 'lng', 'longitude', 'positionlon'],
    'position.lat': ['纬度', 'lat', 'latitude', 'positionlat'],
    'position.crs': ['坐标系', 'crs', 'positioncrs'],
    services: ['服务项目', '服务内容', '服务', '提供服务', 'services', 'service'],
    seats: ['名额', '人数', '席位', '招收人数', '参加人数', 'seats', 'places', 'capacity'],
    price: ['价格', '费用', '收费', '票价', 'price', 'fee', 'cost'],
    signUp: ['报名链接', '报名方式', '报名地址', '报名网址', '报名', 'signup', 'registration'],
    phone: PHONE,
    organiser: ORGANISER,
    status: ['状态', '活动状态', 'status'],
    'statusNote.zh': ['状态说明', '取消原因', '改期说明', 'statusnote', 'statusnotezh'],
    'statusNote.en': ['statusnoteen'],
  },
  offer: {
    'name.zh': ['优惠名称', '优惠项目', '优惠'],
    'description.zh': ['优惠内容', '优惠说明', '优惠详情', '使用说明'],
    measure: MEASURE,
    ...PLACE,
    service: ['服务项目', '优惠类型', '服务', '服务类型', '优惠类别', 'service'],
    price: ['价格', '优惠价', '骑手价', '优惠价格', '售价', 'price'],
    percentOff: ['折扣', '优惠折扣', 'percentoff', 'discount'],
    ...PROOF,
    hours: ['时间', '时段', '优惠时间', '优惠时段', '供应时间', '供餐时间', '服务时间', 'hours', 'hourstext'],
    'hours.osm': ['hoursosm'],
    'hours.coverage': ['hourscoverage'],
    'hours.workdays': ['hoursworkdays'],
    quota: ['名额', '每日名额', '限量', '每日限量', '份数', 'quota'],
    organiser: ORGANISER,
    ...VALID,
  },
  programme: {
    'name.zh': ['项目名称', '项目', '事项', '事项名称'],
    'description.zh': ['项目介绍', '项目内容'],
    measure: MEASURE,
    steps: ['步骤', '办理步骤', '流程', '办理流程', 'steps'],
    qr: ['二维码', '二维码内容', 'qr', 'qrcode'],
    ...PROOF,
    phone: PHONE,
    organiser: ORGANISER,
    ...VALID,
  },
  hotline: {
    'name.zh': ['热线名称', '热线', 'hotline'],
    'description.zh': ['服务内容', '服务说明'],
    measure: MEASURE,
    number: [
      '号码',
      '热线号码',
      '电话',
      '电话号码',
      '热线电话',
      '联系电话',
      '咨询电话',
      'number',
      'phone',
      'telephone',
    ],
    hours: ['时间', '服务时间', '接听时间', '工作时间', '开放时间', 'hours', 'hourstext'],
    'hours.osm': ['hoursosm'],
    'hours.coverage': ['hourscoverage'],
    'hours.workdays': ['hoursworkdays'],
    languages: ['语言', '服务语言', 'languages', 'language'],
    topics: ['主题', '咨询主题', '服务范围', '咨询内容', 'topics'],
    free: ['免费', '是否免费', '免费电话', 'free'],
    organiser: ORGANISER,
    ...VALID,
  },
  organisation: {
    'name.zh': ['组织名称', '单位名称', '工会名称', '机构名称', '单位', '组织'],
    type: ['类型', '类别', '单位类型', '组织类型', 'type'],
    phone: PHONE,
    address: ['地址', '详细地址', '办公地址', 'address'],
    members: ['成员', '会员单位', '成员单位', '商户', '成员商户', 'members'],
  },
};

/** Fields of a kind, by their headings in one form. Words of a kind stand above those all kinds share. */
function headingsOf(kind: OfferingKind): ReadonlyMap<string, string> {
  const all = [...Object.entries(COMMON), ...Object.entries(OF_KIND[kind])];
  const named = all.map(([field]) => [normalise(field.replaceAll('.', '_')), field] as const);
  const synonyms = all.flatMap(([field, words]) => words.map((word) => [normalise(word), field] as const));
  return new Map([...named, ...synonyms]);
}

/** Which column is which field, as the columns come; for the report, too. */
export class OfferingColumns {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #columns = new Map<string, string[]>();
  readonly #seen = new Map<string, string | undefined>();

  constructor(kind: OfferingKind) {
    this.#fields = headingsOf(kind);
  }

  fieldOf(column: string): string | undefined {
    return this.#fields.get(normalise(column)) ?? this.#fields.get(normalise(column.replaceAll('.', '_')));
  }

  /** How many different fields the cells of a row would be headings of. */
  score(cells: readonly string[]): number {
    const fields = new Set(cells.map((cell) => this.fieldOf(cell)).filter((field) => field !== undefined));
    return fields.has('name.zh') || fields.has('name.en') ? fields.size : Math.min(1, fields.size);
  }

  see(columns: Iterable<string>): void {
    for (const column of columns) {
      if (this.#seen.has(column)) continue;
      const field = this.fieldOf(column);
      this.#seen.set(column, field);
      if (field !== undefined) this.#columns.set(field, [...(this.#columns.get(field) ?? []), column]);
    }
    this.#tellHotlines();
  }

  /** 热线 is the name where the number stands beside it, and the number where the name does. */
  #tellHotlines(): void {
    const names = this.#columns.get('name.zh') ?? [];
    const word = names.find((column) => normalise(column) === '热线');
    if (word === undefined || names.length < 2 || this.#columns.has('number')) return;
    this.#columns.set(
      'name.zh',
      names.filter((column) => column !== word),
    );
    this.#columns.set('number', [word]);
    this.#seen.set(word, 'number');
  }

  of(field: string): readonly string[] {
    return this.#columns.get(field) ?? [];
  }

  summary() {
    const seen = [...this.#seen];
    return {
      understood: seen.flatMap(([heading, field]) =>
        field === undefined ? [] : [{ heading, field: field.replace(/^_/, '') }],
      ),
      ignored: [],
      notUsed: seen.flatMap(([heading, field]) => (field === undefined ? [heading] : [])),
    };
  }
}
