import { UserError } from '../core/errors.js';
import type { OfferingKind } from '../core/offerings/documents.js';
import { isForArea } from '../core/offerings/in-area.js';
import type { AnyOffering } from '../core/offerings/offering.js';
import { isOver } from '../core/offerings/validity.js';
import type { Card } from '../core/store.js';
import type { Vocabulary } from '../core/vocabulary.js';
import type { HttpDeps } from './deps.js';
import { list, number, optional, text, withDefault, word, type Values } from './params.js';
import { cursorParam } from './search-params.js';
import { unknownWord } from './search-question.js';

/** What lists of offerings share: how they are asked, which fit, and the facilities they are at. */

export const listParams = {
  measure: optional(
    text({ most: 40, allowed: 'a code of /v1/measures', meaning: 'Only what belongs to this measure.' }),
  ),
  area: optional(
    list({
      most: 20,
      allowed: 'names of areas such as 普陀区, separated by commas',
      meaning: 'Only what is for one of these areas, or for everywhere.',
    }),
  ),
};
export const pageParams = {
  area: listParams.area,
  state: withDefault(
    word(['current', 'all'], '`current`: what is planned or in force; `all`: also what is over.'),
    'current',
  ),
  limit: withDefault(number({ min: 1, max: 100, whole: true, unit: '', meaning: 'How many at most.' }), 50),
  cursor: cursorParam,
};
export type ListValues = Values<typeof listParams & typeof pageParams>;

interface Choice {
  readonly measure?: string | undefined;
  readonly area?: readonly string[] | undefined;
  readonly state?: ListValues['state'];
}

/** Those of a kind that fit, in the order in which they were made. @throws UserError for a measure there is not */
export function chosen<K extends OfferingKind>(
  kind: K,
  { measure, area, state = 'current' }: Choice,
  now: number,
  { live, vocabulary }: Pick<HttpDeps, 'live' | 'vocabulary'>,
): readonly AnyOffering[] {
  if (measure !== undefined) checkMeasure(measure, vocabulary);
  const all = live.offerings.all(kind) as unknown as readonly AnyOffering[];
  return all.filter((one) => {
    const content = one.content as { measure?: string; area?: readonly string[] };
    if (measure !== undefined && content.measure !== measure) return false;
    return isForArea(content.area, area) && (state === 'all' || !isOver(one, now));
  });
}

export function checkMeasure(measure: string, { measures }: Vocabulary): void {
  if (measures.has(measure)) return;
  const fault = unknownWord('measure', measure, [...measures.keys()]);
  throw new UserError('invalid-parameter', 'measure is not one of the ten measures.', [fault]);
}

const MOST_IDS = 100;

/** The facilities that offerings are at, by the offering's id; those that are gone are left out. */
export async function cardsOf(
  offerings: readonly AnyOffering[],
  { stores }: Pick<HttpDeps, 'stores'>,
): Promise<ReadonlyMap<string, Card>> {
  const at = new Map(offerings.map((one) => [one.id, (one.content as { facility?: string }).facility]));
  const wanted = [...new Set([...at.values()].filter((one) => one !== undefined))];
  const cards = new Map<string, Card>();
  for (let i = 0; i < wanted.length; i += MOST_IDS) {
    const ids = wanted.slice(i, i + MOST_IDS);
    for (const card of await stores.facilities.list({ ids }, 0, MOST_IDS)) cards.set(card.id, card);
  }
  const found = [...at].map(([id, facility]) => [id, cards.get(facility ?? '')] as const);
  return new Map(found.filter((pair): pair is readonly [string, Card] => pair[1] !== undefined));
}
