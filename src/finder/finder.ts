import type { Answer, Hit, NeedsAnswer, TileAnswer, Warning } from '../core/answer.js';
import { cardText } from '../core/card.js';
import type { Facility } from '../core/facility.js';
import { areaBox, areaContains } from '../core/geometry/area-contains.js';
import { liveTag } from '../core/live-tag.js';
import type { OverrideTarget } from '../core/override.js';
import { regionIn } from '../core/region.js';
import { NO_FILTER, type AlongQuery, type ListQuery, type NearestQuery } from '../core/query.js';
import type { NeedsQuery, TileQuery, WithinQuery } from '../core/query.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { findAlong } from './along.js';
import { findFallback } from './fallback.js';
import { askedFor, exemptOf, planFilter, type FilterParts, type OpenPlan } from './filter.js';
import { ASKS_NOTHING } from './judge-card.js';
import { findNeeds } from './needs.js';
import { countMatching, type Matching } from './matching.js';
import { byDistanceThenId, findNearest, told, type IndexView, type Moment } from './nearest.js';
import type { NearestPlan, NearestResult, Sources } from './nearest.js';
import { whyNothing } from './nothing.js';
import { findPage, MOST_READ, type Page } from './page.js';
import { findTile } from './tile.js';
import { UsualStates } from './usual-states.js';
import { MOST_CANDIDATES, MOST_FOR_A_NEED, MOST_SORTED, planNearest } from './plan.js';

export interface FinderParts extends Omit<Sources, 'usual'> {
  readonly vocabulary: Vocabulary;
  /** Whatever may open places at times their own hours do not name, such as dated exceptions. */
  readonly exempt?: FilterParts['exempt'] | undefined;
}

/** Answers questions. Everything HTTP asks goes through this. */
export class Finder {
  readonly #sources: Sources;
  readonly #parts: FilterParts;

  constructor({ vocabulary, exempt, ...sources }: FinderParts) {
    this.#sources = { ...sources, usual: new UsualStates() };
    const opening = ({ at, minutes = 1 }: OpenPlan) =>
      exemptOf(sources.live.opening(at, minutes), vocabulary);
    this.#parts = { vocabulary, calendar: sources.calendar, exempt: exempt ?? opening };
  }

  /** The k nearest places that fit, or the k nearest of each category. */
  async nearest(query: NearestQuery): Promise<Answer> {
    const plans = planNearest(query, this.#parts);
    const { revision } = this.#sources.live;
    const find = this.#wayOf(query);
    const results = await Promise.all(plans.map(find));
    const byUse = query.sort === 'usable';
    const { hits, seq, bounded, unsorted } = results.length === 1 ? results[0]! : together(results, byUse);
    if (hits.length === 0) {
      const { fallback, warnings, live } = await this.#nothing(query, { plan: plans[0]!, bounded, revision });
      return { hits, seq, live, warnings, ...(fallback && { fallback }) };
    }
    const warnings = [...(bounded ? [BOUNDED] : []), ...(unsorted ? [UNSORTED] : [])];
    return { hits, seq, live: liveTag(revision, hits), warnings };
  }

  /**
   * For each need the nearest place that serves it and is not known to be of no use (closed, not for the asker, reported
   * locked, …), and, where that one is not known to be open, the one near by that opens first. A place that was just seen
   * empty or offline is named only where there is no other.
   */
  async needs(query: NeedsQuery): Promise<NeedsAnswer> {
    const { revision } = this.#sources.live;
    const asked = { ...query, now: query.now ?? query.at };
    const { answers, seq, bounded } = await findNeeds(asked, this.#parts, this.#sources);
    const live = liveTag(
      revision,
      answers.flatMap(({ hit, nextToOpen }) => [hit, nextToOpen]),
    );
    return { needs: answers, warnings: bounded.length > 0 ? [boundedNeeds(bounded)] : [], seq, live };
  }

  /** A page of facilities. Those without a position are among them, unless a box is asked for. */
  async list(query: ListQuery): Promise<Answer> {
    const view = this.#now();
    const { at, now = at, text, ids, modifiedSince, box, crs = 'wgs84', limit, after } = query;
    const rest = {
      ...(text !== undefined && { text }),
      ...(ids !== undefined && { ids }),
      ...(modifiedSince !== undefined && { modifiedSince }),
    };
    const filter = planFilter(query.filter, this.#parts);
    const region = box ? regionIn(crs, box) : {};
    const page = await findPage(
      { moment: { at, now }, filter, limit, after, rest, ...region },
      view,
      this.#sources,
    );
    return answerOf(page, view);
  }

  /** A page of the facilities inside an area. */
  async within(query: WithinQuery): Promise<Answer> {
    const { area, crs = 'wgs84' } = query;
    const region = regionIn(crs, areaBox(area), await areaContains(area));
    const view = this.#now();
    const { at, now = at, limit, after } = query;
    const filter = planFilter(query.filter, this.#parts);
    const plan = { moment: { at, now }, filter, limit, after, rest: {}, ...region };
    return answerOf(await findPage(plan, view, this.#sources), view);
  }

  /** One facility with its states. @param need a code: whether it will help somebody who looks for that */
  tell({ key, id, seq, updatedAt, body }: Facility, moment: Moment, need?: string): Hit {
    const { lon = null, lat = null } = body.position ?? {};
    const { zh: nameZh = null, en: nameEn = null } = body.name;
    const card = { key, id, seq, lon, lat, nameZh, nameEn, ...cardText(body, updatedAt) };
    const filter =
      need === undefined
        ? { question: ASKS_NOTHING, asks: '', asked: { all: [], any: [] } }
        : planFilter({ ...NO_FILTER, need }, this.#parts);
    return told({ card }, { moment, filter }, this.#sources);
  }

  /** The facilities along a way, in the order in which it passes them. */
  async along(query: AlongQuery): Promise<Answer> {
    const view = this.#now();
    const { at, now = at, limit, offset } = query;
    const filter = planFilter(query.filter, this.#parts);
    const { hits, more } = await findAlong({ ...query, moment: { at, now }, filter }, view, this.#sources);
    return answerOf({ hits, ...(more && { next: offset + limit }) }, view);
  }

  /** What a tile of a map shows. */
  async tile({ tile, crs, at, now = at, filter }: TileQuery): Promise<TileAnswer> {
    const view = this.#now();
    const plan = { tile, crs, moment: { at, now }, filter: planFilter(filter, this.#parts) };
    const result = await findTile(plan, view, this.#sources);
    const { seq, revision } = view;
    return { ...result, warnings: [], seq, live: liveTag(revision, result.hits) };
  }

  /** The index, and how far the live data is, before anything is read: an answer is never older than it says. */
  #now(): LiveView {
    return { ...this.#sources.view(), revision: this.#sources.live.revision };
  }

  /** How many places an override is for. */
  matching(target: OverrideTarget): Promise<Matching> {
    return countMatching(target, { store: this.#sources.store, vocabulary: this.#parts.vocabulary });
  }

  /** What is told where nothing fitted: where to go instead, and what to ask less of. */
  async #nothing(
    query: NearestQuery,
    { plan, bounded, revision }: { plan: NearestPlan; bounded: boolean; revision: number },
  ): Promise<Pick<Answer, 'fallback' | 'warnings' | 'live'>> {
    const { open, usable } = query.filter;
    const asksForTime = (open ?? usable) !== undefined;
    const fallback = asksForTime ? await findFallback(plan, this.#sources) : undefined;
    const reason = bounded ? undefined : await whyNothing(query, this.#parts, this.#sources);
    const live = liveTag(revision, [...Object.values(fallback ?? {}), reason?.hit]);
    const warnings = [...(bounded ? [BOUNDED] : []), ...(reason ? [reason.warning] : [])];
    return { warnings, live, ...(fallback && { fallback }) };
  }

  /** How the plans of a query are carried out. */
  #wayOf({ filter, sort }: NearestQuery): (plan: NearestPlan) => Promise<Sorted> {
    if (sort === 'usable') return (plan) => this.#usableFirst(plan);
    return (plan) => (filter.open?.unknown === 'last' ? this.#unknownLast(plan) : this.#find(plan));
  }

  #find(plan: NearestPlan): Promise<NearestResult> {
    return findNearest(plan, this.#sources);
  }

  /** The nearest that fit, put in the order of their use: an order among so many and no more. */
  async #usableFirst(plan: NearestPlan): Promise<Sorted> {
    const { hits, ...rest } = await this.#find({ ...plan, limit: MOST_SORTED, batch: MOST_SORTED + 1 });
    const chosen = hits.toSorted(byUsableThenDistance).slice(0, plan.limit);
    const unsorted = hits.length === MOST_SORTED && chosen.some((hit) => hit.usable.state !== 'yes');
    return { ...rest, hits: chosen, bounded: rest.bounded && chosen.length < plan.limit, unsorted };
  }

  /** First the open ones by distance, then, where there are too few, those nobody knows about. */
  async #unknownLast(plan: NearestPlan): Promise<NearestResult> {
    const open = await this.#find(plan);
    const missing = plan.limit - open.hits.length;
    if (missing === 0) return open;
    const asked = { ...plan.filter.open!, states: ['unknown'] as const };
    const filter = askedFor(plan.filter, asked, this.#sources.calendar);
    const unknown = await this.#find({ ...plan, filter, limit: missing });
    const hits = [...open.hits, ...unknown.hits];
    return { hits, seq: Math.min(open.seq, unknown.seq), bounded: open.bounded || unknown.bounded };
  }
}

const BOUNDED: Warning = {
  code: 'search-bounded',
  detail: `The search ended after the nearest ${MOST_CANDIDATES} places that might have fitted without finding as many as were asked for.`,
};

const UNSORTED: Warning = {
  code: 'sort-bounded',
  detail: `Only the nearest ${MOST_SORTED} places that fit were put in the order of their use; farther away others may be of use.`,
};

const SHORT_PAGE: Warning = {
  code: 'page-bounded',
  detail: `The page ended after ${MOST_READ} places without being full; the link next goes on from there.`,
};

function boundedNeeds(needs: readonly string[]): Warning {
  const words = needs.join(', ');
  return {
    code: 'search-bounded',
    detail: `The search ended after the nearest ${MOST_FOR_A_NEED} places that might have been open without finding one for: ${words}.`,
  };
}

/** Several searches as one answer. */
function together(results: readonly Sorted[], byUse = false): Sorted {
  return {
    hits: results.flatMap((one) => one.hits).toSorted(byUse ? byUsableThenDistance : byDistanceThenId),
    unsorted: results.some((one) => one.unsorted),
    seq: results.reduce((least, one) => Math.min(least, one.seq), Infinity),
    bounded: results.some((one) => one.bounded),
  };
}

interface Sorted extends NearestResult {
  /** True where places farther away would have come first, had they been looked at. */
  readonly unsorted?: boolean;
}

const RANK = { yes: 0, unknown: 1, no: 2 } as const;

function byUsableThenDistance(a: Hit, b: Hit): number {
  return RANK[a.usable.state] - RANK[b.usable.state] || byDistanceThenId(a, b);
}

interface LiveView extends IndexView {
  readonly revision: number;
}

function answerOf({ hits, next, bounded }: Page, { seq, revision }: LiveView): Answer {
  const warnings = bounded ? [SHORT_PAGE] : [];
  return { hits, warnings, seq, live: liveTag(revision, hits), ...(next !== undefined && { next }) };
}
