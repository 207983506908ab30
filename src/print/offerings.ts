import { weekInWords } from '../core/hours/week-words.js';
import { isForArea } from '../core/offerings/in-area.js';
import { nextOccurrence, occurrenceText } from '../core/offerings/occurrences.js';
import type { Offering, Offerings } from '../core/offerings/offering.js';
import { isOver } from '../core/offerings/validity.js';
import type { Facility } from '../core/facility.js';
import { inLanguage, type Language } from '../core/vocabulary.js';
import { addressInWords, type EntryContext } from './entry.js';
import { markup, type Markup } from './markup.js';
import { qrCode } from './qr.js';
import { say } from './words.js';

/** What a handbook has besides places: how to join and whom to ask, what is on, and what is cheaper where. */

export interface Beside {
  readonly programmes: readonly Offering<'programme'>[];
  readonly events: readonly Offering<'event'>[];
  readonly offers: readonly Offering<'offer'>[];
  /** Places that events and offers are at, by id, as far as they are there. */
  readonly places: ReadonlyMap<string, Facility>;
}

const MOST_OF_EACH = 20;
/** Further ahead nobody carries a handbook for. */
const AHEAD = 60 * 86_400_000;

/**
 * Those that are for the area and not over, the handbook's own measure first; events only of the next weeks, the next
 * first.
 */
export function offeringsFor(
  all: Offerings,
  { regions, measure, now }: { regions: readonly string[]; measure: string | undefined; now: number },
): Omit<Beside, 'places'> {
  const here = <K extends 'programme' | 'event' | 'offer'>(kind: K) =>
    all
      .all(kind)
      .filter((one) => isForArea(one.content.area, regions) && !isOver(one, now))
      .toSorted((a, b) => Number(b.content.measure === measure) - Number(a.content.measure === measure));
  const times = here('event')
    .filter(({ content }) => content.status !== 'cancelled')
    .map((event) => ({ event, next: nextOccurrence(event.content, now)?.from ?? Infinity }))
    .filter(({ next }) => next < now + AHEAD)
    .toSorted((a, b) => a.next - b.next);
  return {
    programmes: here('programme').slice(0, MOST_OF_EACH),
    events: times.slice(0, MOST_OF_EACH).map(({ event }) => event),
    offers: here('offer').slice(0, MOST_OF_EACH),
  };
}

/** The lists that have something in them. @param now milliseconds since 1970 */
export function besideLists(beside: Beside, context: EntryContext, now: number): (Markup | undefined)[] {
  const { programmes, events, offers } = beside;
  return [
    section(
      'programmes',
      programmes.map((one) => programme(one, context)),
      context.lang,
    ),
    section(
      'events',
      events.map((one) => event(one, { ...context, now }, beside)),
      context.lang,
    ),
    section(
      'offers',
      offers.map((one) => offer(one, context, beside)),
      context.lang,
    ),
  ];
}

function section(title: 'programmes' | 'events' | 'offers', items: readonly Markup[], lang: Language) {
  if (items.length === 0) return undefined;
  return markup`<section class="back"><h2>${say(title, lang)}</h2><ul class="beside">${items}</ul></section>`;
}

function programme({ id, content }: Offering<'programme'>, { lang, base }: EntryContext): Markup {
  const { name, description, steps = [], proof, phone = [], illustrative } = content;
  const code =
    base !== undefined &&
    qrCode(content.qr ?? content.link ?? programmeLink(base, id), say('scanProgramme', lang));
  const notes = [
    description && inLanguage(description, lang),
    proof && `${say('bring', lang)}: ${inLanguage(proof, lang)}`,
    phone.length > 0 && `${say('phone', lang)}: ${phone.join(lang === 'zh' ? '、' : ', ')}`,
    illustrative && say('illustrative', lang),
  ];
  return markup`<li><div><b>${inLanguage(name, lang)}</b>${steps.length > 0 && markup`<ol>${steps.map((one) => markup`<li>${inLanguage(one, lang)}</li>`)}</ol>`}${line(notes)}</div>${code}</li>`;
}

function event(
  { content }: Offering<'event'>,
  { lang, now }: EntryContext & { readonly now: number },
  { places }: Beside,
): Markup {
  const { name, facility, address, seats, illustrative } = content;
  const next = nextOccurrence(content, now);
  const when = next && timesInWords(occurrenceText(next, content));
  const notes = [
    content.rrule !== undefined && say('repeats', lang),
    whereabouts(places.get(facility ?? ''), lang) ?? address,
    seats !== undefined && `${say('seats', lang)} ${seats}`,
    illustrative && say('illustrative', lang),
  ];
  return markup`<li><div><b>${when}</b> ${inLanguage(name, lang)}${line(notes)}</div></li>`;
}

function offer({ content }: Offering<'offer'>, context: EntryContext, { places }: Beside): Markup {
  const { lang } = context;
  const { name, facility, address, proof, hours, validTo, illustrative } = content;
  const notes = [
    whereabouts(places.get(facility ?? ''), lang) ?? address,
    hours && weekInWords(hours, context).join(lang === 'zh' ? '；' : '; '),
    proof && `${say('bring', lang)}: ${inLanguage(proof, lang)}`,
    validTo && `${say('until', lang)} ${validTo}`,
    illustrative && say('illustrative', lang),
  ];
  return markup`<li><div><b>${inLanguage(name, lang)}</b> ${costInWords(content, lang)}${line(notes)}</div></li>`;
}

function costInWords({ price, percentOff }: Offering<'offer'>['content'], lang: Language): string {
  if (price === 0) return say('free', lang);
  if (price !== undefined) return `${price} ${say('yuan', lang)}`;
  return percentOff === undefined ? '' : `−${percentOff}%`;
}

/** The name of a place and where it is. */
function whereabouts(facility: Facility | undefined, lang: Language): string | undefined {
  if (!facility) return undefined;
  const { name, address } = facility.body;
  return [inLanguage(name, lang), addressInWords(address, lang)]
    .filter(Boolean)
    .join(lang === 'zh' ? '，' : ', ');
}

/** `11-26 19:00–20:30`, `12-03 – 12-04`, `11-26 19:00` where nobody says when it ends; whole days have no hours. */
function timesInWords({ start, end }: { readonly start: string; readonly end?: string }): string {
  if (end === undefined) return `${start.slice(5, 10)} ${start.slice(11, 16)}`;
  const [first, last] = [start.slice(5, 10), end.slice(5, 10)];
  const [from, to] = [start.slice(11, 16), end.slice(11, 16)];
  if (from === '') return first === last ? first : `${first} – ${last}`;
  return first === last ? `${first} ${from}–${to}` : `${first} ${from} – ${last} ${to}`;
}

function line(notes: readonly (string | false | undefined)[]): Markup {
  return markup`<p class="fine">${notes.filter((one) => typeof one === 'string' && one !== '').join(' · ')}</p>`;
}

/** Where a programme stands as a page of its own. */
export function programmeLink(base: string, id: string): string {
  return `${base}/programmes/${encodeURIComponent(id)}`;
}
