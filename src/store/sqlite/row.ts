import type { Card } from '../../core/store.js';
import { cardJson, splitCard } from '../../core/card.js';
import type { FacilityBody } from '../../core/facility.js';
import type { Dictionary } from './dictionary.js';
import type { Place, StagedPlace } from './staging.js';
import { searchWords } from './words.js';

/** The columns of a card, in the order in which `toCard` takes them. */
export const CARD_COLUMNS = 'key, id, seq, lon, lat, name_zh, name_en, CAST(json AS BLOB)';
/** The same of a staged facility, whose sequence is its key above that of the overlay. */
export const STAGED_CARD_COLUMNS = CARD_COLUMNS.replace('seq', ':overlay + key AS seq');
export type CardRow = [
  number,
  string,
  number,
  number | null,
  number | null,
  string | null,
  string | null,
  Buffer,
];

export function toCard([key, id, seq, lon, lat, nameZh, nameEn, json]: CardRow): Card {
  const { head, services, rest } = splitCard(json);
  return { key, id, seq, lon, lat, nameZh, nameEn, head, services, rest };
}

/** The name of a facility inside the store. */
export interface PlaceName {
  readonly key: number;
  readonly id: string;
  /** Origin of a new id; 0 for one that is known. */
  readonly origin: number;
}

/** The row of a facility that is there. `at`: milliseconds. */
export function placeRow(
  { key, id, origin }: PlaceName,
  body: FacilityBody,
  at: number,
  dictionary: Dictionary,
): StagedPlace {
  const { category, s0, s1, s2, s3, hours } = dictionary.stored(body);
  // Member by member: spreading into an object of this size costs more than all the rest.
  return {
    key,
    id,
    origin,
    kind: 'put',
    into_id: null,
    at,
    lon: body.position?.lon ?? null,
    lat: body.position?.lat ?? null,
    category,
    s0,
    s1,
    s2,
    s3,
    hours,
    name_zh: body.name.zh ?? null,
    name_en: body.name.en ?? null,
    words: searchWords(body),
    json: cardJson(body, instant(at)),
  };
}

/** The row of a facility that is no longer there. */
export function goneRow(name: PlaceName, { kind, into_id }: Omit<Place, 'id'>, at: number): StagedPlace {
  const nowhere = { lon: null, lat: null } as const;
  const nothing = { category: null, s0: null, s1: null, s2: null, s3: null, hours: null } as const;
  return {
    ...name,
    ...nowhere,
    ...nothing,
    kind,
    into_id,
    at,
    name_zh: null,
    name_en: null,
    words: null,
    json: null,
  };
}

/** Milliseconds as ISO 8601 in UTC. All places of a run have the same instant. */
export function instant(at: number): string {
  if (at !== last.at) last = { at, text: new Date(at).toISOString() };
  return last.text;
}
let last = { at: NaN, text: '' };
