import { AUDIENCE_WORDS } from '../core/access-words.js';
import type { Offering } from '../core/offerings/offering.js';
import type { Paper } from '../core/paper.js';
import { inLanguage, type Language } from '../core/vocabulary.js';
import { documentOf } from './document.js';
import { markup, type Markup } from './markup.js';
import { qrCode } from './qr.js';
import { posterStyle } from './style.js';
import { say } from './words.js';

export interface ProgrammeSheet {
  readonly programme: Offering<'programme'>;
  /** Who stands behind it. */
  readonly organiser?: Offering<'organisation'> | undefined;
  readonly lang: Language;
  /** Where the page is; absent: no code but one the programme itself names. */
  readonly link?: string | undefined;
  /** The day it is printed. */
  readonly day: string;
}

/**
 * A programme on one sheet: what it is, its steps (of a charter: its articles), whom it is for, what to bring, whom to
 * ask, and a code to go there. A4.
 */
export function programmePage(sheet: ProgrammeSheet): Paper {
  const { lang, programme } = sheet;
  const { name, description, steps = [], illustrative } = programme.content;
  const title = inLanguage(name, lang);
  const body = markup`<aside class="screen"><p>${say('howToPrint', lang)}</p></aside>
<main>
<div class="band"><p>驿站 Yizhan${illustrative && markup` · ${say('illustrative', lang)}`}</p><h1>${title}</h1></div>
${description && markup`<p>${inLanguage(description, lang)}</p>`}
${steps.length > 0 && markup`<ol class="steps">${steps.map((one) => markup`<li>${inLanguage(one, lang)}</li>`)}</ol>`}
<dl>${factsOf(sheet)}</dl>
${code(sheet)}
<p class="fine">${say('asOf', lang)} ${sheet.day}</p>
</main>`;
  return { title, html: documentOf({ title, lang, style: posterStyle(), body }), places: 0, left: 0 };
}

function factsOf({ programme: { content }, organiser, lang }: ProgrammeSheet): (Markup | false)[] {
  const { audience = [], proof, phone = [], validFrom, validTo, area = [], stated } = content;
  const comma = lang === 'zh' ? '、' : ', ';
  const facts = [
    [say('forWhom', lang), audience.map((one) => AUDIENCE_WORDS[one][lang]).join(comma)],
    [say('whereFor', lang), area.join(comma)],
    [say('bring', lang), proof === undefined ? '' : inLanguage(proof, lang)],
    [say('phone', lang), phone.join(comma)],
    [
      say('valid', lang),
      validFrom === undefined && validTo === undefined ? '' : `${validFrom ?? ''} – ${validTo ?? ''}`,
    ],
    [say('organiser', lang), organiser === undefined ? '' : inLanguage(organiser.content.name, lang)],
    [say('sources', lang), stated?.by ?? ''],
  ] as const;
  return facts.map(([term, words]) => words !== '' && markup`<div><dt>${term}</dt><dd>${words}</dd></div>`);
}

function code({ programme: { content }, link, lang }: ProgrammeSheet): Markup | undefined {
  const to = content.qr ?? content.link ?? link;
  if (to === undefined) return undefined;
  const words = say('scanProgramme', lang);
  const isLink = /^https?:\/\//.test(to);
  return markup`<div class="codes"><div>${qrCode(to, words)}<div><strong>${words}</strong>${isLink && markup`<p class="fine"><a href="${to}">${to}</a></p>`}</div></div></div>`;
}
