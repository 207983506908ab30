import type { Vocabulary } from '../../core/vocabulary.js';
import { remembered } from '../../core/remember.js';
import type { Cells } from './cells.js';
import type { Findings } from './findings.js';
import type { CategoryColumn, Skip } from './source-file.js';
import { folded } from './text.js';

export type CategoryFound =
  | { readonly kind: 'category'; readonly code: string }
  | { readonly kind: 'skip'; readonly skip: Skip }
  /** The reason is noted. */
  | { readonly kind: 'rejected' };

/** The category of a row by the rules of its source. */
export function categoryByRules(rules: CategoryColumn, cells: Cells, findings: Findings): CategoryFound {
  const cell = cells.at(rules.column);
  const parts = cell ? splitCell(cell.text, rules.separator) : [];
  if (parts.length > 1) findings.note('category.several', { column: rules.column, value: cell?.text });
  let skipped: Skip | undefined;
  for (const rule of rules.rules) {
    const texts = rule.column === undefined ? parts : [cells.at(rule.column)?.text ?? ''];
    const hit =
      'equals' in rule
        ? texts.some((text) => rule.equals.includes(text))
        : texts.some((text) => rule.contains.some((word) => text.includes(word)));
    if (!hit) continue;
    if ('category' in rule) return { kind: 'category', code: rule.category };
    skipped ??= rule.skip;
  }
  if (skipped) return { kind: 'skip', skip: skipped };
  if (typeof rules.otherwise === 'object') return { kind: 'skip', skip: rules.otherwise.skip };
  if (rules.otherwise && rules.otherwise !== 'reject') return { kind: 'category', code: rules.otherwise };
  findings.note(cell ? 'category.unknown' : 'category.missing', { column: rules.column, value: cell?.text });
  return { kind: 'rejected' };
}

function splitCell(text: string, separator: string | undefined): string[] {
  if (separator === undefined) return [text];
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The category of a row by the words of the vocabulary: a code or a label in either language. */
export function categoryByWord(vocabulary: Vocabulary, cells: Cells, findings: Findings): CategoryFound {
  const cell = cells.first('category');
  if (!cell) {
    findings.note('category.missing');
    return { kind: 'rejected' };
  }
  const code = codeByWord(vocabulary).get(foldedWord(cell.text));
  if (code !== undefined) return { kind: 'category', code };
  findings.note('category.unknown', { column: cell.column, value: cell.text });
  return { kind: 'rejected' };
}

const foldedWord = remembered(folded);
const codesByWord = new WeakMap<Vocabulary, ReadonlyMap<string, string>>();

/** Codes and labels in both languages, folded, each with the first code it stands for. */
function codeByWord(vocabulary: Vocabulary): ReadonlyMap<string, string> {
  const known = codesByWord.get(vocabulary);
  if (known) return known;
  const codes = new Map<string, string>();
  for (const { code, label } of vocabulary.categories.values()) {
    for (const word of [code, label.zh, label.en].map(folded)) if (!codes.has(word)) codes.set(word, code);
  }
  codesByWord.set(vocabulary, codes);
  return codes;
}
