import { tellPhonesApart } from '../sources/phones.js';
import { textsOf } from './texts.js';
import type { RowDraft } from './row-draft.js';
import { readHours, readValidity } from './validity.js';
import { flagOf, languageTagsOf, listOf } from './words.js';

export function draftHotline(row: RowDraft): void {
  const { cells, document, telling } = row;
  readNumber(row);
  readHours(row);
  readValidity(row);
  const languages = cells.first('languages');
  const tags = languages && languageTagsOf(listOf(languages.value, languages.text));
  if (tags) document['languages'] = tags.slice(0, 20);
  else if (languages)
    cells.findings.note('value.not_usable', { column: languages.column, value: languages.text });
  const topics = cells.first('topics');
  if (topics) document['topics'] = textsOf(topics).slice(0, 20);
  const free = cells.first('free');
  const flag = free && flagOf(free.text);
  if (flag !== undefined) document['free'] = flag;
  telling.push((document['number'] as string | undefined) ?? '');
}

function readNumber({ cells, document }: RowDraft): void {
  const cell = cells.first('number');
  if (!cell) return cells.findings.note('hotline.no_number');
  const [number, ...more] = tellPhonesApart(cell.text).office;
  if (number === undefined || more.length > 0)
    return cells.findings.note('hotline.no_number', { column: cell.column, value: cell.text });
  document['number'] = number;
}
