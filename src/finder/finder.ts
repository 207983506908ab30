import type { Answer, NeedsAnswer, Warning } from '../core/answer.js';
import { areaBox, areaContains } from '../core/geometry.js';
import { NO_FILTER, type AlongQuery, type ListQuery, type NearestQuery } from '../core/query.js';
import type { NeedsQuery, WithinQuery } from '../core/query.js';
import type { FacilityStore } from '../core/store.js';
import type { Vocabulary } from '../core/vocabulary.js';
import { findAlong } from './along.js';
import { planFilter } from './filter.js';
import { byDistanceThenId, findNearest, type IndexView, type NearestResult } from './nearest.js';
import { findPage, type Page } from './page.js';
import { MOST_CANDIDATES, planNearest } from './plan.js';

export interface FinderParts {
  readonly store: FacilityStore;
  /** The index as it stands at this moment. */
  readonly view: () => IndexView;
  readonly vocabulary: Vocabulary;
}

/** Answers questions. Everything HTTP asks goes through this. */
export class Finder {
  readonly #store: FacilityStore;
  readonly #view: () => IndexView;
  readonly #vocabulary: Vocabulary;

  constructor({ store, view, vocabulary }: FinderParts) {
    this.#store = store;
    this.#view = view;
    this.#vocabulary = vocabulary;
  }

  /** The k nearest places that fit, or the k nearest of each category. */
  async nearest(query: NearestQuery): Promise<Answer> {
    const plans = planNearest(query, this.#vocabulary);
    if (plans.length === 1) {
      const { hits, seq, bounded } = await findNearest(plans[0]!, this.#view, this.#store);
      return { hits, seq, warnings: bounded ? [BOUNDED] : [] };
    }
    const results = await Promise.all(plans.map((plan) => findNearest(plan, this.#view, this.#store)));
    const hits = results.flatMap((result) => result.hits).toSorted(byDistanceThenId);
    return { hits, seq: lowest(results), warnings: results.some((one) => one.bounded) ? [BOUNDED] : [] };
  }

  /** For each need the nearest place that serves it. */
  async needs({ centre, radius, needs }: NeedsQuery): Promise<NeedsAnswer> {
    const codes = needs.length > 0 ? needs : [...this.#vocabulary.needs.keys()];
    const results = await Promise.all(
      codes.map((need) => {
        const query = {
          centre,
          limit: 1,
          filter: { ...NO_FILTER, need },
          ...(radius !== undefined && { radius }),
        };
        return findNearest(planNearest(query, this.#vocabulary)[0]!, this.#view, this.#store);
      }),
    );
    const answers = codes.map((need, i) => {
      const hit = results[i]!.hits[0];
      return hit ? { need, hit } : { need };
    });
    return { needs: answers, warnings: [], seq: lowest(results) };
  }

  /** A page of facilities. Those without a position are among them, unless a box is asked for. */
  async list(query: ListQuery): Promise<Answer> {
    const view = this.#view();
    const { text, ids, modifiedSince, box, limit, after } = query;
    const rest = {
      ...(text !== undefined && { text }),
      ...(ids !== undefined && { ids }),
      ...(modifiedSince !== undefined && { modifiedSince }),
    };
    const filter = planFilter(query.filter, this.#vocabulary);
    const page = await findPage({ filter, limit, after, rest, ...(box && { box }) }, view, this.#store);
    return answerOf(page, view);
  }

  /** A page of the facilities inside an area. */
  async within(query: WithinQuery): Promise<Answer> {
    const contains = await areaContains(query.area);
    const view = this.#view();
    const { limit, after } = query;
    const filter = planFilter(query.filter, this.#vocabulary);
    const plan = { filter, limit, after, box: areaBox(query.area), contains, rest: {} };
    return answerOf(await findPage(plan, view, this.#store), view);
  }

  /** The facilities along a way, in the order in which it passes them. */
  async along(query: AlongQuery): Promise<Answer> {
    const view = this.#view();
    const { route, corridor, limit, offset } = query;
    const filter = planFilter(query.filter, this.#vocabulary);
    const { hits, more } = await findAlong({ route, corridor, filter, limit, offset }, view, this.#store);
    return { hits, warnings: [], seq: view.seq, ...(more && { next: offset + limit }) };
  }
}

const BOUNDED: Warning = {
  code: 'search-bounded',
  detail: `The search ended after ${MOST_CANDIDATES} places without finding as many as were asked for.`,
};

function lowest(results: readonly NearestResult[]): number {
  return results.reduce((least, one) => Math.min(least, one.seq), Infinity);
}

function answerOf({ hits, next }: Page, { seq }: IndexView): Answer {
  return { hits, warnings: [], seq, ...(next !== undefined && { next }) };
}
