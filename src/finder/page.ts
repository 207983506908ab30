import type { Hit } from '../core/answer.js';
import { boxContains, type BBox, type Position } from '../core/position.js';
import type { Card, ListFilter } from '../core/store.js';
import { candidatesWithin } from './candidates.js';
import { checkCard, type FilterPlan } from './filter.js';
import { told, type IndexView, type Moment, type Sources, type ViewedSources } from './nearest.js';

/** What a page of a list is asked for. Pages go by the store's key. */
export interface PagePlan {
  readonly moment: Moment;
  readonly filter: FilterPlan;
  readonly limit: number;
  /** Key of the last facility of the page before; 0 for the first page. */
  readonly after: number;
  readonly box?: BBox;
  /** A closer test than the box. */
  readonly contains?: (position: Position) => boolean;
  /** Conditions only the store can check. */
  readonly rest: Omit<ListFilter, 'traits' | 'box'>;
}

export interface Page {
  readonly hits: readonly Hit[];
  /** Key to go on after; absent on the last page. */
  readonly next?: number;
  /** True where the page ends because so many were looked at, not because it is full. */
  readonly bounded?: boolean;
}

/** More than this in a box, and walking the store in its order reaches a page sooner than sorting them would. */
const MOST_IN_BOX = 50_000;
const READ = 500;
/** A page for which so many were read in vain ends there; the next one goes on. */
export const MOST_READ = 50_000;

/** A page in ascending key. A box with few places in it is asked of the index, everything else of the store. */
export async function findPage(plan: PagePlan, view: IndexView, sources: Sources): Promise<Page> {
  const onlyPlace = Object.values(plan.rest).every((value) => value === undefined);
  const inBox = plan.box && onlyPlace ? keysInBox(plan, plan.box, view) : undefined;
  const { live } = sources;
  // A place that nobody observes fits no wish about its status: its card need not be read.
  const keys = plan.filter.status ? inBox?.filter((key) => live.status(key) !== undefined) : inBox;
  return keys ? pageOfKeys(keys, plan, { ...sources, cards: view.cards }) : pageOfStore(plan, sources);
}

/** Keys of the page's box after `after`, ascending; nothing when there are too many to gather. */
function keysInBox(plan: PagePlan, box: BBox, { index }: IndexView): number[] | undefined {
  const keys: number[] = [];
  let seen = 0;
  for (const key of candidatesWithin(index, box, plan.filter)) {
    if (++seen > MOST_IN_BOX) return undefined;
    if (key <= plan.after) continue;
    if (!plan.contains || plan.contains(index.get(key)!)) keys.push(key);
  }
  return keys.toSorted((a, b) => a - b);
}

async function pageOfKeys(keys: readonly number[], plan: PagePlan, sources: ViewedSources): Promise<Page> {
  const hits: Hit[] = [];
  for (let from = 0; from < keys.length; from += READ) {
    const cards = await sources.cards.cards(keys.slice(from, from + READ));
    const full = collect(
      hits,
      cards.filter((card) => card !== undefined),
      plan,
      sources,
    );
    if (full) return full;
  }
  return { hits };
}

async function pageOfStore(plan: PagePlan, sources: Sources): Promise<Page> {
  const filter: ListFilter = {
    ...plan.rest,
    traits: plan.filter.exempt.length > 0 ? plan.filter.places : plan.filter.traits,
    ...(plan.box && { box: plan.box }),
  };
  const hits: Hit[] = [];
  const picky = plan.contains ?? plan.filter.open ?? plan.filter.status;
  const read = picky ? READ : plan.limit + 1;
  let seen = 0;
  for (let after = plan.after; ;) {
    const cards = await sources.store.list(filter, after, read);
    const full = collect(hits, cards, plan, sources);
    if (full) return full;
    if (cards.length < read) return { hits };
    after = cards.at(-1)!.key;
    seen += cards.length;
    if (seen >= MOST_READ) return { hits, next: after, bounded: true };
  }
}

/** Adds the cards that fit; answers the page as soon as one more than it holds is there. */
function collect(hits: Hit[], cards: readonly Card[], plan: PagePlan, sources: Sources): Page | undefined {
  for (const card of cards) {
    if (!lies(card, plan)) continue;
    const { fits, unknown } = checkCard(card, plan.filter, sources);
    if (!fits) continue;
    if (hits.length === plan.limit) return { hits, next: hits.at(-1)!.card.key };
    const found = { card, ...(unknown.length > 0 && { unknownServices: unknown }) };
    hits.push(told(found, plan, sources));
  }
  return undefined;
}

function lies({ lon, lat }: Card, { box, contains }: PagePlan): boolean {
  if (!box) return true;
  if (lon === null || lat === null) return false;
  return boxContains(box, { lon, lat }) && (!contains || contains({ lon, lat }));
}
