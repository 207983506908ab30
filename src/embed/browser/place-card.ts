import type { Client } from '../client.js';
import { MAP_APPS, type MapApp } from '../navigation.js';
import type { Access, Facility, Feature, Language } from '../wire.js';
import { addressText, distanceText, inLang, openText, serviceNote, usableText, word } from '../words.js';
import { h } from './h.js';
import { stateChip } from './place-list.js';

export interface CardParts {
  readonly client: Client;
  readonly lang: Language;
  /** Words for the codes of access, audience and reasons, where the API has them. */
  readonly onClose: () => void;
  /** Where "report a problem" leads, with the id put in; no link where absent. */
  readonly reportLink?: (id: string) => string;
}

/**
 * Everything a rider asks of one place. What the list knows already is there at once; the rest (today's times, services
 * by name) comes when the API has answered.
 */
export function placeCard(feature: Feature, parts: CardParts): HTMLElement {
  const { lang, onClose } = parts;
  const { name, distance } = feature.properties;
  const body = h('div', { class: 'body' }, brief(feature, lang));
  const card = h(
    'section',
    { class: 'card', role: 'dialog', 'aria-label': name, tabindex: '-1' },
    h('button', { type: 'button', class: 'close', 'aria-label': word('close', lang), onclick: onClose }, '×'),
    h('h2', {}, name),
    distance !== undefined && h('p', { class: 'distance' }, distanceText(distance)),
    body,
  );
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  parts.client.facility(feature.id).then(
    (facility) => body.replaceChildren(...whole(facility, parts)),
    () => body.append(h('p', { role: 'alert' }, word('failed', lang))),
  );
  return card;
}

function brief({ properties }: Feature, lang: Language): HTMLElement {
  return h('p', {}, stateChip(properties.open.state, openText(properties.open, lang)));
}

function whole(facility: Facility, parts: CardParts): Node[] {
  const { lang } = parts;
  const { open, usable, today, services, access, phone, categoryLabel, illustrative } = facility.properties;
  const there = services.map((one) => {
    const note = serviceNote(one.state, lang);
    return h('li', { class: one.state }, one.label, note && ` (${note})`);
  });
  return [
    h('p', {}, [categoryLabel, illustrative && word('illustrative', lang)].filter(Boolean).join(' · ')),
    h('p', {}, stateChip(open.state, today.state || openText(open, lang))),
    h(
      'p',
      { class: `usable ${usable.state}` },
      h('strong', {}, usableText(usable.state, lang)),
      usable.reasons.length > 0 && ` ${usable.reasons.join(', ')}`,
    ),
    h(
      'dl',
      {},
      ...row(word('hoursToday', lang), today.text),
      ...row(word('places', lang), addressText(facility.properties, lang)),
      ...row(word('access', lang), accessText(access, lang)),
    ),
    ...(there.length > 0
      ? [h('h3', {}, word('services', lang)), h('ul', { class: 'services' }, ...there)]
      : []),
    ...(phone ?? []).map((number) =>
      h(
        'p',
        {},
        h('a', { href: `tel:${number.replaceAll(/[^\d+]/g, '')}` }, `${word('phone', lang)} ${number}`),
      ),
    ),
    navigation(facility, parts),
    ...report(facility, parts),
  ];
}

function row(term: string, text: string): HTMLElement[] {
  return text === '' ? [] : [h('dt', {}, term), h('dd', {}, text)];
}

function accessText(access: Access | undefined, lang: Language): string {
  if (!access) return '';
  const { note, entrance, floor, gate, mode, audience } = access;
  const parts = [inLang(note, lang), inLang(entrance, lang), floor, gate];
  return [...parts, ...(mode ?? []), ...(audience ?? [])].filter(Boolean).join(' · ');
}

/** Links that open the phone's own map; each asks the API for the position in the datum its application expects. */
function navigation(facility: Facility, { client, lang }: CardParts): HTMLElement {
  const buttons = MAP_APPS.map((app) =>
    h('button', { type: 'button', onclick: () => void go(app, facility, client) }, app.names[lang]),
  );
  const none = facility.geometry === null;
  return h('p', { class: 'navigate', hidden: none }, `${word('navigate', lang)}: `, ...buttons);
}

async function go(app: MapApp, { id, properties }: Facility, client: Client): Promise<void> {
  const { geometry } = await client.facility(id, { crs: app.crs });
  const [lon, lat] = geometry?.coordinates ?? [];
  if (lon === undefined || lat === undefined) return;
  location.href = app.link({ name: properties.name, lon, lat });
}

function report({ id }: Facility, { lang, reportLink }: CardParts): HTMLElement[] {
  return reportLink ? [h('p', {}, h('a', { href: reportLink(id) }, word('report', lang)))] : [];
}
