import { readFile } from 'node:fs/promises';
import { UserError } from '../core/errors.js';
import { parseCalendar, type HoursCalendar } from '../core/hours/calendar.js';
import { parseReportKinds, type ReportKinds } from '../core/report-kinds.js';
import { StatusRules, type StatusRows } from '../core/status-rules.js';
import { systemFault } from '../core/system-fault.js';
import { Vocabulary, type VocabularyRows } from '../core/vocabulary.js';
import { parseCsvTable } from '../importer/readers/csv-table.js';
import { shipped } from './shipped.js';

/** Reads the words of the field from `data/taxonomy`. @throws Error that names the file and the row at fault */
export async function loadVocabulary(): Promise<Vocabulary> {
  const table = async (name: string) =>
    parseCsvTable(await readFile(shipped(`taxonomy/${name}.csv`), 'utf8'));
  const [groups, categories, services, needs, measures] = await Promise.all(
    ['groups', 'categories', 'services', 'needs', 'measures'].map(table),
  );
  return new Vocabulary({ groups, categories, services, needs, measures } as unknown as VocabularyRows);
}

/** Reads how live status is judged from `data/taxonomy/status.csv`. @throws Error that names the row at fault */
export async function loadStatusRules(): Promise<StatusRules> {
  return new StatusRules(
    parseCsvTable(await readFile(shipped('taxonomy/status.csv'), 'utf8')) as unknown as StatusRows,
  );
}

/** Reads what reports weigh from `data/taxonomy/report-kinds.csv`. @throws Error that names the row at fault */
export async function loadReportKinds(): Promise<ReportKinds> {
  return parseReportKinds(parseCsvTable(await readFile(shipped('taxonomy/report-kinds.csv'), 'utf8')));
}

/**
 * Reads the calendar of workdays and holidays.
 * @param path a file that takes the place of the shipped one
 * @throws UserError `invalid-file` for a file that cannot be read or is no calendar
 */
export async function loadCalendar(path = shipped('calendar/cn.json')): Promise<HoursCalendar> {
  try {
    return parseCalendar(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UserError('invalid-file', `The calendar ${path} cannot be used: ${systemFault(error).en}`);
  }
}
