import { HEAD_MEMBERS, headOf, type CardHead } from './card-head.js';
import { servicesOf, type CardServices } from './card-services.js';
import type { Address, FacilityBody } from './facility.js';

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

/** First what many places say alike, then services, then what each says for itself, with `updatedAt` before it. */
function members(body: FacilityBody, updatedAt: string): Record<string, unknown> {
  const { category, aliases, address, hours, services, access, capacity, contact, operator } = body;
  return {
    hours,
    category,
    access,
    inService: body.inService,
    illustrative: body.illustrative,
    positionPrecision: body.position?.precision,
    source: body.sources[0]?.source,
    services,
    updatedAt,
    aliases,
    address,
    capacity,
    phone: contact?.phone,
    website: contact?.website,
    operator,
    description: body.description,
    positionEstimated: body.position?.estimated,
    verifiedAt: body.verified?.at,
  } satisfies Record<(typeof HEAD_MEMBERS)[number], unknown> & Record<string, unknown>;
}

function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The parts of a card's text: bytes, for that is how it is stored and how it is sent. */
export interface CardText {
  readonly head: CardHead;
  readonly services: CardServices;
  /** JSON text of the other members, each with a comma before it, in UTF-8. */
  readonly rest: Buffer;
}

/**
 * With what the services begin, and the rest. Inside a string the quotation marks would be escaped, and nothing that
 * comes before has a member of one of these names, so neither can come earlier.
 */
const SERVICES = ',"services":{';
const UPDATED = ',"updatedAt":"';

/** A card's JSON text in its parts. */
export function splitCard(json: Buffer): CardText {
  const bytes = json.toString('latin1');
  const services = bytes.indexOf(SERVICES);
  const rest = bytes.indexOf(UPDATED, services);
  const end = services < 0 ? rest : services;
  return {
    head: headOf(bytes.slice(1, end)),
    services: servicesOf(bytes.slice(end, rest)),
    rest: json.subarray(rest, -1),
  };
}

/** The same of a facility that was not read as a card. */
export function cardText(body: FacilityBody, updatedAt: string): CardText {
  return splitCard(Buffer.from(cardJson(body, updatedAt)));
}

/** What of a card's members is looked at besides the head; all of them are there. */
export interface CardMembers {
  readonly category: string;
  readonly source?: string;
  readonly address?: Address;
}

/** All members of a card, read anew from its text. */
export function membersOf({ head, services, rest }: CardText): CardMembers {
  return JSON.parse(
    `{${head.bytes.toString('utf8', 1)}${services.bytes.toString()}${rest.toString()}}`,
  ) as CardMembers;
}
