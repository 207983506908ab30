import { formatDate } from '../../core/hours/civil.js';
import type { OfferingCell } from './cells.js';
import type { RowDraft } from './row-draft.js';
import { spreadsheetTime } from './when/spreadsheet-time.js';
import { tokensOf } from './when/tokens.js';
import { WhenFault } from './when/when-fault.js';

type Dates = Readonly<Partial<Record<'validFrom' | 'validTo', string>>>;

const ENDLESS = /^(长期|长期有效|永久|永久有效|不限|常年|无限期)$/;

/** The dates between which it is valid, both included, from two columns or one. */
export function readValidity(row: RowDraft): void {
  for (const field of ['validFrom', 'validTo', '_valid'] as const) {
    const cell = row.cells.first(field);
    if (cell) Object.assign(row.document, datesIn(cell, field, row));
  }
}

function datesIn(cell: OfferingCell, field: 'validFrom' | 'validTo' | '_valid', { cells }: RowDraft): Dates {
  const { column, text } = cell;
  if (ENDLESS.test(text)) return {};
  try {
    const tokens = tokensOf((spreadsheetTime(text) ?? text).replace(/^(即日|即)起?/, ''));
    const days = tokens.flatMap((one) => (one.kind === 'day' ? [formatDate(one.day)] : []));
    const shape = tokens.map(({ kind }) => kind).join(' ');
    const named = SHAPES[shape];
    if (named === 'both') return { validFrom: days[0]!, validTo: days[1]! };
    if (named === 'one') return { [field === 'validFrom' ? 'validFrom' : 'validTo']: days[0]! };
    if (named !== undefined) return { [named]: days[0]! };
  } catch (error) {
    if (!(error instanceof WhenFault)) throw error;
  }
  cells.findings.note('date.not_understood', { column, value: text });
  return {};
}

/** What days beside 起 and 至 are. A single day is the last one, but under a heading of the first. */
const SHAPES: Readonly<Record<string, 'one' | 'both' | 'validFrom' | 'validTo'>> = {
  day: 'one',
  'day from': 'validFrom',
  'to day': 'validTo',
  'until day': 'validTo',
  'day to day': 'both',
  'day from to day': 'both',
  'day until day': 'both',
};

/** Words of hours; rules are made of them when the document is checked. */
export function readHours({ cells, document }: RowDraft): void {
  const words = cells.first('hours');
  const osm = cells.text('hours.osm');
  if (words) document['hours'] = cells.findings.cut(words.text, 2000, words.column);
  else if (osm) document['hours'] = { osm };
}
