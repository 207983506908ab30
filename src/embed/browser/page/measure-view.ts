import { changeText } from '../../telling.js';
import { priceText } from '../../telling-events.js';
import type {
  EventFeature,
  Feature,
  Hotline,
  Language,
  Measure,
  Offer,
  Open,
  Programme,
} from '../../wire.js';
import { inLang, word, type Word } from '../../words.js';
import { callLinks, dial, row } from '../card-parts.js';
import { eventList } from '../event-card.js';
import { h } from '../h.js';
import { placeList, stateChip } from '../place-list.js';

/** One of the ten measures as a rider reads it: its words, whom to call, what is on, what is to be had, and where. */

export interface MeasureParts {
  readonly lang: Language;
  /** Labels of categories, by code. */
  readonly labels: ReadonlyMap<string, string>;
  readonly onPlace: (place: { readonly id: string; readonly properties: { readonly name: string } }) => void;
  /** @param now when the answer was made */
  readonly onEvent: (event: EventFeature, now: string) => void;
}

/** The parts of a measure that there is something to say of. */
export function measureView(measure: Measure, parts: MeasureParts): HTMLElement[] {
  const { lang } = parts;
  const { promise, text, hotlines, events, offers, programmes, nearest, timeStamp: now } = measure;
  const telling = { ...parts, now };
  const places = nearest && placeList(nearest, { ...telling, onSelect: parts.onPlace });
  return [
    h('p', { class: 'promise' }, promise),
    h('p', {}, text),
    ...titled('hotlines', hotlines, (some) => list(some, 'hotlines', (one) => hotline(one, telling)), lang),
    ...titled(
      'events',
      events,
      (some) => eventList(some, { ...telling, onSelect: (event) => parts.onEvent(event, now) }),
      lang,
    ),
    ...titled('offers', offers, (some) => list(some, 'offers', (one) => offer(one, telling)), lang),
    ...titled(
      'programmes',
      programmes,
      (some) => list(some, 'programmes', (one) => programme(one, lang)),
      lang,
    ),
    ...handbooks(measure, lang),
    ...(places
      ? titled('nearestPlaces', nearest, () => places, lang)
      : [h('p', { class: 'fine' }, word('nearestWhy', lang))]),
  ];
}

function titled<T>(
  title: Word,
  some: readonly T[],
  body: (some: readonly T[]) => HTMLElement,
  lang: Language,
): HTMLElement[] {
  return some.length === 0 ? [] : [h('h3', {}, word(title, lang)), body(some)];
}

function list<T>(some: readonly T[], name: string, entry: (one: T) => HTMLElement): HTMLElement {
  return h('ul', { class: `plain ${name}` }, ...some.map(entry));
}

interface Telling extends MeasureParts {
  readonly now: string;
}

function hotline(
  { number, name, open, topics, free, hours, illustrative }: Hotline,
  telling: Telling,
): HTMLElement {
  const { lang } = telling;
  const about = (topics ?? []).map((one) => inLang(one, lang)).join(lang === 'zh' ? '、' : ', ');
  const notes = [hours?.text, free && word('free', lang), illustrative && word('illustrative', lang)];
  return h(
    'li',
    {},
    h('a', { class: 'action', href: dial(number) }, h('strong', {}, number), ` ${name}`),
    stateChip(open.state, stateText(open, ['answered', 'notAnswered', 'answeredUnknown'], telling)),
    h('span', { class: 'fine' }, [about, ...notes].filter(Boolean).join(' · ')),
  );
}

/** The state in words of its own, and when it ends or begins. */
function stateText(open: Open, [yes, no, unknown]: readonly [Word, Word, Word], telling: Telling): string {
  const said = word(open.state === 'open' ? yes : open.state === 'closed' ? no : unknown, telling.lang);
  const change = changeText(open, telling);
  return [said, change].filter(Boolean).join(telling.lang === 'zh' ? '，' : ', ');
}

function offer(one: Offer, telling: Telling): HTMLElement {
  const { lang, onPlace } = telling;
  const { place, proof, quota, hours, illustrative } = one;
  const notes = [
    proof && `${word('show', lang)} ${inLang(proof, lang)}`,
    hours?.text,
    quota !== undefined && `${word('quota', lang)} ${quota}`,
    illustrative && word('illustrative', lang),
  ];
  const where = place && { id: place.id, properties: { name: place.name } };
  return h(
    'li',
    {},
    h('strong', {}, [one.name, priceText(one, lang)].filter(Boolean).join(' · ')),
    stateChip(one.valid.state, stateText(one.valid, ['offerOpen', 'offerClosed', 'offerUnknown'], telling)),
    where &&
      h('button', { type: 'button', class: 'link', onclick: () => onPlace(where) }, where.properties.name),
    h('span', { class: 'fine' }, notes.filter(Boolean).join(' · ')),
  );
}

function programme(
  { id, name, description, steps, proof, phone, link, illustrative }: Programme,
  lang: Language,
): HTMLElement {
  const away = { class: 'action', target: '_blank', rel: 'noopener noreferrer' };
  const page = `/programmes/${encodeURIComponent(id)}?lang=${lang}`;
  return h(
    'li',
    {},
    h('strong', {}, name),
    illustrative && h('span', { class: 'fine' }, word('illustrative', lang)),
    description !== undefined && h('p', {}, description),
    steps && h('ol', {}, ...steps.map((step) => h('li', {}, inLang(step, lang)))),
    h('dl', {}, row(word('bring', lang), inLang(proof, lang))),
    h(
      'p',
      { class: 'actions' },
      link !== undefined && h('a', { ...away, href: link }, word('goThere', lang)),
      h('a', { class: 'action', href: page }, word('wholePage', lang)),
      ...callLinks(phone, lang),
    ),
  );
}

/** Of health: the printed handbook of the districts the nearest places lie in, or of those the measure's programmes are for. */
function handbooks({ code, nearest = [], programmes }: Measure, lang: Language): HTMLElement[] {
  if (code !== 'health') return [];
  const near = nearest.map(({ properties }: Feature) => properties.address?.district);
  const areas = near.some(Boolean) ? near : programmes.map(({ area }) => area?.[0]);
  const links = [...new Set(areas.filter((one) => one !== undefined))].slice(0, 3).map((area) => {
    const href = `/handbook?area=${encodeURIComponent(area)}&category=health&lang=${lang}`;
    return h('a', { class: 'action', href }, `${area} ${word('handbookOf', lang)}`);
  });
  return links.length === 0 ? [] : [h('p', { class: 'actions' }, ...links)];
}
