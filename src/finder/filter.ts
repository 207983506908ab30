import type { Filter } from '../core/query.js';
import type { Card } from '../core/store.js';
import type { TraitFilter } from '../core/traits.js';
import type { Vocabulary } from '../core/vocabulary.js';
import type { ServiceOffer } from '../core/facility.js';

/** A filter in two halves: what the index can prune by, and what has to be read in the card. */
export interface FilterPlan {
  readonly traits: TraitFilter;
  /** Services of which none may be known to be missing or broken; the index cannot tell those. */
  readonly notMissing: readonly string[];
  /** Services of which not all may be known to be missing or broken. */
  readonly anyNotMissing: readonly string[];
  readonly exclude: ReadonlySet<string>;
}

/** Divides the filter between the index and the cards. */
export function planFilter(filter: Filter, vocabulary: Vocabulary): FilterPlan {
  const include = filter.unknownServices === 'include';
  const { categories, services, anyService, need } = filter;
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
  };
}

/** What a card's services say about the ones asked for. */
export interface ServiceCheck {
  readonly fits: boolean;
  /** Those of the services asked for that are not known to be there. */
  readonly unknown: readonly string[];
}

const FITS: ServiceCheck = { fits: true, unknown: [] };

/** Checks what the index could not: the card is parsed only when services that may be unknown are asked for. */
export function checkCard(card: Card, plan: FilterPlan): ServiceCheck {
  if (plan.exclude.has(card.id)) return { fits: false, unknown: [] };
  const { notMissing, anyNotMissing } = plan;
  if (notMissing.length === 0 && anyNotMissing.length === 0) return FITS;
  const { services = {} } = JSON.parse(card.json) as { services?: Record<string, ServiceOffer> };
  const state = (code: string) => services[code]?.state ?? 'unknown';
  const missing = (code: string) => state(code) === 'no' || state(code) === 'broken';
  const fits = !notMissing.some(missing) && (anyNotMissing.length === 0 || !anyNotMissing.every(missing));
  const anyThere = anyNotMissing.some((code) => state(code) === 'yes');
  const asked = [...notMissing, ...(anyThere ? [] : anyNotMissing)];
  return { fits, unknown: asked.filter((code) => state(code) === 'unknown') };
}
