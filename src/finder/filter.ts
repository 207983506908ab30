import { hoursOfCard, isOutOfService } from '../core/card.js';
import type { ServiceOffer } from '../core/facility.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import { openFor, quickStateOf } from '../core/hours/hours-state.js';
import type { State } from '../core/hours/rule.js';
import type { Filter, OpenFilter } from '../core/query.js';
import type { Card } from '../core/store.js';
import type { TraitFilter } from '../core/traits.js';
import type { Vocabulary } from '../core/vocabulary.js';

/** A filter in two halves: what the index can prune by, and what has to be read in the card. */
export interface FilterPlan {
  readonly traits: TraitFilter;
  /** Services of which none may be known to be missing or broken; the index cannot tell those. */
  readonly notMissing: readonly string[];
  /** Services of which not all may be known to be missing or broken. */
  readonly anyNotMissing: readonly string[];
  readonly exclude: ReadonlySet<string>;
  /** Services of the need asked for: a place of a fitting category does not do when it is known to have none of them. */
  readonly needed: readonly string[];
  readonly open?: OpenPlan;
}

/** What being open is asked for, and which states do. */
export interface OpenPlan extends Pick<OpenFilter, 'at' | 'minutes'> {
  readonly states: readonly State[];
}

/** Divides the filter between the index and the cards. */
export function planFilter(filter: Filter, vocabulary: Vocabulary): FilterPlan {
  const include = filter.unknownServices === 'include';
  const { categories, services, anyService, need, open } = filter;
  return {
    traits: vocabulary.filter({
      categories,
      services: include ? [] : services,
      anyService: include ? [] : anyService,
      ...(need !== undefined && { need }),
    }),
    notMissing: include ? services : [],
    anyNotMissing: include ? anyService : [],
    exclude: new Set(filter.exclude),
    needed: vocabulary.needs.get(need ?? '')?.services ?? [],
    ...(open && { open: openPlan(open, open.unknown === 'include' ? ['open', 'unknown'] : ['open']) }),
  };
}

/** The same wish for other states. */
export function openPlan(
  { at, minutes }: Pick<OpenFilter, 'at' | 'minutes'>,
  states: readonly State[],
): OpenPlan {
  return { at, states, ...(minutes !== undefined && { minutes }) };
}

/** What a card's services say about the ones asked for. */
export interface ServiceCheck {
  readonly fits: boolean;
  /** Those of the services asked for that are not known to be there. */
  readonly unknown: readonly string[];
}

const FITS: ServiceCheck = { fits: true, unknown: [] };
const FITS_NOT: ServiceCheck = { fits: false, unknown: [] };

/** Checks what the index could not: the card is parsed only when services that may be unknown are asked for. */
export function checkCard(card: Card, plan: FilterPlan, calendar: HoursCalendar): ServiceCheck {
  if (plan.exclude.has(card.id)) return FITS_NOT;
  if (plan.open && !plan.open.states.includes(stateOfCard(card, plan.open, calendar))) return FITS_NOT;
  const { notMissing, anyNotMissing, needed } = plan;
  const looksForMissing = needed.length > 0 && tellsOfMissing(card);
  if (notMissing.length === 0 && anyNotMissing.length === 0 && !looksForMissing) return FITS;
  const { services = {} } = JSON.parse(card.json) as { services?: Record<string, ServiceOffer> };
  const state = (code: string) => services[code]?.state ?? 'unknown';
  const missing = (code: string) => state(code) === 'no' || state(code) === 'broken';
  const stated = needed.filter((code) => state(code) !== 'unknown');
  if (stated.length > 0 && stated.every(missing)) return FITS_NOT;
  const fits = !notMissing.some(missing) && (anyNotMissing.length === 0 || !anyNotMissing.every(missing));
  const anyThere = anyNotMissing.some((code) => state(code) === 'yes');
  const asked = [...notMissing, ...(anyThere ? [] : anyNotMissing)];
  return { fits, unknown: asked.filter((code) => state(code) === 'unknown') };
}

/** Whether a service is said to be missing or broken: a look at the text, so that few cards need parsing. */
function tellsOfMissing({ json }: Card): boolean {
  return json.includes('"state":"no"') || json.includes('"state":"broken"');
}

/** Whether the place is open at the instant, and stays so for as long as asked. Out of service counts as closed. */
function stateOfCard(card: Card, { at, minutes }: OpenPlan, calendar: HoursCalendar): State {
  if (isOutOfService(card)) return 'closed';
  const hours = hoursOfCard(card);
  return minutes === undefined
    ? quickStateOf(hours, at, calendar)
    : openFor(hours, { from: at, minutes }, calendar);
}
