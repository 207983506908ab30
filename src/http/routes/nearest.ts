import { invalidParameter } from '../../core/errors.js';
import type { NearestQuery, Presentation } from '../../core/query.js';
import type { Language } from '../../core/vocabulary.js';
import type { HttpDeps } from '../deps.js';
import { collectionBytes, type Link } from '../format/collection.js';
import { collection } from '../format/schemas.js';
import { number, optional, type Values } from '../params.js';
import { route } from '../route.js';
import {
  centreParams,
  filterParams,
  DEFAULT_LIMIT,
  limitIfSentParam,
  NOT_YET,
  presentationParams,
  radiusParam,
  sortParam,
} from '../search-params.js';
import { centreOf, echoOf, filterOf, presentationOf } from '../search-question.js';
import { GEOJSON, searchReply } from '../search-reply.js';

/** `/v1/facilities/nearest`: the k nearest facilities that fit. */

const MOST_PER_CATEGORY = 20;

export const params = {
  ...centreParams,
  limit: limitIfSentParam,
  radius: radiusParam,
  ...filterParams,
  perCategory: optional(
    number({
      min: 1,
      max: MOST_PER_CATEGORY,
      whole: true,
      unit: '',
      meaning: 'The n nearest of each category named, in one answer; it stands instead of `limit`.',
    }),
  ),
  sort: sortParam,
  ...presentationParams,
};
type Params = Values<typeof params>;

interface NearestText {
  /** JSON in UTF-8. */
  readonly text: Buffer;
  readonly seq: number;
  readonly live: string;
  readonly shape: Presentation;
  readonly now: number;
}

export async function answerNearest(
  values: Params,
  { lang, links }: { lang: Language; links: readonly Link[] },
  { finder, vocabulary, now: clock }: HttpDeps,
): Promise<NearestText> {
  const now = clock();
  const filter = filterOf(values, vocabulary, now);
  const shape = presentationOf(values, lang);
  checkPerCategory(values);
  checkSort(values);
  const { limit = DEFAULT_LIMIT, radius, perCategory } = values;
  const query: NearestQuery = {
    at: filter.open?.at ?? now,
    now,
    centre: centreOf(values, shape),
    limit,
    filter,
    ...(radius !== undefined && { radius }),
    ...(perCategory !== undefined && { perCategory }),
    sort: values.sort,
  };
  const { hits, warnings, seq, live, fallback } = await finder.nearest(query);
  const echo = echoOf(perCategory === undefined ? { ...values, limit } : values, filter, shape);
  return {
    text: collectionBytes(hits, { shape, query: echo, warnings, links, now, fallback }),
    seq,
    live,
    shape,
    now,
  };
}

/** `perCategory` says how many of which categories: it needs them, and leaves nothing for `limit` to say. */
function checkPerCategory({ perCategory, category, limit }: Params): void {
  if (perCategory === undefined) return;
  if (category === undefined) {
    const detail = 'needs the parameter category';
    const allowed = 'beside category';
    throw invalidParameter({ parameter: 'perCategory', value: `${perCategory}`, detail, allowed });
  }
  if (limit === undefined) return;
  const detail = 'cannot stand beside perCategory, which says how many of each category';
  throw invalidParameter({ parameter: 'limit', value: `${limit}`, detail, allowed: 'limit or perCategory' });
}

/** Both say what comes last. */
function checkSort({ sort, unknownHours }: Params): void {
  if (sort !== 'usable' || unknownHours !== 'last') return;
  const detail = 'cannot stand beside sort=usable, which puts what nobody knows of after what is of use';
  const allowed = 'unknownHours=last or sort=usable';
  throw invalidParameter({ parameter: 'unknownHours', value: 'last', detail, allowed });
}

const answersDoc = { 200: { description: 'The nearest first.', contentType: GEOJSON, schema: collection } };

export const nearest = route({
  method: 'GET',
  path: '/v1/facilities/nearest',
  operationId: 'getNearest',
  summary: 'The nearest facilities that fit',
  description: 'The k nearest of those that fulfil every filter, by great-circle distance, ties by id.',
  tag: 'Questions',
  params,
  notYet: NOT_YET,
  answers: answersDoc,
  examples: {
    'the ten nearest': 'lat=31.2410&lon=121.4265',
    'somewhere warm to sit': 'lat=31.2410&lon=121.4265&services=heating,seating&limit=3',
    'a position of Amap': 'lat=31.2391&lon=121.4310&crs=gcj02&need=toilet',
  },
  handle: async ({ params: values, lang, request }, deps) => {
    const links = [{ rel: 'self', href: request.url ?? '', type: GEOJSON }];
    const { text, ...rest } = await answerNearest(values, { lang, links }, deps);
    return searchReply(text, { ...rest, personal: true });
  },
});

export const nearestByPost = route({
  method: 'POST',
  path: '/v1/facilities/nearest',
  operationId: 'postNearest',
  summary: 'The nearest facilities that fit, asked without a position in the address',
  tag: 'Questions',
  params,
  notYet: NOT_YET,
  answers: answersDoc,
  examples: { 'the three nearest': { lat: 31.241, lon: 121.4265, limit: 3 } },
  handle: async ({ params: values, lang }, deps) => {
    const { text, ...rest } = await answerNearest(values, { lang, links: [] }, deps);
    return searchReply(text, { ...rest, personal: true });
  },
});
