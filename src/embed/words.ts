import type { Language, LocalText } from './wire.js';

/** What the map and the page say of their own, in Chinese and English; everything else is said by the API. */
const WORDS = {
  open: { zh: '开放', en: 'Open' },
  closed: { zh: '关闭', en: 'Closed' },
  unknown: { zh: '是否开放不详', en: 'Not known whether open' },
  tomorrow: { zh: '明天', en: 'tomorrow' },
  usableYes: { zh: '可以去', en: 'Will help' },
  usableNo: { zh: '现在别去', en: 'Not now' },
  usableUnknown: { zh: '不确定', en: 'Not certain' },
  whyYes: { zh: '依据', en: 'Taken for granted' },
  whyNo: { zh: '为什么现在别去', en: 'Why not now' },
  whyUnknown: { zh: '为什么不确定', en: 'Why it is not certain' },
  callFirst: { zh: '建议先打电话问一下。', en: 'Better call before you go.' },
  hoursToday: { zh: '今天', en: 'Today' },
  hoursWritten: { zh: '开放时间', en: 'Hours' },
  address: { zh: '地址', en: 'Address' },
  access: { zh: '如何进入', en: 'Getting in' },
  distance: { zh: '直线距离', en: 'As the crow flies' },
  live: { zh: '实时', en: 'Live' },
  services: { zh: '服务', en: 'Services' },
  call: { zh: '打电话', en: 'Call' },
  navigate: { zh: '用地图导航', en: 'Directions' },
  source: { zh: '来源', en: 'Source' },
  verified: { zh: '核实', en: 'verified' },
  updated: { zh: '更新', en: 'updated' },
  estimated: { zh: '位置为估计，可能有偏差', en: 'its position is an estimate' },
  illustrative: { zh: '示例', en: 'example' },
  broken: { zh: '故障', en: 'broken' },
  none: { zh: '没有', en: 'not there' },
  maybe: { zh: '不确定', en: 'not certain' },
  report: { zh: '反映问题', en: 'Report a problem' },
  reportKind: { zh: '您看到了什么？', en: 'What did you find?' },
  reportService: { zh: '哪项服务？', en: 'Which service?' },
  reportNote: { zh: '补充说明（可不填）', en: 'Anything else (optional)' },
  reportNoteWhy: {
    zh: '只有管理人员看得到。请不要写姓名和电话。',
    en: 'Only those who run the service read it. Please no names or phone numbers.',
  },
  reportSend: { zh: '提交', en: 'Send' },
  close: { zh: '关闭', en: 'Close' },
  loading: { zh: '正在查询…', en: 'Asking…' },
  map: { zh: '地图', en: 'Map' },
  zoomIn: { zh: '放大', en: 'Zoom in' },
  zoomOut: { zh: '缩小', en: 'Zoom out' },
  north: { zh: '北', en: 'N' },
  places: { zh: '地点', en: 'Places' },
  more: { zh: '显示更多', en: 'Show more' },
  nothing: { zh: '没有找到符合的地点。', en: 'No such place was found.' },
  nothingOpen: {
    zh: '附近没有现在开放的地点。',
    en: 'Nothing near by is open now.',
  },
  instead: { zh: '可以改去', en: 'Instead' },
  failed: { zh: '暂时查不到，请稍后再试。', en: 'No answer at the moment; try again.' },
  noSuchPlace: { zh: '没有这个地点', en: 'No such place' },
  placeGone: {
    zh: '名录里没有它，可能已经撤销。请另找一处。',
    en: 'It is not in the list, or no longer. Look for another one.',
  },
  tryAgain: { zh: '再试一次', en: 'Try again' },
  locating: { zh: '正在定位…', en: 'Finding your position…' },
  fromHere: { zh: '从您的位置', en: 'from where you are' },
  fromMap: { zh: '从地图中心', en: 'from the middle of the map' },
  fromPlace: { zh: '从查到的地点', en: 'from the place that was found' },
  nearestFirst: { zh: '由近到远', en: 'nearest first' },
  noPosition: {
    zh: '无法定位。可以移动地图，或查找站名、路名。',
    en: 'No position. Move the map, or look for a name or a street.',
  },
  searchHere: { zh: '查找此处', en: 'Search here' },
  noMap: {
    zh: '此设备画不了地图。这是最近的地点：上北下南，编号同列表。',
    en: 'This device cannot draw the map. These are the nearest places, north up, numbered as in the list.',
  },
  twoFingers: { zh: '用两根手指移动地图', en: 'Use two fingers to move the map' },
  controlScroll: { zh: '按住 Ctrl 滚动以缩放地图', en: 'Hold Ctrl and scroll to zoom the map' },
  commandScroll: { zh: '按住 ⌘ 滚动以缩放地图', en: 'Hold ⌘ and scroll to zoom the map' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type Word = keyof typeof WORDS;

/** A word of the map and the page. */
export function word(name: Word, lang: Language): string {
  return WORDS[name][lang];
}

/** A text in a language, or in the other one where there is none. */
export function inLang(text: LocalText | undefined, lang: Language): string {
  return (lang === 'zh' ? (text?.zh ?? text?.en) : (text?.en ?? text?.zh)) ?? '';
}
