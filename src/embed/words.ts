import type { Language, LocalText, Open, Properties, ServiceState } from './wire.js';

/** What the map and the page say, in Chinese and English. */
const WORDS = {
  open: { zh: '开放', en: 'Open' },
  closed: { zh: '关闭', en: 'Closed' },
  unknown: { zh: '未知', en: 'Unknown' },
  until: { zh: '至', en: 'until' },
  opensAt: { zh: '开门', en: 'opens' },
  usableYes: { zh: '可以去', en: 'Will help' },
  usableNo: { zh: '现在别去', en: 'Not now' },
  usableUnknown: { zh: '不确定', en: 'Not certain' },
  why: { zh: '为什么', en: 'Why' },
  hoursToday: { zh: '今日时间', en: 'Today' },
  access: { zh: '如何进入', en: 'Getting in' },
  services: { zh: '服务', en: 'Services' },
  phone: { zh: '电话', en: 'Phone' },
  navigate: { zh: '导航', en: 'Directions' },
  report: { zh: '报告问题', en: 'Report a problem' },
  close: { zh: '关闭此窗口', en: 'Close' },
  map: { zh: '地图', en: 'Map' },
  places: { zh: '地点', en: 'Places' },
  nothing: { zh: '附近没有符合的地点', en: 'No such place near by' },
  failed: { zh: '暂时查不到，请稍后再试', en: 'No answer at the moment; try again' },
  instead: { zh: '可以改去', en: 'Instead' },
  locating: { zh: '正在定位…', en: 'Finding your position…' },
  fromHere: { zh: '从您的位置查找', en: 'looking from where you are' },
  fromMap: { zh: '从地图中心查找', en: 'looking from the middle of the map' },
  noPosition: { zh: '无法定位，请移动地图或查找名称', en: 'no position; move the map, or look for a name' },
  searchHere: { zh: '搜索此处', en: 'Search here' },
  noMap: {
    zh: '此设备无法显示地图，请看列表',
    en: 'This device cannot draw the map; the list has everything',
  },
  estimated: { zh: '位置为估计', en: 'estimated position' },
  illustrative: { zh: '示例', en: 'example' },
  verified: { zh: '核实于', en: 'verified' },
  broken: { zh: '故障', en: 'broken' },
  none: { zh: '无', en: 'not there' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type Word = keyof typeof WORDS;

/** A word of the page. */
export function word(name: Word, lang: Language): string {
  return WORDS[name][lang];
}

/** A text in a language, or in the other one where there is none. */
export function inLang(text: LocalText | undefined, lang: Language): string {
  return (lang === 'zh' ? (text?.zh ?? text?.en) : (text?.en ?? text?.zh)) ?? '';
}

/** `350 m`, `1.2 km`. @param metres on the great circle */
export function distanceText(metres: number): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  return `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}

/** `Open until 22:00`, `Closed, opens 08:30`, `Unknown`. */
export function openText({ state, until, opensAt }: Open, lang: Language): string {
  if (state === 'open' && until !== undefined)
    return lang === 'zh' ? `开放至${clock(until)}` : `Open until ${clock(until)}`;
  if (state !== 'open' && opensAt !== undefined)
    return lang === 'zh'
      ? `${word(state, lang)}，${dayAndClock(opensAt)}开门`
      : `${word(state, lang)}, opens ${dayAndClock(opensAt)}`;
  return word(state, lang);
}

/** The hour and minute of an instant as the API writes it, in Shanghai's time. */
export function clock(instant: string): string {
  return instant.slice(11, 16);
}

/** `11-24 08:30`. */
function dayAndClock(instant: string): string {
  return `${instant.slice(5, 10)} ${clock(instant)}`;
}

/** The state of a service that is not simply there; empty for one that is. */
export function serviceNote(state: ServiceState, lang: Language): string {
  if (state === 'broken') return word('broken', lang);
  if (state === 'no') return word('none', lang);
  return state === 'unknown' ? word('unknown', lang) : '';
}

/** Where it is, as one line. */
export function addressText({ address }: Pick<Properties, 'address'>, lang: Language): string {
  return inLang(address?.text, lang) || [address?.district, address?.subdistrict].filter(Boolean).join(' ');
}

/** The one word a rider needs. */
export function usableText(state: 'yes' | 'no' | 'unknown', lang: Language): string {
  const words = { yes: 'usableYes', no: 'usableNo', unknown: 'usableUnknown' } as const;
  return word(words[state], lang);
}
