import { UserError } from '../../core/errors.js';
import { liveTag } from '../../core/live-tag.js';
import { REVALIDATE } from '../cache.js';
import type { AppDeps } from '../deps.js';
import { editorsReply } from '../editing.js';
import { moved, whole } from '../format/schemas.js';
import { holderOf } from '../guard.js';
import { optional, text } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';
import { crsParams, langParam } from '../search-params.js';
import { presentationOf, unknownWord } from '../search-question.js';
import { GEOJSON, searchReply } from '../search-reply.js';
import { tellFacility } from '../tell-facility.js';

/** `/v1/facilities/{id}`: one facility, whole. */

export const facility = route({
  method: 'GET',
  path: '/v1/facilities/{id}',
  operationId: 'getFacility',
  summary: 'One facility, whole',
  description:
    'Services with their labels, hours, access, sources with their terms, and related places. With an editor’s key: also `edit`, what editors say of it, and a strong `ETag` for `If-Match`.',
  tag: 'Facilities',
  params: {
    id: text({ most: 200, allowed: 'an id from an answer', meaning: 'The public id of the facility.' }),
    need: optional(
      text({
        most: 60,
        allowed: 'a code of /v1/needs',
        meaning: 'What the rider looks for: `usable` is told for that, as in a search for it.',
      }),
    ),
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
  problems: [401, 404, 410],
  handle: async ({ params, lang, request }, deps) => {
    const { id, need } = params;
    if (need !== undefined && !deps.vocabulary.needs.has(need)) throw noSuchNeed(need, deps);
    const isEditor = await asksAsEditor(request.headers.authorization, deps);
    const shape = presentationOf({ ...params, fields: undefined }, lang);
    // Read before the facility: an answer may be newer than its tag says, never older.
    const head = await deps.stores.facilities.head();
    const { revision } = deps.live;
    const found = await deps.stores.facilities.resolve(id);
    if (found === undefined) throw new UserError('not-found', 'No facility has this id.');
    if (found.kind === 'removed') {
      throw new UserError('gone', `This facility is no longer there (since ${found.at}).`);
    }
    if (found.kind === 'merged') return movedTo(found.into, (request.url ?? '').split('?')[1]);
    if (isEditor) return editorsReply(id, { lang: shape.lang }, deps);
    const now = deps.now();
    const hit = deps.finder.tell(found.facility, { at: now, now }, need);
    const body = await tellFacility(found.facility, { shape, now, hit }, deps);
    const seq = Math.max(found.facility.seq, head);
    const live = liveTag(revision, [hit]);
    return searchReply(JSON.stringify(body), { seq, live, shape, now, personal: false });
  },
});

function noSuchNeed(need: string, { vocabulary }: AppDeps): UserError {
  const fault = unknownWord('need', need, [...vocabulary.needs.keys()]);
  return new UserError('invalid-parameter', 'need is not in the vocabulary.', [fault]);
}

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

/** A key may be sent, and then it must be right. */
async function asksAsEditor(header: string | undefined, deps: AppDeps): Promise<boolean> {
  return header !== undefined && (await holderOf(header, deps)).role === 'editor';
}
