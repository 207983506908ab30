import type { Client } from '../client.js';
import { YizhanError } from '../failure.js';
import { priceText } from '../telling-events.js';
import { addressText, distanceText, serviceNote, statusText, usableText } from '../telling.js';
import type { Facility, Language } from '../wire.js';
import { word } from '../words.js';
import { callLinks, mapLinks, row } from './card-parts.js';
import { cardShell } from './card-shell.js';
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
  const { card, title, body } = cardShell(name, { lang, onClose });
  body.append(h('p', { role: 'status' }, word('loading', lang)));
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
      row(word('offers', lang), offersText(facility, lang)),
      row(word('memberOf', lang), membershipText(facility, lang)),
      row(word('address', lang), addressText(facility.properties, lang)),
      row(word('distance', lang), distance === undefined ? '' : distanceText(distance, lang)),
    ),
    ...(offered.length > 0
      ? [h('h3', {}, word('services', lang)), h('ul', { class: 'services' }, ...offered)]
      : []),
  ];
}

/** `Lunch 10 yuan (work clothes)`; those of which nobody knows the hours say so. */
function offersText({ properties: { offers = [] } }: Facility, lang: Language): string {
  const texts = offers.map((one) => {
    const notes = [one.proof, one.valid.state === 'unknown' && word('offerUnknown', lang)].filter(Boolean);
    const said = [one.name, priceText(one, lang)].filter(Boolean).join(' ');
    return notes.length === 0 ? said : `${said} (${notes.join(', ')})`;
  });
  return texts.join(lang === 'zh' ? '；' : '; ');
}

/** What a merchant has taken on, as its union says. */
function membershipText({ properties: { memberOf = [] } }: Facility, lang: Language): string {
  const texts = memberOf.map(({ name, plaque, frontDuties }) => {
    const facts = [plaque && word('plaque', lang), frontDuties && word('frontDuties', lang)];
    return [name, ...facts].filter(Boolean).join(' · ');
  });
  return texts.join(lang === 'zh' ? '；' : '; ');
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

/** To ring up, and the way there. */
async function navigation({ geometry, properties }: Facility, lang: Language): Promise<HTMLElement> {
  const { name, phone, positionEstimated } = properties;
  const calls = callLinks(phone, lang);
  const links = await mapLinks(geometry, { name, lang });
  return h(
    'div',
    {},
    calls.length > 0 && h('p', { class: 'actions' }, ...calls),
    links,
    links && positionEstimated && h('p', { class: 'fine' }, word('estimated', lang)),
  );
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
