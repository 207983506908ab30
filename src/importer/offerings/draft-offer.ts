import { readPrice, readSeats } from './amounts.js';
import { localOf, published, type RowDraft } from './row-draft.js';
import { readHours, readValidity } from './validity.js';
import { listOf, percentOffOf, priceOf } from './words.js';
import { numberOf } from '../sources/text.js';

export function draftOffer(row: RowDraft): void {
  const { cells, document, telling } = row;
  readPrice(row);
  readDiscount(row);
  readService(row);
  readHours(row);
  readSeats(row, 'quota');
  readValidity(row);
  const proof = localOf(row, 'proof');
  if (proof) document['proof'] = proof;
  telling.push((document['service'] as string | undefined) ?? '', cells.text('hours'));
}

function readDiscount({ cells, document, notes }: RowDraft): void {
  const cell = cells.first('percentOff');
  if (!cell) return;
  // A bare number is clear under a heading that says of what it is.
  const percent = /percent/i.test(cell.column)
    ? numberOf(cell.text.replace(/%$/, ''))
    : percentOffOf(cell.text);
  if (percent !== undefined) document['percentOff'] = percent;
  else if (priceOf(cell.text) === 0) document['price'] ??= 0;
  else {
    cells.findings.note('price.not_understood', { column: cell.column, value: cell.text });
    notes.push(published(cells, cell));
  }
}

/** One service: the one its column names, or else its name. */
function readService({ cells, document, parts }: RowDraft): void {
  const cell = cells.first('service') ?? cells.first('name.zh') ?? cells.first('name.en');
  if (!cell) return;
  const words = listOf(cell.value, cell.text).join('、');
  const { services } = parts.serviceWords.find(words);
  const codes = Object.entries(services).filter(([, { state }]) => state === 'yes');
  if (codes.length === 1) document['service'] = codes[0]![0];
  else cells.findings.note('offer.no_service', { column: cell.column, value: cell.text });
}
