import type { Client } from '../client.js';
import { MAP_APPS } from '../navigation.js';
import type { Access, Facility, Language } from '../wire.js';
import { addressText, inLang, openText, serviceNote, usableText, word } from '../words.js';
import { moved } from './datum.js';
import { h } from './h.js';
import { stateChip } from './place-list.js';

export interface CardParts {
  readonly client: Client;
  readonly lang: Language;
  /** Told the place's name when it is known. */
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
  /** Where "report a problem" leads, with the id put in; no link where absent. */
  readonly reportLink?: (id: string) => string;
}

/** Everything a rider asks of one place; it fills when the API has answered. */
export function placeCard(id: string, parts: CardParts): HTMLElement {
  const { client, lang, onClose, onName } = parts;
  const title = h('h2', {}, '…');
  const body = h('div', { class: 'body', 'aria-live': 'polite' });
  const close = h('button', { type: 'button', class: 'close', 'aria-label': word('close', lang) }, '×');
  close.addEventListener('click', onClose);
  const card = h('section', { class: 'card', role: 'dialog', tabindex: '-1' }, close, title, body);
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  const fill = (facility: Facility) => {
    const { name } = facility.properties;
    title.textContent = name;
    card.setAttribute('aria-label', name);
    body.replaceChildren(...whole(facility, parts));
    onName(name);
  };
  client.facility(id).then(fill, () => body.append(h('p', { role: 'alert' }, word('failed', lang))));
  return card;
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
    navigation(facility, lang),
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

/** Links that open the phone's own map, each with the position in the datum its application expects. */
function navigation({ geometry, properties }: Facility, lang: Language): HTMLElement {
  const line = h('p', { class: 'navigate', hidden: geometry === null }, `${word('navigate', lang)}: `);
  const [lon, lat] = geometry?.coordinates ?? [];
  if (lon === undefined || lat === undefined) return line;
  for (const { names, crs, link } of MAP_APPS) {
    const anchor = h('a', { rel: 'noopener', target: '_blank' }, names[lang]);
    void moved({ lon, lat }, 'wgs84', crs).then(
      (to) => (anchor.href = link({ name: properties.name, ...to })),
    );
    line.append(anchor, ' ');
  }
  return line;
}

function report({ id }: Facility, { lang, reportLink }: CardParts): HTMLElement[] {
  return reportLink ? [h('p', {}, h('a', { href: reportLink(id) }, word('report', lang)))] : [];
}
