import type { Hit } from '../core/answer.js';
import { ANY_HOUR, opensNotBefore } from '../core/hours/hour-bits.js';
import type { Candidate, SpatialIndex } from '../core/spatial-index.js';
import { HOURS_WORD, withHours } from '../core/traits.js';
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

/**
 * Of the candidates the one that opens first, the nearest of several. Hour bits tell before which instant a place
 * surely does not open: cards are read in that order, and only as long as one may still come first.
 */
export async function opensFirst(
  candidates: readonly Candidate[],
  view: IndexView,
  { plan, sources }: { readonly plan: NearestPlan; readonly sources: Sources },
): Promise<Hit | undefined> {
  const groups = byOpening(candidates, earliestOf(view.index, plan));
  let best: Hit | undefined;
  for (const from of [...groups.keys()].toSorted((a, b) => a - b)) {
    const waiting = groups.get(from)!;
    for (
      let i = 0, size = FIRST_READ;
      i < waiting.length && mayComeFirst(from, waiting[i]!, best);
      size *= 2
    ) {
      const near = waiting.slice(i, i + size);
      i += size;
      const cards = await view.cards.cards(near.map(({ key }) => key));
      for (const found of await check({ plan, view, near, horizon: Infinity, last: true }, cards, sources)) {
        const hit = told(found, plan, sources);
        if (hit.card.head.outOfService || hit.open.opensAt === undefined) continue;
        if (best === undefined || before(hit, best)) best = hit;
      }
    }
  }
  return best;
}

/** The candidates, nearest first, by the instant before which they do not open; those that never do are left out. */
function byOpening(
  candidates: readonly Candidate[],
  earliest: (key: number) => number,
): Map<number, Candidate[]> {
  const groups = new Map<number, Candidate[]>();
  for (const one of candidates) {
    const from = earliest(one.key);
    if (from === Infinity) continue;
    const group = groups.get(from);
    if (group) group.push(one);
    else groups.set(from, [one]);
  }
  return groups;
}

/** What is exempt from the hour bits may open as soon as that which exempts it holds. */
function earliestOf(index: SpatialIndex, { filter, moment: { at } }: NearestPlan): (key: number) => number {
  const exempt = new Set(filter.exempt);
  const exemptFrom = Math.max(at, filter.openingLater.from ?? at);
  const someTraits = filter.exemptTraits.some((word) => word !== 0);
  const known = new Map<number, number>();
  return (key) => {
    const bits = index.trait(key, HOURS_WORD);
    let byHours = known.get(bits);
    if (byHours === undefined) known.set(bits, (byHours = opensNotBefore(bits, at)));
    const isExempt = exempt.has(key) || (someTraits && sharesTraits(index, key, filter.exemptTraits));
    return isExempt ? Math.min(byHours, exemptFrom) : byHours;
  };
}

function sharesTraits(index: SpatialIndex, key: number, wanted: FilterPlan['exemptTraits']): boolean {
  return wanted.some((word, i) => word !== 0 && (word & index.trait(key, i)) !== 0);
}

function mayComeFirst(from: number, { distance }: Candidate, best: Hit | undefined): boolean {
  if (best === undefined || from < best.open.opensAt!) return true;
  return from === best.open.opensAt! && distance <= best.distance!;
}

function before(a: Hit, b: Hit): boolean {
  return (a.open.opensAt! - b.open.opensAt! || byDistanceThenId(a, b)) < 0;
}
