import { remembered } from '../core/remember.js';

/** What the names of places say, so that two of them can be compared. Chinese first: it is written without blanks. */

/** Words that many places have in common and that tell none of them apart, longest first. */
const GENERIC =
  /(户外职工爱心接力站|户外劳动者(爱心)?(服务)?(站点|驿站|站)|爱心接力站|爱心驿站|工会驿站|暖新驿站|服务站点|服务站|接力站|驿站|站点)$/u;
const MADE_UP = /[([【〔](示例|样例|测试|demo)[)\]】〕]/gu;
/** Province, city and district in front; 社区, 校区 and the like are parts of a name. */
const REGION =
  /^(中国)?(\p{Script=Han}{2,3}省)?(\p{Script=Han}{2,3}市)?(\p{Script=Han}{2,3}(?<![社小园街校院片厂景库])区)?/u;

const NUMERALS = '〇一二三四五六七八九';
const COUNTED = /(?<=第)[一二三四五六七八九](?!十)|(?<!十)[一二三四五六七八九](?=[号期店楼层座幢栋院])/gu;

/** One way of writing: width, case and small numbers aside, and without a mark that it is made up. */
function plain(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().replaceAll(MADE_UP, '');
  return folded.replaceAll(COUNTED, (numeral) => String(NUMERALS.indexOf(numeral)));
}

function bare(text: string): string {
  return text.replaceAll(/[\s\p{P}\p{S}]/gu, '');
}

/** The part of a name that is its own. A name of which nothing would be left stays whole. */
export const ownName = remembered((name: string): string => {
  const whole = wholeName(name);
  return atLeastTwo(whole, whole.replace(GENERIC, ''));
});

/** A name without blanks and marks. */
export function plainName(name: string): string {
  return bare(plain(name));
}

/** A name without province, city and district in front; generic words stay. */
export function wholeName(name: string): string {
  const whole = plainName(name);
  return atLeastTwo(whole, whole.replace(REGION, ''));
}

function atLeastTwo(otherwise: string, text: string): string {
  return Array.from(text).length >= 2 ? text : otherwise;
}

/**
 * How alike two texts are, 0 to 1: twice the pairs of letters they share, divided by all pairs (Dice 1945, on bigrams, each
 * counted as often as it occurs).
 */
export function dice(a: string, b: string): number {
  if (a === b) return 1;
  const [first, second] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const [pair, count] of first) shared += Math.min(count, second.get(pair) ?? 0);
  const all = total(first) + total(second);
  return all === 0 ? 0 : (2 * shared) / all;
}

function pairs(text: string): Map<string, number> {
  const letters = Array.from(text);
  const counts = new Map<string, number>();
  for (let i = 1; i < letters.length; i++) {
    const pair = letters[i - 1]! + letters[i]!;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** What tells places of almost the same name apart. */
const MARKS = {
  number:
    /\d+|(?<=第)[一二三四五六七八九十]+|[一二三四五六七八九十]+(?=[号期店楼层座幢栋院])|[a-z](?=[座区楼馆栋口门])/gu,
  side: /[东南西北]{1,2}(?=门|口|区|院|座|楼|侧|入口|出口|大门|广场)/gu,
  quarter: /\p{Script=Han}{2}(?=社区|街道|小区|新村|园区)/gu,
  department: /急诊|门诊|住院|\p{Script=Han}{2}科/gu,
  road: /\p{Script=Han}{2}(?:路|街|大道|弄)/gu,
} as const;
const BRANCH = /分(中心|院|部|店|站|所|馆|局)|支行|支队/u;

export type Mark = keyof typeof MARKS | 'branch';

/** The marks by which one name says expressly that it is another place than the other, and those only one of them has. */
export function compareMarks(a: string, b: string): { readonly apart: Mark[]; readonly onlyOne: Mark[] } {
  const apart: Mark[] = [];
  const onlyOne: Mark[] = [];
  for (const mark of Object.keys(MARKS) as (keyof typeof MARKS)[]) {
    const [first, second] = [marks(a, mark), marks(b, mark)];
    if (first === second) continue;
    (first !== '' && second !== '' ? apart : onlyOne).push(mark);
  }
  if (BRANCH.test(plain(a)) !== BRANCH.test(plain(b))) apart.push('branch');
  return { apart, onlyOne };
}

function marks(name: string, mark: keyof typeof MARKS): string {
  return (plain(name).match(MARKS[mark]) ?? []).toSorted().join(' ');
}
