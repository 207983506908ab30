import type { Feature, Language } from '../wire.js';
import { addressText, distanceText, openText, statusText, usableText } from '../telling.js';
import { word } from '../words.js';
import { h } from './h.js';

export interface ListParts {
  readonly lang: Language;
  /** When the answer was made, ISO 8601 in UTC. */
  readonly now: string;
  /** Labels of categories, by code. */
  readonly labels: ReadonlyMap<string, string>;
  readonly onSelect: (feature: Feature) => void;
}

/** The places as a list, nearest first: everything the map shows, for those who do not see the map. */
export function placeList(features: readonly Feature[], parts: ListParts): HTMLElement {
  return h('ol', { class: 'places' }, ...features.map((feature) => h('li', {}, entry(feature, parts))));
}

function entry(feature: Feature, { lang, now, labels, onSelect }: ListParts): HTMLElement {
  const { name, category, open, usable, distance, illustrative, status, address } = feature.properties;
  const kind = [labels.get(category) ?? category, illustrative && word('illustrative', lang)];
  const where = addressText({ address }, lang);
  const live = statusText(status, lang);
  return h(
    'button',
    { type: 'button', class: 'place', 'data-id': feature.id, onclick: () => onSelect(feature) },
    h('span', { class: 'name' }, name),
    distance !== undefined && h('span', { class: 'distance' }, distanceText(distance, lang)),
    h(
      'span',
      { class: 'chips' },
      h('span', { class: `usable ${usable.state}` }, usableText(usable.state, lang)),
      stateChip(open.state, openText(open, { now, lang })),
    ),
    live !== '' && h('span', { class: 'line live' }, live),
    h('span', { class: 'line kind' }, [...kind, where].filter(Boolean).join(' · ')),
  );
}

/** The open state by shape and word as well as by colour. */
export function stateChip(state: 'open' | 'closed' | 'unknown', text: string): HTMLElement {
  const shapes = { open: '●', closed: '■', unknown: '◆' } as const;
  return h(
    'span',
    { class: `state ${state}` },
    h('span', { 'aria-hidden': 'true' }, `${shapes[state]} `),
    text,
  );
}
