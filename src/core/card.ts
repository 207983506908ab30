import type { FacilityBody, Hours } from './facility.js';

/**
 * The public members of a facility that are the same for every asker, as they stand in an answer's `properties`.
 * Name (language), geometry (datum), distance, open, usable and status (time) are added when the answer is made.
 * Nothing of `internal` is in it.
 */
export function cardMembers(body: FacilityBody, updatedAt: string): Record<string, unknown> {
  return compact(members(body, updatedAt));
}

/** The same as JSON text, which leaves out by itself what is not said. */
export function cardJson(body: FacilityBody, updatedAt: string): string {
  return JSON.stringify(members(body, updatedAt));
}

function members(body: FacilityBody, updatedAt: string): Record<string, unknown> {
  const { category, aliases, address, hours, services, access, capacity, contact, operator } = body;
  return {
    hours, // first: see hoursOfCard
    category,
    aliases,
    services,
    address,
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
  };
}

function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

const HEAD = '{"hours":{';
/** What follows the hours. Inside a string its quotation marks would be escaped, so it cannot come earlier. */
const TAIL = ',"category":"';
/** How a card without hours begins. */
const FIRST = '{"category":"';
const REMEMBERED = 50_000;
const remembered = new Map<string, Hours>();

/**
 * The hours a card tells, without parsing the card: they stand first in it, and the same ones recur in thousands
 * of cards.
 */
export function hoursOfCard({ json }: { readonly json: string }): Hours | undefined {
  if (!json.startsWith(HEAD)) return undefined;
  const text = json.slice(HEAD.length - 1, json.indexOf(TAIL));
  let hours = remembered.get(text);
  if (!hours) {
    if (remembered.size >= REMEMBERED) remembered.clear();
    hours = JSON.parse(text) as Hours;
    remembered.set(text, hours);
  }
  return hours;
}

/** The category a card tells, without parsing it: it stands right after the hours. */
export function categoryOfCard({ json }: { readonly json: string }): string {
  const start = json.startsWith(HEAD) ? json.indexOf(TAIL) + TAIL.length : FIRST.length;
  return json.slice(start, json.indexOf('"', start));
}

/** Whether the publisher says that the place is out of service. */
export function isOutOfService({ json }: { readonly json: string }): boolean {
  return json.includes('"inService":false');
}
