import { HEAD_MEMBERS, headOf, type CardHead } from './card-head.js';
import type { Address, FacilityBody, ServiceOffer } from './facility.js';
import { remembered } from './remember.js';

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
  const head: Record<(typeof HEAD_MEMBERS)[number], unknown> = {
    hours,
    category,
    access,
    inService: body.inService,
    illustrative: body.illustrative,
    positionPrecision: body.position?.precision,
    source: body.sources[0]?.source,
  };
  return Object.assign(head, {
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
  });
}

function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The two parts of a card's text: bytes, for that is how it is stored and how it is sent. */
export interface CardText {
  readonly head: CardHead;
  /** JSON text of the other members, each with a comma before it, in UTF-8. */
  readonly rest: Buffer;
}

/**
 * With what the rest begins. Inside a string the quotation marks would be escaped, and nothing in a head has a member of
 * one of these names, so neither can come earlier.
 */
const SERVICES = ',"services":{';
const UPDATED = ',"updatedAt":"';

/** A card's JSON text in its two parts. */
export function splitCard(json: Buffer): CardText {
  const bytes = json.toString('latin1');
  const services = bytes.indexOf(SERVICES);
  const end = services < 0 ? bytes.indexOf(UPDATED) : services;
  return { head: headOf(bytes.slice(1, end)), rest: json.subarray(end, -1) };
}

/** The same of a facility that was not read as a card. */
export function cardText(body: FacilityBody, updatedAt: string): CardText {
  return splitCard(Buffer.from(cardJson(body, updatedAt)));
}

/** What a place says of its services. */
export interface Services {
  readonly offers: Readonly<Record<string, ServiceOffer>>;
  /** Some of them have times of their own. */
  readonly haveTimes: boolean;
  /** Some of them are said to be missing or broken. */
  readonly areMissing: boolean;
}

const FIRST = SERVICES.charCodeAt(2); // of no other member the rest may begin with

/** What a card says of services, as a name for it: equal where they say the same, empty where it speaks of none. */
export function servicesKey({ rest }: Pick<CardText, 'rest'>): string {
  return rest[2] === FIRST ? rest.toString('latin1', SERVICES.length - 1, rest.indexOf(UPDATED)) : '';
}

/** What a card tells of services, without reading the rest of it: the same texts recur in many. */
export function servicesOf(card: Pick<CardText, 'rest'>): Services {
  return readServices(servicesKey(card));
}

const readServices = remembered((bytes): Services => {
  const text = Buffer.from(bytes, 'latin1').toString();
  const offers = text === '' ? {} : (JSON.parse(text) as Services['offers']);
  const all = Object.values(offers);
  return {
    offers,
    haveTimes: all.some(({ hours, season }) => hours !== undefined || season !== undefined),
    areMissing: all.some(({ state }) => state === 'no' || state === 'broken'),
  };
}, 20_000);

/** What of a card's members is looked at besides the head; all of them are there. */
export interface CardMembers {
  readonly category: string;
  readonly source?: string;
  readonly address?: Address;
}

/** All members of a card, read anew from its text. */
export function membersOf({ head, rest }: CardText): CardMembers {
  return JSON.parse(`{${head.bytes.toString('utf8', 1)}${rest.toString()}}`) as CardMembers;
}
