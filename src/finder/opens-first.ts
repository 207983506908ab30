import type { Hit } from '../core/answer.js';
import { ANY_HOUR, opensNotBefore } from '../core/hours/hour-bits.js';
import type { Candidate, SpatialIndex } from '../core/spatial-index.js';
import { HOURS_WORD, NO_TRAITS, withHours } from '../core/traits.js';
import { askedFor, type FilterPlan } from './filter.js';
import { byDistanceThenId, check, told, type IndexView, type NearestPlan, type Sources } from './nearest.js';

/** Cards read at first; twice as many each further time. */
const FIRST_READ = 2;

/** The same wish for any place of which it is known when it opens, whatever it is now. */
export function openingAtAll(plan: NearestPlan, { calendar }: Sources): NearestPlan {
  const { at } = plan.moment;
  const states = ['open', 'closed', 'unknown'] as const;
  const { keys: exempt, traits: exemptTraits } = plan.filter.openingLater;
  const later = { ...plan.filter, exempt, exemptTraits };
  const filter = askedFor(later, { at, ...plan.filter.open, states }, calendar);
  const known = withHours(exemptTraits, ANY_HOUR);
  const traits = { ...filter.traits, any: [...filter.traits.any, known] };
  return { ...plan, filter: { ...filter, traits } };
}

interface Waiting extends Candidate {
  /** Milliseconds since 1970: not open before. */
  readonly from: number;
}

/**
 * Of the candidates the one that opens first, the nearest of several. Hour bits tell before which instant a place
 * surely does not open: cards are read in that order, and only as long as one may still come first.
 */
export async function opensFirst(
  candidates: readonly Candidate[],
  view: IndexView,
  { plan, sources }: { readonly plan: NearestPlan; readonly sources: Sources },
): Promise<Hit | undefined> {
  const earliest = earliestOf(view.index, plan);
  const waiting = candidates
    .map((one): Waiting => ({ ...one, from: earliest(one.key) }))
    .toSorted((a, b) => a.from - b.from || a.arc - b.arc);
  let best: Hit | undefined;
  for (let i = 0, size = FIRST_READ; i < waiting.length && mayComeFirst(waiting[i]!, best); size *= 2) {
    const near = waiting.slice(i, i + size);
    i += size;
    const cards = await view.cards.cards(near.map(({ key }) => key));
    for (const found of await check({ plan, view, near, horizon: Infinity, last: true }, cards, sources)) {
      const hit = told(found, plan, sources);
      if (hit.card.head.outOfService || hit.open.opensAt === undefined) continue;
      if (best === undefined || before(hit, best)) best = hit;
    }
  }
  return best;
}

/** What is exempt from the hour bits may open as soon as that which exempts it holds. */
function earliestOf(index: SpatialIndex, { filter, moment: { at } }: NearestPlan): (key: number) => number {
  const exempt = new Set(filter.exempt);
  const exemptFrom = Math.max(at, filter.openingLater.from ?? at);
  const isExempt = ({ exemptTraits }: FilterPlan, traits: ArrayLike<number>) =>
    exemptTraits.some((word, i) => (word & traits[i]!) !== 0);
  const known = new Map<number, number>();
  return (key) => {
    const { traits } = index.get(key) ?? { traits: NO_TRAITS };
    const bits = traits[HOURS_WORD]!;
    if (!known.has(bits)) known.set(bits, opensNotBefore(bits, at));
    const byHours = known.get(bits)!;
    return exempt.has(key) || isExempt(filter, traits) ? Math.min(byHours, exemptFrom) : byHours;
  };
}

function mayComeFirst({ from, distance }: Waiting, best: Hit | undefined): boolean {
  if (from === Infinity) return false;
  if (best === undefined || from < best.open.opensAt!) return true;
  return from === best.open.opensAt! && distance <= best.distance!;
}

function before(a: Hit, b: Hit): boolean {
  return (a.open.opensAt! - b.open.opensAt! || byDistanceThenId(a, b)) < 0;
}
