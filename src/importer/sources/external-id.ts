import { createHash } from 'node:crypto';
import type { Cells } from './cells.js';
import type { Coordinates } from './coordinates.js';
import type { Findings } from './findings.js';
import { folded } from './text.js';

/** What a spreadsheet makes of a long number: `1.38123E+10`. Its last digits are gone. */
export const ROUNDED_NUMBER = /^\d(\.\d+)?e\+\d+$/i;

/**
 * What names the record among the publisher's others: the columns the source names, else a column of ids, else a key
 * made of name and address. Without an address the position takes its place (to four decimals, some 10 m), because many
 * places share a name. Case, width, blanks and punctuation do not change the key.
 */
export function externalIdOf(
  columns: readonly string[] | undefined,
  cells: Cells,
  findings: Findings,
  place: { readonly name: string; readonly address: string; readonly coordinates?: Coordinates | undefined },
): string {
  const named = columns?.map((column) => cells.at(column)?.text ?? '') ?? [];
  if (named.some((part) => part !== '')) return checked(named.join('/'), columns?.join(', '), findings);
  const given = columns ? undefined : cells.first('externalId');
  if (given) {
    if (isRounded(given.value)) findings.note('id.damaged', { column: given.column, value: given.text });
    return checked(given.text, given.column, findings);
  }
  const { x, y } = place.coordinates ?? {};
  const where =
    folded(place.address) || (x === undefined || y === undefined ? '' : `${x.toFixed(4)},${y.toFixed(4)}`);
  return `c-${createHash('sha256')
    .update(`${folded(place.name)}\n${where}`)
    .digest('hex')
    .slice(0, 20)}`;
}

/** A number with more digits than a spreadsheet (15) or a reader of JSON (2^53) keeps. */
function isRounded(value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return !Number.isSafeInteger(value) || (Math.abs(value) >= 1e15 && value % 10 === 0);
}

function checked(id: string, column: string | undefined, findings: Findings): string {
  if (ROUNDED_NUMBER.test(id)) findings.note('id.damaged', { column, value: id });
  return id.slice(0, 500);
}
