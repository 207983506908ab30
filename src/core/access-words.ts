import type { EntryReason } from './access.js';
import type { Access, AccessMode, Audience } from './facility.js';
import type { Language } from './vocabulary.js';

/** Who may come in and how, in words. */

type Words = Readonly<Record<Language, string>>;

export const MODE_WORDS: Readonly<Record<AccessMode, Words>> = {
  open_door: { zh: '直接进入', en: 'walk in' },
  staffed: { zh: '有人值守', en: 'somebody is there' },
  qr_code: { zh: '扫码', en: 'scan a QR code' },
  app: { zh: '用手机应用', en: 'use an app' },
  id_card: { zh: '刷身份证或工会卡', en: 'show an ID or union card' },
  face: { zh: '刷脸', en: 'face recognition' },
  ask: { zh: '先联系或敲门', en: 'ring or ask' },
};

export const AUDIENCE_WORDS: Readonly<Record<Audience, Words>> = {
  everyone: { zh: '所有人', en: 'everyone' },
  outdoor_workers: { zh: '户外劳动者', en: 'outdoor workers' },
  riders: { zh: '骑手', en: 'riders' },
  couriers: { zh: '快递员', en: 'couriers' },
  street_cleaners: { zh: '环卫工人', en: 'street cleaners' },
  drivers: { zh: '司机', en: 'drivers' },
  union_members: { zh: '工会会员', en: 'union members' },
  members: { zh: '会员', en: 'members' },
  residents: { zh: '居民', en: 'residents' },
};

export const ENTRY_WORDS: Readonly<Record<EntryReason, Words>> = {
  'for-others': { zh: '不对您这类人员开放', en: 'it is for others' },
  'no-way-in': { zh: '没有您能用的进入方式', en: 'none of its ways in is one you can use' },
  'audience-not-said': { zh: '没有说明对谁开放', en: 'it does not say whom it is for' },
  'asker-not-said': { zh: '只对部分人员开放，请说明身份', en: 'it is for certain people; say who you are' },
  'for-some': { zh: '只对其中一部分人开放', en: 'it is for some of you' },
  'ways-not-said': { zh: '没有说明怎么进入', en: 'it does not say how one gets in' },
  'night-not-said': {
    zh: '夜间进入方式不同，起止时间没有说明',
    en: 'the way in differs at night, from when on is not said',
  },
};

/** One line: who, how, where; and how at night. Nothing where nothing is said. */
export function accessInWords(access: Access | undefined, lang: Language): string | undefined {
  if (!access) return undefined;
  const { night, entrance, floor, gate } = access;
  const door = [entrance?.[lang] ?? entrance?.zh ?? entrance?.en, gate, floor && floorInWords(floor, lang)];
  const day = [wayInWords(access, lang), ...door].filter((part) => part !== undefined && part !== '');
  const lines = [day.join(lang === 'zh' ? '，' : ', ')];
  if (night) {
    const when = night.hours?.text ?? night.hours?.osm;
    const at = lang === 'zh' ? `夜间${when ? `（${when}）` : ''}：` : `at night${when ? ` (${when})` : ''}: `;
    lines.push(at + wayInWords(night, lang));
  }
  const text = lines.filter((line) => line !== '').join(lang === 'zh' ? '；' : '; ');
  return text === '' ? undefined : text;
}

function wayInWords(
  { mode = [], audience = [], note }: Pick<Access, 'mode' | 'audience' | 'note'>,
  lang: Language,
): string {
  const or = lang === 'zh' ? '或' : ' or ';
  const comma = lang === 'zh' ? '、' : ', ';
  const who = audience.map((one) => AUDIENCE_WORDS[one][lang]).join(comma);
  const parts = [
    who && (lang === 'zh' ? `面向${who}` : `for ${who}`),
    mode.map((one) => MODE_WORDS[one][lang]).join(or),
    note?.[lang] ?? note?.zh ?? note?.en ?? '',
  ];
  return parts.filter((part) => part !== '').join(lang === 'zh' ? '，' : ', ');
}

function floorInWords(floor: string, lang: Language): string {
  if (!/^[B-]?\d/i.test(floor)) return floor;
  return lang === 'zh' ? `${floor}楼` : `floor ${floor}`;
}
