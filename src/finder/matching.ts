import { membersOf } from '../core/card.js';
import { meets, type TargetedPlace } from '../core/override-targets.js';
import type { OverrideTarget } from '../core/override.js';
import type { Card, FacilityStore, ListFilter } from '../core/store.js';
import type { Vocabulary } from '../core/vocabulary.js';

/** How many places an override is for. */
export interface Matching {
  readonly count: number;
  /** True: there are more; counting ended. */
  readonly bounded: boolean;
}

/** Counting ends when so many were found, or five times as many were looked at. */
export const MOST_COUNTED = 10_000;
const MOST_READ = 5 * MOST_COUNTED;
const READ = 1000;

/** Counts the places a target is for, led by the condition that leaves the fewest. */
export async function countMatching(
  target: OverrideTarget,
  { store, vocabulary }: { readonly store: FacilityStore; readonly vocabulary: Vocabulary },
): Promise<Matching> {
  if (target.everything) return { count: (await store.count()).total, bounded: false };
  const found = new Set<number>();
  let left = MOST_READ;
  for (const filter of filtersOf(target, vocabulary)) {
    for (let after = 0; ;) {
      const cards = await store.list(filter, after, READ);
      for (const card of cards) if (meets(target, placeOf(card))) found.add(card.key);
      left -= cards.length;
      if (found.size > MOST_COUNTED) return { count: MOST_COUNTED, bounded: true };
      if (cards.length < READ) break;
      if (left <= 0) return { count: found.size, bounded: true };
      after = cards.at(-1)!.key;
    }
  }
  return { count: found.size, bounded: false };
}

/** Lists that together have all of its places: the names of an area are searched as text, and compared afterwards. */
function filtersOf(target: OverrideTarget, vocabulary: Vocabulary): ListFilter[] {
  const { facilities, subdistrict, district, category, source } = target;
  if (facilities) return chunks(facilities, 100).map((ids) => ({ ids }));
  const base: ListFilter = {
    ...(category && { traits: vocabulary.filter({ categories: category }) }),
    ...(source?.length === 1 && { source: source[0]! }),
  };
  const names = subdistrict ?? district;
  return names ? names.map((name) => ({ ...base, text: beginningOf(name) })) : [base];
}

/** Two characters of a Chinese name: they stand together, whatever blanks come later. */
function beginningOf(name: string): string {
  const plain = name.trim();
  return /^\p{Script=Han}{2}/u.exec(plain)?.[0] ?? plain;
}

function placeOf(card: Card): TargetedPlace {
  return { ...membersOf(card), id: card.id };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, i) => i * size);
  return starts.map((start) => items.slice(start, start + size));
}
