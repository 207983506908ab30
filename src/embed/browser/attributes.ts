import type { Wishes } from '../client.js';
import type { Basemap, CrsName, Language } from '../wire.js';

/** What the attributes of `<yizhan-map>` say. One that says nothing usable counts as absent, and is told of. */

const CRS: readonly string[] = ['wgs84', 'gcj02', 'bd09'] satisfies CrsName[];

/** Least and most of the attributes that are numbers. */
const BOUNDS = { lat: [-85, 85], lon: [-180, 180], zoom: [0, 19] } as const;
type NumberName = keyof typeof BOUNDS;

/** A number; undefined where it is absent or none. */
export function numberOf(element: Element, name: NumberName): number | undefined {
  const written = element.getAttribute(name)?.trim() ?? '';
  const value = Number(written);
  const [least, most] = BOUNDS[name];
  return written !== '' && value >= least && value <= most ? value : undefined;
}

/** The datum an attribute names; WGS-84 where it names none. */
export function crsOf(element: Element, name: 'crs' | 'basemap-crs'): CrsName {
  const written = element.getAttribute(name) ?? '';
  return CRS.includes(written) ? (written as CrsName) : 'wgs84';
}

/** What is wrong with the attributes, in words for whoever writes the page. */
export function faultsOf(element: Element): string[] {
  const faults: string[] = [];
  for (const name of ['lat', 'lon', 'zoom'] as const) {
    const written = element.getAttribute(name);
    const [least, most] = BOUNDS[name];
    if (written !== null && numberOf(element, name) === undefined)
      faults.push(`${name}="${written}" is no number from ${least} to ${most}`);
  }
  if (element.hasAttribute('lat') !== element.hasAttribute('lon'))
    faults.push('lat and lon belong together; one of them is missing');
  for (const name of ['crs', 'basemap-crs'] as const) {
    const written = element.getAttribute(name);
    if (written !== null && !CRS.includes(written))
      faults.push(`${name}="${written}" is none of ${CRS.join(', ')}`);
  }
  return faults;
}

/** What the places must be and have. */
export function wishesOf(element: Element): Wishes {
  const category = (element.getAttribute('category') ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const need = element.getAttribute('need')?.trim() ?? '';
  return {
    ...(category.length > 0 && { category }),
    ...(need !== '' && { need }),
    ...(element.hasAttribute('open-now') && { openAt: 'now' }),
  };
}

/** The basemap the page chose; undefined where it chose none. */
export function basemapOf(element: Element): Basemap | undefined {
  const url = element.getAttribute('basemap')?.trim() ?? '';
  if (url === '') return undefined;
  const attribution = element.getAttribute('attribution');
  const kind = url.includes('{z}') ? { raster: url } : { style: url };
  return { ...kind, crs: crsOf(element, 'basemap-crs'), ...(attribution !== null && { attribution }) };
}

/** The nearest `lang` around the element, also outside the shadow roots it lies in; else the browser's language. */
export function langOf(element: Element): Language {
  for (let at: Element | null = element; at !== null; at = above(at)) {
    const lang = at.getAttribute('lang');
    if (lang) return lang.toLowerCase().startsWith('en') ? 'en' : 'zh';
  }
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

function above(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
