import { invalidParameter } from '../core/errors.js';
import { closest } from '../core/spelling.js';
import type { FacilityStore } from '../core/store.js';

/** Refuses a word that is not one of those known, and says which one was meant where that shows. */
export function refuseUnknown(parameter: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return;
  const meant = closest(word, known);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const allowed = known.slice(0, MOST_NAMED);
  throw invalidParameter({ parameter, value: word, detail: `"${word}" is not known${hint}`, allowed });
}

const MOST_NAMED = 100;

/** Refuses a publisher that nothing in the store is from: an empty answer would be taken for the truth. */
export async function refuseUnknownSource(store: FacilityStore, source: string | undefined): Promise<void> {
  if (source === undefined) return;
  const known = (await store.sources()).map(({ id }) => id);
  refuseUnknown('source', source, known);
}
