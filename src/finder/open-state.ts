import type { ServiceOffer } from '../core/facility.js';
import {
  hoursStateOf,
  openFor,
  openForOn,
  openStateOf,
  quickStateOf,
  quickStateOn,
  type OpenState,
} from '../core/hours/hours-state.js';
import type { State } from '../core/hours/rule.js';
import { serviceDays } from '../core/hours/service-days.js';
import { daysOf } from '../core/hours/exceptional-days.js';
import type { Days } from '../core/hours/timetable.js';
import type { OpenFilter } from '../core/query.js';
import type { Card } from '../core/store.js';
import { windowsOf } from './offers.js';
import type { Sources } from './nearest.js';

/** When a place, and the services asked for, are open: hours, dated exceptions and the services' own hours together. */

type OpenSources = Pick<Sources, 'calendar' | 'live'>;

/** The services of a question: all of the first, and one of each of the other lists. */
export interface AskedServices {
  readonly all: readonly string[];
  readonly any: readonly (readonly string[])[];
}

/** Whether the place is open at an instant. */
export function openOf(card: Card, at: number, { calendar, live }: OpenSources): OpenState {
  const exceptions = live.exceptions(card);
  const hours = card.head.hours;
  return exceptions ? openStateOf(exceptions.days(hours, calendar), at) : hoursStateOf(hours, at, calendar);
}

/** Whether the place never closes, by hours and exceptions. */
export function neverCloses(card: Card, { calendar, live }: OpenSources): boolean {
  const hours = card.head.hours;
  return (live.exceptions(card)?.days(hours, calendar) ?? daysOf(hours, calendar)).constant;
}

/** What is asked of being open. */
type Wish = Pick<OpenFilter, 'at' | 'minutes'>;

/**
 * Whether what is asked for is open at the instant, and stays so for as long as asked: the place, or the services,
 * where they have times of their own. Out of service counts as closed.
 */
export function stateOfCard(card: Card, wish: Wish, asked: AskedServices, sources: OpenSources): State {
  if (card.head.outOfService) return 'closed';
  const place = stateOfPlace(card, wish, sources);
  const own = ownDays(card, asked, wish.at, sources);
  if (!own) return place;
  const stateOf = (code: string) => {
    const days = own.days.get(code);
    return days === undefined ? place : best(days.map((one) => stateOn(one, wish)));
  };
  const states = asked.all.map(stateOf);
  for (const list of asked.any) {
    const there = list.filter((code) => own.offers[code]?.state === 'yes');
    if (there.length > 0) states.push(best(there.map(stateOf)));
  }
  return states.length === 0 ? place : worst(states);
}

/** The open states of the services asked for that have times of their own; nothing where none has. */
export function servicesOpen(
  card: Card,
  at: number,
  asked: AskedServices,
  sources: OpenSources,
): Readonly<Record<string, OpenState>> | undefined {
  const own = ownDays(card, asked, at, sources);
  if (!own || own.days.size === 0) return undefined;
  return Object.fromEntries([...own.days].map(([code, days]) => [code, bestOf(days, at)]));
}

function stateOfPlace(card: Card, { at, minutes }: Wish, { calendar, live }: OpenSources): State {
  const exceptions = live.exceptions(card);
  const hours = card.head.hours;
  if (exceptions)
    return stateOn(exceptions.days(hours, calendar), { at, ...(minutes !== undefined && { minutes }) });
  return minutes === undefined
    ? quickStateOf(hours, at, calendar)
    : openFor(hours, { from: at, minutes }, calendar);
}

function stateOn(days: Days, { at, minutes }: Wish): State {
  return minutes === undefined ? quickStateOn(days, at) : openForOn(days, { from: at, minutes });
}

interface OwnDays {
  readonly offers: Readonly<Record<string, ServiceOffer>>;
  /** Of the services asked for that are there and have times of their own; one of several windows is enough. */
  readonly days: ReadonlyMap<string, readonly Days[]>;
}

/** Nothing where neither the card nor an exception nor an offer tells of times of services. */
function ownDays(
  card: Card,
  asked: AskedServices,
  at: number,
  { calendar, live }: OpenSources,
): OwnDays | undefined {
  if (asked.all.length === 0 && asked.any.length === 0) return undefined;
  const exceptions = live.exceptions(card);
  const hasOffers = live.offerings.anyOffers && live.offerings.offersAt(card.id).length > 0;
  if (!card.services.haveTimes && exceptions?.speaksOfServices !== true && !hasOffers) return undefined;
  const { offers } = card.services;
  const hours = card.head.hours;
  const place = exceptions?.days(hours, calendar) ?? daysOf(hours, calendar);
  const days = new Map<string, readonly Days[]>();
  for (const code of new Set([...asked.all, ...asked.any.flat()])) {
    const offer = offers[code];
    if (offer?.state !== 'yes') continue;
    const windows = offer.hours === undefined && hasOffers ? windowsOf(card, code, at, { live }) : [];
    const timed = windows.length > 0 ? windows.map((hours) => ({ ...offer, hours })) : [offer];
    const around = { place, exceptions: exceptions?.ofService(code, offer) ?? [] };
    const own = timed.map((one) => serviceDays({ offer: one, ...around }, calendar));
    const known = own.filter((one) => one !== undefined);
    if (known.length > 0) days.set(code, known);
  }
  return { offers, days };
}

const NEVER = Number.MAX_SAFE_INTEGER;

/** Of several windows the one that is open, or else the one that opens first. */
function bestOf(days: readonly Days[], at: number): OpenState {
  const states = days.map((one) => openStateOf(one, at));
  const rank = ({ state }: OpenState) => -ORDER.indexOf(state);
  return states.toSorted((a, b) => rank(a) - rank(b) || (a.opensAt ?? NEVER) - (b.opensAt ?? NEVER))[0]!;
}

const ORDER: readonly State[] = ['closed', 'unknown', 'open'];

function worst(states: readonly State[]): State {
  return ORDER.find((state) => states.includes(state))!;
}

function best(states: readonly State[]): State {
  return ORDER.findLast((state) => states.includes(state))!;
}
