import type { Paper, PaperFormat } from '../core/paper.js';
import type { Facility } from '../core/facility.js';
import { formatDate } from '../core/hours/civil.js';
import type { Source } from '../core/source.js';
import type { Language } from '../core/vocabulary.js';
import { documentOf } from './document.js';
import { entry, type EntryContext } from './entry.js';
import { hotlineList, type Hotline } from './hotlines.js';
import { markup, type Markup } from './markup.js';
import { besideLists, type Beside } from './offerings.js';
import { qrCode } from './qr.js';
import { streetsAround, type Sheet } from './sheets.js';
import { overviewMap, sheetMap } from './sketch.js';
import type { Streets } from './streets.js';
import { bookletStyle } from './style.js';
import { around, countOfPlaces, leftOut, say } from './words.js';

/** The handbook as one document: cover, how to use it and contents, the sheets, hotlines and sources. */

export interface Handbook extends EntryContext {
  /** As it was written. */
  readonly area: string;
  /** What it is of, such as `医疗健康`. */
  readonly subject: string;
  readonly isHealth: boolean;
  readonly sheets: readonly Sheet[];
  /** Places that found no room. */
  readonly left: number;
  readonly format: PaperFormat;
  readonly streets: Streets;
  readonly sources: readonly Source[];
  readonly hotlines: readonly Hotline[];
  /** Programmes, events and offers of the measure the handbook belongs to. */
  readonly beside: Beside;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Millimetres: what is between the margins. */
const MAPS = {
  a4: { overview: { width: 180, height: 138 }, sheet: { width: 180, height: 84 } },
  a6: { overview: { width: 89, height: 50 }, sheet: { width: 89, height: 62 } },
} as const;

export function handbookPage(book: Handbook): Paper {
  const { lang, sheets, left, format } = book;
  const title = `${book.area} · ${titleOf(book)}`;
  const places = sheets.reduce((sum, sheet) => sum + sheet.places.length, 0);
  const body = markup`${printing(book)}
<main>
${cover(book, places)}
<div class="front">${howTo(book)}${contents(book)}</div>
${sheets.map((sheet, i) => section(sheet, i + 1, book))}
${hotlineList(book.hotlines, book)}${besideLists(book.beside, book, book.now)}${sources(book)}
</main>`;
  return { title, html: documentOf({ title, lang, style: bookletStyle(format), body }), places, left };
}

function titleOf({ subject, lang }: Handbook): string {
  return lang === 'zh' ? `${subject}${say('handbook', lang)}` : `${subject} ${say('handbook', lang)}`;
}

/** Only on the screen. */
function printing({ lang, format }: Handbook): Markup {
  return markup`<aside class="screen"><p>${say('howToPrint', lang)}</p>${format === 'a6' && markup`<p>${say('howToFold', lang)}</p>`}</aside>`;
}

function cover(book: Handbook, places: number): Markup {
  const { lang, area, base, sheets, streets, format } = book;
  const style = { size: MAPS[format].overview, streets, lang, label: say('overview', lang) };
  const map = overviewMap(
    sheets.map((sheet) => sheet.places),
    style,
  );
  return markup`<section class="cover">
<div class="band"><p>驿站 Yizhan</p><h1>${book.subject}${lang === 'en' && ' '}<wbr>${say('handbook', lang)}</h1><p class="where">${area} · ${countOfPlaces(places, lang)}</p></div>
${map}${map && sheets.length > 1 && markup`<p class="fine">${say('overview', lang)}</p>`}
<div class="foot">${base !== undefined && qrCode(`${base}/`, say('scanPage', lang))}<div>${base !== undefined && markup`<strong>${say('scanPage', lang)}</strong><p class="fine">${base}</p>`}<p>${asOf(book)}</p></div></div>
</section>`;
}

function asOf({ lang, from }: Handbook): string {
  return `${say('asOf', lang)} ${formatDate(from)}`;
}

function howTo({ lang, base, isHealth, left }: Handbook): Markup {
  const lines = [
    isHealth && say('emergency', lang),
    say('howToMap', lang),
    say('howToHours', lang),
    say(base === undefined ? 'noCodes' : 'howToScan', lang),
    say('howToEstimated', lang),
    left > 0 && leftOut(left, lang),
  ];
  const items = lines.map((line) => typeof line === 'string' && markup`<li>${line}</li>`);
  return markup`<section><h2>${say('howTo', lang)}</h2><ul class="how">${items}</ul></section>`;
}

function contents({ lang, sheets }: Handbook): Markup {
  const lines = sheets.map((sheet, i) => {
    const [first, last] = [sheet.places[0]!.number, sheet.places.at(-1)!.number];
    const numbers = first === last ? `${first}` : `${first}–${last}`;
    return markup`<li><b>${i + 1}</b> ${sheetName(sheet, lang)} <i>${where(sheet, lang)}</i> <span>${say('numbers', lang)} ${numbers}</span></li>`;
  });
  return markup`<section><h2>${say('contents', lang)}</h2><ol class="contents">${lines}</ol></section>`;
}

function sheetName({ subdistrict, part, only }: Sheet, lang: Language): string {
  const name = subdistrict ?? say(only ? 'part' : 'noSubdistrict', lang);
  return part ? `${name} ${part.number}/${part.of}` : name;
}

/** Of a part, and of what no subdistrict is known of: near which streets. */
function where(sheet: Sheet, lang: Language): string {
  const streets = sheet.subdistrict === undefined || sheet.part ? streetsAround(sheet) : [];
  return streets.length === 0 ? '' : around(streets, lang);
}

function section(sheet: Sheet, number: number, book: Handbook): Markup {
  const { lang, streets, format } = book;
  const { places } = sheet;
  const label = `${sheetName(sheet, lang)}: ${say('map', lang)}`;
  const map = sheetMap(places, { size: MAPS[format].sheet, streets, lang, label });
  return markup`<section class="sheet">
<header><h2><b>${number}</b> ${sheetName(sheet, lang)} <i>${where(sheet, lang)}</i> <small>${countOfPlaces(places.length, lang)}</small></h2>${map}</header>
<ol class="places">
${places.map((place) => entry(place, book))}</ol>
</section>
`;
}

/** Whose word it is and on which terms, and of when. */
function sources(book: Handbook): Markup {
  const { lang, sources: all } = book;
  const items = all.map(({ id, name, attribution, licence, url }) => {
    const words = [
      name ?? id,
      attribution !== name && attribution,
      licence !== undefined && `${say('licence', lang)}: ${licence}`,
      url,
    ];
    return markup`<li>${words.filter((word) => typeof word === 'string' && word !== '').join(' · ')}</li>`;
  });
  return markup`<section class="back"><h2>${say('sources', lang)}</h2><ul class="fine">${items}</ul><p class="fine">${asOf(book)}</p></section>`;
}

/** The publishers behind these places, each once, in the order in which they come. */
export function sourcesBehind(places: readonly Facility[], known: readonly Source[]): readonly Source[] {
  const ids = new Set(places.flatMap(({ body }) => body.sources.map((one) => one.source)));
  return [...ids].map((id) => known.find((one) => one.id === id) ?? { id });
}
