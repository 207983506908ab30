import type { Client } from '../client.js';
import { YizhanError } from '../failure.js';
import { MAP_APPS } from '../navigation.js';
import { addressText, distanceText, serviceNote, statusText, usableText } from '../telling.js';
import type { Facility, Language } from '../wire.js';
import { word } from '../words.js';
import { moved } from './datum.js';
import { h } from './h.js';
import { stateChip } from './place-list.js';
import { reportForm } from './report-form.js';

export interface CardParts {
  readonly client: Client;
  readonly lang: Language;
  /** What is known of it before the API has answered. */
  readonly name?: string | undefined;
  /** Metres from where was asked from. */
  readonly distance?: number | undefined;
  /** What the rider looks for: whether the place will help is told for that. */
  readonly need?: string | undefined;
  readonly onClose: () => void;
}

/** Everything a rider asks of one place; it fills when the API has answered. */
export function placeCard(id: string, parts: CardParts): HTMLElement {
  const { client, lang, name = '…', need, onClose } = parts;
  const title = h('h2', { id: 'card-title' }, name);
  const body = h('div', {}, h('p', { role: 'status' }, word('loading', lang)));
  const close = h('button', { type: 'button', class: 'close', 'aria-label': word('close', lang) }, '×');
  close.addEventListener('click', onClose);
  const shell = { class: 'card', role: 'dialog', tabindex: '-1', 'aria-labelledby': 'card-title' };
  const card = h('section', shell, title, close, body);
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  const fill = async (): Promise<void> => {
    try {
      const facility = await client.facility(id, need === undefined ? {} : { need });
      title.textContent = facility.properties.name;
      body.replaceChildren(...whole(facility, parts), await navigation(facility, lang));
      body.append(...foot(facility, parts));
    } catch (error) {
      if (isGone(error)) {
        if (name === '…') title.textContent = word('noSuchPlace', lang);
        return body.replaceChildren(h('p', { role: 'alert' }, word('placeGone', lang)));
      }
      const again = h('button', { type: 'button', onclick: () => void fill() }, word('tryAgain', lang));
      body.replaceChildren(h('p', { role: 'alert' }, word('failed', lang)), again);
    }
  };
  void fill();
  return card;
}

/** Whether the API knows no such place, or no longer: the code on a door outlives the place, and asking again is no use. */
function isGone(error: unknown): boolean {
  return error instanceof YizhanError && (error.status === 404 || error.status === 410);
}

function whole(facility: Facility, { lang, distance }: CardParts): Node[] {
  const { open, today, services, accessText, categoryLabel, illustrative, status, hours } =
    facility.properties;
  const written = hours?.text ?? hours?.osm ?? '';
  const offered = services.map((one) => {
    const note = [serviceNote(one.state, lang), one.open?.state === 'closed' && word('closed', lang)];
    const notes = note.filter(Boolean).join(' · ');
    return h('li', { class: one.state }, one.label, notes !== '' && ` (${notes})`);
  });
  return [
    h('p', {}, [categoryLabel, illustrative && word('illustrative', lang)].filter(Boolean).join(' · ')),
    h('p', {}, stateChip(open.state, today.state)),
    verdict(facility, lang),
    h(
      'dl',
      {},
      row(word('live', lang), statusText(status, lang)),
      row(word('hoursToday', lang), today.text),
      row(word('hoursWritten', lang), written),
      row(word('access', lang), accessText ?? ''),
      row(word('address', lang), addressText(facility.properties, lang)),
      row(word('distance', lang), distance === undefined ? '' : distanceText(distance, lang)),
    ),
    ...(offered.length > 0
      ? [h('h3', {}, word('services', lang)), h('ul', { class: 'services' }, ...offered)]
      : []),
  ];
}

/** Whether going there will help, and why it is not certain. */
function verdict({ properties }: Facility, lang: Language): HTMLElement {
  const { usable, phone } = properties;
  const { state, words } = usable;
  const why = { yes: 'whyYes', no: 'whyNo', unknown: 'whyUnknown' } as const;
  const reasons = words.map((text) => h('li', {}, text));
  return h(
    'div',
    { class: `verdict ${state}` },
    h('p', { class: `usable ${state}` }, usableText(state, lang)),
    reasons.length > 0 && h('p', {}, `${word(why[state], lang)}${lang === 'zh' ? '：' : ':'}`),
    reasons.length > 0 && h('ul', {}, ...reasons),
    state === 'unknown' && phone?.length ? h('p', {}, word('callFirst', lang)) : undefined,
  );
}

function row(term: string, text: string): HTMLElement | undefined {
  return text === '' ? undefined : h('div', {}, h('dt', {}, term), h('dd', {}, text));
}

/** To ring up, and links that open the phone's own map: each with the position in the datum it expects. */
async function navigation({ geometry, properties }: Facility, lang: Language): Promise<HTMLElement> {
  const calls = (properties.phone ?? []).map((number) => {
    const href = `tel:${number.replaceAll(/[^\d+]/g, '')}`;
    return h('a', { class: 'action', href }, `${word('call', lang)} ${number}`);
  });
  const [lon, lat] = geometry?.coordinates ?? [];
  const box = h('div', {}, calls.length > 0 && h('p', { class: 'actions' }, ...calls));
  if (lon === undefined || lat === undefined) return box;
  const links = MAP_APPS.map(async (app) => {
    const there = await moved({ lon, lat }, 'wgs84', app.crs);
    const href = app.link({ name: properties.name, ...there });
    const away = { target: '_blank', rel: 'noopener noreferrer' };
    return h('a', { class: 'action', 'data-app': app.id, href, ...away }, app.names[lang]);
  });
  box.append(
    h('h3', {}, word('navigate', lang)),
    h('p', { class: 'actions' }, ...(await Promise.all(links))),
  );
  if (properties.positionEstimated) box.append(h('p', { class: 'fine' }, word('estimated', lang)));
  return box;
}

/** Who says so and since when, and how to say otherwise. */
function foot({ id, properties }: Facility, { client, lang }: CardParts): HTMLElement[] {
  const { sources, verifiedAt, updatedAt, services } = properties;
  const names = [...new Set(sources.map((one) => one.attribution ?? one.name ?? one.id))].join(', ');
  const date = (verifiedAt ?? updatedAt).slice(0, 10);
  const since = `${word(verifiedAt === undefined ? 'updated' : 'verified', lang)} ${date}`;
  return [
    h('p', { class: 'fine' }, `${word('source', lang)}: ${names} · ${since}`),
    reportForm({ facility: id, services, client, lang }),
  ];
}
