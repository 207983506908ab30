import type { Hit } from '../core/answer.js';
import { distance } from '../core/distance.js';
import type { HoursCalendar } from '../core/hours/calendar.js';
import type { HoursBook } from '../core/hours/hours-book.js';
import type { Judge } from '../core/judge.js';
import type { Live } from '../core/live.js';
import type { Position } from '../core/position.js';
import type { Candidate, SpatialIndex } from '../core/spatial-index.js';
import type { StatusRules } from '../core/status-rules.js';
import type { Card, FacilityStore } from '../core/store.js';
import { matches } from '../core/traits.js';
import { firstCandidates } from './candidates.js';
import { checkCard, type FilterPlan } from './filter.js';
import { entryOf } from './entry.js';
import { judgeCard } from './judge-card.js';
import { offersOf } from './offers.js';
import { openOf, servicesOpen } from './open-state.js';
import { statusOf } from './live-status.js';
import { isUsual, type States, type UsualStates } from './usual-states.js';

/** What a search for the nearest does, as plain data: printable, and testable without any. */
export interface NearestPlan {
  readonly centre: Position;
  readonly moment: Moment;
  readonly filter: FilterPlan;
  readonly limit: number;
  /** Metres. */
  readonly maxDistance: number;
  /** How many candidates are looked at first; four times as many in each further round. */
  readonly batch: number;
  /** Rounds end when this many have been looked at. */
  readonly most: number;
}

/** The index and the sequence it stands at, taken together. */
export interface IndexView {
  readonly index: SpatialIndex;
  readonly seq: number;
  /** What the numbers of hours in the index mean. */
  readonly hours: HoursBook;
  /** Cards of that state, as far as they are held in memory; the others are read from the store, and may be newer. */
  readonly cards: Pick<FacilityStore, 'cards'>;
}

/** What every search works with. */
export interface Sources {
  readonly view: () => IndexView;
  readonly store: FacilityStore;
  readonly calendar: HoursCalendar;
  /** What is true right now. */
  readonly live: Live;
  readonly statusRules: StatusRules;
  /** Says of a place whether going there will help. */
  readonly judge: Judge;
  readonly usual: UsualStates;
}

/** The same, with the cards of the state that is looked at. */
export type ViewedSources = Sources & Pick<IndexView, 'cards'>;

/** The two instants of an answer, in milliseconds since 1970. */
export interface Moment {
  /** For which open states are told. */
  readonly at: number;
  /** At which the answer is made: live status has its age then. */
  readonly now: number;
}

/** A hit before its states are told, which is done only for those that are answered. */
export type Found = Omit<Hit, 'open' | 'status' | 'servicesOpen' | 'offers' | 'entry' | 'usable' | 'reports'>;

/** As much of a plan as says what is asked of each place. */
interface Asking {
  readonly moment: Moment;
  readonly filter: Pick<FilterPlan, 'asked' | 'asks' | 'entry' | 'question'>;
}

/** The hit with its states. */
export function told(found: Found, asking: Asking, sources: Sources): Hit {
  const { card } = found;
  const { filter, moment } = asking;
  if (!isUsual(card, sources.live)) return toldAll(found, asking, sources);
  const asked = { asks: filter.asks, asked: filter.asked, at: moment.at };
  return Object.assign(
    found,
    sources.usual.of(card, asked, () => statesOf(found, asking, sources)),
  );
}

function statesOf(found: Found, asking: Asking, sources: Sources): States {
  const { open, usable, servicesOpen: services, entry } = toldAll(found, asking, sources);
  return { open, usable, ...(services && { servicesOpen: services }), ...(entry && { entry }) };
}

function toldAll(found: Found, { moment: { at, now }, filter }: Asking, sources: Sources): Hit {
  const { card } = found;
  const status = statusOf(card, now, sources);
  const open = openOf(card, at, sources);
  const services = servicesOpen(card, at, filter.asked, sources);
  const { usable, reports } = judgeCard(card, at, filter, sources);
  const offers = offersOf(card, at, sources);
  const hit = status ? { ...found, open, usable, status } : { ...found, open, usable };
  if (!services && !offers && !filter.entry && reports.length === 0) return hit;
  const entry = filter.entry && entryOf(card, filter.entry, sources);
  return {
    ...hit,
    ...(services && { servicesOpen: services }),
    ...(offers && { offers }),
    ...(entry && { entry }),
    ...(reports.length > 0 && { reports }),
  };
}

export interface NearestResult {
  readonly hits: readonly Hit[];
  readonly seq: number;
  /** True when the bound on work ended the search before `limit` were found. */
  readonly bounded: boolean;
}

/**
 * The nearest places that fit, by ascending distance, ties by id.
 *
 * Candidates come from the index by distance and are checked against their cards, round by round, until `limit`
 * fit and the next candidate is farther than the last of them: so that among equally far ones the id decides, not the
 * order in which they were stored. The index is asked anew in each round, because it may change between two.
 */
export async function findNearest(plan: NearestPlan, sources: Sources): Promise<NearestResult> {
  for (let take = plan.batch; ; take *= 4) {
    const view = sources.view();
    const count = Math.min(take, plan.most);
    const candidates = firstCandidates(view.index, plan, count);
    const result = await settle(roundOf(plan, { candidates, count, view }), sources);
    if (result) return result;
  }
}

/** What one round of a search looks at. */
export interface Round {
  readonly plan: NearestPlan;
  readonly view: Pick<IndexView, 'seq' | 'cards'>;
  readonly near: readonly Candidate[];
  /** Metres: everything nearer has been looked at, and nothing farther. */
  readonly horizon: number;
  /** No further round may follow. */
  readonly last: boolean;
}

/** The round that looks at these candidates, of which so many were asked for. */
export function roundOf(
  plan: NearestPlan,
  {
    candidates,
    count,
    view,
  }: { readonly candidates: readonly Candidate[]; readonly count: number; readonly view: Round['view'] },
): Round {
  if (candidates.length < count) return { plan, view, near: candidates, horizon: Infinity, last: false };
  const horizon = candidates.at(-1)!.distance;
  // What lies on the horizon is not settled in this round: others as far away may follow.
  const last = count === plan.most;
  const near = last ? candidates : candidates.filter((one) => one.distance < horizon);
  return { plan, view, near, horizon, last };
}

/**
 * The answer, if this round has it: enough fit, or there are no more.
 * @param read gives cards that were read before
 */
export async function settle(
  round: Round,
  sources: Sources,
  read: FacilityStore['cards'] = (keys) => round.view.cards.cards(keys),
): Promise<NearestResult | undefined> {
  const { plan, view, horizon, last } = round;
  // A place that nobody observes fits no wish about its status: its card need not be read.
  const observed = ({ key }: Candidate) => sources.live.status(key) !== undefined;
  const near = plan.filter.status ? round.near.filter(observed) : round.near;
  const cards = await read(near.map(({ key }) => key));
  const found = await check({ ...round, near }, cards, sources);
  const settled = found.filter((one) => one.distance! < horizon);
  const enough = settled.length >= plan.limit;
  const bounded = last && !enough;
  if (horizon < Infinity && !enough && !bounded) return undefined;
  const chosen = (bounded ? found : settled).toSorted(byDistanceThenId).slice(0, plan.limit);
  return { hits: chosen.map((one) => told(one, plan, sources)), seq: view.seq, bounded };
}

/** The order of an answer. */
export function byDistanceThenId(a: Found, b: Found): number {
  return a.distance! - b.distance! || (a.card.id < b.card.id ? -1 : 1);
}

/** Those of a round's candidates that fit, by their cards, which stand in the same order. */
export async function check(
  round: Round,
  cards: readonly (Card | undefined)[],
  sources: Sources,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const [i, candidate] of round.near.entries()) {
    const card = cards[i];
    if (!card) continue;
    const metres =
      card.seq > round.view.seq ? await distanceNow(card, round.plan, sources) : candidate.distance;
    if (metres === undefined || metres > round.horizon) continue;
    const { fits, unknown } = checkCard(card, round.plan.filter, sources);
    if (fits) found.push({ card, distance: metres, ...(unknown.length > 0 && { unknownServices: unknown }) });
  }
  return found;
}

/** Metres to a place whose row is newer than the index; nothing when it no longer fits. */
async function distanceNow(card: Card, plan: NearestPlan, { store }: Sources): Promise<number | undefined> {
  const [entry] = await store.entries([card.key]);
  if (!entry || !matches(plan.filter.places, entry.traits)) return undefined;
  const metres = distance(plan.centre, entry);
  return metres <= plan.maxDistance ? metres : undefined;
}
