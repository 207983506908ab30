import { numeral } from '../../core/hours/chinese/clean.js';
import type { EVENT_STATUSES, ORGANISATION_TYPES } from '../../core/offerings/documents.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import { folded, numberOf } from '../sources/text.js';

/** What single words of a list mean. `undefined`: not understood. */

/** A measure by its code or name: `watch`, `守候`, `暖“新”守候`. Of several words the first that is one. */
export function measureOf(text: string, { measures }: Vocabulary): string | undefined {
  const words = text.split(/[、,，;；/|]/).map(plainMeasure);
  const all = [...measures.values()].flatMap(({ code, label }) =>
    [code, label.zh, label.en].map((word) => [plainMeasure(word), code] as const),
  );
  const known = new Map([...all, ['新语', 'mind'] as const]);
  return words.map((word) => known.get(word)).find((code) => code !== undefined && measures.has(code));
}

function plainMeasure(word: string): string {
  return folded(word).replace(/^暖新(?=.)/, '');
}

/** Yuan: `10`, `10元`, `¥9.9`, `15元/人`, `免费`. */
export function priceOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  if (/^(免费|全免|不收费|公益|公益免费|free)$/i.test(plain)) return 0;
  const number =
    /^(?:人民币|rmb|[¥￥])?(-?[\d,]+(?:\.\d+)?)(?:元|圆|块)?(?:整)?(?:\/?每?[人次份位天])?$/i.exec(
      plain,
    )?.[1];
  return number === undefined ? undefined : numberOf(number);
}

/** Percent off: `8折`, `八五折`, `88折`, `半价`, `20% off`, `优惠20%`. */
export function percentOffOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '').replace(/优惠$/, '');
  if (/^(半价|对折|五折)$/.test(plain)) return 50;
  const off = /^(?:优惠|减免?|立减)(\d{1,2})%$|^(\d{1,2})%off$/i.exec(plain);
  if (off) return Number(off[1] ?? off[2]);
  const paid = /^(?:打)?(\d{1,2}(?:\.\d)?|[一二三四五六七八九]{1,2})折$/.exec(plain)?.[1];
  if (paid === undefined) return undefined;
  const number = /\d/.test(paid) ? Number(paid) : numeral(paid);
  const tenths = number >= 10 ? number / 10 : number;
  return tenths > 0 && tenths < 10 ? Math.round((100 - tenths * 10) * 100) / 100 : undefined;
}

/** How many: `30`, `30人`, `限30名`, `每日20份`. `null`: as many as come. */
export function countOf(text: string): number | null | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  if (/^(不限|无限制|不限量|不限人数|unlimited)$/i.test(plain)) return null;
  const number =
    /^(?:限|限额|限量|共|每[天日场])*(-?\d+)(?:人|名|个|位|席|份|次|张)?(?:\/?每?[天日场])?$/.exec(
      plain,
    )?.[1];
  return number === undefined ? undefined : Number(number);
}

export function flagOf(text: string): boolean | undefined {
  if (/^(是|对|有|免费|yes|y|true|1|√)$/i.test(text.trim())) return true;
  return /^(否|不|不是|收费|no|n|false|0|×)$/i.test(text.trim()) ? false : undefined;
}

export function statusOf(text: string): (typeof EVENT_STATUSES)[number] | undefined {
  if (/^(正常|如期|如期举行|按期|报名中|进行中|未开始|已满|scheduled|confirmed|tentative)$/i.test(text))
    return 'scheduled';
  if (/^(已?取消|停办|cancell?ed)$/i.test(text)) return 'cancelled';
  return /^(已?改期|已?延期|改地点|变更|moved|postponed)$/i.test(text) ? 'moved' : undefined;
}

/** In this order: a longer word stands before one it contains. */
const TYPES: readonly (readonly [RegExp, (typeof ORGANISATION_TYPES)[number]])[] = [
  [/商户联合工会|商户工会|merchants_union/, 'merchants_union'],
  [/联合工会|joint_union/, 'joint_union'],
  [/工会|union/, 'union'],
  [/卫生|医院|健康|health_centre/, 'health_centre'],
  [/商户|商家|店铺|merchant/, 'merchant'],
  [/街道|政府|机关|党群|government/, 'government'],
  [/公益|慈善|志愿|charity/, 'charity'],
  [/公司|企业|company/, 'company'],
];

export function organisationTypeOf(text: string): (typeof ORGANISATION_TYPES)[number] | undefined {
  return TYPES.find(([word]) => word.test(text.toLowerCase()))?.[1];
}

const LANGUAGES: Readonly<Record<string, string>> = {
  中文: 'zh',
  汉语: 'zh',
  普通话: 'zh',
  国语: 'zh',
  英语: 'en',
  英文: 'en',
  上海话: 'wuu',
  沪语: 'wuu',
  粤语: 'yue',
  日语: 'ja',
  韩语: 'ko',
  法语: 'fr',
};

/** Tags of BCP 47. */
export function languageTagsOf(words: readonly string[]): string[] | undefined {
  const tags = words.map(
    (word) => LANGUAGES[word] ?? (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(word) ? word : undefined),
  );
  return tags.length > 0 && tags.every((tag) => tag !== undefined) ? tags : undefined;
}

/** What stands in a cell as a list, whatever parts it. */
export function listOf(value: unknown, text: string): string[] {
  const parts = Array.isArray(value) ? value.map(String) : text.split(/[、,，;；|\n]+/);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

/** `1. 扫码 2. 填表`, lines, `；` between them. */
export function stepsOf(text: string): string[] {
  return text
    .split(/\n+|[;；]|(?:^|\s|[。，,])(?=(?:\d{1,2}[.、．)）]|[①-⑳]|第[一二三四五六七八九十]+步))/)
    .map((step) =>
      step.replace(/^\s*(?:\d{1,2}[.、．)）]|[①-⑳]|第[一二三四五六七八九十]+步\s*[:：]?)\s*/, '').trim(),
    )
    .filter((step) => step !== '');
}
