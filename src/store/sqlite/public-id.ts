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

/** Bits of a digit, and digits in one half of an id: 30 bits. */
const [BITS, HALF] = [5, ID_LENGTH / 2];
const VALUES = new Uint8Array(128);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** An id as two numbers of 30 bits, in the order of the ids: millions of them take little memory. */
export function packId(digits: string): readonly [first: number, second: number] {
  return [half(digits, 0), half(digits, HALF)];
}

function half(digits: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + HALF; at++) value = (value << BITS) | VALUES[digits.charCodeAt(at)]!;
  return value;
}

/** The mark of an id that was packed, as in `IdSeed`. */
export function markOf(first: number, second: number): number {
  return first * 2 ** 22 + (second >>> 8);
}

/** The first twelve digits of the id that was packed. */
export function unpackId(first: number, second: number): string {
  let digits = '';
  for (const value of [first, second])
    for (let shift = BITS * (HALF - 1); shift >= 0; shift -= BITS)
      digits += ALPHABET[(value >>> shift) & 31]!;
  return digits;
}
