import { UserError, type Fault } from '../../core/errors.js';
import { checkArea } from '../../core/geometry/check-area.js';
import { checkRoute, MAX_ROUTE_LENGTH } from '../../core/geometry/check-route.js';
import { MAX_VERTICES, type Checked } from '../../core/geometry/read-geometry.js';
import type { Language } from '../../core/vocabulary.js';
import { readCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import type { Link } from '../format/collection.js';
import { anything, number, optional, type Values } from '../params.js';
import { route } from '../route.js';
import { presentationOf } from '../search-question.js';
import { GEOJSON } from '../search-reply.js';
import { answers, lasting, listEcho, listFilterOf, listPage, notYet, pageOf } from './list.js';
import { pageReply, params, type Page } from './list.js';

/** `/v1/facilities/search`: facilities in an area or along a way, and all that the list can ask. */

const DEFAULT_CORRIDOR = 200;
const WIDEST_CORRIDOR = 5_000;

const searchParams = {
  ...params,
  within: optional(
    anything({
      schema: {
        type: 'object',
        required: ['type', 'coordinates'],
        properties: {
          type: { type: 'string', enum: ['Polygon', 'MultiPolygon'] },
          coordinates: { type: 'array', items: {} },
        },
      },
      allowed: 'a GeoJSON Polygon or MultiPolygon (RFC 7946)',
      meaning: `Only facilities in this GeoJSON Polygon or MultiPolygon; ${MAX_VERTICES} positions at most.`,
    }),
  ),
  along: optional(
    anything({
      schema: {
        type: 'object',
        required: ['type', 'coordinates'],
        properties: {
          type: { type: 'string', enum: ['LineString'] },
          coordinates: { type: 'array', items: {} },
        },
      },
      allowed: 'a GeoJSON LineString (RFC 7946)',
      meaning: `Only facilities along this GeoJSON LineString, in the order in which it passes them; ${MAX_ROUTE_LENGTH / 1000} km at most.`,
    }),
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
  cost: 'search',
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

async function searchPage(values: SearchValues, lang: Language, deps: AppDeps): Promise<Page> {
  checkTogether(values);
  const { within, along, corridor = DEFAULT_CORRIDOR, limit, cursor } = values;
  if (within === undefined && along === undefined) return listPage(values, lang, deps);
  const now = deps.now();
  const filter = listFilterOf(values, deps.vocabulary, now);
  const at = filter.open?.at ?? now;
  const asked = lasting(filter, values);
  const shape = presentationOf(values, lang);
  const place = (question: object) => (cursor === undefined ? 0 : readCursor(question, cursor));
  if (within !== undefined) {
    const question = { filter: asked, area: checked(checkArea(within)), crs: shape.crs };
    const answer = await deps.finder.within({ ...question, filter, at, now, limit, after: place(question) });
    return pageOf(answer, question, { shape, echo: listEcho(values, filter, shape) });
  }
  const question = { filter: asked, route: checked(checkRoute(along, shape.crs)), corridor };
  const answer = await deps.finder.along({ ...question, filter, at, now, limit, offset: place(question) });
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
