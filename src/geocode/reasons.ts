import type { Words } from '../core/vocabulary.js';
import type { LeftUnplaced } from '../core/placing.js';

/** Why a place stays unplaced. The ids are stable; docs/import.md explains each. */
export const REASONS = {
  'address.missing': { zh: '没有地址', en: 'there is no address' },
  'address.no_region': {
    zh: '没有写明城市或区县，同名的路太多',
    en: 'neither city nor district is said, and streets of that name are in many',
  },
  'address.personal': {
    zh: '地址中有个人号码，不外发',
    en: "there is a person's number in the address, so nobody is asked",
  },
  'address.no_number': { zh: '地址中没有门牌号', en: 'the address has no house number' },
  'geocode.nothing': { zh: '没有查到', en: 'the geocoder knows nothing of it' },
  'geocode.too_coarse': {
    zh: '只查到区域，没有到路',
    en: 'only an area was found, not so much as the street',
  },
  'geocode.other_region': {
    zh: '查到的地点不在所写的城市或区县',
    en: 'what was found is not in the city or district that is written',
  },
  'geocode.other_street': { zh: '查到的是另一条路', en: 'what was found is in another street' },
  'geocode.other_number': { zh: '查到的是另一个门牌', en: 'what was found has another house number' },
  'geocode.failed': { zh: '没有得到答复', en: 'the geocoder did not answer' },
  'street.unknown': {
    zh: '这条路上没有足够的已知门牌',
    en: 'too few house numbers of the street are known',
  },
  'street.beyond': {
    zh: '离已知门牌太远',
    en: 'it lies too far beyond the house numbers that are known',
  },
  'street.spread': {
    zh: '邻近门牌相距太远或互相矛盾',
    en: 'the neighbouring house numbers lie too far apart, or contradict each other',
  },
} as const satisfies Record<string, Words>;

export type ReasonId = keyof typeof REASONS;

/** @param detail what exactly was found */
export function left(rule: ReasonId, detail?: string | Words): LeftUnplaced {
  const words = REASONS[rule];
  if (detail === undefined) return { rule, words };
  return { rule, words, detail: typeof detail === 'string' ? { zh: detail, en: detail } : detail };
}
