import { invalidParameter } from '../../core/errors.js';
import type { NearestQuery, Presentation } from '../../core/query.js';
import type { Language } from '../../core/vocabulary.js';
import type { HttpDeps } from '../deps.js';
import { collectionText, type Link } from '../format/collection.js';
import { batch, collection } from '../format/schemas.js';
import { anything, number, optional, reader, type Values } from '../params.js';
import { problemOf, problemReply } from '../problem.js';
import { UserError } from '../../core/errors.js';
import { route } from '../route.js';
import {
  centreOf,
  centreParams,
  echoOf,
  filterOf,
  filterParams,
  limitParam,
  NOT_YET,
} from '../search-params.js';
import { presentationOf, presentationParams, radiusParam, sortParam } from '../search-params.js';
import { GEOJSON, searchReply } from '../search-reply.js';

/** `/v1/facilities/nearest`: the k nearest facilities that fit. */

const MOST_PER_CATEGORY = 20;
const MOST_QUERIES = 100;

const params = {
  ...centreParams,
  limit: limitParam,
  radius: radiusParam,
  ...filterParams,
  perCategory: optional(
    number({
      min: 1,
      max: MOST_PER_CATEGORY,
      whole: true,
      unit: '',
      meaning: 'The n nearest of each category named, in one answer; `limit` plays no part then.',
    }),
  ),
  sort: sortParam,
  ...presentationParams,
};
type Params = Values<typeof params>;

interface NearestText {
  readonly text: string;
  readonly seq: number;
  readonly shape: Presentation;
  readonly now: number;
}

async function answerNearest(
  values: Params,
  { lang, links }: { lang: Language; links: readonly Link[] },
  { finder, vocabulary, now: clock }: HttpDeps,
): Promise<NearestText> {
  const filter = filterOf(values, vocabulary);
  const shape = presentationOf(values, lang);
  const { limit, radius, perCategory } = values;
  if (perCategory !== undefined && filter.categories.length === 0) {
    throw invalidParameter({
      parameter: 'perCategory',
      detail: 'needs the parameter category',
      value: `${perCategory}`,
    });
  }
  const query: NearestQuery = {
    centre: centreOf(values, shape),
    limit,
    filter,
    ...(radius !== undefined && { radius }),
    ...(perCategory !== undefined && { perCategory }),
  };
  const { hits, warnings, seq } = await finder.nearest(query);
  const now = clock();
  const echo = echoOf(perCategory === undefined ? values : { ...values, limit: undefined }, filter, shape);
  return { text: collectionText(hits, { shape, query: echo, warnings, links, now }), seq, shape, now };
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

const one = reader(params, NOT_YET);

export const nearestBatch = route({
  method: 'POST',
  path: '/v1/facilities/nearest/batch',
  operationId: 'postNearestBatch',
  summary: `Up to ${MOST_QUERIES} questions in one call, each with its own answer or problem`,
  tag: 'Questions',
  params: {
    queries: anything(
      { type: 'array', items: { type: 'object' }, minItems: 1, maxItems: MOST_QUERIES },
      'Bodies as of POST /v1/facilities/nearest.',
    ),
  },
  answers: {
    200: { description: 'In the order of the queries.', contentType: 'application/json', schema: batch },
  },
  examples: {
    'two origins': {
      queries: [
        { lat: 31.241, lon: 121.4265, limit: 1 },
        { lat: 31.23, lon: 121.47, limit: 1 },
      ],
    },
  },
  handle: async ({ params: { queries }, lang, request }, deps) => {
    if (!Array.isArray(queries) || queries.length === 0 || queries.length > MOST_QUERIES) {
      const detail = `must be a list of 1 to ${MOST_QUERIES} queries`;
      throw invalidParameter({ parameter: 'queries', detail, allowed: `1 to ${MOST_QUERIES} queries` });
    }
    const answers: string[] = [];
    for (const query of queries as readonly unknown[])
      answers.push(await answerOne(query, { lang, request }, deps));
    const headers = { 'Cache-Control': 'no-store', Vary: 'Accept-Language' };
    return { type: 'application/json', body: `{"answers":[${answers.join(',')}]}`, headers };
  },
});

async function answerOne(
  query: unknown,
  { lang, request }: { lang: Language; request: { url?: string | undefined } },
  deps: HttpDeps,
): Promise<string> {
  try {
    if (typeof query !== 'object' || query === null || Array.isArray(query)) {
      throw new UserError('invalid-body', 'A query is an object with lat and lon.');
    }
    const values = one.read(query as Record<string, unknown>, 'json');
    const { text } = await answerNearest(values, { lang, links: [] }, deps);
    return `{"status":200,"answer":${text}}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = problemOf(error, { path: (request.url ?? '').split('?')[0]!, lang });
    return `{"status":${problem.status},"problem":${String(problemReply(problem, lang).body)}}`;
  }
}
