import type { Answer } from '../../core/answer.js';
import { invalidParameter } from '../../core/errors.js';
import type { Filter, ListQuery, Presentation } from '../../core/query.js';
import type { Language, Vocabulary } from '../../core/vocabulary.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import { collectionBytes, type Link } from '../format/collection.js';
import { collection } from '../format/schemas.js';
import { instant, optional, text, type Values } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import {
  bboxParam,
  cursorParam,
  facilityIds,
  filterParams,
  limitParam,
  NOT_YET_UNORDERED,
  presentationParams,
} from '../search-params.js';
import { echoOf, filterOf, presentationOf } from '../search-question.js';
import { GEOJSON, searchReply } from '../search-reply.js';

/** `/v1/facilities`: pages of facilities. What is exported here serves `/v1/facilities/search` as well. */

const MOST_IDS = 100;

export const params = {
  bbox: bboxParam,
  ...filterParams,
  q: optional(
    text({
      most: 100,
      allowed: 'up to 100 characters',
      meaning: 'Text in name, alias or address: every word of it, letters’ case and width aside.',
    }),
  ),
  ids: optional(facilityIds(MOST_IDS, 'Only the facilities with these ids.')),
  modifiedSince: optional(instant('Only what changed at or after this instant.')),
  limit: limitParam,
  cursor: cursorParam,
  ...presentationParams,
};
export const notYet = NOT_YET_UNORDERED;

export const answers = {
  200: {
    description: 'A page of facilities. The link `next` leads to the one after it.',
    contentType: GEOJSON,
    schema: collection,
  },
};

export const list = route({
  method: 'GET',
  path: '/v1/facilities',
  operationId: 'getFacilities',
  summary: 'Facilities by box, category, services, text, ids or date of change',
  description:
    'In an order that stays the same while pages are read. Facilities without a position are among them, unless a box is asked for.',
  tag: 'Facilities',
  params,
  notYet,
  answers,
  examples: {
    'clinics of a quarter': 'bbox=121.41,31.23,121.45,31.25&category=health',
    'by name': 'q=长寿路',
  },
  handle: async ({ params: values, lang, request }, deps) => {
    const page = await listPage(values, lang, deps);
    const url = request.url ?? '';
    const next = page.cursor === undefined ? undefined : withCursor(url, page.cursor);
    const links: Link[] = [{ rel: 'self', href: url, type: GEOJSON }];
    if (next !== undefined) links.push({ rel: 'next', href: next, type: GEOJSON });
    return pageReply(page, { links, deps, ...(next !== undefined && { next }) });
  },
});

export interface Page {
  readonly answer: Answer;
  readonly shape: Presentation;
  readonly echo: object;
  /** Where the next page starts, for the asker; absent on the last one. */
  readonly cursor?: string;
}

export async function listPage(
  values: Values<typeof params>,
  lang: Language,
  { finder, vocabulary, now: clock }: AppDeps,
): Promise<Page> {
  const now = clock();
  const filter = listFilterOf(values, vocabulary, now);
  const shape = presentationOf(values, lang);
  const { bbox, q, ids, modifiedSince, limit, cursor } = values;
  const conditions: Omit<ListQuery, 'limit' | 'after' | 'at' | 'now'> = {
    filter,
    ...(bbox && { box: bbox, crs: shape.crs }),
    ...(q !== undefined && { text: q }),
    ...(ids && { ids }),
    ...(modifiedSince !== undefined && { modifiedSince }),
  };
  const question = { ...conditions, filter: lasting(filter, values) };
  const after = cursor === undefined ? 0 : readCursor(question, cursor);
  const answer = await finder.list({ ...conditions, at: filter.open?.at ?? now, now, limit, after });
  return pageOf(answer, question, { shape, echo: listEcho(values, filter, shape) });
}

/** The filter of a list. Its order is not one of distance, so nothing can come `last`. */
export function listFilterOf(values: Values<typeof params>, vocabulary: Vocabulary, now: number): Filter {
  const filter = filterOf(values, vocabulary, now);
  if (filter.open?.unknown !== 'last') return filter;
  throw invalidParameter({
    parameter: 'unknownHours',
    value: 'last',
    detail: 'has no meaning in a list that is not ordered by distance',
    allowed: ['include', 'exclude'],
  });
}

/** The filter as it stays from page to page: `now` moves on, what was asked for does not. */
export function lasting(filter: Filter, { openAt }: Values<typeof params>): object {
  const { open, status } = filter;
  return {
    ...filter,
    open: open && { ...open, at: openAt ?? 'now' },
    ...(status && { status: { ...status, at: 'now' } }),
  };
}

export function pageOf(answer: Answer, question: object, rest: { shape: Presentation; echo: object }): Page {
  const cursor = answer.next === undefined ? undefined : writeCursor(question, answer.next);
  return { answer, ...rest, ...(cursor !== undefined && { cursor }) };
}

/** Values of the list, and what a search has besides. */
type Echoed = Values<typeof params> & {
  readonly within?: unknown;
  readonly along?: unknown;
  readonly corridor?: number | undefined;
};

/** What was understood. A long outline is not said back. */
export function listEcho(values: Echoed, filter: Filter, shape: Presentation): object {
  const { bbox, within, along, ...rest } = values;
  return {
    ...echoOf(rest, filter, shape),
    ...(bbox && { bbox: [bbox.west, bbox.south, bbox.east, bbox.north] }),
    ...(within !== undefined && { within: geometryType(within) }),
    ...(along !== undefined && { along: geometryType(along) }),
  };
}

function geometryType(geojson: unknown): string {
  return (geojson as { type: string }).type; // checked by now
}

export function pageReply(
  { answer, shape, echo }: Page,
  around: { links: Link[]; deps: AppDeps; next?: string },
): Reply {
  const { links, deps, next } = around;
  const now = deps.now();
  const { hits, warnings, seq, live } = answer;
  const body = collectionBytes(hits, { shape, query: echo, warnings, links, now });
  return searchReply(body, { seq, live, shape, now, personal: false, ...(next !== undefined && { next }) });
}

/** The address of the next page. */
export function withCursor(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const names = new URLSearchParams(query);
  names.set('cursor', cursor);
  return `${path}?${names.toString()}`;
}
