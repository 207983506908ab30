import { TRAIT_WORDS, type TraitFilter } from '../core/traits.js';

/**
 * The filter as a test on the i-th set of traits in an array of many. Words nobody asks about are not looked at:
 * most questions are about one or two words.
 */
export function traitTest(filter: TraitFilter): (traits: Uint32Array, at: number) => boolean {
  const all = wordsOf(filter.all);
  const any = filter.any.map(wordsOf);
  if (any.length === 0 && all.length === 0) return () => true;
  if (any.length === 0 && all.length === 1) {
    const { word, mask } = all[0]!;
    return (traits, at) => (traits[at * TRAIT_WORDS + word]! & mask) === mask;
  }
  if (any.length === 1 && all.length === 0 && any[0]!.length === 1) {
    const { word, mask } = any[0]![0]!;
    return (traits, at) => (traits[at * TRAIT_WORDS + word]! & mask) !== 0;
  }
  return (traits, at) => {
    const from = at * TRAIT_WORDS;
    for (const { word, mask } of all) if ((traits[from + word]! & mask) !== mask) return false;
    for (const clause of any) {
      if (!clause.some(({ word, mask }) => (traits[from + word]! & mask) !== 0)) return false;
    }
    return true;
  };
}

/** The words that have bits, as signed masks: `&` answers signed. */
function wordsOf(words: readonly number[]): { word: number; mask: number }[] {
  return words.map((mask, word) => ({ word, mask: mask | 0 })).filter(({ mask }) => mask !== 0);
}
