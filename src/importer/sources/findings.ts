import type { Issue } from '../../core/import.js';
import type { Words } from '../../core/vocabulary.js';
import { maskPersonal } from '../../core/personal-number.js';
import { RULES, type RuleId } from '../rules.js';
import { short } from './text.js';

/** What is found in one row while it is read. A row with an error is rejected. */
export class Findings {
  readonly row: number;
  readonly issues: Issue[] = [];
  readonly unknownServices: string[] = [];
  rejected = false;

  constructor(row: number) {
    this.row = row;
  }

  note(
    rule: RuleId,
    at: {
      readonly column?: string | undefined;
      readonly value?: unknown;
      readonly detail?: string | Words;
    } = {},
  ): void {
    const { severity, words } = RULES[rule];
    if (severity === 'error') this.rejected = true;
    // A cell may be asked for more than once.
    if (
      rule === 'value.placeholder' &&
      this.issues.some((one) => one.rule === rule && one.column === at.column)
    )
      return;
    this.issues.push({
      row: this.row,
      rule,
      severity,
      ...(at.column === undefined ? {} : { column: at.column }),
      ...(at.value === undefined
        ? {}
        : { value: short(maskPersonal(typeof at.value === 'string' ? at.value : JSON.stringify(at.value))) }),
      words: at.detail === undefined ? words : withDetail(words, at.detail),
    });
  }

  /** The text, cut to what the model holds; the raw record keeps all of it. */
  cut(text: string, most: number, column: string): string {
    if (text.length <= most) return text;
    this.note('value.too_long', { column, value: text });
    return text.slice(0, most).trimEnd();
  }
}

function withDetail(words: Words, detail: string | Words): Words {
  const { zh, en } = typeof detail === 'string' ? { zh: detail, en: detail } : detail;
  return { zh: `${words.zh}（${zh}）`, en: `${words.en} (${en})` };
}
