import { setImmediate } from 'node:timers/promises';
import { invalidParameter, UserError } from '../../core/errors.js';
import { LANGUAGES, type Language } from '../../core/vocabulary.js';
import type { HttpDeps } from '../deps.js';
import { batch } from '../format/schemas.js';
import { anything } from '../params.js';
import { reader, shown } from '../read-params.js';
import { problemOf } from '../problem.js';
import { route } from '../route.js';
import { NOT_YET } from '../search-params.js';
import { answerNearest, params } from './nearest.js';

/** `/v1/facilities/nearest/batch`: many origins in one call. */

const MOST_QUERIES = 100;
const ALLOWED = `1 to ${MOST_QUERIES} queries`;

const one = reader(params, NOT_YET);

export const nearestBatch = route({
  method: 'POST',
  path: '/v1/facilities/nearest/batch',
  operationId: 'postNearestBatch',
  summary: `Up to ${MOST_QUERIES} questions in one call, each with its own answer or problem`,
  tag: 'Questions',
  params: {
    queries: anything({
      schema: { type: 'array', items: { type: 'object' }, minItems: 1, maxItems: MOST_QUERIES },
      allowed: ALLOWED,
      meaning: 'Bodies as of POST /v1/facilities/nearest.',
    }),
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
      const detail = `must be a list of ${ALLOWED}`;
      throw invalidParameter({ parameter: 'queries', ...shown(queries), detail, allowed: ALLOWED });
    }
    const answers: string[] = [];
    for (const query of queries as readonly unknown[]) {
      answers.push(await answerOne(query, { lang, request }, deps));
      await setImmediate(); // others are let in between
    }
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
    const asked = LANGUAGES.find((it) => it === (query as { lang?: unknown } | null)?.lang) ?? lang;
    const problem = problemOf(error, { path: (request.url ?? '').split('?')[0]!, lang: asked });
    return `{"status":${problem.status},"problem":${JSON.stringify(problem)}}`;
  }
}
