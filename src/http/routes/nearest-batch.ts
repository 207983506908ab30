import { setImmediate } from 'node:timers/promises';
import { invalidParameter, UserError } from '../../core/errors.js';
import { LANGUAGES, type Language, type Vocabulary } from '../../core/vocabulary.js';
import type { AppDeps } from '../deps.js';
import { batch } from '../format/schemas.js';
import { anything, type Values } from '../params.js';
import { reader, shown } from '../read-params.js';
import { problemOf } from '../problem.js';
import { route } from '../route.js';
import { DEFAULT_LIMIT, NOT_YET } from '../search-params.js';
import { answerNearest, params } from './nearest.js';

/** `/v1/facilities/nearest/batch`: many origins in one call. */

const MOST_QUERIES = 100;
/** Most facilities asked for in all: what one person's batch may cost everybody else. */
const MOST_FACILITIES = 1_000;
const ALLOWED = `1 to ${MOST_QUERIES} queries`;

const one = reader(params, NOT_YET);

export const nearestBatch = route({
  method: 'POST',
  path: '/v1/facilities/nearest/batch',
  operationId: 'postNearestBatch',
  summary: `Up to ${MOST_QUERIES} questions in one call, each with its own answer or problem`,
  description: `They may ask for ${MOST_FACILITIES} facilities in all, by \`limit\` or \`perCategory\`; send more questions in several calls, one after the other.`,
  cost: 'search',
  tag: 'Questions',
  params: {
    queries: anything({
      schema: { type: 'array', items: { type: 'object' }, minItems: 1, maxItems: MOST_QUERIES },
      allowed: ALLOWED,
      meaning: 'Bodies as of POST /v1/facilities/nearest.',
    }),
  },
  problems: [503],
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
    const read = (queries as readonly unknown[]).map(readOne);
    checkSum(read, deps.vocabulary);
    const path = (request.url ?? '').split('?')[0]!;
    const answers = await deps.batches.during(() => answerAll(read, { lang, path }, deps));
    const headers = { 'Cache-Control': 'no-store', Vary: 'Accept-Language' };
    return { type: 'application/json', body: `{"answers":[${answers.join(',')}]}`, headers };
  },
});

/** A query, or what is wrong with it. */
interface Read {
  readonly values?: Values<typeof params>;
  readonly fault?: UserError;
  /** The language it asks for by itself. */
  readonly lang: Language | undefined;
}

function readOne(query: unknown): Read {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    return {
      fault: new UserError('invalid-body', 'A query is an object with lat and lon.'),
      lang: undefined,
    };
  }
  const lang = LANGUAGES.find((it) => it === (query as { lang?: unknown }).lang);
  try {
    return { values: one.read(query as Record<string, unknown>, 'json'), lang };
  } catch (error) {
    if (error instanceof UserError) return { fault: error, lang };
    throw error;
  }
}

/** @throws UserError where the queries ask for too much together */
function checkSum(read: readonly Read[], vocabulary: Vocabulary): void {
  let sum = 0;
  for (const { values } of read) if (values) sum += askedFor(values, vocabulary);
  if (sum <= MOST_FACILITIES) return;
  const detail = `ask for ${sum} facilities in all; lower limit, or send them in several calls`;
  const allowed = `limits that add up to ${MOST_FACILITIES} at most`;
  throw invalidParameter({ parameter: 'queries', detail, allowed });
}

function askedFor(
  { limit = DEFAULT_LIMIT, perCategory, category = [] }: Values<typeof params>,
  vocabulary: Vocabulary,
): number {
  if (perCategory === undefined) return limit;
  return perCategory * new Set(category.flatMap((it) => vocabulary.categoriesOf(it))).size;
}

interface Around {
  readonly lang: Language;
  readonly path: string;
}

async function answerAll(read: readonly Read[], around: Around, deps: AppDeps): Promise<string[]> {
  const answers: string[] = [];
  for (const query of read) {
    answers.push(await answerOne(query, around, deps));
    await setImmediate(); // others are let in between
  }
  return answers;
}

async function answerOne(
  { values, fault, lang: asked }: Read,
  { lang, path }: Around,
  deps: AppDeps,
): Promise<string> {
  try {
    if (values === undefined) throw fault;
    const { text } = await answerNearest(values, { lang, links: [] }, deps);
    return `{"status":200,"answer":${text.toString()}}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = problemOf(error, { path, lang: asked ?? lang });
    return `{"status":${problem.status},"problem":${JSON.stringify(problem)}}`;
  }
}
