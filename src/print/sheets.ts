import type { Facility } from '../core/facility.js';
import { readStreetAddress } from '../core/street-address.js';
import { cosine } from '../core/distance.js';

/** A facility under the number it has on the map and in the list. */
export interface Numbered {
  readonly number: number;
  readonly facility: Facility;
}

/** What is found on one small map: a subdistrict, or a part of one. */
export interface Sheet {
  /** Absent: the address does not say it. */
  readonly subdistrict?: string;
  /** True: no address in the whole book says it. */
  readonly only: boolean;
  /** Of a subdistrict with many places: which part of how many. */
  readonly part?: { readonly number: number; readonly of: number };
  readonly places: readonly Numbered[];
}

/** More dots than this cannot be told apart on a map the width of a hand. */
const MOST_ON_A_MAP = 24;

/**
 * Places by subdistrict, the largest first and those without one last. A subdistrict with more places than a map holds is
 * halved where they are equally many on both sides, across its longer side, until each part fits: so parts are neighbours'
 * places, and follow one another.
 * @param places in the order in which they shall stand on a sheet
 */
export function sheetsOf(places: readonly Facility[]): readonly Sheet[] {
  const rank = new Map(places.map((place, i) => [place, i]));
  const groups = new Map<string, Facility[]>();
  for (const place of places) {
    const name = place.body.address?.subdistrict ?? '';
    const group = groups.get(name);
    if (group) group.push(place);
    else groups.set(name, [place]);
  }
  const sorted = [...groups].toSorted(
    ([a, some], [b, others]) =>
      Number(a === '') - Number(b === '') || others.length - some.length || (a < b ? -1 : 1),
  );
  let number = 0;
  return sorted.flatMap(([subdistrict, group]) => {
    const parts = partsOf(group);
    return parts.map((part, i) => ({
      ...(subdistrict !== '' && { subdistrict }),
      ...(parts.length > 1 && { part: { number: i + 1, of: parts.length } }),
      only: subdistrict === '' && sorted.length === 1,
      places: part
        .toSorted((a, b) => rank.get(a)! - rank.get(b)!)
        .map((facility) => ({ number: ++number, facility })),
    }));
  });
}

/** The streets that most of a sheet's places lie on, two at most: they say where it is, when no name does. */
export function streetsAround({ places }: Sheet): readonly string[] {
  const counts = new Map<string, number>();
  for (const { facility } of places) {
    const street = readStreetAddress(facility.body.address?.text?.zh ?? '').street;
    if (street !== undefined) counts.set(street, (counts.get(street) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, some], [b, others]) => others - some || (a < b ? -1 : 1));
  return sorted.slice(0, 2).map(([street]) => street);
}

function partsOf(group: readonly Facility[]): (readonly Facility[])[] {
  const placed = group.filter(({ body }) => body.position);
  const unplaced = group.filter(({ body }) => !body.position);
  const parts: (readonly Facility[])[] = placed.length > 0 ? halved(placed) : [];
  const last = parts.at(-1);
  // What has no dot takes no room on a map: it is listed with the last part, or by itself.
  if (last && unplaced.length <= MOST_ON_A_MAP) return [...parts.slice(0, -1), [...last, ...unplaced]];
  return unplaced.length > 0 ? [...parts, unplaced] : parts;
}

function halved(placed: readonly Facility[]): (readonly Facility[])[] {
  if (placed.length <= MOST_ON_A_MAP) return [placed];
  const lons = placed.map(({ body }) => body.position!.lon);
  const lats = placed.map(({ body }) => body.position!.lat);
  const width = (Math.max(...lons) - Math.min(...lons)) * cosine(lats[0]!);
  const isWide = width > Math.max(...lats) - Math.min(...lats);
  // From the west, or from the north, as one reads.
  const along = ({ body: { position } }: Facility) => (isWide ? position!.lon : -position!.lat);
  const sorted = placed.toSorted((a, b) => along(a) - along(b) || (a.id < b.id ? -1 : 1));
  const middle = Math.ceil(sorted.length / 2);
  return [...halved(sorted.slice(0, middle)), ...halved(sorted.slice(middle))];
}
