import type { Hit } from '../core/answer.js';
import { boxContains, type BBox, type Position } from '../core/position.js';
import type { Card, ListFilter } from '../core/store.js';
import { candidatesInOrder } from './candidates.js';
import { checkCard, type FilterPlan } from './filter.js';
import { told, type IndexView, type Moment, type Sources } from './nearest.js';

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

const READ = 500;
/** A page for which so many were looked at in vain ends there; the next one goes on. */
export const MOST_READ = 50_000;

/** A page in ascending key. One of a box is asked of the index, everything else of the store. */
export async function findPage(plan: PagePlan, view: IndexView, sources: Sources): Promise<Page> {
  const onlyPlace = Object.values(plan.rest).every((value) => value === undefined);
  if (!plan.box || !onlyPlace) return pageOfStore(plan, sources);
  return pageOfIndex({ ...plan, box: plan.box }, view, sources);
}

/** Keys are taken some at a time, for the index may change while cards are read. */
async function pageOfIndex(
  plan: PagePlan & Pick<Required<PagePlan>, 'box'>,
  view: IndexView,
  sources: Sources,
): Promise<Page> {
  const hits: Hit[] = [];
  let left = MOST_READ;
  for (let after = plan.after; ;) {
    const { keys, looked, last } = takeKeys({ ...plan, after, most: left }, view, sources);
    const cards = await view.cards.cards(keys);
    const there = cards.filter((card) => card !== undefined);
    const full = collect(hits, there, plan, sources);
    if (full) return full;
    if (last === undefined) return { hits };
    after = last;
    left -= looked;
    if (left <= 0) return { hits, next: after, bounded: true };
  }
}

interface Taken {
  readonly keys: readonly number[];
  /** How many were looked at for them. */
  readonly looked: number;
  /** Where to go on; absent where there are no more. */
  readonly last?: number;
}

/** The next keys that may be of the page. */
function takeKeys(
  { filter, box, after, contains, limit, most }: PagePlan & { readonly box: BBox; readonly most: number },
  { index }: IndexView,
  { live }: Sources,
): Taken {
  const keys: number[] = [];
  const enough = filter.open || filter.status ? READ : limit + 1;
  let looked = 0;
  for (const key of candidatesInOrder(index, { box, after }, filter)) {
    looked++;
    // A place that nobody observes fits no wish about its status: its card need not be read.
    const fits = !filter.status || live.status(key) !== undefined;
    if (fits && (!contains || contains(index.get(key)!))) keys.push(key);
    if (keys.length === enough || looked === most) return { keys, looked, last: key };
  }
  return { keys, looked };
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
