import { headOf, type CardHead } from '../../core/card-head.js';
import { servicesOf, type CardServices } from '../../core/card-services.js';
import { PartBytes } from './part-bytes.js';
import { Tokens, type SharedTokens } from './tokens.js';

/**
 * Cards in little memory, one after the other. An address is a place in the stack, in units of 16 bits; 0 is no address.
 *
 * A card is: the numbers of its head and of its services, its sequence, how many bytes its texts have, its position, its
 * public id, and texts in tokens: its name in Chinese and in English (as JSON; nothing where there is none), the rest of
 * its members, and its position where that has more places than a number of four units can have. Heads and services are
 * parts that many cards have in common: how many bytes one has, and one text.
 */
export class CardStack {
  readonly tokens: Tokens;
  /** Each has the addresses of 2 ** `bits` units; a card lies within one. */
  readonly segments: Uint16Array[];
  readonly bits: number;
  /** Addresses of the parts that many cards have in common, by number. */
  readonly parts: number[];
  readonly #mask: number;
  readonly #heads = new Map<number, CardHead>();
  readonly #services = new Map<number, CardServices>();
  readonly #bytes = new PartBytes();

  constructor({ tokens, segments, bits, parts }: SharedStack) {
    this.tokens = new Tokens(tokens);
    this.segments = segments.map((segment) => new Uint16Array(segment));
    this.bits = bits;
    this.parts = [...parts];
    this.#mask = 2 ** bits - 1;
  }

  /** The segment an address lies in. */
  unitsOf(address: number): Uint16Array {
    return this.segments[address >>> this.bits]!;
  }

  /** Where it lies in its segment. */
  placeOf(address: number): number {
    return address & this.#mask;
  }

  /** The head with this number. These are objects of some size, so that not all of a nation's are kept. */
  head(number: number): CardHead {
    return this.#heads.get(number) ?? keep(this.#heads, number, headOf(this.part(number)));
  }

  /** The services with this number. */
  services(number: number): CardServices {
    return this.#services.get(number) ?? keep(this.#services, number, servicesOf(this.part(number)));
  }

  /** How many bytes a part has. */
  sizeOf(number: number): number {
    return this.#partBytes(number).sizeOf(number);
  }

  /** Copies a part. @returns where it ends */
  copyPart(number: number, into: Uint8Array, at: number): number {
    return this.#partBytes(number).copy(number, into, at);
  }

  #partBytes(number: number): PartBytes {
    if (!this.#bytes.has(number)) this.#bytes.add(number, Buffer.from(this.part(number), 'latin1'));
    return this.#bytes;
  }

  /** The text of a part, one character for each byte. */
  part(number: number): string {
    const address = this.parts[number]!;
    const units = this.unitsOf(address);
    const at = this.placeOf(address);
    const bytes = Buffer.allocUnsafe(readNumber(units, at));
    this.tokens.copy(units, afterNumber(units, at), bytes, 0);
    return bytes.toString('latin1');
  }
}

function keep<T>(all: Map<number, T>, number: number, made: T): T {
  if (all.size >= MOST_KEPT) all.clear();
  all.set(number, made);
  return made;
}

const MOST_KEPT = 20_000;

/** A stack that no longer grows, as it is handed from thread to thread. */
export interface SharedStack {
  readonly tokens: SharedTokens;
  readonly segments: readonly SharedArrayBuffer[];
  readonly bits: number;
  readonly parts: readonly number[];
}

const MORE = 0x8000;

/** Writes a whole number, 15 bits in each unit, the lowest first. @returns where it ends */
export function writeNumber(number: number, into: Uint16Array, at: number): number {
  let rest = number;
  let end = at;
  for (; rest >= MORE; rest = Math.floor(rest / MORE)) into[end++] = (rest % MORE) | MORE;
  into[end++] = rest;
  return end;
}

/** Reads what `writeNumber` wrote. */
export function readNumber(units: Uint16Array, at: number): number {
  let number = 0;
  let weight = 1;
  for (let i = at; ; i++, weight *= MORE) {
    const unit = units[i]!;
    if (unit < MORE) return number + unit * weight;
    number += (unit - MORE) * weight;
  }
}

/** Where a number ends that begins here. */
export function afterNumber(units: Uint16Array, at: number): number {
  let end = at;
  while (units[end]! >= MORE) end++;
  return end + 1;
}
