import type { Access, FacilityBody, Hours, ServiceOffer } from './facility.js';
import { remembered as rememberedText } from './remember.js';

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

/** What a card tells of who may enter and how, without parsing the rest of it. */
export function accessOfCard({ json }: { readonly json: string }): Access | undefined {
  const text = objectAfter(json, ',"access":');
  return text === undefined ? undefined : accessOf(text);
}
const accessOf = rememberedText((text) => JSON.parse(text) as Access, REMEMBERED);

export type Offers = Readonly<Record<string, ServiceOffer>>;
const NO_OFFERS: Offers = {};

/** What a card tells of services. */
export function offersOfCard({ json }: { readonly json: string }): Offers {
  const text = objectAfter(json, ',"services":');
  return text === undefined ? NO_OFFERS : offersOf(text);
}
const offersOf = rememberedText((text) => JSON.parse(text) as Offers, REMEMBERED);

/**
 * The text of the object that is a member of the card. Inside a string the marks of the name would be escaped, and no
 * member that comes before these two has one of the same name inside it: hours have none, and no service is called so.
 */
function objectAfter(json: string, name: string): string | undefined {
  const start = json.indexOf(`${name}{`) + name.length;
  return start < name.length ? undefined : json.slice(start, endOfObject(json, start));
}

const QUOTE = 34; // "
const BACKSLASH = 92;
const OPEN = 123; // {
const CLOSE = 125; // }

/** Where the object that begins at `start` is over. The text is JSON of our own writing. */
function endOfObject(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      while (json.charCodeAt(++at) !== QUOTE) if (json.charCodeAt(at) === BACKSLASH) at++;
    } else if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return json.length;
}
