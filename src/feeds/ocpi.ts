import { z } from 'zod';
import type { Counts } from '../core/status.js';
import { FeedError, issueOf, readEach, type Reading, type Sighting } from './reading.js';

/** Locations of OCPI (2.1.1 to 2.2.1) for the status of their EVSEs. https://github.com/ocpi/ocpi, module Locations */

/** Some write an instant without an offset; the standard says that it is UTC. */
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/)
  .transform((text) => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`));

const envelope = z.object({
  data: z.union([
    z.array(z.unknown()).max(1_000_000),
    z
      .object({ id: z.unknown() })
      .loose()
      .transform((one) => [one]),
  ]),
  status_code: z.int().optional(),
  status_message: z.string().nullish(),
  timestamp: instant.optional().catch(undefined),
});
const location = z.object({
  id: z.string().trim().min(1).max(400),
  country_code: z.string().nullish(),
  party_id: z.string().nullish(),
  evses: z.array(z.object({ status: z.string().max(40) })).nullish(),
});
type Location = z.infer<typeof location>;

/**
 * Reads one page. Status is told as it is at the answer's `timestamp`: `last_updated` of an EVSE says when it changed, not
 * when it was looked at.
 * @param receivedAt stands in for a timestamp that is missing; milliseconds since 1970
 * @throws FeedError for what is no answer of OCPI, or one that reports a fault
 */
export function readLocations(document: unknown, receivedAt: number): Reading {
  const bare = Array.isArray(document) ? { data: document as unknown[] } : document;
  const parsed = envelope.safeParse(bare);
  if (!parsed.success) throw new FeedError(`no locations of OCPI: ${issueOf(parsed.error.issues)}`);
  const { data, status_code: code = 1000, status_message: message, timestamp } = parsed.data;
  if (code >= 2000) throw new FeedError(`OCPI answered ${code} ${(message ?? '').slice(0, 200)}`.trim());
  return readEach(data, (one) => {
    const read = location.safeParse(one);
    return read.success ? sightingOf(read.data, timestamp ?? receivedAt) : issueOf(read.error.issues);
  });
}

/** A location without EVSEs has nothing to say. */
function sightingOf(one: Location, observedAt: number): Sighting | undefined {
  const counts = countsOf((one.evses ?? []).map(({ status }) => status.trim().toUpperCase()));
  return counts && { externalId: idOf(one), counts, observedAt };
}

/** As the importer names it: from 2.2 on an id is one operator's own, so country and party stand before it. */
function idOf({ id, country_code: country, party_id: party }: Location): string {
  return country != null && party != null ? `${country}*${party}*${id}` : id;
}

const KINDS: Readonly<Record<string, 'available' | 'inUse' | 'outOfOrder' | 'absent'>> = {
  AVAILABLE: 'available',
  CHARGING: 'inUse',
  RESERVED: 'inUse',
  BLOCKED: 'inUse',
  OUTOFORDER: 'outOfOrder',
  INOPERATIVE: 'outOfOrder',
  PLANNED: 'absent',
  REMOVED: 'absent',
};

/**
 * EVSEs counted by status. While some are UNKNOWN, none is said to be available only where one is: a 0 might be wrong.
 */
function countsOf(statuses: readonly string[]): Counts | undefined {
  const counted = { available: 0, inUse: 0, outOfOrder: 0, absent: 0, unknown: 0 };
  for (const status of statuses) counted[KINDS[status] ?? 'unknown']++;
  const { available, inUse, outOfOrder, absent, unknown } = counted;
  const capacity = statuses.length - absent;
  if (capacity === 0) return undefined;
  return {
    ...(available + inUse > 0 ? { online: true } : unknown === 0 ? { online: false } : {}),
    capacity,
    ...((available > 0 || unknown === 0) && { available }),
    ...((inUse > 0 || unknown === 0) && { inUse }),
    ...((outOfOrder > 0 || unknown === 0) && { outOfOrder }),
  };
}

/** The address in `Link: <…>; rel="next"` (RFC 8288). */
export function nextLink(header: string | null, base: string): string | undefined {
  const found = /<([^<>]{1,2000})>\s*;[^,<]*\brel="?next"?/i.exec(header ?? '')?.[1];
  return found === undefined ? undefined : new URL(found, base).href;
}
