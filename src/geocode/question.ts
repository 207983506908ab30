import { addressOf } from '../core/compose.js';
import type { Facility } from '../core/facility.js';
import type { AddressQuestion } from '../core/geocoder.js';
import type { LeftUnplaced } from '../core/placing.js';
import { holdsPersonalNumber, MASK } from '../core/personal-number.js';
import { readStreetAddress, regionName, type StreetAddress } from '../core/street-address.js';
import { left } from './reasons.js';

/** Longer than any address; the rest is a description. */
const LONGEST = 120;

/** An address, with the regions it lies in by the row's own columns or else by its words. */
export interface WrittenAddress extends StreetAddress {
  readonly whole: string;
}

export function writtenAddress(body: Facility['body']): WrittenAddress {
  const whole = addressOf(body);
  const read = readStreetAddress(whole);
  const said = { ...regionsIn(read), ...regionsIn(body.address ?? {}) };
  const { province: _, city: __, district: ___, ...rest } = read;
  return { ...rest, ...said, whole };
}

/**
 * What a geocoder is asked about a place. The address ends with its house: floors, rooms and remarks are nobody's business,
 * and find nothing.
 */
export function questionFor(body: Facility['body']): AddressQuestion | LeftUnplaced {
  const address = writtenAddress(body);
  const { whole, house, street, number, province, city, district } = address;
  if (whole.trim() === '') return left('address.missing');
  if (holdsPersonalNumber(whole) || whole.includes(MASK)) return left('address.personal');
  if (city === undefined && district === undefined) return left('address.no_region');
  return {
    text: house ?? whole.normalize('NFKC').trim().slice(0, LONGEST),
    ...(province === undefined ? {} : { province }),
    ...(city === undefined ? {} : { city }),
    ...(district === undefined ? {} : { district }),
    ...(street === undefined ? {} : { street }),
    ...(number === undefined ? {} : { number }),
  };
}

type Regions = Pick<AddressQuestion, 'province' | 'city' | 'district'>;

/** Only what is a name: lists also write "(not stated)" there. */
function regionsIn(address: {
  readonly province?: string | undefined;
  readonly city?: string | undefined;
  readonly district?: string | undefined;
}): Regions {
  const { province, city, district } = address;
  const named = Object.entries({ province, city, district }).filter(([, name]) => regionName(name) !== '');
  return Object.fromEntries(named);
}
