import { ALLOWED_AREA, readArea } from '../core/area.js';
import { cardText } from '../core/card.js';
import { invalidParameter, UserError } from '../core/errors.js';
import type { Facility } from '../core/facility.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { formatDate, localMinutes, MINUTES_A_DAY } from '../core/hours/civil.js';
import type { Live } from '../core/live.js';
import { NO_OFFERINGS, type Offerings } from '../core/offerings/offering.js';
import {
  MOST_PRINTED,
  type HandbookWish,
  type Paper,
  type PosterWish,
  type Printer,
  type ProgrammeWish,
} from '../core/paper.js';
import type { FacilityStore } from '../core/store.js';
import type { Language, Vocabulary } from '../core/vocabulary.js';
import type { EntryContext } from './entry.js';
import { facilitiesOf, placesIn, type Found } from './gather.js';
import { handbookPage, sourcesBehind } from './handbook.js';
import { hotlinesIn } from './hotlines.js';
import { offeringsFor, programmeLink } from './offerings.js';
import { posterPage } from './poster.js';
import { programmePage } from './programme.js';
import { sheetsOf } from './sheets.js';
import { streetsOf, type Streets } from './streets.js';

export interface PrinterParts {
  readonly store: FacilityStore;
  readonly vocabulary: Vocabulary;
  readonly calendar: HoursCalendar;
  readonly exceptions: Live['exceptions'];
  /** Streets to be drawn, as GeoJSON text. */
  readonly streets?: string | undefined;
  /** What there is beside places. */
  readonly offerings?: Offerings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Groups of categories whose handbook has the name of the measure it belongs to. */
const MEASURES: Readonly<Record<string, string>> = { health: 'health', station: 'harbor', merchant: 'shop' };

/** Makes handbooks and posters of what is in the store: public members only. */
export function printerOf(parts: PrinterParts): Printer {
  let streets: Streets | undefined;
  const drawn = () => (streets ??= parts.streets === undefined ? [] : streetsOf(parts.streets));
  return {
    handbook: (wish) => handbook(wish, parts, drawn()),
    poster: (wish) => poster(wish, parts),
    programme: (wish) => programme(wish, parts),
  };
}

async function handbook(wish: HandbookWish, parts: PrinterParts, streets: Streets): Promise<Paper> {
  const { store, vocabulary, offerings = NO_OFFERINGS } = parts;
  const { lang, category, format } = wish;
  const area = readArea(wish.area);
  if (!area)
    throw invalidParameter({
      parameter: 'area',
      value: wish.area.slice(0, 80),
      detail: 'is not the name of an area',
      allowed: ALLOWED_AREA,
    });
  const categories = categoriesOf(category, vocabulary);
  const found = await placesIn(store, { area, traits: vocabulary.filter({ categories }) });
  const chosen = found.toSorted(rankBy(categories, lang)).slice(0, MOST_PRINTED);
  const printed = await facilitiesOf(
    store,
    chosen.map(({ key }) => key),
  );
  const [now, regions] = [parts.now(), regionsOf(printed)];
  const measure = measureOf(category, vocabulary);
  const beside = offeringsFor(offerings, { regions, measure, now });
  return handbookPage({
    ...contextOf(wish, parts),
    area: area.written,
    subject: subjectOf(category, vocabulary, lang),
    isHealth: (vocabulary.categories.get(category)?.group ?? category) === 'health',
    sheets: sheetsOf(printed),
    left: found.length - chosen.length,
    format,
    streets,
    sources: sourcesBehind(printed, await store.sources()),
    hotlines: hotlinesIn(offerings.all('hotline'), regions, now),
    beside: { ...beside, places: await placesOf(store, [...beside.events, ...beside.offers]) },
    now,
  });
}

/** The facilities that events and offers are at, by id. */
async function placesOf(
  store: FacilityStore,
  offerings: readonly { readonly content: { readonly facility?: string | undefined } }[],
): Promise<ReadonlyMap<string, Facility>> {
  const ids = [...new Set(offerings.map(({ content }) => content.facility))].filter((id) => id !== undefined);
  const cards = ids.length === 0 ? [] : await store.list({ ids }, 0, ids.length);
  const found = await facilitiesOf(
    store,
    cards.map(({ key }) => key),
  );
  return new Map(found.map((one) => [one.id, one]));
}

function programme(
  { id, lang, base }: ProgrammeWish,
  { offerings = NO_OFFERINGS, now }: PrinterParts,
): Paper {
  const found = offerings.all('programme').find((one) => one.id === id);
  if (!found) throw new UserError('not-found', 'No programme has this id.');
  const { organiser } = found.content;
  return programmePage({
    programme: found,
    organiser: offerings.all('organisation').find((one) => one.id === organiser),
    lang,
    link: base === undefined ? undefined : programmeLink(base, id),
    day: formatDate(Math.floor(localMinutes(now()) / MINUTES_A_DAY)),
  });
}

/** The names of all regions the places lie in, from the province down. */
function regionsOf(places: readonly Facility[]): readonly string[] {
  const names = places.flatMap(({ body: { address = {} } }) => [
    address.province,
    address.city,
    address.district,
    address.subdistrict,
  ]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

async function poster({ id, ...wish }: PosterWish, parts: PrinterParts): Promise<Paper> {
  const { store } = parts;
  let found = await store.resolve(id);
  if (found?.kind === 'merged') found = await store.resolve(found.into);
  if (found?.kind === 'removed')
    throw new UserError('gone', `This facility is no longer there (since ${found.at}).`);
  if (found?.kind !== 'facility') throw new UserError('not-found', 'No facility has this id.');
  const { facility } = found;
  return posterPage(facility, contextOf(wish, parts), sourcesBehind([facility], await store.sources()));
}

function contextOf({ lang, base }: Omit<PosterWish, 'id'>, parts: PrinterParts): EntryContext {
  const { vocabulary, calendar, exceptions, now } = parts;
  return {
    lang,
    base,
    vocabulary,
    calendar,
    from: Math.floor(localMinutes(now()) / MINUTES_A_DAY),
    exceptions: ({ key, id, seq, body, updatedAt }) =>
      exceptions({ key, id, seq, ...cardText(body, updatedAt) }),
  };
}

function categoriesOf(word: string, vocabulary: Vocabulary): readonly string[] {
  const categories = vocabulary.categoriesOf(word);
  if (categories.length > 0) return categories;
  const allowed = [...vocabulary.groups.keys(), ...vocabulary.categories.keys()];
  throw invalidParameter({
    parameter: 'category',
    value: word.slice(0, 80),
    detail: 'is no category and no group of categories',
    allowed,
  });
}

/** Categories in the vocabulary's order, which goes from the greater house to the smaller; then names. */
function rankBy(categories: readonly string[], lang: Language): (a: Found, b: Found) => number {
  const rank = new Map(categories.map((code, i) => [code, i]));
  const name = ({ nameZh, nameEn }: Found) => (lang === 'zh' ? (nameZh ?? nameEn) : (nameEn ?? nameZh)) ?? '';
  const collator = new Intl.Collator(lang === 'zh' ? 'zh-Hans-CN' : 'en', { numeric: true });
  return (a, b) =>
    rank.get(a.category)! - rank.get(b.category)! ||
    collator.compare(name(a), name(b)) ||
    (a.id < b.id ? -1 : 1);
}

/** The measure a category, or its group, belongs to. */
function measureOf(category: string, { categories }: Vocabulary): string | undefined {
  return MEASURES[category] ?? MEASURES[categories.get(category)?.group ?? ''];
}

function subjectOf(category: string, { groups, categories, measures }: Vocabulary, lang: Language): string {
  const measure = measures.get(MEASURES[category] ?? '');
  const label = (measure ?? groups.get(category) ?? categories.get(category))?.label[lang] ?? category;
  return lang === 'zh' ? label : label.charAt(0).toUpperCase() + label.slice(1);
}
