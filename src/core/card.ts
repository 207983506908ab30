import type { FacilityBody } from './facility.js';

/**
 * The public members of a facility that are the same for every asker, as they stand in an answer's `properties`.
 * Name (language), geometry (datum), distance, open, usable and status (time) are added when the answer is made.
 * Nothing of `internal` is in it.
 */
export function cardMembers(body: FacilityBody, updatedAt: string): Record<string, unknown> {
  const { category, aliases, address, hours, services, access, capacity, contact, operator } = body;
  return compact({
    category,
    aliases,
    services,
    address,
    hours,
    access,
    capacity,
    phone: contact?.phone,
    website: contact?.website,
    operator,
    description: body.description,
    positionPrecision: body.position?.precision,
    positionEstimated: body.position?.estimated,
    inService: body.inService,
    illustrative: body.illustrative,
    verifiedAt: body.verified?.at,
    source: body.sources[0]?.source,
    updatedAt,
  });
}

function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
