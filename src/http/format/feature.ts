import type { Hit } from '../../core/answer.js';
import { fromWgs84, type CrsName } from '../../core/crs.js';
import type { Presentation } from '../../core/query.js';
import type { Card } from '../../core/store.js';
import type { REASONS } from './schemas.js';

type Reason = (typeof REASONS)[number];

export interface Open {
  readonly state: 'unknown' | 'closed';
  readonly reason: Reason;
}
export interface Usable {
  readonly state: 'unknown' | 'no';
  readonly reasons: readonly Reason[];
}

/** Nothing judges opening hours yet, so nothing is said of them. */
export const OPEN: Open = { state: 'unknown', reason: 'hours-not-judged-yet' };
const USABLE: Usable = { state: 'unknown', reasons: ['hours-not-judged-yet'] };
const OUT_OF_SERVICE: Usable = { state: 'no', reasons: ['out-of-service'] };

export function usableOf(inService: boolean): Usable {
  return inService ? USABLE : OUT_OF_SERVICE;
}

/**
 * A hit as the JSON text of a GeoJSON Feature. The card's members are text already; they are put in as they
 * are, which is most of what makes an answer cheap.
 */
export function featureText(hit: Hit, shape: Presentation): string {
  const { card } = hit;
  const properties = shape.fields ? pickedProperties(hit, shape) : spliced(hit, shape);
  return `{"type":"Feature","id":${JSON.stringify(card.id)},"geometry":${geometryText(card, shape.outCrs)},"properties":${properties}}`;
}

/** The same as an object: what the text must say. */
export function featureObject(hit: Hit, shape: Presentation): object {
  const properties = propertiesOf(hit, shape);
  return { type: 'Feature', id: hit.card.id, geometry: geometryOf(hit.card, shape.outCrs), properties };
}

function spliced(hit: Hit, { lang }: Presentation): string {
  const { card, distance, along, detour, unknownServices } = hit;
  const members = card.json.slice(1, -1);
  let text = `{"name":${JSON.stringify(nameOf(card, lang))}`;
  if (members !== '') text += `,${members}`;
  if (distance !== undefined) text += `,"distance":${metres(distance)}`;
  if (along !== undefined) text += `,"along":${metres(along)}`;
  if (detour !== undefined) text += `,"detour":${metres(detour)}`;
  if (unknownServices !== undefined) text += `,"unknownServices":${JSON.stringify(unknownServices)}`;
  return text + (isInService(card) ? STATES : STATES_OUT_OF_SERVICE);
}

const STATES = `,"open":${JSON.stringify(OPEN)},"usable":${JSON.stringify(USABLE)}}`;
const STATES_OUT_OF_SERVICE = `,"open":${JSON.stringify(OPEN)},"usable":${JSON.stringify(OUT_OF_SERVICE)}}`;

/** The member itself is looked for: inside a string its quotation marks would be escaped. */
function isInService({ json }: Card): boolean {
  return !json.includes('"inService":false');
}

function pickedProperties(hit: Hit, shape: Presentation): string {
  const all = propertiesOf(hit, shape);
  return JSON.stringify(
    Object.fromEntries(Object.entries(all).filter(([name]) => shape.fields!.includes(name))),
  );
}

function propertiesOf(hit: Hit, { lang }: Presentation): Record<string, unknown> {
  const { card, distance, along, detour, unknownServices } = hit;
  return {
    name: nameOf(card, lang),
    ...(JSON.parse(card.json) as object),
    ...(distance !== undefined && { distance: metres(distance) }),
    ...(along !== undefined && { along: metres(along) }),
    ...(detour !== undefined && { detour: metres(detour) }),
    ...(unknownServices !== undefined && { unknownServices }),
    open: OPEN,
    usable: usableOf(isInService(card)),
  };
}

function nameOf({ nameZh, nameEn }: Card, lang: 'zh' | 'en'): string {
  return (lang === 'zh' ? (nameZh ?? nameEn) : (nameEn ?? nameZh)) ?? '';
}

/** To the decimetre: finer than any position is known. */
export function metres(value: number): number {
  return Math.round(value * 10) / 10;
}

interface Placed {
  readonly lon: number | null;
  readonly lat: number | null;
}

function geometryText(card: Placed, crs: CrsName): string {
  if (card.lon === null || card.lat === null) return 'null';
  if (crs === 'wgs84') return `{"type":"Point","coordinates":[${card.lon},${card.lat}]}`;
  return JSON.stringify(geometryOf(card, crs));
}

/** The position in the datum of the answer. Converted numbers are cut at a centimetre (7 places). */
export function geometryOf({ lon, lat }: Placed, crs: CrsName): object | null {
  if (lon === null || lat === null) return null;
  if (crs === 'wgs84') return { type: 'Point', coordinates: [lon, lat] };
  const moved = fromWgs84({ lon, lat }, crs);
  return { type: 'Point', coordinates: [places(moved.lon), places(moved.lat)] };
}

function places(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
