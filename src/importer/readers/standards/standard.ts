import type { Words } from '../../../core/vocabulary.js';
import type { SourceFile } from '../../sources/source-file.js';
import type { SourceRow } from '../reading.js';

/** What a published format says of its members, as a source file would say it. A source file stands above it. */
export type StandardSource = Pick<
  SourceFile,
  'licence' | 'attribution' | 'category' | 'precision' | 'headings' | 'ignore' | 'values' | 'skip' | 'unnamed'
>;

/** A published format whose members have a meaning of their own, whoever the publisher is. */
export interface Standard {
  /** With its version where the file says it: `GBFS 3.0`. */
  readonly name: string;
  readonly source: StandardSource;
}

/** A document of JSON that follows a standard: where its rows are, and how an element becomes one. */
export interface StandardDocument extends Standard {
  readonly path: string;
  readonly row: (element: unknown, row: number) => SourceRow;
  readonly notes: readonly Words[];
}
