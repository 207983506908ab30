import { distanceText } from '../telling.js';
import { eventTimes, priceText } from '../telling-events.js';
import type { EventFeature, Language } from '../wire.js';
import { inLang, word } from '../words.js';
import { callLinks, mapLinks, row } from './card-parts.js';
import { cardShell } from './card-shell.js';
import { h } from './h.js';

/** What takes place, as a list and as cards: when, where, how many seats, where to sign up. */

export interface EventParts {
  readonly lang: Language;
  /** When the answer was made, ISO 8601 in UTC. */
  readonly now: string;
}

interface EventListParts extends EventParts {
  readonly onSelect: (event: EventFeature) => void;
}

/** Events as a list, the next first: everything the map shows of them. */
export function eventList(events: readonly EventFeature[], parts: EventListParts): HTMLElement {
  return h('ul', { class: 'places events' }, ...events.map((event) => h('li', {}, entry(event, parts))));
}

function entry(event: EventFeature, { onSelect, ...telling }: EventListParts): HTMLElement {
  const { lang } = telling;
  const { properties: it } = event;
  const { distance, place, address, status } = it;
  const attributes = {
    type: 'button',
    class: 'place',
    'data-event': event.id,
    onclick: () => onSelect(event),
  };
  return h(
    'button',
    attributes,
    h('span', { class: 'name' }, it.name),
    distance !== undefined && h('span', { class: 'distance' }, distanceText(distance, lang)),
    h('span', { class: `line when${status === 'cancelled' ? ' off' : ''}` }, eventTimes(it, telling)),
    h(
      'span',
      { class: 'line kind' },
      [place?.name ?? address, seatsText(event, lang)].filter(Boolean).join(' · '),
    ),
  );
}

function seatsText({ properties: { seats } }: EventFeature, lang: Language): string {
  return seats === undefined ? '' : `${word('seats', lang)} ${seats}`;
}

interface EventCardParts extends EventParts {
  /** Opens the card of the place it is at. */
  readonly onPlace: (place: { readonly id: string; readonly name: string }) => void;
  readonly onClose: () => void;
}

/** Everything of one event, or of several that take place at one spot. */
export function eventCard(events: readonly EventFeature[], parts: EventCardParts): HTMLElement {
  const [first, ...others] = events;
  const title =
    others.length > 0 ? `${word('event', parts.lang)} (${events.length})` : (first?.properties.name ?? '');
  const { card, body } = cardShell(title, parts);
  for (const event of events) {
    if (others.length > 0) body.append(h('h3', {}, event.properties.name));
    body.append(...facts(event, parts));
  }
  // The way there is the same for all of them, but for the datum conversion it comes later.
  if (first) void mapLinks(first.geometry, { name: first.properties.place?.name ?? first.properties.name, lang: parts.lang }).then((links) => links && body.append(links)); // prettier-ignore
  return card;
}

function facts({ properties: it }: EventFeature, parts: EventCardParts): HTMLElement[] {
  const { lang, onPlace } = parts;
  const { place, address, signUp = it.link, description, phone, seats, distance, illustrative } = it;
  const where = place
    ? h('button', { type: 'button', class: 'link', onclick: () => onPlace(place) }, place.name)
    : '';
  const status = [
    eventTimes(it, parts),
    it.rrule !== undefined && it.status !== 'cancelled' && word('repeats', lang),
  ];
  const away = { class: 'action', target: '_blank', rel: 'noopener noreferrer' };
  return [
    h(
      'p',
      { class: 'fine' },
      [word('event', lang), illustrative && word('illustrative', lang)].filter(Boolean).join(' · '),
    ),
    h('p', {}, inLang(it.statusNote, lang)),
    h('p', {}, description ?? ''),
    h(
      'dl',
      {},
      row(word('when', lang), status.filter(Boolean).join(' · ')),
      row(word('where', lang), where || (address ?? '')),
      place && address !== undefined ? row(word('address', lang), address) : undefined,
      row(word('distance', lang), distance === undefined ? '' : distanceText(distance, lang)),
      row(word('seats', lang), seats === undefined ? '' : String(seats)),
      row(word('price', lang), priceText(it, lang)),
    ),
    h(
      'p',
      { class: 'actions' },
      signUp !== undefined &&
        it.status !== 'cancelled' &&
        h('a', { ...away, href: signUp }, word('signUp', lang)),
      ...callLinks(phone, lang),
    ),
  ].filter((one) => one.textContent !== '');
}
