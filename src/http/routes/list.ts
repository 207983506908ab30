import type { Answer } from '../../core/answer.js';
import { UserError, type Fault } from '../../core/errors.js';
import { checkArea, checkRoute, MAX_ROUTE_LENGTH, MAX_VERTICES, type Checked } from '../../core/geometry.js';
import type { Filter, ListQuery, Presentation } from '../../core/query.js';
import type { Language } from '../../core/vocabulary.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import { collectionText, type Link } from '../format/collection.js';
import { collection } from '../format/schemas.js';
import { anything, instant, list as listParam, number, optional, text, type Values } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import {
  bboxParam,
  boxOf,
  cursorParam,
  echoOf,
  filterOf,
  filterParams,
  limitParam,
} from '../search-params.js';
import { NOT_YET, presentationOf, presentationParams } from '../search-params.js';
import { GEOJSON, searchReply } from '../search-reply.js';

/** `/v1/facilities` and `/v1/facilities/search`: pages of facilities, in an area or along a way. */

const MOST_IDS = 100;
const DEFAULT_CORRIDOR = 200;
const WIDEST_CORRIDOR = 5_000;

const params = {
  bbox: bboxParam,
  ...filterParams,
  q: optional(
    text({
      most: 100,
      allowed: 'up to 100 characters',
      meaning: 'Text in name, alias or address: every word of it, letters’ case and width aside.',
    }),
  ),
  ids: optional(
    listParam({
      most: MOST_IDS,
      allowed: `up to ${MOST_IDS} ids`,
      meaning: 'Only the facilities with these ids.',
    }),
  ),
  modifiedSince: optional(instant('Only what changed at or after this instant.')),
  limit: limitParam,
  cursor: cursorParam,
  ...presentationParams,
};
const notYet = { ...NOT_YET, sort: true as const };

const answers = {
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

const searchParams = {
  ...params,
  within: optional(
    anything(
      {
        type: 'object',
        required: ['type', 'coordinates'],
        properties: {
          type: { type: 'string', enum: ['Polygon', 'MultiPolygon'] },
          coordinates: { type: 'array', items: {} },
        },
      },
      `Only facilities in this GeoJSON Polygon or MultiPolygon; ${MAX_VERTICES} positions at most.`,
    ),
  ),
  along: optional(
    anything(
      {
        type: 'object',
        required: ['type', 'coordinates'],
        properties: {
          type: { type: 'string', enum: ['LineString'] },
          coordinates: { type: 'array', items: {} },
        },
      },
      `Only facilities along this GeoJSON LineString, in the order in which it passes them; ${MAX_ROUTE_LENGTH / 1000} km at most.`,
    ),
  ),
  corridor: optional({
    ...number({
      min: 0,
      above: true,
      max: WIDEST_CORRIDOR,
      unit: 'metres',
      meaning: 'How far from the way to either side, in metres.',
    }),
    usual: DEFAULT_CORRIDOR,
  }),
};
type SearchValues = Values<typeof searchParams>;

export const search = route({
  method: 'POST',
  path: '/v1/facilities/search',
  operationId: 'searchFacilities',
  summary: 'Facilities in an area or along a way, and all that GET /v1/facilities can ask',
  tag: 'Facilities',
  params: searchParams,
  notYet,
  answers,
  examples: {
    'in an area': {
      within: { type: 'Polygon', coordinates: [[[121.42, 31.23], [121.44, 31.23], [121.43, 31.25], [121.42, 31.23]]] }, // prettier-ignore
    },
    'along a way': {
      along: { type: 'LineString', coordinates: [[121.42, 31.24], [121.43, 31.24], [121.43, 31.25]] }, // prettier-ignore
      corridor: 300,
      services: ['drinking_water'],
    },
  },
  handle: async ({ params: values, lang }, deps) => {
    const page = await searchPage(values, lang, deps);
    const { cursor } = page;
    const next: Link = { rel: 'next', href: search.path, type: GEOJSON, method: 'POST' };
    const links = cursor === undefined ? [] : [{ ...next, body: { cursor } }];
    return pageReply(page, { links, deps });
  },
});

interface Page {
  readonly answer: Answer;
  readonly shape: Presentation;
  readonly echo: object;
  /** Where the next page starts, for the asker; absent on the last one. */
  readonly cursor?: string;
}

async function listPage(
  values: Values<typeof params>,
  lang: Language,
  { finder, vocabulary }: AppDeps,
): Promise<Page> {
  const filter = filterOf(values, vocabulary);
  const shape = presentationOf(values, lang);
  const { bbox, q, ids, modifiedSince, limit, cursor } = values;
  const conditions: Omit<ListQuery, 'limit' | 'after'> = {
    filter,
    ...(bbox && { box: boxOf(bbox, shape.crs) }),
    ...(q !== undefined && { text: q }),
    ...(ids && { ids }),
    ...(modifiedSince !== undefined && { modifiedSince }),
  };
  const after = cursor === undefined ? 0 : readCursor(conditions, cursor);
  const answer = await finder.list({ ...conditions, limit, after });
  return pageOf(answer, conditions, { shape, echo: listEcho(values, filter, shape) });
}

async function searchPage(values: SearchValues, lang: Language, deps: AppDeps): Promise<Page> {
  checkTogether(values);
  const { within, along, corridor = DEFAULT_CORRIDOR, limit, cursor } = values;
  if (within === undefined && along === undefined) return listPage(values, lang, deps);
  const filter = filterOf(values, deps.vocabulary);
  const shape = presentationOf(values, lang);
  const place = (question: object) => (cursor === undefined ? 0 : readCursor(question, cursor));
  if (within !== undefined) {
    const question = { filter, area: checked(checkArea(within, shape.crs)) };
    const answer = await deps.finder.within({ ...question, limit, after: place(question) });
    return pageOf(answer, question, { shape, echo: listEcho(values, filter, shape) });
  }
  const question = { filter, route: checked(checkRoute(along, shape.crs)), corridor };
  const answer = await deps.finder.along({ ...question, limit, offset: place(question) });
  return pageOf(answer, question, { shape, echo: listEcho({ ...values, corridor }, filter, shape) });
}

/** @throws UserError where two conditions are sent that cannot both be fulfilled by this version */
function checkTogether(values: SearchValues): void {
  const { within, along, corridor, bbox, q, ids, modifiedSince } = values;
  const faults: Fault[] = [];
  const refuse = (parameter: string, detail: string) => faults.push({ parameter, detail });
  if (within !== undefined && along !== undefined) refuse('along', 'cannot stand beside within');
  if (corridor !== undefined && along === undefined) refuse('corridor', 'needs along');
  if (within !== undefined || along !== undefined) {
    for (const [name, value] of Object.entries({ bbox, q, ids, modifiedSince })) {
      if (value !== undefined) refuse(name, 'cannot stand beside within or along');
    }
  }
  if (faults.length === 0) return;
  throw new UserError(
    'invalid-parameter',
    faults.map((it) => `${it.parameter} ${it.detail}`).join('; ') + '.',
    faults,
  );
}

function checked<T>({ value, faults }: Checked<T>): T {
  if (faults === undefined) return value;
  throw new UserError('invalid-parameter', `${faults[0]!.parameter}: ${faults[0]!.detail}.`, faults);
}

function pageOf(answer: Answer, question: object, rest: { shape: Presentation; echo: object }): Page {
  const cursor = answer.next === undefined ? undefined : writeCursor(question, answer.next);
  return { answer, ...rest, ...(cursor !== undefined && { cursor }) };
}

/** What was understood. A long outline is not said back. */
function listEcho(values: Partial<SearchValues>, filter: Filter, shape: Presentation): object {
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

function pageReply(
  { answer, shape, echo }: Page,
  around: { links: Link[]; deps: AppDeps; next?: string },
): Reply {
  const { links, deps, next } = around;
  const now = deps.now();
  const { hits, warnings, seq } = answer;
  const body = collectionText(hits, { shape, query: echo, warnings, links, now });
  return searchReply(body, { seq, shape, now, personal: false, ...(next !== undefined && { next }) });
}

/** The address of the next page. */
function withCursor(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const names = new URLSearchParams(query);
  names.set('cursor', cursor);
  return `${path}?${names.toString()}`;
}
