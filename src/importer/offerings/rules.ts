import { REJECTS, type Rule } from '../rule.js';

const PLACE_WORDS = {
  zh: '照常导入，地点按原文保留，不与任何地点关联。请填写 yizhan_id、来源与编号，或区县与全名后再导入。',
  en: 'The row goes in with the place in words, tied to none. Fill in its id, its source and external id, or its district and whole name, and import again.',
};

/** What is looked at in events, offers, programmes, hotlines and organisations only; part of the one catalogue. */
export const offeringRules = {
  'measure.missing': {
    severity: 'error',
    words: { zh: '没有写属于哪项“暖新”措施', en: 'nothing says which of the ten measures it belongs to' },
    effect: {
      zh: '该行不导入；请加一列“措施”，或用 --measure 指定。优惠和活动可由其服务项目得知。',
      en: 'The row is left out; add a column 措施 (measure), or name one with --measure. Services of an offer or event tell it too.',
    },
  },
  'measure.unknown': {
    severity: 'error',
    words: { zh: '不是十项“暖新”措施之一', en: 'it is none of the ten measures' },
    effect: {
      zh: '该行不导入。可写代码或名称：harbor 港湾、watch 守候、health 医靠、mind 心语、learn 乐学、voice 强音、shop 惠购、mutual 互助、star 达人、unite 凝聚。',
      en: 'The row is left out. Codes and names are understood: harbor 港湾, watch 守候, health 医靠, mind 心语, learn 乐学, voice 强音, shop 惠购, mutual 互助, star 达人, unite 凝聚.',
    },
  },
  'offer.no_service': {
    severity: 'error',
    words: { zh: '看不出优惠的是什么', en: 'nothing says which service is offered' },
    effect: {
      zh: '该行不导入；请在“服务项目”一列写一项服务，如 骑手爱心餐、免费理发、骑手优惠，或其代码。',
      en: 'The row is left out; name one service in a column 服务项目 (service), such as 骑手爱心餐, 免费理发, 骑手优惠, or its code.',
    },
  },
  'offer.no_place': {
    severity: 'error',
    words: { zh: '没有写在哪里', en: 'nothing says where it is' },
    effect: REJECTS,
  },
  'price.below_zero': {
    severity: 'error',
    words: { zh: '价格低于零', en: 'the price is below zero' },
    effect: REJECTS,
  },
  'price.not_understood': {
    severity: 'warning',
    words: { zh: '价格或折扣未能识别', en: 'the price or discount was not understood' },
    effect: {
      zh: '照常导入，原文写入说明，不作为价格。可写 10、10元、免费；折扣可写 8折、半价。',
      en: 'The row goes in; the words go into the description and count for no price. 10, 10元, 免费 are understood; of discounts 8折 and 半价.',
    },
  },
  'time.missing': {
    severity: 'error',
    words: { zh: '没有写什么时候', en: 'nothing says when it takes place' },
    effect: REJECTS,
  },
  'time.not_understood': {
    severity: 'error',
    words: { zh: '时间未能识别', en: 'the time was not understood, or not all of it' },
    effect: {
      zh: '该行不导入：只认识一部分的时间可能是错的。可写 2026年11月20日 14:00-16:00、2026-11-20 14:00、2026年11月4日至12月30日 每周三下午2点到4点、每月20日 9:00-11:30、每月第一个周六；或 RRULE（RFC 5545）。',
      en: 'The row is left out: a time understood in part may be wrong. Understood are 2026年11月20日 14:00-16:00, 2026-11-20 14:00, 2026年11月4日至12月30日 每周三下午2点到4点, 每月20日 9:00-11:30, 每月第一个周六, or an RRULE (RFC 5545).',
    },
  },
  'time.no_year': {
    severity: 'error',
    words: { zh: '日期没有写年份', en: 'the date has no year' },
    effect: {
      zh: '该行不导入，年份不作猜测；请写 2026年11月20日。',
      en: 'The row is left out: a year is not guessed; write 2026年11月20日.',
    },
  },
  'time.half_day': {
    severity: 'error',
    words: { zh: '看不出是上午还是下午', en: 'it may be the morning or the afternoon' },
    effect: {
      zh: '该行不导入；请写 14:00 或 下午2点，凌晨写 02:00。',
      en: 'The row is left out; write 14:00 or 下午2点, and 02:00 for the night.',
    },
  },
  'time.several': {
    severity: 'error',
    words: { zh: '一行里有几个日期或时段', en: 'the row has several days or several times of day' },
    effect: {
      zh: '该行不导入；请每个日期、每个时段写一行。',
      en: 'The row is left out; write one row for each day and each time of day.',
    },
  },
  'time.ends_before_start': {
    severity: 'error',
    words: { zh: '结束时间不晚于开始时间', en: 'it ends before it starts, or as it starts' },
    effect: {
      zh: '该行不导入；跨过零点的请写“次日”。',
      en: 'The row is left out; write 次日 where it ends after midnight.',
    },
  },
  'time.weekday_differs': {
    severity: 'error',
    words: {
      zh: '日期与所写的星期不符',
      en: 'the date is another day of the week than is written beside it',
    },
    effect: REJECTS,
  },
  'time.no_first_day': {
    severity: 'error',
    words: { zh: '看不出从哪一天算起', en: 'nothing says from which day it is counted' },
    effect: {
      zh: '该行不导入；隔周、每两周、每月等须写开始日期。',
      en: 'The row is left out; every other week, and 每周 or 每月 without a day, need a first day.',
    },
  },
  'time.not_expressible': {
    severity: 'error',
    words: {
      zh: '日历中有无法照原样表达的内容',
      en: 'the calendar says of it what cannot be told as it stands',
    },
    effect: {
      zh: '该行不导入：略去它们会给出错误的时间。RDATE、EXRULE、几个 RRULE、未说明的时区，或其他时区的重复规则。',
      en: 'The row is left out: without it wrong times would be told. RDATE, EXRULE, several RRULEs, a zone that is not described, or a rule in another zone.',
    },
  },
  'time.from_number': {
    severity: 'info',
    words: { zh: '按表格软件的日期序号读取', en: 'it was read as a spreadsheet’s number of a day' },
    effect: {
      zh: '照常导入；请核对读出的日期。把该列设为日期格式可免去换算。',
      en: 'The row goes in; check the date. Format the column as a date to spare the conversion.',
    },
  },
  'time.begins_now': {
    severity: 'info',
    words: { zh: '没有写开始日期', en: 'nothing says on which day it begins' },
    effect: {
      zh: '照常导入，从导入之日起第一个符合的日子算起；再次导入时不变。',
      en: 'The row goes in; it begins on the first day that fits from the day of the import on. Another import leaves it as it is.',
    },
  },
  'date.not_understood': {
    severity: 'error',
    words: { zh: '有效期未能识别', en: 'the dates between which it is valid were not understood' },
    effect: {
      zh: '该行不导入：过期的内容不应继续提供。可写 2026-12-31、2026年12月31日、2026年11月1日至12月31日、长期。',
      en: 'The row is left out: what is over shall not be offered. Understood are 2026-12-31, 2026年12月31日, 2026年11月1日至12月31日, 长期.',
    },
  },
  'event.over': {
    severity: 'info',
    words: { zh: '已经结束', en: 'it is over' },
    effect: {
      zh: '照常保存，但不再提供（state=all 可见）。',
      en: 'It is kept, and not offered (state=all shows it).',
    },
  },
  'status.not_understood': {
    severity: 'error',
    words: { zh: '活动状态未能识别', en: 'the status was not understood' },
    effect: {
      zh: '该行不导入：取消的活动不应照常提供。可写 正常、取消、改期。',
      en: 'The row is left out: one that is cancelled shall not be told as if it were not. Understood are 正常, 取消, 改期.',
    },
  },
  'facility.not_found': {
    severity: 'warning',
    words: { zh: '没有找到这个地点', en: 'no place was found that is meant' },
    effect: PLACE_WORDS,
  },
  'facility.ambiguous': {
    severity: 'warning',
    words: { zh: '同名的地点不止一处', en: 'there are several places of this name' },
    effect: PLACE_WORDS,
  },
  'facility.no_district': {
    severity: 'warning',
    words: {
      zh: '没有写在哪个区，只凭名称不能确定地点',
      en: 'nothing says in which district it is: a name alone names no place',
    },
    effect: PLACE_WORDS,
  },
  'organiser.not_found': {
    severity: 'warning',
    words: { zh: '没有找到这个主办单位', en: 'no organisation was found that is meant' },
    effect: {
      zh: '照常导入，原文写入说明。主办单位须与 organisations 中的名称完全相同，且只有一个。',
      en: 'The row goes in, the words go into the description. An organiser is one of the organisations by its id or its whole name, where one only has it.',
    },
  },
  'hotline.no_number': {
    severity: 'error',
    words: { zh: '没有可公布的电话号码', en: 'there is no number that may be published' },
    effect: {
      zh: '该行不导入；个人手机号码不对外公布，请填写单位的号码。',
      en: 'The row is left out. A person’s own number is not published: give the line of an office.',
    },
  },
  'offering.personal_number': {
    severity: 'warning',
    words: { zh: '有个人号码', en: 'it tells a person’s own number' },
    effect: {
      zh: '照常导入，不采用该号码，文字中以 *** 代替。请填写单位的号码。',
      en: 'The row goes in without it; *** stands in its place in a text. Give the line of an office.',
    },
  },
  'offering.held': {
    severity: 'info',
    words: { zh: '编辑已人工修改或删除', en: 'an editor has changed or removed it by hand' },
    effect: {
      zh: '以编辑的为准，名单不再改动它。',
      en: 'The editor’s word stands; the list no longer changes it.',
    },
  },
  'export.unknown_offering': {
    severity: 'error',
    words: { zh: '导出文件中的这一项已不存在', en: 'what this exported row speaks of is no longer there' },
    effect: REJECTS,
  },
} as const satisfies Record<string, Rule>;
