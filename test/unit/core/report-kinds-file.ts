import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parseReportKinds } from '../../../src/core/report-kinds.js';
import { root } from '../../root.js';

/** The rows of the shipped file, for tests that change one. */
export const reportKindRows = (): Record<string, string>[] =>
  parse(readFileSync(`${root}/data/taxonomy/report-kinds.csv`), { columns: true, bom: true });

export const reportKinds = parseReportKinds(reportKindRows());
