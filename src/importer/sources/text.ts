import { remembered } from '../../core/remember.js';
import type { LocalText } from '../../core/vocabulary.js';
import { languagesOf } from '../readers/flatten.js';

/** What people write into a cell when there is nothing to say. */
const PLACEHOLDERS = new Set([
  '[]',
  '{}',
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  '无',
  '無',
  '暂无',
  '没有',
  '空',
  'n/a',
  '#n/a',
  'na',
  'null',
  'none',
  'nil',
  'undefined',
  'なし',
  '#ref!',
  '#value!',
  '#name?',
  '#div/0!',
  '待定',
  '待补充',
  '不详',
  '未知',
]);

const LONGEST_PLACEHOLDER = Math.max(...[...PLACEHOLDERS].map((text) => text.length));

/** The text of a value as read: trimmed, `''` for nothing. Several languages: Chinese first. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return unwrapFormula(value.trim());
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  const languages = languagesOf(value);
  if (languages) return pick(languages, 'zh') ?? pick(languages, 'en') ?? [...languages.values()][0] ?? '';
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join('、');
  return JSON.stringify(value);
}

/** Excel's way to keep zeros in front: `="00123"`. */
function unwrapFormula(text: string): string {
  return /^="([^"]*)"$/.exec(text)?.[1] ?? text;
}

/** Whether the text only says that there is nothing. */
export function isPlaceholder(text: string): boolean {
  return text.length <= LONGEST_PLACEHOLDER && mayBegin(text.charCodeAt(0)) && saysNothing(text);
}
const saysNothing = remembered((text) => PLACEHOLDERS.has(text.normalize('NFKC').trim().toLowerCase()));

/** With what a placeholder begins; letters of ASCII and ideographs have no other form under which one could. */
const BEGINNINGS = new Set(
  [...PLACEHOLDERS].flatMap((text) => [text, text.toUpperCase()]).map((text) => text.charCodeAt(0)),
);
function mayBegin(code: number): boolean {
  const hasOneForm = (code > 0x20 && code < 0x7f) || (code >= 0x4e00 && code <= 0x9fff);
  return !hasOneForm || BEGINNINGS.has(code);
}

/** A value in the languages it is in; a text in one language goes where its script belongs. */
export function localText(value: unknown): LocalText | undefined {
  const languages = languagesOf(value);
  if (languages) {
    const zh = pick(languages, 'zh')?.trim();
    const en = pick(languages, 'en')?.trim();
    if (zh || en) return { ...(zh ? { zh } : {}), ...(en ? { en } : {}) };
  }
  const text = textOf(value);
  if (text === '') return undefined;
  return isEastAsian(text) || !/[a-z]/i.test(text) ? { zh: text } : { en: text };
}

function pick(languages: ReadonlyMap<string, string>, language: string): string | undefined {
  for (const [tag, text] of languages) if (tag === language || tag.startsWith(`${language}-`)) return text;
  return undefined;
}

export function isEastAsian(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first >= 0x4e00 && first <= 0x9fff) return true; // the ideographs nearly all begin with
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text);
}

/** As nearly all are written. */
export const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/** A number written with full-width digits or digit groups; `undefined` for anything else. */
export function numberOf(text: string): number | undefined {
  if (PLAIN_NUMBER.test(text)) return Number(text);
  const plain = text.normalize('NFKC').trim();
  const ungrouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(ungrouped) ? Number(ungrouped) : undefined;
}

/** For keys and comparisons: width, case, blanks and punctuation do not count. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]+/gu, '');
}

/** Cut to what a person still reads in a report. */
export function short(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
