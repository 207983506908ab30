import { TRAIT_WORDS, type TraitFilter } from '../core/traits.js';

/**
 * Traits in a packed tree lie in groups: those of the sixteen children of a node, first everyone's word 0, then
 * everyone's word 1, and so on. A filter asks about one word or two, so a whole node is tested in one or two lines of
 * the processor's cache.
 */
export const GROUP = 16;
const STRIDE = GROUP * TRAIT_WORDS;

/** All of a group, as bits. */
export const WHOLE_GROUP = (1 << GROUP) - 1;

/** The first `count` of a group, as bits. */
export function upTo(count: number): number {
  return count >= GROUP ? WHOLE_GROUP : (1 << count) - 1;
}

/** How many words so many sets of traits take. */
export function traitSpace(count: number): number {
  return Math.ceil(count / GROUP) * STRIDE;
}

/** Where a word of the i-th set of traits lies. */
export function traitPlace(i: number, word: number): number {
  return ((i >>> 4) * TRAIT_WORDS + word) * GROUP + (i & 15);
}

/** Which of a group fulfil a filter: one bit each. */
export type GroupTest = (traits: Uint32Array, group: number) => number;

interface Part {
  readonly offset: number;
  /** Signed: `&` answers signed. */
  readonly mask: number;
}

/** The filter as a test on whole groups. It ends with the first condition nobody fulfils. */
export function groupTest(filter: TraitFilter): GroupTest {
  const all = [...filter.all];
  const clauses: Part[][] = [];
  for (const clause of filter.any) {
    const parts = partsOf(clause);
    const [only] = parts;
    if (parts.length === 1 && isOneBit(only!.mask)) all[only!.offset / GROUP]! |= only!.mask;
    else clauses.push(parts);
  }
  const required = partsOf(all);
  if (required.length === 0 && clauses.length === 0) return () => WHOLE_GROUP;
  if (required.length === 1 && clauses.length === 0) {
    const { offset, mask } = required[0]!;
    return (traits, group) => having(traits, group * STRIDE + offset, mask);
  }
  return (traits, group) => {
    const from = group * STRIDE;
    let fits = WHOLE_GROUP;
    for (const { offset, mask } of required) {
      fits &= having(traits, from + offset, mask);
      if (fits === 0) return 0;
    }
    for (const parts of clauses) {
      let some = 0;
      for (const { offset, mask } of parts) some |= sharing(traits, from + offset, mask);
      fits &= some;
      if (fits === 0) return 0;
    }
    return fits;
  };
}

/** Those that have every bit of the mask. */
function having(traits: Uint32Array, from: number, mask: number): number {
  let fits = 0;
  for (let i = 0; i < GROUP; i++) if ((traits[from + i]! & mask) === mask) fits |= 1 << i;
  return fits;
}

/** Those that have some bit of the mask. */
function sharing(traits: Uint32Array, from: number, mask: number): number {
  let fits = 0;
  for (let i = 0; i < GROUP; i++) if ((traits[from + i]! & mask) !== 0) fits |= 1 << i;
  return fits;
}

function partsOf(words: readonly number[]): Part[] {
  return words
    .map((mask, word) => ({ offset: word * GROUP, mask: mask | 0 }))
    .filter(({ mask }) => mask !== 0);
}

function isOneBit(mask: number): boolean {
  return (mask & (mask - 1)) === 0;
}
