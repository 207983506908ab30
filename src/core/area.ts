import type { Address } from './facility.js';
import { sameName } from './override-targets.js';
import { regionName } from './street-address.js';

/**
 * An area as people name it: a district or subdistrict as addresses write it (`普陀区`, `长寿路街道`), more names
 * where one is not enough (`南京市 鼓楼区`), or an administrative code.
 */
export type Area =
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly written: string }
  | { readonly kind: 'adcode'; readonly adcode: string; readonly written: string };

/** Regions of an address, the largest first. */
const PARTS = ['province', 'city', 'district', 'subdistrict'] as const;
type Regions = Pick<Address, (typeof PARTS)[number] | 'adcode'>;

const MOST_NAMES = 4;

/** What is allowed as an area, for people. */
export const ALLOWED_AREA =
  'the name of a district or subdistrict as in addresses, such as 普陀区 or 长寿路街道 (with the city in front, after a blank, where several have one of the name), or its administrative code of 6 to 12 digits';

/** The area that is written; `undefined` for what names none. */
export function readArea(text: string): Area | undefined {
  const written = text.normalize('NFKC').trim();
  if (/^\d+$/.test(written))
    return /^\d{6,12}$/.test(written) ? { kind: 'adcode', adcode: written, written } : undefined;
  const names = written.split(/[\s,，、·]+/u).filter((name) => name !== '');
  const readable = names.every((name) => /^[\p{L}\p{M}\p{N}'’().-]{2,50}$/u.test(name));
  if (names.length === 0 || names.length > MOST_NAMES || !readable) return undefined;
  return { kind: 'names', names, written };
}

/**
 * Whether a place with this address lies in the area: every name is that of one of its regions, letters' width, blanks
 * and the ending of a province, city or district aside. A code stands for everything below it.
 */
export function liesIn(area: Area, address: Regions | undefined): boolean {
  if (!address) return false;
  if (area.kind === 'adcode') return address.adcode?.startsWith(stem(area.adcode)) ?? false;
  return area.names.every((name) => PARTS.some((part) => isNamed(name, address[part])));
}

/** GB/T 2260: `310100` is a city and `310000` a province, with everything that begins as they do. */
function stem(adcode: string): string {
  return adcode.length === 6 ? adcode.replace(/(?:00){1,2}$/, '') : adcode.replace(/(?:000){1,2}$/, '');
}

function isNamed(name: string, region: string | undefined): boolean {
  if (region === undefined) return false;
  if (sameName(name) === sameName(region)) return true;
  const bare = regionName(region);
  return bare !== '' && bare === regionName(name);
}

/**
 * What of the area's names a text search can ask for: the ending that one writer adds and another leaves out is cut.
 */
export function searchedNames(area: Area): string | undefined {
  if (area.kind === 'adcode') return undefined;
  return area.names.map((name) => regionName(name) || name).join(' ');
}

/**
 * The name of the region meant with the larger ones it lies in, city first, so that two of one name can be told apart:
 * `南京市 鼓楼区`. `undefined` where it is a city or more, or the address does not say its city.
 */
export function fullName(area: Area, address: Regions | undefined): string | undefined {
  if (area.kind === 'adcode' || address?.city === undefined) return undefined;
  const meant = PARTS.findLastIndex((part) => area.names.some((name) => isNamed(name, address[part])));
  if (meant < PARTS.indexOf('district')) return undefined;
  return PARTS.slice(1, meant + 1)
    .flatMap((part) => address[part] ?? [])
    .join(' ');
}
