import { addressOf } from '../core/compose.js';
import type { Facility } from '../core/facility.js';
import type { FacilityStore } from '../core/store.js';
import { printable } from './printable.js';

export interface UnplacedAsked {
  readonly source: string | undefined;
  readonly limit: number | undefined;
}

const PAGE = 500;

/** The places without a position, in the order in which they came. */
export async function* unplacedPlaces(
  store: FacilityStore,
  { source, limit = Infinity }: UnplacedAsked,
): AsyncIterable<Facility> {
  const filter = { placed: false, ...(source === undefined ? {} : { source }) };
  let left = limit;
  for (let after = 0; left > 0;) {
    const cards = await store.list(filter, after, Math.min(PAGE, left));
    if (cards.length === 0) return;
    after = cards.at(-1)!.key;
    left -= cards.length;
    for (const one of await store.facilities(cards.map(({ key }) => key))) if (one) yield one;
  }
}

/** What a list says of one. */
export function told({ id, body }: Facility) {
  const { name, sources } = body;
  return { id, name: name.zh ?? name.en ?? '', address: addressOf(body), source: sources[0]?.source ?? '' };
}

/** Cells between tabs. A tab or a line end inside a text would make two columns or lines of one. */
export function line(cells: readonly string[]): string {
  return cells.map((text) => printable(text).replaceAll(/\s+/g, ' ')).join('\t');
}
