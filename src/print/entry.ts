import { accessInWords } from '../core/access-words.js';
import type { Address, Facility, FacilityBody } from '../core/facility.js';
import { daysOf } from '../core/hours/exceptional-days.js';
import { exceptionsAhead, weekInWords, type WeekContext } from '../core/hours/week-words.js';
import type { PlaceExceptions } from '../core/override-targets.js';
import { inLanguage, type Language, type Vocabulary, type Words } from '../core/vocabulary.js';
import { markup, type Markup } from './markup.js';
import { qrCode } from './qr.js';
import type { Numbered } from './sheets.js';
import { say } from './words.js';

/** One place in a handbook, and what a poster says of it in the same words. */

export interface EntryContext extends WeekContext {
  readonly vocabulary: Vocabulary;
  readonly base?: string | undefined;
  /** Dated exceptions of a place. */
  readonly exceptions: (facility: Facility) => PlaceExceptions | undefined;
}

/** Exceptions further off than this will be in the next edition. */
const DAYS_AHEAD = 60;

export function entry({ number, facility }: Numbered, context: EntryContext): Markup {
  const { lang, base } = context;
  const { id, body } = facility;
  const notes = [
    body.illustrative && say('illustrative', lang),
    body.position === undefined && say('unplaced', lang),
    body.position?.estimated && say('estimated', lang),
  ].filter((note) => typeof note === 'string');
  const code = base !== undefined && qrCode(placeLink(base, id), say('scanPlace', lang));
  return markup`<li class="entry"><div class="words"><h3><span class="number">${number}</span> ${inLanguage(body.name, lang)}</h3>
<p class="kind">${categoryLabel(body, context)}${notes.map((note) => markup` <em>${note}</em>`)}</p>
<dl>${factsOf(facility, context).map(([term, lines]) => fact(say(term, lang), lines))}</dl></div>${code}</li>
`;
}

type Term = Parameters<typeof say>[0];

/** What is known, in the order in which it is asked for. */
export function factsOf(facility: Facility, context: EntryContext): [Term, readonly string[]][] {
  const { lang } = context;
  const { body } = facility;
  const facts: [Term, readonly string[]][] = [
    ['address', [addressInWords(body.address, lang) ?? say('noAddress', lang)]],
    ['phone', [(body.contact?.phone ?? []).join(lang === 'zh' ? '、' : ', ')]],
    ['hours', weekInWords(body.hours, context)],
    ['exception', exceptionLines(facility, context)],
    ['services', [servicesInWords(body, context)]],
    ['access', [accessInWords(body.access, lang) ?? '']],
  ];
  return facts
    .map(([term, lines]): [Term, string[]] => [term, lines.filter((line) => line !== '')])
    .filter(([, lines]) => lines.length > 0);
}

export function exceptionLines(facility: Facility, context: EntryContext): readonly string[] {
  const exceptions = context.exceptions(facility);
  if (!exceptions) return [];
  const { hours } = facility.body;
  const days = exceptions.days(hours, context.calendar);
  return days === daysOf(hours, context.calendar) ? [] : exceptionsAhead(days, context, DAYS_AHEAD);
}

function fact(term: string, lines: readonly string[]): Markup {
  return markup`<div><dt>${term}</dt>${lines.map((line) => markup`<dd>${line}</dd>`)}</div>`;
}

export function categoryLabel({ category }: FacilityBody, { vocabulary, lang }: EntryContext): string {
  return vocabulary.categories.get(category)?.label[lang] ?? category;
}

/** The address as written; its district in front only where the text does not have it. */
export function addressInWords(address: Address | undefined, lang: Language): string | undefined {
  const text = address?.text && inLanguage(address.text, lang);
  const { district, subdistrict } = address ?? {};
  const area = [district, subdistrict].filter((part) => part !== undefined && !text?.includes(part));
  if (text === undefined || text === '') return area.length === 0 ? undefined : area.join('');
  return text;
}

/** What is there and works; what is broken is told too, for whoever comes for it. */
export function servicesInWords({ services = {} }: FacilityBody, context: EntryContext): string {
  return servicesOf(services, context).join(context.lang === 'zh' ? '、' : ', ');
}

export function servicesOf(
  services: NonNullable<FacilityBody['services']>,
  { vocabulary, lang }: EntryContext,
): string[] {
  return Object.entries(services).flatMap(([code, { state, note, hours, season }]) => {
    if (state !== 'yes' && state !== 'broken') return [];
    const label = vocabulary.services.get(code)?.label[lang] ?? code;
    const when = hours?.text ?? hours?.osm;
    const words = [
      state === 'broken' && say('broken', lang),
      season !== undefined && (SEASONS[season]?.[lang] ?? season),
      when,
      note && inLanguage(note, lang),
    ].filter((part) => typeof part === 'string' && part !== '');
    if (words.length === 0) return label;
    return lang === 'zh' ? `${label}（${words.join('，')}）` : `${label} (${words.join(', ')})`;
  });
}

const SEASONS: Readonly<Record<string, Words>> = {
  summer: { zh: '夏季', en: 'summer' },
  winter: { zh: '冬季', en: 'winter' },
};

/** Where the code of a place leads: its card on the rider's page. */
export function placeLink(base: string, id: string): string {
  return `${base}/?place=${encodeURIComponent(id)}`;
}

/** The same with its form for reports. */
export function reportLink(base: string, id: string): string {
  return `${base}/?report=${encodeURIComponent(id)}`;
}
