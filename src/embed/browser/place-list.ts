import type { Feature, Language } from '../wire.js';
import { addressText, distanceText, openText, usableText, word } from '../words.js';
import { h } from './h.js';

export interface ListParts {
  readonly lang: Language;
  /** Labels of categories, by code. */
  readonly labels: ReadonlyMap<string, string>;
  readonly onSelect: (feature: Feature) => void;
}

/** The places as a list, nearest first: everything the map shows, for those who do not see the map. */
export function placeList(features: readonly Feature[], parts: ListParts): HTMLElement {
  if (features.length === 0) return h('p', { class: 'empty', role: 'status' }, word('nothing', parts.lang));
  return h('ol', { class: 'places' }, ...features.map((feature) => h('li', {}, entry(feature, parts))));
}

function entry(feature: Feature, { lang, labels, onSelect }: ListParts): HTMLElement {
  const { properties } = feature;
  const { name, category, open, usable, distance, illustrative } = properties;
  const second = [labels.get(category) ?? category, illustrative && word('illustrative', lang)];
  return h(
    'button',
    { type: 'button', class: 'place', 'data-id': feature.id, onclick: () => onSelect(feature) },
    h('span', { class: 'name' }, name),
    distance !== undefined && h('span', { class: 'distance' }, distanceText(distance)),
    h('span', { class: 'kind' }, second.filter(Boolean).join(' · ')),
    stateChip(open.state, openText(open, lang)),
    h('span', { class: `usable ${usable.state}` }, usableText(usable.state, lang)),
    h('span', { class: 'address' }, addressText(properties, lang)),
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
