import { availability, batteries } from '../core/available.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { bitsAskedFor } from '../core/hours/hour-bits.js';
import type { State } from '../core/hours/rule.js';
import type { Opening } from '../core/live.js';
import type { EntryFilter, Filter, OfferFilter, OpenFilter, StatusFilter } from '../core/query.js';
import type { IndexEntry } from '../core/spatial-index.js';
import type { Card } from '../core/store.js';
import { NO_TRAITS, withHours, type TraitFilter } from '../core/traits.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { entryOf } from './entry.js';
import { judgeCard, questionOf, type PlaceQuestion } from './judge-card.js';
import { stateOfCard, type AskedServices } from './open-state.js';
import { statusOf } from './live-status.js';
import { hasOffer } from './offers.js';
import type { Sources } from './nearest.js';

/** A filter in two halves: what the index can prune by, and what has to be read in the card. */
export interface FilterPlan {
  /** Category, services and need. */
  readonly places: TraitFilter;
  /** The same, and the hour bits that being open takes: what the index is asked with. */
  readonly traits: TraitFilter;
  /** Keys of places that are looked at whatever their hour bits say. */
  readonly exempt: readonly number[];
  /** Traits of places of which the same is true, as one clause. */
  readonly exemptTraits: readonly number[];
  /** What is exempt where it is asked which place opens first. */
  readonly openingLater: Exempt;
  /** Services of which none may be known to be missing or broken; the index cannot tell those. */
  readonly notMissing: readonly string[];
  /** Services of which not all may be known to be missing or broken. */
  readonly anyNotMissing: readonly string[];
  readonly exclude: ReadonlySet<string>;
  /** Services of the need asked for: a place of a fitting category does not do when it is known to have none of them. */
  readonly needed: readonly string[];
  /** All services the question names: where they have times of their own, those are what is asked for. */
  readonly asked: AskedServices;
  readonly open?: OpenPlan;
  readonly entry?: EntryFilter;
  readonly status?: StatusFilter;
  readonly offer?: OfferFilter;
  readonly usable?: Filter['usable'];
  /** What whether a place is of use depends on, besides the instant. */
  readonly question: PlaceQuestion;
  /** What its states depend on, besides the instant: equal texts for equal questions. */
  readonly asks: string;
}

/** What being open is asked for, and which states do. */
export interface OpenPlan extends Pick<OpenFilter, 'at' | 'minutes'> {
  readonly states: readonly State[];
}

/**
 * Places that the hour bits say nothing true of: the bits are made of a place's own rules, and something else, such as
 * a dated exception, may open it at a time its rules do not name. What may *close* a place is no concern here, for the
 * card is checked in any case.
 */
export interface Exempt {
  /** Single places. Each is looked at in every search for open ones: some thousands at most. */
  readonly keys: readonly number[];
  /** Every place with one of these traits, such as all of a category. */
  readonly traits: readonly number[];
  /** None of them is opened so before this instant (milliseconds since 1970); absent: at once. */
  readonly from?: number;
}

const NOTHING_EXEMPT: Exempt = { keys: [], traits: NO_TRAITS };
/** How far ahead hour bits tell when a place does not open yet, in minutes. */
const A_DAY = 1440;

/** What dated exceptions may open, as what is exempt. */
export function exemptOf({ keys, categories, any, from }: Opening, vocabulary: Vocabulary): Exempt {
  const since = from === undefined ? {} : { from };
  if (!any && categories.length === 0) return { keys, traits: NO_TRAITS, ...since };
  return { ...since, keys, traits: vocabulary.clause(any ? vocabulary.categories.keys() : categories, []) };
}

/** What a plan is made with. */
export interface FilterParts {
  readonly vocabulary: Vocabulary;
  readonly calendar: HoursCalendar;
  /** What is exempt from the hour bits while such a question holds; absent: nothing ever is. */
  readonly exempt?: (open: OpenPlan) => Exempt;
}

/** Divides the filter between the index and the cards. */
export function planFilter(filter: Filter, parts: FilterParts): FilterPlan {
  const plan = planPlaces(filter, parts.vocabulary);
  const open = openOf(filter);
  return open ? withOpening(plan, openingOf(open, parts), parts.calendar) : plan;
}

/** The part of it that does not depend on time: without its wish to be open. */
export function planPlaces(filter: Filter, vocabulary: Vocabulary): FilterPlan {
  const include = filter.unknownServices === 'include';
  const { categories, services, anyService, need, status, offer, entry, usable } = filter;
  const places = vocabulary.filter({
    categories,
    services: include ? [] : services,
    anyService: include ? [] : anyService,
    ...(need !== undefined && { need }),
  });
  const needed = vocabulary.needs.get(need ?? '')?.services ?? [];
  return {
    places,
    traits: places,
    exempt: [],
    exemptTraits: NO_TRAITS,
    openingLater: NOTHING_EXEMPT,
    notMissing: include ? services : [],
    anyNotMissing: include ? anyService : [],
    exclude: new Set(filter.exclude),
    needed,
    asked: { all: services, any: [anyService, needed].filter((list) => list.length > 0) },
    ...(status && { status }),
    ...(offer && { offer }),
    ...(entry && { entry }),
    ...(usable && { usable }),
    question: questionOf(filter, vocabulary),
    asks: asksOf(filter),
  };
}

/** A wish to be open, and what its hour bits say nothing true of. */
export interface OpeningPlan {
  readonly asked: OpenPlan;
  readonly exempt: Exempt | undefined;
  /** The same where it is asked which place opens first. */
  readonly openingLater: Exempt;
}

export function openingOf({ at, minutes, unknown }: OpenFilter, parts: FilterParts): OpeningPlan {
  const states: readonly State[] = unknown === 'include' ? ['open', 'unknown'] : ['open'];
  const asked = { at, states, ...(minutes !== undefined && { minutes }) };
  const openingLater = parts.exempt?.({ ...asked, minutes: A_DAY }) ?? NOTHING_EXEMPT;
  return { asked, exempt: parts.exempt?.(asked), openingLater };
}

/** The plan with a wish to be open. */
export function withOpening(
  plan: FilterPlan,
  { asked, exempt, openingLater }: OpeningPlan,
  calendar: HoursCalendar,
): FilterPlan {
  const exempted = exempt && { ...plan, exempt: exempt.keys, exemptTraits: exempt.traits, openingLater };
  return askedFor(exempted ?? plan, asked, calendar);
}

function asksOf({ services, anyService, need, status, entry }: Filter): string {
  const asked = [...services, ...anyService, need, entry, status?.voltage, status?.batteries];
  if (asked.every((one) => one === undefined)) return '';
  const { audience, modes } = entry ?? {};
  const stock = [status?.voltage, status?.batteries];
  return JSON.stringify([services, anyService, need, entry && { audience, modes }, stock]);
}

/** What is of use is known to be open: so the index can leave out what is not. */
function openOf({ open, usable }: Filter): OpenFilter | undefined {
  return usable ? { at: usable.at, ...open, unknown: 'exclude' } : open;
}

/** The plan for places that are in other states, or at another time within what it was made for. */
export function askedFor(plan: FilterPlan, open: OpenPlan, calendar: HoursCalendar): FilterPlan {
  const clauses = bitsAskedFor(open, calendar).map((bits) => withHours(plan.exemptTraits, bits));
  return { ...plan, open, traits: { ...plan.places, any: [...plan.places.any, ...clauses] } };
}

/** What a card's services say about the ones asked for. */
export interface ServiceCheck {
  readonly fits: boolean;
  /** Those of the services asked for that are not known to be there. */
  readonly unknown: readonly string[];
}

const FITS: ServiceCheck = { fits: true, unknown: [] };
const FITS_NOT: ServiceCheck = { fits: false, unknown: [] };

type CheckSources = Pick<Sources, 'calendar' | 'live' | 'statusRules' | 'judge'>;

/** Checks what the index could not. */
export function checkCard(card: Card, plan: FilterPlan, sources: CheckSources): ServiceCheck {
  const check = checkAll(card, plan, sources);
  if (!check.fits || plan.usable === undefined) return check;
  const { usable } = judgeCard(card, plan.usable.at, plan, sources);
  return usable.state === 'yes' ? check : FITS_NOT;
}

/** All but whether it is of use. */
function checkAll(card: Card, plan: FilterPlan, sources: CheckSources): ServiceCheck {
  if (plan.exclude.size > 0 && plan.exclude.has(card.id)) return FITS_NOT;
  if (plan.open && !plan.open.states.includes(stateOfCard(card, plan.open, plan.asked, sources)))
    return FITS_NOT;
  if (plan.entry && !mayComeIn(card, plan.entry, sources)) return FITS_NOT;
  if (plan.status && !hasStatus(card, plan.status, sources)) return FITS_NOT;
  if (plan.offer && !hasOffer(card, plan.offer, sources)) return FITS_NOT;
  const { notMissing, anyNotMissing, needed } = plan;
  const looksForMissing = needed.length > 0 && card.services.areMissing;
  if (notMissing.length === 0 && anyNotMissing.length === 0 && !looksForMissing) return FITS;
  const { offers } = card.services;
  const state = (code: string) => offers[code]?.state ?? 'unknown';
  const missing = (code: string) => state(code) === 'no' || state(code) === 'broken';
  const stated = needed.filter((code) => state(code) !== 'unknown');
  if (stated.length > 0 && stated.every(missing)) return FITS_NOT;
  const fits = !notMissing.some(missing) && (anyNotMissing.length === 0 || !anyNotMissing.every(missing));
  const anyThere = anyNotMissing.some((code) => state(code) === 'yes');
  const asked = [...notMissing, ...(anyThere ? [] : anyNotMissing)];
  return { fits, unknown: asked.filter((code) => state(code) === 'unknown') };
}

function mayComeIn(card: Card, wish: EntryFilter, sources: Pick<Sources, 'calendar'>): boolean {
  const { state } = entryOf(card, wish, sources);
  return state === 'yes' || (state === 'unknown' && wish.unknown === 'include');
}

/** Whether what was observed of the place fulfils all that is asked of it. */
function hasStatus(card: Card, plan: StatusFilter, sources: CheckSources): boolean {
  const status = statusOf(card, plan.at, sources);
  if (status === undefined || status.ageSeconds > (plan.maxAge ?? Infinity)) return false;
  const { available, voltage, batteries: least } = plan;
  const wanted = {
    ...(voltage !== undefined && { voltage }),
    ...(least !== undefined && { batteries: least }),
  };
  const asksForBatteries = voltage !== undefined || least !== undefined;
  if (asksForBatteries && batteries(status, wanted) !== true) return false;
  const when = sources.statusRules.availableWhen(card.head.category);
  return available !== true || availability(status, when, wanted) === 'yes';
}

/** Whether only its card tells if a place is open, whatever its hours say. */
export function isExempt({ key, traits }: IndexEntry, { exempt, exemptTraits }: FilterPlan): boolean {
  return exempt.includes(key) || exemptTraits.some((word, i) => (word & traits[i]!) !== 0);
}

/** Whether the filter has conditions that neither traits nor the numbers of hours tell: a count without cards is too high. */
export function onlyCardsTell(plan: FilterPlan): boolean {
  const { notMissing, anyNotMissing, needed, exempt, exemptTraits, exclude, open, asked } = plan;
  const { status, entry, offer, usable } = plan;
  // Open at a time is asked of the services named: they may have hours of their own.
  const services = open ? [...asked.all, ...asked.any.flat()] : [];
  const lists = [
    notMissing,
    anyNotMissing,
    needed,
    exempt,
    exemptTraits.filter((word) => word !== 0),
    services,
  ];
  const conditions = [status, entry, offer, usable].some((one) => one !== undefined);
  return conditions || exclude.size > 0 || lists.some((one) => one.length > 0);
}
