import { distance } from '../../core/distance.js';
import { UserError } from '../../core/errors.js';
import type { Facility } from '../../core/facility.js';
import { liveTag } from '../../core/live-tag.js';
import type { Presentation } from '../../core/query.js';
import { inLanguage } from '../../core/vocabulary.js';
import { REVALIDATE } from '../cache.js';
import type { HttpDeps } from '../deps.js';
import { metres } from '../format/feature.js';
import { moved, whole } from '../format/schemas.js';
import { wholeFacility, type Related } from '../format/whole.js';
import { text } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import { crsParams, langParam } from '../search-params.js';
import { presentationOf } from '../search-question.js';
import { GEOJSON, searchReply } from '../search-reply.js';

/** `/v1/facilities/{id}`: one facility, whole. */

/** A place is part of one or two others; a long list of neighbours is cut. */
const MOST_RELATED = 20;

export const facility = route({
  method: 'GET',
  path: '/v1/facilities/{id}',
  operationId: 'getFacility',
  summary: 'One facility, whole',
  description: 'Services with their labels, hours, access, sources with their terms, and related places.',
  tag: 'Facilities',
  params: {
    id: text({ most: 200, allowed: 'an id from an answer', meaning: 'The public id of the facility.' }),
    ...crsParams,
    lang: langParam,
  },
  answers: {
    200: { description: 'The facility.', contentType: GEOJSON, schema: whole },
    308: {
      description: 'It is the same place as another one: `Location` says which.',
      contentType: 'application/json',
      schema: moved,
      headers: { Location: 'The facility it is now.' },
    },
  },
  problems: [404, 410],
  handle: async ({ params, lang, request }, deps) => {
    const { id } = params;
    const shape = presentationOf({ ...params, fields: undefined }, lang);
    // Read before the facility: an answer may be newer than its tag says, never older.
    const head = await deps.stores.facilities.head();
    const { revision } = deps.live;
    const found = await deps.stores.facilities.resolve(id);
    if (found === undefined) throw new UserError('not-found', 'No facility has this id.');
    if (found.kind === 'removed') {
      throw new UserError('gone', `This facility is no longer listed by any publisher (since ${found.at}).`);
    }
    if (found.kind === 'merged') return movedTo(found.into, (request.url ?? '').split('?')[1]);
    const now = deps.now();
    const observation = deps.live.status(found.facility.key);
    const status = observation && deps.statusRules.at(observation, found.facility.body.category, now);
    const body = wholeFacility(found.facility, {
      shape,
      status,
      now,
      vocabulary: deps.vocabulary,
      calendar: deps.calendar,
      sources: await deps.stores.facilities.sources(),
      related: await relatedOf(found.facility, shape, deps),
    });
    const seq = Math.max(found.facility.seq, head);
    const live = liveTag(revision, [{ key: found.facility.key, status }]);
    return searchReply(JSON.stringify(body), { seq, live, shape, now, personal: false });
  },
});

function movedTo(id: string, query: string | undefined): Reply {
  const href = `/v1/facilities/${encodeURIComponent(id)}${query === undefined ? '' : `?${query}`}`;
  const body = JSON.stringify({ id, links: [{ rel: 'canonical', href, type: GEOJSON }] });
  return {
    status: 308,
    type: 'application/json',
    body,
    headers: { Location: href, 'Cache-Control': REVALIDATE },
  };
}

/** The places it belongs together with; those that are gone are left out. */
async function relatedOf(
  { relations, body }: Facility,
  { lang }: Presentation,
  { stores }: HttpDeps,
): Promise<Related[]> {
  const related: Related[] = [];
  for (const { kind, to } of relations.slice(0, MOST_RELATED)) {
    const found = await stores.facilities.resolve(to);
    if (found?.kind !== 'facility') continue;
    const other = found.facility;
    const apart = body.position && other.body.position && distance(body.position, other.body.position);
    related.push({
      relation: kind,
      id: other.id,
      name: inLanguage(other.body.name, lang),
      category: other.body.category,
      ...(apart !== undefined && { distance: metres(apart) }),
      href: `/v1/facilities/${encodeURIComponent(other.id)}`,
    });
  }
  return related;
}
