import { nextOpening } from '../core/hours/next-opening.js';
import type { Judgement, Question } from '../core/judge.js';
import type { Filter } from '../core/query.js';
import type { Card } from '../core/store.js';
import { WANTS_NOTHING } from '../core/verdicts.js';
import type { Vocabulary } from '../core/vocabulary.js';
import type { FilterPlan } from './filter.js';
import { statusOf } from './live-status.js';
import { openOf, stateOfCard } from './open-state.js';
import type { Sources } from './nearest.js';

/** What is asked of every place of a search; the instant comes with the answer. */
export type PlaceQuestion = Omit<Question, 'at'>;

export const ASKS_NOTHING: PlaceQuestion = { wanted: WANTS_NOTHING, asker: {}, stock: {} };

/** What a search asks of a place besides being near. */
export function questionOf(filter: Filter, vocabulary: Vocabulary): PlaceQuestion {
  const { services, anyService, need: code, status, entry } = filter;
  const need = code === undefined ? undefined : vocabulary.needs.get(code);
  const wantsNothing = services.length === 0 && anyService.length === 0 && need === undefined;
  const { voltage, batteries } = status ?? {};
  return {
    wanted: wantsNothing ? WANTS_NOTHING : { services, anyService, ...(need && { need }) },
    asker: {
      ...(entry?.audience && { audience: entry.audience }),
      ...(entry?.modes && { modes: entry.modes }),
    },
    stock: { ...(voltage !== undefined && { voltage }), ...(batteries !== undefined && { batteries }) },
  };
}

/** Whether the place of a card will help at an instant, and what is reported of it. */
export function judgeCard(
  card: Card,
  at: number,
  { asked, question }: Pick<FilterPlan, 'asked' | 'question'>,
  sources: Pick<Sources, 'calendar' | 'live' | 'statusRules' | 'judge'>,
): Judgement {
  const { head } = card;
  const place = stateOfCard(card, { at }, NO_SERVICES, sources);
  const known = {
    category: head.category,
    inService: !head.outOfService,
    place,
    open: question.wanted === WANTS_NOTHING ? place : stateOfCard(card, { at }, asked, sources),
    access: head.access,
    offers: () => card.services.offers,
    status: statusOf(card, at, sources),
    reports: sources.live.reports(card.key),
    opensAfter: (instant: number) => nextOpening((one) => openOf(card, one, sources), instant),
  };
  return sources.judge.judge(known, { at, ...question });
}

const NO_SERVICES: FilterPlan['asked'] = { all: [], any: [] };
