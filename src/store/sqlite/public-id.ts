import { hash as digest } from 'node:crypto';
import type { RecordId } from '../../core/facility.js';

/** Crockford's base 32, lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 60 bits: among two million places, two share an id with a chance of two in a million; then one gets a longer id. */
export const ID_LENGTH = 12;

/**
 * What public ids are made of: the hash of the record that a facility was first known by. A store filled again from
 * the same files has the same ids. They are longer than every word that has a meaning in the place of an id
 * (`nearest`, `search`, `batch`).
 */
export interface IdSeed {
  /** All the digits there are; the id is the first of them. */
  readonly digits: string;
  /** 48 more bits, never 0, to tell whether an id that exists was made from the same record. */
  readonly origin: number;
  /** The first 52 bits of it as a number: in the order of the digits. */
  readonly mark: number;
}

export function idSeed({ source, externalId }: RecordId): IdSeed {
  const hash = digest('sha256', `${source}\0${externalId}`);
  let digits = '';
  for (let at = 0; at < 40; at += 5) {
    const bits = Number.parseInt(hash.slice(at, at + 5), 16);
    for (let shift = 15; shift >= 0; shift -= 5) digits += ALPHABET[(bits >>> shift) & 31]!;
  }
  const mark = Number.parseInt(hash.slice(0, 13), 16);
  return { digits, origin: Number.parseInt(hash.slice(40, 52), 16) || 1, mark };
}
