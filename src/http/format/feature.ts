import type { Entry } from '../../core/access.js';
import { ENTRY_WORDS } from '../../core/access-words.js';
import type { Hit } from '../../core/answer.js';
import { membersOf } from '../../core/card.js';
import { fromWgs84, type CrsName } from '../../core/crs.js';
import { formatInstant } from '../../core/hours/civil.js';
import type { OpenState } from '../../core/hours/hours-state.js';
import type { Presentation } from '../../core/query.js';
import type { Card } from '../../core/store.js';
import type { Usable } from '../../core/usable.js';
import { inLanguage, type Language } from '../../core/vocabulary.js';
import type { ByteWriter } from './byte-writer.js';
import { effectObject } from './report.js';
import { statusObject } from './status.js';

/** The open state as it is answered: instants in Shanghai's time. */
export function openObject(open: OpenState, lang: Language): object {
  const { state, until, opensAt, reason, exception } = open;
  const words = wordsOf(open, lang);
  return {
    state,
    ...(until !== undefined && { until: formatInstant(until) }),
    ...(opensAt !== undefined && { opensAt: formatInstant(opensAt) }),
    ...(reason !== undefined && { reason }),
    ...(words !== undefined && { words }),
    ...(exception && { override: exception.id }),
  };
}

/** The reason of an exception in the language asked for; else the words as written. */
function wordsOf({ words, exception }: OpenState, lang: Language): string | undefined {
  return exception ? inLanguage(exception.words, lang) : words;
}

/**
 * Writes a hit as a GeoJSON Feature. The card's members are text already, in the bytes they are stored and sent as; they
 * are copied, which is most of what makes an answer cheap.
 * @param before text that comes before it
 */
export function writeFeature(hit: Hit, shape: Presentation, out: ByteWriter, before = ''): void {
  const { card } = hit;
  if (card.ready && shape.outCrs === 'wgs84' && !shape.fields) {
    if (before !== '') out.text(before);
    out.feature(card.ready, shape.lang);
    writeAdded(hit, shape.lang, out);
    return;
  }
  const start = `${before}{"type":"Feature","id":${JSON.stringify(card.id)},"geometry":${geometryText(card, shape.outCrs)},"properties":`;
  if (shape.fields) {
    out.text(`${start}${pickedProperties(hit, shape)}}`);
    return;
  }
  out.text(`${start}{"name":${JSON.stringify(nameOf(card, shape.lang))}`);
  out.copy(card.head.bytes);
  out.copy(card.services.bytes);
  out.copy(card.rest);
  writeAdded(hit, shape.lang, out);
}

/** The same as an object: what the text must say. */
export function featureObject(hit: Hit, shape: Presentation): object {
  const properties = propertiesOf(hit, shape);
  return { type: 'Feature', id: hit.card.id, geometry: geometryOf(hit.card, shape.outCrs), properties };
}

/** What is told beside the card, to the end of the feature. */
function writeAdded(hit: Hit, lang: Language, out: ByteWriter): void {
  const { open, usable, distance } = hit;
  if (distance !== undefined) {
    out.copy(DISTANCE);
    out.tenths(tenths(distance));
  }
  const text = saidBeside(hit, lang);
  if (text === '' && !open.exception && !hit.offers && !hit.reports) {
    out.copy(statesBytes(open, usable));
    return;
  }
  let last = `${text}${statesText(open, usable, lang)}`;
  if (hit.offers) last += `,"offers":${JSON.stringify(offerObjects(hit.offers, lang))}`;
  if (hit.reports) last += `,"reports":${JSON.stringify(hit.reports.map(effectObject))}`;
  out.text(`${last}}}`);
}

const DISTANCE = Buffer.from(',"distance":');

/** What few hits have. */
function saidBeside(hit: Hit, lang: Language): string {
  const { status, servicesOpen, entry, along, detour, unknownServices } = hit;
  let text = '';
  if (along !== undefined) text += `,"along":${metres(along)}`;
  if (detour !== undefined) text += `,"detour":${metres(detour)}`;
  if (unknownServices !== undefined) text += `,"unknownServices":${JSON.stringify(unknownServices)}`;
  if (status !== undefined) text += `,"status":${JSON.stringify(statusObject(status))}`;
  if (entry) text += `,"entry":${JSON.stringify(entryObject(entry, lang))}`;
  if (servicesOpen) text += `,"servicesOpen":${JSON.stringify(servicesObject(servicesOpen, lang))}`;
  return text;
}

function entryObject({ state, reason }: Entry, lang: Language): object {
  return { state, ...(reason && { reason, words: ENTRY_WORDS[reason][lang] }) };
}

/** What is to be had at the place, each as far as a rider needs it; the rest stands at /v1/offers/{id}. */
export function offerObjects(offers: NonNullable<Hit['offers']>, lang: Language): object[] {
  return offers.map(({ offer: { id, content }, valid }) => {
    const { name, service, price, percentOff, audience, proof, quota, illustrative } = content;
    const said = { service, price, percentOff, audience, quota, illustrative };
    const proved = proof && { proof: inLanguage(proof, lang) };
    return { id, name: inLanguage(name, lang), ...said, ...proved, valid: openObject(valid, lang) };
  });
}

function servicesObject(services: NonNullable<Hit['servicesOpen']>, lang: Language): object {
  return Object.fromEntries(Object.entries(services).map(([code, open]) => [code, openObject(open, lang)]));
}

/** Many hits share one state, which is then one object: see usual-states.ts. Those with an exception depend on the language. */
const states = new WeakMap<OpenState, { readonly usable: Usable; readonly bytes: Buffer }>();

/** To the end of the feature. */
function statesBytes(open: OpenState, usable: Usable): Buffer {
  const known = states.get(open);
  if (known?.usable === usable) return known.bytes;
  const bytes = Buffer.from(`${statesText(open, usable, 'zh')}}}`);
  states.set(open, { usable, bytes });
  return bytes;
}

function statesText(open: OpenState, usable: Usable, lang: Language): string {
  return `,"open":${writeOpen(open, lang)},"usable":${writeUsable(usable)}`;
}

function writeOpen(open: OpenState, lang: Language): string {
  const { state, until, opensAt, reason, exception } = open;
  const words = wordsOf(open, lang);
  let text = `{"state":"${state}"`;
  if (until !== undefined) text += `,"until":"${formatInstant(until)}"`;
  if (opensAt !== undefined) text += `,"opensAt":"${formatInstant(opensAt)}"`;
  if (reason !== undefined) text += `,"reason":"${reason}"`;
  if (words !== undefined) text += `,"words":${JSON.stringify(words)}`;
  if (exception) text += `,"override":${JSON.stringify(exception.id)}`;
  return `${text}}`;
}

function writeUsable({ state, reasons }: Usable): string {
  if (reasons.length === 0) return `{"state":"${state}","reasons":[]}`;
  return `{"state":"${state}","reasons":["${reasons.join('","')}"]}`;
}

function pickedProperties(hit: Hit, shape: Presentation): string {
  const all = propertiesOf(hit, shape);
  return JSON.stringify(
    Object.fromEntries(Object.entries(all).filter(([name]) => shape.fields!.includes(name))),
  );
}

function propertiesOf(hit: Hit, { lang }: Presentation): Record<string, unknown> {
  const { card, status, servicesOpen, entry, distance, along, detour, unknownServices } = hit;
  return {
    name: nameOf(card, lang),
    ...membersOf(card),
    ...(distance !== undefined && { distance: metres(distance) }),
    ...(along !== undefined && { along: metres(along) }),
    ...(detour !== undefined && { detour: metres(detour) }),
    ...(unknownServices !== undefined && { unknownServices }),
    ...(status !== undefined && { status: statusObject(status) }),
    ...(entry && { entry: entryObject(entry, lang) }),
    ...(servicesOpen && { servicesOpen: servicesObject(servicesOpen, lang) }),
    open: openObject(hit.open, lang),
    usable: hit.usable,
    ...(hit.offers && { offers: offerObjects(hit.offers, lang) }),
    ...(hit.reports && { reports: hit.reports.map(effectObject) }),
  };
}

function nameOf({ nameZh, nameEn }: Card, lang: 'zh' | 'en'): string {
  return (lang === 'zh' ? (nameZh ?? nameEn) : (nameEn ?? nameZh)) ?? '';
}

/** To the decimetre: finer than any position is known. */
export function metres(value: number): number {
  return tenths(value) / 10;
}

function tenths(value: number): number {
  return Math.round(value * 10);
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
