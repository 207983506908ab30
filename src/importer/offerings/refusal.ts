import type { ImportRequest } from '../../core/import.js';
import type { Words } from '../../core/vocabulary.js';
import type { Missing } from '../../core/store.js';

/** Thrown in the middle of writing to have nothing written; the report says why. */
export class Refusal extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

/** The share of what a publisher has there that a whole list may miss before somebody has to say yes. */
const MOST_MISSING = 0.2;

/** A list that misses much is rather cut short than true. */
export function tooManyMissing({ known, missing }: Missing): Words | undefined {
  if (missing <= known * MOST_MISSING) return undefined;
  const share = Math.round((100 * missing) / known);
  return {
    zh: `名单缺少该来源已有 ${known} 项中的 ${missing} 项（${share} %）。若确应全部撤下，请加 --yes。`,
    en: `The list misses ${missing} of the ${known} known of this source (${share} %). If they shall all be withdrawn, say --yes.`,
  };
}

/** Why a file is not let in, now that all of its rows are read. */
export function refusalOf(
  { rows, rejected }: { readonly rows: number; readonly rejected: number },
  { strict, snapshot }: Pick<ImportRequest, 'strict' | 'snapshot'>,
): Words | undefined {
  if (rows === 0) return { zh: '文件中没有数据行。', en: 'The file has no rows of data.' };
  if (rejected > 0 && strict)
    return {
      zh: `有 ${rejected} 行不合格，按 --strict 全部不导入。`,
      en: `${rejected} rows were rejected, and --strict lets nothing in then.`,
    };
  if (rejected > 0 && snapshot)
    return {
      zh: `有 ${rejected} 行不合格：完整名单（--snapshot）缺行会误撤内容，故全部不导入。`,
      en: `${rejected} rows were rejected: a whole list (--snapshot) with rows missing would withdraw what they say, so nothing was let in.`,
    };
  if (rejected === rows) return { zh: '没有一行可以导入。', en: 'Not one row could be imported.' };
  return undefined;
}
