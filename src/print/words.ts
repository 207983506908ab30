import type { Language } from '../core/vocabulary.js';

/** What stands on paper besides what is known of the places. */
const WORDS = {
  handbook: { zh: '服务手册', en: 'Service Handbook' },
  asOf: { zh: '资料截至', en: 'As known on' },
  howTo: { zh: '怎样使用', en: 'How to use this' },
  howToMap: {
    zh: '先看目录找到您所在的街道，图上的编号就是名录里的编号。',
    en: 'Find your subdistrict in the contents; a number on its map is the number in its list.',
  },
  howToHours: {
    zh: '时间是平常一周的时间，由发布单位提供，可能有变；出发前请致电或扫码查看。',
    en: 'Hours are those of an ordinary week, as published, and may change: call or scan before you go.',
  },
  howToScan: {
    zh: '扫一扫旁边的二维码：现在是否开放、怎么走、情况不符一键反映。',
    en: 'Scan the code beside a place: whether it is open now, the way there, and a form to say what is wrong.',
  },
  howToEstimated: {
    zh: '虚线圈表示位置由地址推算，可能有偏差；没有编号点的地方还没有位置。',
    en: 'A broken ring is a position worked out from the address; a place without a dot has none yet.',
  },
  emergency: { zh: '危重急症请直接拨打 120。', en: 'In an emergency call 120 (ambulance) at once.' },
  contents: { zh: '目录', en: 'Contents' },
  numbers: { zh: '编号', en: 'nos.' },
  overview: {
    zh: '总图：方框里是目录的编号',
    en: 'Overview: the numbers in boxes are those of the contents',
  },
  map: { zh: '示意图，编号与名录一致', en: 'sketch map; numbers as in the list' },
  part: { zh: '分片', en: 'Part' },
  noSubdistrict: { zh: '未写明街道', en: 'Subdistrict not given' },
  address: { zh: '地址', en: 'Address' },
  phone: { zh: '电话', en: 'Phone' },
  hours: { zh: '时间', en: 'Hours' },
  services: { zh: '服务', en: 'Services' },
  access: { zh: '进入', en: 'Entry' },
  exception: { zh: '近期', en: 'Soon' },
  noAddress: { zh: '地址未写明', en: 'address not given' },
  broken: { zh: '暂不可用', en: 'out of order' },
  outOfService: {
    zh: '暂停服务：目前不开放，以下为平常情况。',
    en: 'Out of service: not open at present. What follows is how it usually is.',
  },
  illustrative: { zh: '示例，并非真实', en: 'made up for demonstration' },
  estimated: { zh: '位置为推算', en: 'position estimated' },
  unplaced: { zh: '尚无位置，图上没有', en: 'no position yet: not on the map' },
  hotlines: { zh: '热线电话', en: 'Hotlines' },
  programmes: { zh: '怎么办理', en: 'How to go about it' },
  events: { zh: '近期活动', en: 'What takes place' },
  offers: { zh: '优惠', en: 'Offers' },
  bring: { zh: '携带', en: 'Bring' },
  repeats: { zh: '定期举行', en: 'held again and again' },
  seats: { zh: '名额', en: 'seats' },
  yuan: { zh: '元', en: 'yuan' },
  free: { zh: '免费', en: 'free' },
  until: { zh: '至', en: 'until' },
  forWhom: { zh: '面向', en: 'For' },
  whereFor: { zh: '范围', en: 'Where' },
  valid: { zh: '有效期', en: 'Valid' },
  organiser: { zh: '主办', en: 'By' },
  scanProgramme: { zh: '扫码办理或查看', en: 'Scan to go there' },
  sources: { zh: '资料来源', en: 'Sources' },
  licence: { zh: '许可', en: 'Licence' },
  scanPage: { zh: '扫码找最近的、现在开放的', en: 'Scan: the nearest that is open now' },
  scanPlace: { zh: '扫码看详情与导航', en: 'Scan: details and directions' },
  scanReport: { zh: '情况不符？扫码反映', en: 'Something wrong? Scan to report' },
  noCodes: {
    zh: '没有设置网址（PUBLIC_URL），所以没有二维码。',
    en: 'No public address was set (PUBLIC_URL), so there are no QR codes.',
  },
  howToPrint: {
    zh: '打印：按 Ctrl+P（苹果电脑 ⌘P），边距选“默认”，勾选“背景图形”。',
    en: 'To print: Ctrl+P (⌘P on a Mac), default margins, with background graphics.',
  },
  howToFold: {
    zh: 'A6 口袋本：先存成 PDF，再用阅读器的“小册子”方式双面打印在 A5 纸上，中间对折装订；打印在 A4 纸上即为 A5 大小。',
    en: 'Pocket size A6: save as PDF, then print it double-sided as a “booklet” on A5 paper and fold once; on A4 paper it becomes A5.',
  },
  welcome: { zh: '谁可以进、怎么进', en: 'Who may come in, and how' },
  askInside: { zh: '没有写明，请问店内人员', en: 'not said: please ask inside' },
  byKind: { zh: '按场所类别', en: 'as places of this kind are' },
  north: { zh: '北', en: 'N' },
  whatIsHere: { zh: '这里有', en: 'What you find here' },
} as const;

export function say(name: keyof typeof WORDS, lang: Language): string {
  return WORDS[name][lang];
}

/** `武宁路、东新路一带`. */
export function around(streets: readonly string[], lang: Language): string {
  return lang === 'zh' ? `${streets.join('、')}一带` : `around ${streets.join(', ')}`;
}

/** `42 places`, `42 处`. */
export function countOfPlaces(count: number, lang: Language): string {
  if (lang === 'zh') return `${count} 处`;
  return count === 1 ? '1 place' : `${count} places`;
}

export function leftOut(left: number, lang: Language): string {
  return lang === 'zh'
    ? `另有 ${left} 处因篇幅未收录，请按街道另印，或扫码查询。`
    : `${countOfPlaces(left, lang)} more found no room: print by subdistrict, or scan to look them up.`;
}
