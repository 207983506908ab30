import type { EntryReason } from './access.js';
import type { Access, AccessMode, Audience } from './facility.js';
import type { Language, Words } from './vocabulary.js';

/** Who may come in and how, in words. */

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

/** Why one may not enter, or nobody can say. */
export const ENTRY_WORDS: Readonly<Record<EntryReason, Words>> = {
  'for-others': { zh: '仅对其他人群开放', en: 'for other people' },
  'no-way-in': { zh: '没有您可用的进入方式', en: 'no way in that you can use' },
  'audience-not-said': { zh: '未说明对谁开放', en: 'does not say whom it is for' },
  'asker-not-said': {
    zh: '仅对部分人群开放，您未说明身份',
    en: 'for certain people, and you did not say who you are',
  },
  'for-some': { zh: '仅对您所在人群中的一部分开放', en: 'for some of the people you belong to' },
  'ways-not-said': { zh: '未说明如何进入', en: 'does not say how one gets in' },
  'night-not-said': {
    zh: '夜间进入方式的起止时间不详',
    en: 'another way in at night, and not said when night begins',
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
