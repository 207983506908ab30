import type { Severity } from '../core/import.js';
import type { Words } from '../core/vocabulary.js';

/** One thing the importer looks at. The ids are stable: people and programs refer to them. */
export interface Rule {
  readonly severity: Severity;
  readonly words: Words;
  /** What the importer does about it, and why. */
  readonly effect: Words;
}

/** The effect of most errors. */
export const REJECTS: Words = {
  zh: '该行不导入，其余各行照常。',
  en: 'The row is left out; the others go in.',
};
