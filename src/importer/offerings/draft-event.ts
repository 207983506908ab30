import { toWgs84 } from '../../core/crs.js';
import { formatDate } from '../../core/hours/civil.js';
import { CALENDAR_ID, NOT_TAKEN } from '../readers/calendar.js';
import { crsOf } from '../headings.js';
import { faultOf, parseDegrees } from '../sources/coordinates.js';
import { tellPhonesApart } from '../sources/phones.js';
import type { OfferingCell } from './cells.js';
import { readPrice, readSeats } from './amounts.js';
import { localOf, published, readLink, readPhones, type RowDraft } from './row-draft.js';
import { readWhen } from './when/read-when.js';
import { spreadsheetTime } from './when/spreadsheet-time.js';
import { tokensOf } from './when/tokens.js';
import { WhenFault } from './when/when-fault.js';
import { statusOf } from './words.js';

/** The columns of a calendar's row that are no property of it. */
export const CALENDAR_COLUMNS: readonly string[] = [CALENDAR_ID, NOT_TAKEN];

export function draftEvent(row: RowDraft): void {
  const { cells, document, telling } = row;
  const notTaken = cells.row.values[NOT_TAKEN];
  if (notTaken !== undefined) cells.findings.note('time.not_expressible', { value: notTaken });
  telling.push(readTimes(row));
  readServices(row);
  readSeats(row, 'seats');
  readPrice(row);
  readSignUp(row);
  readPhones(row);
  readStatus(row);
  readPosition(row);
  const note = localOf(row, 'statusNote');
  if (note) document['statusNote'] = note;
}

/** Reads when it takes place from all columns that say something of it. @returns the words */
function readTimes(row: RowDraft): string {
  const { cells } = row;
  const text = (field: string) =>
    cells
      .all(field)
      .map((cell) => timeText(row, cell))
      .join(' ');
  const [start, end] = [text('start'), text('end')];
  const span = [start, end].filter((part) => part !== '').join(start === '' ? '' : '~');
  const words = [text('rrule'), text('_date'), text('_time'), end !== '' && start === '' ? `至${end}` : span]
    .filter((part) => part !== '')
    .join(' ');
  const column = ['start', '_time', '_date', 'rrule', 'end']
    .map((field) => cells.first(field)?.column)
    .find(Boolean);
  try {
    row.when = readWhen(words);
  } catch (error) {
    if (!(error instanceof WhenFault)) throw error;
    cells.findings.note(error.rule, {
      column,
      value: words,
      ...(error.at !== words && { detail: `“${error.at.trim()}”` }),
    });
  }
  readExcept(row);
  return words;
}

/** A spreadsheet's number of a day, where one stands in place of a date. */
function timeText({ cells }: RowDraft, { column, value, text }: OfferingCell): string {
  const read = spreadsheetTime(text);
  if (read === undefined) return text;
  cells.findings.note('time.from_number', { column, value, detail: read });
  return read;
}

function readExcept({ cells, document }: RowDraft): void {
  const cell = cells.first('except');
  if (!cell) return;
  const words = Array.isArray(cell.value) ? cell.value.map(String) : cell.text.split(/[、,，;；|\n]+/);
  try {
    const days = words
      .filter((word) => word.trim() !== '')
      .map((word) => {
        const [day, ...others] = tokensOf(word);
        if (day?.kind !== 'day' || others.length > 0) throw new WhenFault('time.not_understood', word);
        return formatDate(day.day);
      });
    if (days.length > 0) document['except'] = [...new Set(days)].toSorted();
  } catch (error) {
    if (!(error instanceof WhenFault)) throw error;
    cells.findings.note(error.rule, { column: cell.column, value: error.at });
  }
}

function readServices({ cells, document, parts, notes }: RowDraft): void {
  const codes: string[] = [];
  for (const cell of cells.all('services')) {
    const words = Array.isArray(cell.value) ? cell.value.join('、') : cell.text;
    const { services, unknown } = parts.serviceWords.find(words);
    for (const [code, { state }] of Object.entries(services)) if (state === 'yes') codes.push(code);
    for (const word of unknown)
      cells.findings.note('services.unknown_word', { column: cell.column, value: word });
    notes.push(...unknown);
  }
  if (codes.length > 0) document['services'] = [...new Set(codes)].slice(0, 20);
}

/** Where to sign up: a link, a number, or words. */
function readSignUp(row: RowDraft): void {
  const { cells, notes } = row;
  const cell = cells.first('signUp');
  if (!cell || readLink(row, 'signUp')) return;
  if (tellPhonesApart(cell.text).office.length + tellPhonesApart(cell.text).personal.length > 0)
    readPhones(row, 'signUp');
  else notes.push(published(cells, cell));
}

function readStatus({ cells, document }: RowDraft): void {
  const cell = cells.first('status');
  const status = cell && statusOf(cell.text);
  if (cell && status === undefined)
    cells.findings.note('status.not_understood', { column: cell.column, value: cell.text });
  else if (status !== undefined && status !== 'scheduled') document['status'] = status;
}

function readPosition({ cells, document, parts }: RowDraft): void {
  const [x, y] = [cells.first('position.lon'), cells.first('position.lat')];
  if (!x && !y) return;
  const { findings } = cells;
  if (!x || !y) return findings.note('position.one_missing', { column: (x ?? y)!.column });
  const [lon, lat] = [parseDegrees(x.text), parseDegrees(y.text)];
  if (lon === undefined || lat === undefined)
    return findings.note('position.not_a_number', { column: x.column, value: `${x.text}, ${y.text}` });
  const fault = faultOf({ x: lon, y: lat });
  if (fault) return findings.note(fault, { column: x.column, value: `${lon}, ${lat}` });
  const crs = crsOf(cells.text('position.crs')) ?? crsOf(x.column) ?? crsOf(y.column) ?? parts.crs;
  if (crs === undefined)
    return findings.note('position.no_datum', { column: x.column, value: `${lon}, ${lat}` });
  document['position'] = { ...toWgs84({ lon, lat }, crs), crs: 'wgs84' };
}
