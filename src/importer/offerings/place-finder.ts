import { membersOf } from '../../core/card.js';
import type { FacilityStore } from '../../core/store.js';
import type { RuleId } from '../rules.js';
import { folded } from '../sources/text.js';

/** How a row names the facility it is at. */
export interface WantedPlace {
  /** Public id. */
  readonly id?: string;
  readonly source?: string;
  readonly externalId?: string;
  readonly name?: string;
  readonly address?: string;
  readonly district?: string;
  readonly subdistrict?: string;
  readonly area: readonly string[];
}

/** The facility's public id, or why there is none, with the words at fault. */
export type FoundPlace = { readonly id: string } | { readonly rule: RuleId; readonly value: string };

type Store = Pick<FacilityStore, 'resolve' | 'record' | 'list'>;

interface Candidate {
  readonly id: string;
  /** As the store has them; empty where it does not say. */
  readonly district: string;
  readonly subdistrict: string;
}

const PAGE = 500;
/** Places in which a name may stand that are looked through; more are of no name that tells one. */
const MOST = 5_000;

/**
 * Finds the facility that is meant: by its id, by its publisher's, or by its whole name in the district that is written
 * beside it. What is not certain is not found.
 */
export class PlaceFinder {
  readonly #store: Store;
  readonly #named = new Map<string, readonly Candidate[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Nothing where the row names none. */
  async find(wanted: WantedPlace): Promise<FoundPlace | undefined> {
    const { id, source, externalId, name } = wanted;
    if (id !== undefined) return this.#byId(id);
    if (externalId !== undefined && source !== undefined) return this.#byRecord(source, externalId);
    return name === undefined ? undefined : this.#byName(name, wanted);
  }

  async #byId(id: string): Promise<FoundPlace> {
    const found = await this.#store.resolve(id);
    if (found?.kind === 'facility') return { id: found.facility.id };
    return found?.kind === 'merged' ? { id: found.into } : { rule: 'facility.not_found', value: id };
  }

  async #byRecord(source: string, externalId: string): Promise<FoundPlace> {
    const record = await this.#store.record(source, externalId);
    return record
      ? this.#byId(record.facility)
      : { rule: 'facility.not_found', value: `${source}/${externalId}` };
  }

  async #byName(name: string, wanted: WantedPlace): Promise<FoundPlace> {
    const all = await this.#candidates(name);
    if (all.length === 0) return { rule: 'facility.not_found', value: name };
    if (!saysDistrict(wanted) && !all.some(({ district }) => isIn(wanted.address, district)))
      return { rule: 'facility.no_district', value: name };
    const there = all.filter((one) => isThere(one, wanted));
    if (there.length === 1) return { id: there[0]!.id };
    return { rule: there.length === 0 ? 'facility.not_found' : 'facility.ambiguous', value: name };
  }

  async #candidates(name: string): Promise<readonly Candidate[]> {
    const key = folded(name);
    if (key === '') return [];
    let found = this.#named.get(key);
    if (!found) this.#named.set(key, (found = await this.#read(name, key)));
    return found;
  }

  async #read(name: string, key: string): Promise<Candidate[]> {
    const found: Candidate[] = [];
    let after = 0;
    for (let read = 0; read < MOST; read += PAGE) {
      const cards = await this.#store.list({ text: name }, after, PAGE);
      for (const card of cards) {
        if (![card.nameZh, card.nameEn].some((one) => one !== null && folded(one) === key)) continue;
        const { district = '', subdistrict = '' } = membersOf(card).address ?? {};
        found.push({ id: card.id, district, subdistrict });
      }
      if (cards.length < PAGE) break;
      after = cards.at(-1)!.key;
    }
    return found;
  }
}

function saysDistrict({ district, subdistrict, area }: WantedPlace): boolean {
  return district !== undefined || subdistrict !== undefined || area.length > 0;
}

function isThere(one: Candidate, { district, subdistrict, area, address }: WantedPlace): boolean {
  if (district !== undefined && !isSame(district, one.district)) return false;
  if (subdistrict !== undefined && !isSame(subdistrict, one.subdistrict))
    return district !== undefined && one.subdistrict === '';
  if (district !== undefined || subdistrict !== undefined) return true;
  if (area.length > 0) return area.some((it) => isSame(it, one.district) || isSame(it, one.subdistrict));
  return isIn(address, one.district);
}

function isIn(address: string | undefined, district: string): boolean {
  return district !== '' && address !== undefined && folded(address).includes(folded(district));
}

/** 普陀 and 普陀区 are one. */
function isSame(one: string, other: string): boolean {
  return other !== '' && plain(one) === plain(other);
}

function plain(name: string): string {
  const words = folded(name);
  return words.length > 2 ? words.replace(/(?:区|县|街道|镇|乡)$/, '') : words;
}
