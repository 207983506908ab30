import type { ReportEffect } from './report-effects.js';
import { FRESHNESS, type LiveStatus } from './status.js';

interface Told {
  readonly key?: number;
  readonly card?: { readonly key: number };
  readonly status?: LiveStatus | undefined;
  readonly reports?: readonly ReportEffect[] | undefined;
}

/**
 * What of the live data went into an answer, for its ETag: the revision, and how fresh the status of each place is and what
 * reports of it count. That changes with time alone, and by the second.
 */
export function liveTag(revision: number, places: readonly (Told | undefined)[]): string {
  let hash = 0;
  for (const place of places) {
    if (place?.status === undefined && place?.reports === undefined) continue;
    const key = place.key ?? place.card?.key ?? 0;
    const fresh = place.status === undefined ? 0 : FRESHNESS.indexOf(place.status.fresh);
    const told = place.reports?.reduce(
      (sum, { state, count }) => sum * 7 + count * 2 + (state === 'no' ? 1 : 0),
      1,
    );
    // FNV-1a, over two numbers for each place.
    hash = Math.imul(hash ^ (key * FRESHNESS.length + fresh), 0x01000193);
    hash = Math.imul(hash ^ (told ?? 0), 0x01000193);
  }
  const fresh = hash === 0 ? '' : `-${(hash >>> 0).toString(36)}`;
  return `${revision.toString(36)}${fresh}`;
}
