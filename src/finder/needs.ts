import type { Hit, NeedAnswer } from '../core/answer.js';
import { NO_FILTER, type NeedsQuery } from '../core/query.js';
import type { Candidate } from '../core/spatial-index.js';
import type { Card } from '../core/store.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { firstCandidates } from './candidates.js';
import { openingOf, planPlaces, withOpening, type FilterParts, type FilterPlan } from './filter.js';
import { findNearest, roundOf, settle } from './nearest.js';
import type { IndexView, NearestPlan, NearestResult, Sources } from './nearest.js';
import { openingAtAll, opensFirst } from './opens-first.js';
import { MOST_FOR_A_NEED, MOST_WAITED_FOR } from './plan.js';

export interface NeedsResult {
  readonly answers: readonly NeedAnswer[];
  readonly seq: number;
  /** Needs whose search ended at its bound without a place. */
  readonly bounded: readonly string[];
}

/** Most needs are met by the nearest place that may be open; the second shows whether it is the only one so near. */
const FIRST_LOOK = 2;

/**
 * For each need the nearest place that serves it and is not known to be of no use; and, where that one is not known to be
 * open, of the `MOST_WAITED_FOR` nearest the one that opens first. The answers are those of a search for each need,
 * but the first look at the index and at the cards is one for all: for most needs it is the last.
 */
export async function findNeeds(
  query: NeedsQuery & { readonly now: number },
  parts: FilterParts,
  sources: Sources,
): Promise<NeedsResult> {
  const codes = query.needs.length > 0 ? query.needs : [...parts.vocabulary.needs.keys()];
  const opening = openingOf({ at: query.at, unknown: 'include' }, parts);
  const plans = codes.map((need) => {
    const filter = withOpening(planPlacesOf(need, parts.vocabulary), opening, parts.calendar);
    return planNeed(filter, query);
  });
  const results = await findFirsts(plans, sources);
  const hits = await Promise.all(plans.map((plan, i) => ofUse(results[i]!.hits[0], plan, sources)));
  const waiting = plans.filter((_, i) => hits[i]?.open.state !== 'open');
  const first = await findOpening(waiting, sources);
  const answers = codes.map((need, i) => answerOf(need, hits[i], first.get(plans[i]!)));
  return {
    answers,
    seq: results.reduce((least, { seq }) => Math.min(least, seq), Infinity),
    bounded: codes.filter((_, i) => results[i]!.bounded),
  };
}

function planNeed(
  filter: FilterPlan,
  { at, now, centre, radius }: NeedsQuery & { now: number },
): NearestPlan {
  return {
    centre,
    moment: { at, now },
    filter,
    limit: 1,
    maxDistance: radius ?? Infinity,
    batch: FIRST_LOOK,
    most: MOST_FOR_A_NEED,
  };
}

/** What does not depend on time is planned once for each need: there are few. */
const placesOf = new WeakMap<Vocabulary, Map<string, FilterPlan>>();

function planPlacesOf(need: string, vocabulary: Vocabulary): FilterPlan {
  let plans = placesOf.get(vocabulary);
  if (!plans) placesOf.set(vocabulary, (plans = new Map()));
  let plan = plans.get(need);
  if (!plan) plans.set(need, (plan = planPlaces({ ...NO_FILTER, need }, vocabulary)));
  return plan;
}

/** Nothing speaks against it but that it was just seen empty or offline. */
function isOnlyEmpty({ usable: { reasons } }: Hit): boolean {
  return reasons.every((one) => one === 'offline' || one === 'none-available');
}

/** The nearest, or one of the next where it is known to be of no use. */
async function ofUse(
  nearest: Hit | undefined,
  plan: NearestPlan,
  sources: Sources,
): Promise<Hit | undefined> {
  if (nearest?.usable.state !== 'no') return nearest;
  const { hits } = await findNearest({ ...plan, limit: plan.most, batch: plan.most }, sources);
  return hits.find((hit) => hit.usable.state !== 'no') ?? hits.find(isOnlyEmpty);
}

function answerOf(need: string, hit: Hit | undefined, nextToOpen: Hit | undefined): NeedAnswer {
  return { need, ...(hit && { hit }), ...(nextToOpen && { nextToOpen }) };
}

/** What `findNearest` finds for each plan; plans that are not settled by the first look go on alone. */
async function findFirsts(plans: readonly NearestPlan[], sources: Sources): Promise<NearestResult[]> {
  const view = sources.view();
  const looks = candidatesOfEach(plans, view, FIRST_LOOK);
  const rounds = plans.map((plan, i) => roundOf(plan, { candidates: looks[i]!, count: FIRST_LOOK, view }));
  const keys = [...new Set(rounds.flatMap(({ near }) => near.map(({ key }) => key)))];
  const cards = new Map<number | undefined, Card | undefined>();
  for (const [i, card] of (await view.cards.cards(keys)).entries()) cards.set(keys[i], card);
  const read = (some: readonly number[]) => Promise.resolve(some.map((key) => cards.get(key)));
  return Promise.all(
    rounds.map(async (round) => {
      const settled = await settle(round, sources, read);
      return settled ?? findNearest({ ...round.plan, batch: 4 * FIRST_LOOK }, sources);
    }),
  );
}

/** The place to wait for, by plan. */
async function findOpening(
  plans: readonly NearestPlan[],
  sources: Sources,
): Promise<Map<NearestPlan, Hit | undefined>> {
  const view = sources.view();
  const asked = plans.map((plan) => openingAtAll(plan, sources));
  const candidates = candidatesOfEach(asked, view, MOST_WAITED_FOR);
  const hits = await Promise.all(asked.map((plan, i) => opensFirst(candidates[i]!, view, { plan, sources })));
  return new Map(plans.map((plan, i) => [plan, hits[i]]));
}

/** The nearest candidates of plans that differ in nothing but their need. */
function candidatesOfEach(
  plans: readonly NearestPlan[],
  { index }: IndexView,
  count: number,
): readonly (readonly Candidate[])[] {
  const [one] = plans;
  if (!one) return [];
  if (one.filter.exempt.length > 0) return plans.map((plan) => firstCandidates(index, plan, count));
  const { centre, maxDistance, filter } = one;
  const [, ...rest] = filter.traits.any;
  const common = { ...filter.traits, any: rest };
  const clauses = plans.map((plan) => plan.filter.places.any[0]!);
  return index.nearestOfEach({ centre, common, clauses, count, maxDistance });
}
