import type { Facility } from '../core/facility.js';
import { PRECISIONS } from '../core/position.js';
import type { FacilityStore } from '../core/store.js';
import { regionName, sameStreet } from '../core/street-address.js';
import type { KnownHouse } from './estimate.js';
import { writtenAddress, type WrittenAddress } from './question.js';

/** A house whose neighbours are looked for. */
export interface House extends Regions {
  readonly street: string;
}

interface Regions {
  readonly city?: string | undefined;
  readonly district?: string | undefined;
}

interface Neighbour extends KnownHouse {
  readonly address: WrittenAddress;
}

const PAGE = 500;
/** Places looked at for one street. */
const MOST = 5000;

/** The house numbers that the store knows, street by street, each street read once. */
export class KnownHouses {
  readonly #store: FacilityStore;
  readonly #streets = new Map<string, Promise<readonly Neighbour[]>>();

  constructor(store: FacilityStore) {
    this.#store = store;
  }

  /** Numbers of the same street in the same district, or the same city where one of both names no district. */
  async of({ street, city, district }: House): Promise<readonly KnownHouse[]> {
    for (const name of namesOf(street)) {
      const all = await this.#street(name);
      const same = all.filter(({ address }) => isSameRegion({ city, district }, address));
      if (same.length > 0) return same;
    }
    return [];
  }

  #street(name: string): Promise<readonly Neighbour[]> {
    const known = this.#streets.get(name) ?? this.#read(name);
    this.#streets.set(name, known);
    return known;
  }

  async #read(street: string): Promise<readonly Neighbour[]> {
    const found: Neighbour[] = [];
    for (let after = 0, looked = 0; looked < MOST; looked += PAGE) {
      const cards = await this.#store.list({ text: street, placed: true }, after, PAGE);
      if (cards.length === 0) break;
      after = cards.at(-1)!.key;
      for (const one of await this.#store.facilities(cards.map(({ key }) => key)))
        if (one) found.push(...neighbourOn(street, one));
    }
    return found;
  }
}

/** Only a measured position of a house itself is worth something to its neighbours. */
function neighbourOn(street: string, { id, body }: Facility): Neighbour[] {
  const { position } = body;
  if (
    !position ||
    position.estimated ||
    PRECISIONS.indexOf(position.precision) > PRECISIONS.indexOf('compound')
  )
    return [];
  const address = writtenAddress(body);
  if (address.nearby || address.number === undefined || !sameStreet(street, address.street!)) return [];
  return [{ id, number: address.number, position, address }];
}

function isSameRegion(a: Regions, b: Regions): boolean {
  const [district, otherDistrict] = [regionName(a.district), regionName(b.district)];
  const [city, otherCity] = [regionName(a.city), regionName(b.city)];
  if (city !== '' && otherCity !== '' && city !== otherCity) return false;
  if (district !== '' && otherDistrict !== '') return district === otherDistrict;
  return city !== '' && city === otherCity;
}

/** The street as written, and then without what may be the name of a quarter in front of it. */
function namesOf(street: string): string[] {
  const shorter = Array.from(street, (_, from) => street.slice(from)).filter((one) =>
    sameStreet(street, one),
  );
  return [...new Set([street, ...shorter])];
}
