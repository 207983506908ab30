import { published, type RowDraft } from './row-draft.js';
import { countOf, priceOf } from './words.js';

/** Yuan; words that are no price go into the description. */
export function readPrice({ cells, document, notes }: RowDraft): void {
  const cell = cells.first('price');
  if (!cell) return;
  const price = priceOf(cell.text);
  if (price !== undefined && price < 0)
    cells.findings.note('price.below_zero', { column: cell.column, value: cell.text });
  else if (price !== undefined) document['price'] = price;
  else {
    cells.findings.note('price.not_understood', { column: cell.column, value: cell.text });
    notes.push(published(cells, cell));
  }
}

/** How many there are; words that say there is no bound say nothing. */
export function readSeats({ cells, document }: RowDraft, field: 'seats' | 'quota'): void {
  const cell = cells.first(field);
  const count = cell && countOf(cell.text);
  if (typeof count === 'number') document[field] = count;
  else if (cell && count === undefined)
    cells.findings.note('value.not_a_number', { column: cell.column, value: cell.text });
}
