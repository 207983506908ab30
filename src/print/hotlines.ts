import { weekInWords, type WeekContext } from '../core/hours/week-words.js';
import { isForArea } from '../core/offerings/in-area.js';
import type { Offering } from '../core/offerings/offering.js';
import { phaseOf } from '../core/offerings/validity.js';
import { inLanguage } from '../core/vocabulary.js';
import { markup, type Markup } from './markup.js';
import { say } from './words.js';

/** Numbers to call, at the end of a handbook. */

export type Hotline = Offering<'hotline'>;

const MOST_HOTLINES = 20;

/**
 * Those that are in force and meant for one of the regions, or for everywhere.
 * @param now milliseconds since 1970
 */
export function hotlinesIn(
  all: readonly Hotline[],
  regions: readonly string[],
  now: number,
): readonly Hotline[] {
  const here = all.filter(
    ({ content }) => isForArea(content.area, regions) && phaseOf(content, now) === 'current',
  );
  return here.slice(0, MOST_HOTLINES);
}

export function hotlineList(hotlines: readonly Hotline[], context: WeekContext): Markup | undefined {
  if (hotlines.length === 0) return undefined;
  const { lang } = context;
  const items = hotlines.map(({ content: { name, number, hours, illustrative } }) => {
    const when = hours === undefined ? [] : weekInWords(hours, context);
    const notes = illustrative ? [...when, say('illustrative', lang)] : when;
    return markup`<li><b>${number}</b><span>${inLanguage(name, lang)} <span class="fine">${notes.join(' · ')}</span></span></li>`;
  });
  return markup`<section class="back"><h2>${say('hotlines', lang)}</h2><ul class="hotlines">${items}</ul></section>`;
}
