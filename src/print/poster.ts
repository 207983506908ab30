import { accessInWords, AUDIENCE_WORDS } from '../core/access-words.js';
import type { Facility } from '../core/facility.js';
import { formatDate } from '../core/hours/civil.js';
import { weekInWords } from '../core/hours/week-words.js';
import type { Paper } from '../core/paper.js';
import type { Source } from '../core/source.js';
import { inLanguage } from '../core/vocabulary.js';
import { documentOf } from './document.js';
import {
  addressInWords,
  categoryLabel,
  exceptionLines,
  placeLink,
  reportLink,
  servicesOf,
  type EntryContext,
} from './entry.js';
import { markup, type Markup } from './markup.js';
import { qrCode } from './qr.js';
import { posterStyle } from './style.js';
import { say } from './words.js';

/** The sheet at one door: what is behind it, when, for whom, and how to say that something is wrong. A4. */
export function posterPage(facility: Facility, context: EntryContext, sources: readonly Source[]): Paper {
  const { lang } = context;
  const { body } = facility;
  const title = inLanguage(body.name, lang);
  const page = markup`<aside class="screen"><p>${say('howToPrint', lang)}</p>${context.base === undefined && markup`<p>${say('noCodes', lang)}</p>`}</aside>
<main>
<div class="band"><p>${categoryLabel(body, context)}${body.illustrative && markup` · ${say('illustrative', lang)}`}</p><h1>${title}</h1></div>
${body.inService === false && markup`<section class="out"><p>${say('outOfService', lang)}</p></section>`}
${hours(facility, context)}
${services(facility, context)}
<section><h2>${say('welcome', lang)}</h2><p>${welcome(facility, context)}</p></section>
${phone(facility, context)}
${codes(facility, context)}
<p class="fine">${foot(facility, context, sources)}</p>
</main>`;
  return { title, html: documentOf({ title, lang, style: posterStyle(), body: page }), places: 1, left: 0 };
}

function hours(facility: Facility, context: EntryContext): Markup {
  const { lang } = context;
  const [first, ...rest] = weekInWords(facility.body.hours, context);
  const more = [...rest, ...exceptionLines(facility, context)];
  return markup`<section><h2>${say('hours', lang)}</h2><p class="hours">${first}</p>${more.map((line) => markup`<p>${line}</p>`)}</section>`;
}

function services({ body }: Facility, context: EntryContext): Markup | undefined {
  const there = servicesOf(body.services ?? {}, context);
  if (there.length === 0) return undefined;
  return markup`<section><h2>${say('whatIsHere', context.lang)}</h2><ul class="services">${there.map((one) => markup`<li>${one}</li>`)}</ul></section>`;
}

/** As the place says it; else whom such a place is for by its nature, and that this is why. */
function welcome({ body }: Facility, { vocabulary, lang }: EntryContext): string {
  const said = accessInWords(body.access, lang);
  const isFor = body.access?.audience ? [] : (vocabulary.categories.get(body.category)?.audience ?? []);
  if (isFor.length === 0) return said ?? say('askInside', lang);
  const who = isFor.map((one) => AUDIENCE_WORDS[one][lang]).join(lang === 'zh' ? '、' : ', ');
  const why = say('byKind', lang);
  const whom = lang === 'zh' ? `面向${who}（${why}）` : `for ${who} (${why})`;
  return said === undefined ? whom : [whom, said].join(lang === 'zh' ? '；' : '; ');
}

function phone({ body }: Facility, { lang }: EntryContext): Markup | undefined {
  const numbers = body.contact?.phone ?? [];
  if (numbers.length === 0) return undefined;
  return markup`<section><h2>${say('phone', lang)}</h2><p class="phone">${numbers.join(lang === 'zh' ? '、' : ', ')}</p></section>`;
}

function codes({ id }: Facility, { base, lang }: EntryContext): Markup | undefined {
  if (base === undefined) return undefined;
  const code = (words: string, link: string) =>
    markup`<div>${qrCode(link, words)}<strong>${words}</strong></div>`;
  return markup`<div class="codes">${code(say('scanReport', lang), reportLink(base, id))}${code(say('scanPlace', lang), placeLink(base, id))}</div>`;
}

function foot({ body }: Facility, { lang, from }: EntryContext, sources: readonly Source[]): string {
  const names = sources.map(({ id, name, attribution }) => attribution ?? name ?? id);
  return [
    addressInWords(body.address, lang),
    `${say('asOf', lang)} ${formatDate(from)}`,
    `${say('sources', lang)}: ${names.join('; ')}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
