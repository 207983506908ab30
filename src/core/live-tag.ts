import { FRESHNESS, type LiveStatus } from './status.js';

interface Told {
  readonly key?: number;
  readonly card?: { readonly key: number };
  readonly status?: LiveStatus | undefined;
}

/**
 * What of the live data went into an answer, for its ETag: the revision, and how fresh the status of each place is. That
 * changes with time alone, and by the second.
 */
export function liveTag(revision: number, places: readonly (Told | undefined)[]): string {
  let hash = 0;
  for (const place of places) {
    if (place?.status === undefined) continue;
    const key = place.key ?? place.card?.key ?? 0;
    // FNV-1a, over one number for each place and level.
    hash = Math.imul(hash ^ (key * FRESHNESS.length + FRESHNESS.indexOf(place.status.fresh)), 0x01000193);
  }
  const fresh = hash === 0 ? '' : `-${(hash >>> 0).toString(36)}`;
  return `${revision.toString(36)}${fresh}`;
}
