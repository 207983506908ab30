import { membersOf } from '../core/card.js';
import { ALLOWED_AREA, fullName, liesIn, searchedNames, type Area } from '../core/area.js';
import { invalidParameter } from '../core/errors.js';
import type { Facility } from '../core/facility.js';
import { closest } from '../core/spelling.js';
import type { Card, FacilityStore, ListFilter } from '../core/store.js';

/** The places of an area, from the store. */

const PAGE = 500;
/** Cards looked at for one question: more are a nation's, and no handbook's. */
const MOST_LOOKED_AT = 50_000;
/** Cards whose regions are offered to whoever wrote one that is not there. */
const MOST_FOR_HINTS = 20_000;
const MOST_HINTS = 8;

/** An area, and of which categories. */
export interface Wanted {
  readonly area: Area;
  readonly traits: NonNullable<ListFilter['traits']>;
}

/** As much of a place as it takes to put it in order. */
export type Found = Pick<Card, 'key' | 'id' | 'nameZh' | 'nameEn'> & { readonly category: string };

/** All places in the area that are in service. @throws UserError `invalid-parameter` where there is none, or too many */
export async function placesIn(store: FacilityStore, { area, traits }: Wanted): Promise<Found[]> {
  const text = searchedNames(area);
  const found: Found[] = [];
  const meant = new Set<string>();
  let outOfService = false;
  let looked = 0;
  for await (const card of cardsOf(store, { traits, ...(text !== undefined && { text }) }, MOST_LOOKED_AT)) {
    looked++;
    const address = membersOf(card).address;
    if (!liesIn(area, address)) continue;
    const name = fullName(area, address);
    if (name !== undefined) meant.add(name);
    const { key, id, nameZh, nameEn } = card;
    if (card.head.outOfService) outOfService = true;
    else found.push({ key, id, nameZh, nameEn, category: card.head.category });
  }
  if (looked >= MOST_LOOKED_AT) throw tooLarge(area);
  if (meant.size > 1) throw ambiguous(area, meant);
  if (found.length === 0 && !outOfService) throw await unknownArea(store, { area, traits });
  return found;
}

/** Whole facilities, in the order of the keys. */
export async function facilitiesOf(store: FacilityStore, keys: readonly number[]): Promise<Facility[]> {
  const found: Facility[] = [];
  for (let at = 0; at < keys.length; at += PAGE) {
    const some = await store.facilities(keys.slice(at, at + PAGE));
    found.push(...some.filter((one) => one !== undefined));
  }
  return found;
}

async function* cardsOf(store: FacilityStore, filter: ListFilter, most: number): AsyncIterable<Card> {
  let after = 0;
  for (let seen = 0; seen < most; seen += PAGE) {
    const cards = await store.list(filter, after, PAGE);
    yield* cards;
    if (cards.length < PAGE) return;
    after = cards.at(-1)!.key;
  }
}

function tooLarge({ written }: Area): Error {
  return invalidParameter({
    parameter: 'area',
    value: written.slice(0, 80),
    detail: 'has too many places for a handbook',
    allowed: 'a smaller area: a district or a subdistrict',
  });
}

function ambiguous({ written }: Area, meant: ReadonlySet<string>): Error {
  const allowed = [...meant].toSorted().slice(0, MOST_HINTS);
  return invalidParameter({
    parameter: 'area',
    value: written.slice(0, 80),
    detail: `is the name of ${meant.size} areas; write the larger one in front, after a blank`,
    allowed,
  });
}

/** A wrong letter, or another kind of ending: what is spelled like it stands first. */
async function unknownArea(store: FacilityStore, { area, traits }: Wanted): Promise<Error> {
  const counts = new Map<string, number>();
  for await (const card of cardsOf(store, { traits }, MOST_FOR_HINTS)) {
    const { district, subdistrict, adcode } = membersOf(card).address ?? {};
    const names = area.kind === 'adcode' ? [adcode] : [district, subdistrict];
    for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const common = [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  const near = area.kind === 'names' ? area.names.map((name) => nearest(name, common)) : [];
  const meant = near.find((name) => name !== undefined);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const allowed = [...new Set([...(meant === undefined ? [] : [meant]), ...common])].slice(0, MOST_HINTS);
  return invalidParameter({
    parameter: 'area',
    value: area.written.slice(0, 80),
    detail: `no place of this category has it in its address${hint}`,
    allowed: allowed.length > 0 ? allowed : ALLOWED_AREA,
  });
}

/** A name that has the one written in it, or is spelled like it. */
function nearest(name: string, known: readonly string[]): string | undefined {
  return known.find((one) => one.includes(name) || name.includes(one)) ?? closest(name, known);
}
