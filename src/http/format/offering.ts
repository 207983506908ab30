import { fromWgs84, type CrsName } from '../../core/crs.js';
import type { HoursCalendar } from '../../core/hours/calendar.js';
import type { Contents } from '../../core/offerings/documents.js';
import {
  nextOccurrence,
  occurrencesOf,
  occurrenceText,
  type Occurrence,
} from '../../core/offerings/occurrences.js';
import type { AnyOffering } from '../../core/offerings/offering.js';
import { offeredState, phaseOf } from '../../core/offerings/validity.js';
import type { Position } from '../../core/position.js';
import type { Card } from '../../core/store.js';
import { inLanguage, type Language, type LocalText } from '../../core/vocabulary.js';
import { geometryOf, metres, openObject } from './feature.js';

/** Offerings as they are told. */

export interface Telling {
  readonly lang: Language;
  /** Milliseconds since 1970: the time for which states are told. */
  readonly at: number;
  readonly calendar: HoursCalendar;
  readonly outCrs: CrsName;
  /** The facility it is at. */
  readonly card?: Card | undefined;
  readonly distance?: number | undefined;
  /** Of an event: the time whose occurrences are told. */
  readonly between?: Occurrence | undefined;
}

const MOST_OCCURRENCES = 31;

/** An offering as an answer has it: an event is a GeoJSON Feature, the others are objects. */
export function offeringObject(offering: AnyOffering, telling: Telling): object {
  if (offering.kind !== 'event') return members(offering, telling);
  const position = positionOf(offering.content, telling.card);
  return {
    type: 'Feature',
    id: offering.id,
    geometry: position ? geometryOf(position, telling.outCrs) : null,
    properties: members(offering, telling),
  };
}

/** Where an event takes place, as far as that is known: WGS-84. */
export function positionOf({ position }: Contents['event'], card: Card | undefined): Position | undefined {
  if (position) return { lon: position.lon, lat: position.lat };
  return card?.lon != null && card.lat != null ? { lon: card.lon, lat: card.lat } : undefined;
}

function members(offering: AnyOffering, telling: Telling): object {
  const { lang } = telling;
  const { name, description, ...rest } = offering.content as { name: LocalText; description?: LocalText };
  return {
    id: offering.id,
    name: inLanguage(name, lang),
    names: name,
    ...(description && { description: inLanguage(description, lang) }),
    ...inOutCrs(rest, telling.outCrs),
    createdAt: offering.createdAt,
    updatedAt: offering.updatedAt,
    ...(offering.record && { source: offering.record.source }),
    ...timed(offering, telling),
  };
}

function inOutCrs(
  rest: { readonly position?: { lon: number; lat: number; crs: CrsName } },
  crs: CrsName,
): object {
  if (!rest.position || crs === 'wgs84') return rest;
  const { lon, lat } = fromWgs84(rest.position, crs);
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return { ...rest, position: { lon: round(lon), lat: round(lat), crs } };
}

function timed({ kind, content }: AnyOffering, telling: Telling): object {
  const { at, lang, calendar } = telling;
  if (kind === 'organisation') return {};
  if (kind === 'programme') return { phase: phaseOf(content, at) };
  if (kind === 'event') return timesOf(content, telling);
  const open = openObject(offeredState(content, at, calendar), lang);
  return kind === 'hotline' ? { open } : { valid: open, ...placeMember(telling) };
}

function timesOf(content: Contents['event'], telling: Telling): object {
  const { at, between, distance } = telling;
  const next = nextOccurrence(content, at);
  const within = between && occurrencesOf(content, between, MOST_OCCURRENCES);
  const begun = content.status !== 'cancelled' && next !== undefined && next.from <= at;
  return {
    ...(next && { next: occurrenceText(next, content) }),
    // It has begun, and nobody says when it ends: that it still goes on is not known.
    ...(!(begun && content.end === undefined) && { ongoing: begun }),
    ...(within && { occurrences: within.map((one) => occurrenceText(one, content)) }),
    ...placeMember(telling),
    ...(distance !== undefined && { distance: metres(distance) }),
  };
}

function placeMember({ card, lang }: Telling): object {
  if (!card) return {};
  const { category } = card.head;
  const name = inLanguage(
    { ...(card.nameZh !== null && { zh: card.nameZh }), ...(card.nameEn !== null && { en: card.nameEn }) },
    lang,
  );
  return { place: { id: card.id, name, category, href: `/v1/facilities/${encodeURIComponent(card.id)}` } };
}
