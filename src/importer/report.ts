import type { Change, Verdict } from '../core/change.js';
import type { ImportReport, Issue, Severity } from '../core/import.js';
import type { Words } from '../core/vocabulary.js';
import { maskPersonal } from '../core/personal-number.js';
import type { Origin } from './origins.js';
import { RULES, type RuleId } from './rules.js';
import { Findings } from './sources/findings.js';
import type { Draft } from './sources/draft.js';
import type { Skip } from './sources/source-file.js';
import { short } from './sources/text.js';

const DEFAULT_DETAIL = 1000;
const MOST_UNKNOWN_WORDS = 200;

const UNKNOWN: Origin = { row: 0, unplaced: false };

/** Gathers what happens to the rows. Counts are whole; lists are bounded, so that a bad nation fits into memory. */
export class ReportBuilder {
  readonly #detail: number;
  readonly #rules = new Map<string, { severity: Severity; count: number; words: Words }>();
  readonly #issues: Issue[] = [];
  readonly #unplaced: { row: number; name: string; address: string }[] = [];
  readonly #unknownServices = new Map<string, number>();
  readonly #verdicts: Record<Verdict, number> = {
    new: 0,
    changed: 0,
    same: 0,
    gone: 0,
    absent: 0,
    repeated: 0,
  };
  #leftOut = 0;
  #unplacedCount = 0;
  rows = 0;
  rejected = 0;
  skipped = 0;

  constructor(detail: number = DEFAULT_DETAIL) {
    this.#detail = detail;
  }

  /** Takes note of a row that was read and what was made of it. */
  add(draft: Draft | { readonly kind: 'returned' | 'rejected'; readonly findings: Findings }): void {
    this.rows++;
    if (draft.kind === 'rejected') this.rejected++;
    if (draft.kind === 'skipped') this.#skip(draft.skip, draft.findings.row);
    else for (const issue of draft.findings.issues) this.#note(issue);
    for (const word of draft.findings.unknownServices) {
      if (this.#unknownServices.has(word) || this.#unknownServices.size < 10_000) {
        this.#unknownServices.set(word, (this.#unknownServices.get(word) ?? 0) + 1);
      }
    }
  }

  /** Takes note of what shows only when all rows are read. */
  found({ issues }: Findings): void {
    for (const issue of issues) this.#note(issue);
  }

  /** Takes note of what became of a row that is no record of a place. */
  count(verdict: Verdict): void {
    this.#verdicts[verdict]++;
  }

  /** Takes note of what the store said to a record, and of the row it came from where that is known. */
  verdict(change: Change, verdict: Verdict, { row, unplaced }: Origin = UNKNOWN): void {
    this.#verdicts[verdict]++;
    if (change.kind !== 'put') return;
    if (verdict === 'repeated') {
      const findings = new Findings(row);
      findings.note('id.repeated', { value: nameOf(change) });
      for (const issue of findings.issues) this.#note(issue);
    } else if (unplaced) {
      this.#unplacedCount++;
      if (this.#unplaced.length < this.#detail) {
        const address = change.claim.address?.text;
        this.#unplaced.push({
          row,
          name: nameOf(change),
          address: address?.zh ?? address?.en ?? '',
        });
      }
    }
  }

  #skip({ id, zh, en }: Skip, row: number): void {
    this.skipped++;
    this.#note({ row, rule: `skipped.${id}`, severity: 'info', words: { zh, en } });
  }

  #note(issue: Issue): void {
    const rule = this.#rules.get(issue.rule) ?? { severity: issue.severity, count: 0, words: issue.words };
    rule.count++;
    this.#rules.set(issue.rule, rule);
    if (rule.count <= this.#detail) this.#issues.push(issue);
    else this.#leftOut++;
  }

  /** @param gone how many records were withdrawn, as the store counted them */
  finish(
    about: Omit<
      ImportReport,
      'counts' | 'rules' | 'unknownServices' | 'issues' | 'issuesLeftOut' | 'unplaced'
    >,
    gone: number,
  ): ImportReport {
    const { new: added, changed, same, repeated } = this.#verdicts;
    const words = [...this.#unknownServices].map(([word, count]) => ({
      word: short(maskPersonal(word)),
      count,
    }));
    return {
      ...about,
      counts: {
        rows: this.rows,
        new: added,
        changed,
        same,
        repeated,
        rejected: this.rejected,
        skipped: this.skipped,
        gone,
        unplaced: this.#unplacedCount,
      },
      rules: [...this.#rules]
        .map(([rule, found]) => ({ rule, ...found, ...effectOf(rule) }))
        .toSorted((a, b) => order(a.severity) - order(b.severity) || b.count - a.count),
      unknownServices: words.toSorted((a, b) => b.count - a.count).slice(0, MOST_UNKNOWN_WORDS),
      issues: this.#issues.toSorted((a, b) => a.row - b.row),
      issuesLeftOut: this.#leftOut,
      unplaced: this.#unplaced,
    };
  }
}

/** A filter of a source file is no rule of the catalogue. */
function effectOf(rule: string): { effect?: Words } {
  return Object.hasOwn(RULES, rule) ? { effect: RULES[rule as RuleId].effect } : {};
}

function order(severity: Severity): number {
  return { error: 0, warning: 1, info: 2 }[severity];
}

function nameOf(change: Extract<Change, { kind: 'put' }>): string {
  return short(change.claim.name.zh ?? change.claim.name.en ?? '');
}
