import { MAP_APPS } from '../navigation.js';
import type { Language, Point } from '../wire.js';
import { word } from '../words.js';
import { moved } from './datum.js';
import { h } from './h.js';

/** Parts of the cards of places and events. */

/** A line of a list of facts; none where there is nothing to say. */
export function row(term: string, said: string | Node): HTMLElement | undefined {
  return said === '' ? undefined : h('div', {}, h('dt', {}, term), h('dd', {}, said));
}

/** To ring up. */
export function callLinks(numbers: readonly string[] | undefined, lang: Language): HTMLElement[] {
  return (numbers ?? []).map((number) =>
    h('a', { class: 'action', href: dial(number) }, `${word('call', lang)} ${number}`),
  );
}

/** The address of a number (RFC 3966). */
export function dial(number: string): string {
  return `tel:${number.replaceAll(/[^\d+]/g, '')}`;
}

/** Links that open the phone's own map: each with the position in the datum it expects. @param point in WGS-84 */
export async function mapLinks(
  point: Point,
  { name, lang }: { readonly name: string; readonly lang: Language },
): Promise<HTMLElement | undefined> {
  const [lon, lat] = point?.coordinates ?? [];
  if (lon === undefined || lat === undefined) return undefined;
  const links = MAP_APPS.map(async (app) => {
    const href = app.link({ name, ...(await moved({ lon, lat }, 'wgs84', app.crs)) });
    const away = { target: '_blank', rel: 'noopener noreferrer' };
    return h('a', { class: 'action', 'data-app': app.id, href, ...away }, app.names[lang]);
  });
  return h(
    'div',
    {},
    h('h3', {}, word('navigate', lang)),
    h('p', { class: 'actions' }, ...(await Promise.all(links))),
  );
}
