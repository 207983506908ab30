import type { Severity } from '../core/import.js';
import type { Words } from '../core/vocabulary.js';

/** One thing the importer looks at. The ids are stable: people and programs refer to them. */
export interface Rule {
  readonly severity: Severity;
  readonly words: Words;
  /** What the importer does about it, and why. */
  readonly effect: Words;
}
