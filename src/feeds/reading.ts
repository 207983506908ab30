import type { Counts } from '../core/status.js';

/** What one station of a feed says. */
export interface Sighting {
  /** The publisher's id of the place, as the importer has it. */
  readonly externalId: string;
  readonly counts: Counts;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
}

/** What was read of a feed in one go. */
export interface Reading {
  readonly sightings: readonly Sighting[];
  /** Stations that could not be read. */
  readonly faulty: number;
  /** What is wrong with the first of them. */
  readonly fault?: string;
  /** Seconds for which the publisher says that nothing new will come. */
  readonly ttl?: number;
}

/** A feed that could not be read, in words for an operator. They hold no secret. */
export class FeedError extends Error {}

/** Reads a list station by station: one that is wrong is counted and left out. */
export function readEach(
  stations: readonly unknown[],
  read: (station: unknown) => Sighting | string | undefined,
): Reading {
  const sightings: Sighting[] = [];
  let faulty = 0;
  let fault: string | undefined;
  for (const station of stations) {
    const one = read(station);
    if (typeof one === 'object') sightings.push(one);
    else if (one !== undefined) {
      faulty++;
      fault ??= one;
    }
  }
  return { sightings, faulty, ...(fault !== undefined && { fault }) };
}

/** The first thing zod finds wrong, in words. */
export function issueOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
) {
  const [first] = issues;
  return first ? `${first.path.join('.')}: ${first.message}` : 'not readable';
}
