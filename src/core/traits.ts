/**
 * Traits: what an index knows of a facility besides its position, as bits. Word 0 holds the category (one bit),
 * the next four the services known to be there, the last one when it may be open (see hours/hour-bits.ts). An inner
 * node of an index holds the union of what lies below it, so the same test that picks facilities also prunes whole
 * branches.
 */

const SERVICE_WORDS = 4;
/** Words of 32 bits: one for categories, four for services, one for hours. */
export const TRAIT_WORDS = 1 + SERVICE_WORDS + 1;
export const HOURS_WORD = TRAIT_WORDS - 1;
export const MAX_CATEGORIES = 32;
export const MAX_SERVICES = 32 * SERVICE_WORDS;

/** The traits of one facility, or the union of many: `TRAIT_WORDS` unsigned 32-bit words. */
export type Traits = readonly number[] | Uint32Array;

/**
 * A condition on traits in conjunctive form: every bit of `all` must be set, and of each clause in `any` at least
 * one bit. An empty filter lets everything through.
 */
export interface TraitFilter {
  readonly all: readonly number[];
  readonly any: readonly (readonly number[])[];
}

export const NO_TRAITS: readonly number[] = [0, 0, 0, 0, 0, 0];
export const EVERYTHING: TraitFilter = { all: NO_TRAITS, any: [] };

/** A copy of the traits with one category bit (0–31) set. */
export function withCategory(traits: Traits, bit: number): number[] {
  return withBit(traits, 0, bit);
}

/** A copy of the traits with one service bit (0–127) set. */
export function withService(traits: Traits, bit: number): number[] {
  return withBit(traits, 1 + (bit >>> 5), bit & 31);
}

/** A copy of the traits with the hour bits set. */
export function withHours(traits: Traits, bits: number): number[] {
  const copy = [...traits];
  copy[HOURS_WORD] = (copy[HOURS_WORD]! | bits) >>> 0;
  return copy;
}

function withBit(traits: Traits, word: number, bit: number): number[] {
  const copy = [...traits];
  copy[word] = ((copy[word] ?? 0) | (1 << bit)) >>> 0;
  return copy;
}

/** Whether the traits fulfil the filter. For a union of traits: whether something below might. */
export function matches(filter: TraitFilter, traits: Traits): boolean {
  for (let i = 0; i < TRAIT_WORDS; i++) {
    const wanted = filter.all[i]!;
    if (wanted !== 0 && (traits[i]! & wanted) >>> 0 !== wanted) return false;
  }
  for (const clause of filter.any) {
    if (!intersects(clause, traits)) return false;
  }
  return true;
}

function intersects(clause: readonly number[], traits: Traits): boolean {
  for (let i = 0; i < TRAIT_WORDS; i++) if ((clause[i]! & traits[i]!) !== 0) return true;
  return false;
}
