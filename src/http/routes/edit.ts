import { EDITOR_SOURCE } from '../../core/compose.js';
import { correctionOf, documentOf } from '../../core/edit.js';
import { UserError } from '../../core/errors.js';
import { patchDocument, type Patched } from '../../core/patch-edit.js';
import type { AppDeps } from '../deps.js';
import {
  accepted,
  apply,
  checkVersion,
  editorsReply,
  placeToEdit,
  rawOf,
  refusedEdit,
  requireWhole,
  withInternal,
  wordOn,
  writeWord,
} from '../editing.js';
import { edit, removedPlace, whole } from '../format/schemas.js';
import { text } from '../params.js';
import { route, type Asked, type Route } from '../route.js';
import { GEOJSON } from '../search-reply.js';

/** `/v1/facilities…` for editors: one place at a time, by the rules of the import, in the change log at once. */

/** A document of a place is a page of text at most. */
const MOST_BYTES = 65_536;

const params = {
  id: text({ most: 200, allowed: 'an id from an answer', meaning: 'The public id of the facility.' }),
};
const IF_MATCH =
  'Send the `ETag` of the place, read with your key, in `If-Match`: 428 without it, 412 where the place has changed since.';
const written = {
  description:
    'The facility as it is served now, with `edit` (what editors say) and `issues` (what the rules noted).',
  contentType: GEOJSON,
  schema: whole,
  headers: { ETag: 'Strong tag of the place, for `If-Match`.' },
};
const changes = { tag: 'Editing', role: 'editor', params, mostBytes: MOST_BYTES } as const;
const problems = [404, 409, 410, 412, 428, 503];

export const createFacility = route({
  ...changes,
  method: 'POST',
  path: '/v1/facilities',
  operationId: 'createFacility',
  summary: 'A place that nobody lists yet',
  description: 'Name and category are needed; a place without a position is kept, and near nothing.',
  params: {},
  document: { type: 'application/json', schema: edit, description: 'What the editor says of the place.' },
  examples: {
    'a station': {
      name: { zh: '长寿路户外职工驿站' },
      category: 'relay_station',
      position: { lon: 121.4311, lat: 31.2391, crs: 'gcj02' },
      hours: { text: '工作日8:30-17:00' },
      services: { seating: { state: 'yes' } },
    },
  },
  answers: { 201: { ...written, headers: { ...written.headers, Location: 'The new facility.' } } },
  problems: [409, 503],
  handle: async ({ document, key, lang }, deps) => {
    const { said, issues } = accepted(deps.judgeEdit(document));
    requireWhole(said);
    const { name, category } = said;
    const externalId = deps.id();
    const claim = { ...said, name: name!, category: category! };
    const raw = rawOf(document, key!);
    await apply([{ kind: 'put', source: EDITOR_SOURCE, externalId, claim, raw }], { key: key! }, deps);
    const { facility: id } = (await deps.stores.facilities.record(EDITOR_SOURCE, externalId))!;
    const headers = { Location: `/v1/facilities/${encodeURIComponent(id)}` };
    return editorsReply(id, { lang, status: 201, issues, headers }, deps);
  },
});

export const putFacility = route({
  ...changes,
  method: 'PUT',
  path: '/v1/facilities/{id}',
  operationId: 'putFacility',
  summary: 'The whole of what editors say of a place',
  description: `What the document does not say is the publishers' again. ${IF_MATCH}`,
  document: { type: 'application/json', schema: edit, description: 'What the editor says of the place.' },
  examples: { 'another name, and hours': { name: { zh: '长寿路驿站' }, hours: { text: '每天8:00-20:00' } } },
  answers: { 200: written },
  problems,
  handle: (asked, deps) => change(asked, deps, () => ({ document: asked.document!, faults: [] })),
});

export const patchFacility = route({
  ...changes,
  method: 'PATCH',
  path: '/v1/facilities/{id}',
  operationId: 'patchFacility',
  summary: 'A part of what editors say of a place',
  description: `A JSON Merge Patch (RFC 7396) of the member \`edit\`: null takes back what was said by hand, and the publishers' word holds again. Hours are said anew with their words; a position with \`lon\`, \`lat\` and \`crs\` together. ${IF_MATCH}`,
  document: {
    type: 'application/merge-patch+json',
    schema: edit,
    description: 'Members to replace; null for those to take back.',
  },
  examples: { 'it has moved': { position: { lon: 121.4311, lat: 31.2391, crs: 'gcj02' } } },
  answers: { 200: written },
  problems,
  handle: (asked, deps) =>
    change(asked, deps, (document) => {
      try {
        return patchDocument(document, asked.document!);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new UserError('invalid-body', 'The patch is nested more deeply than any document of a place.');
      }
    }),
});

async function change(
  { params: { id }, document: sent, key, lang, request }: Asked<typeof params>,
  deps: AppDeps,
  make: (document: ReturnType<typeof documentOf>) => Patched,
) {
  const facility = await placeToEdit(id, deps);
  checkVersion(request.headers['if-match'], facility);
  const word = await wordOn(facility, deps);
  const { document, faults } = make(documentOf(word.said));
  if (faults.length > 0) throw refusedEdit(faults);
  const { said: judged, issues } = accepted(deps.judgeEdit(document));
  const said = withInternal(judged, word.said, sent!);
  await writeWord({ facility, word, said, sent, key: key! }, deps);
  return editorsReply(facility.id, { lang, issues }, deps);
}

export const deleteFacility = route({
  ...changes,
  method: 'DELETE',
  path: '/v1/facilities/{id}',
  operationId: 'deleteFacility',
  summary: 'Removes a place, whoever lists it',
  description: `It holds until an editor restores the place; an import that lists it says so in its report. ${IF_MATCH}`,
  answers: {
    200: { description: 'It is gone.', contentType: 'application/json', schema: removedPlace },
  },
  problems,
  handle: async ({ params: { id }, key, request }, deps) => {
    const facility = await placeToEdit(id, deps);
    checkVersion(request.headers['if-match'], facility);
    const { body, seq } = facility;
    const { externalId } = await wordOn(facility, deps);
    const before = await deps.stores.facilities.record(EDITOR_SOURCE, externalId);
    const claim = { ...(before?.claim ?? correctionOf({}, body)), removed: true } as const;
    const raw = rawOf('removed', key!);
    const change = {
      kind: 'put',
      source: EDITOR_SOURCE,
      externalId,
      facility: facility.id,
      claim,
      raw,
    } as const;
    await apply([change], { key: key!, expect: { id: facility.id, seq } }, deps);
    const sources = [...new Set(body.sources.map(({ source }) => source))].filter(
      (one) => one !== EDITOR_SOURCE,
    );
    const told = { id: facility.id, removed: true, listedBy: sources };
    return { type: 'application/json', body: JSON.stringify(told), written: [facility.id] };
  },
});

export const restoreFacility = route({
  ...changes,
  method: 'POST',
  path: '/v1/facilities/{id}/restore',
  operationId: 'restoreFacility',
  summary: 'Takes the removal of a place back',
  description: 'Of a place that an editor removed. The body is an empty object.',
  examples: { 'as it is': {} },
  answers: { 200: written },
  problems: [404, 409, 503],
  handle: async ({ params: { id }, key, lang }, deps) => {
    const { facilities } = deps.stores;
    const held = [...(await facilities.held(EDITOR_SOURCE))].find(([, place]) => place === id);
    if (!held) {
      if ((await facilities.resolve(id)) === undefined)
        throw new UserError('not-found', 'No facility has this id.');
      throw new UserError('conflict', 'No editor has removed this place.');
    }
    const [externalId] = held;
    const { removed: _, ...claim } = (await facilities.record(EDITOR_SOURCE, externalId))!.claim;
    const raw = rawOf('restored', key!);
    await apply([{ kind: 'put', source: EDITOR_SOURCE, externalId, claim, raw }], { key: key! }, deps);
    return editorsReply(id, { lang }, deps);
  },
});

export const editing: readonly Route[] = [
  createFacility,
  putFacility,
  patchFacility,
  deleteFacility,
  restoreFacility,
];
