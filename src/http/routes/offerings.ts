import type { KeyHolder } from '../../core/key.js';
import { OFFERING_KINDS, type OfferingKind } from '../../core/offerings/documents.js';
import type { AnyOffering, OfferingPut } from '../../core/offerings/offering.js';
import { withReferences } from '../../core/offerings/references.js';
import type { Language } from '../../core/vocabulary.js';
import { contentTag, REVALIDATE, versionTag } from '../cache.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import {
  offeringRemoved,
  PAGES,
  PATCH_SCHEMA,
  PLURALS,
  SINGLES,
  WRITTEN_SCHEMAS,
} from '../format/offering-schemas.js';
import { offeringObject } from '../format/offering.js';
import { checkVersion, contentOf, offeringToEdit, patched, runOf } from '../offering-write.js';
import { cardsOf, chosen, listParams, pageParams, type ListValues } from '../offerings-list.js';
import { text } from '../params.js';
import { route, type Asked, type Route } from '../route.js';
import { langParam } from '../search-params.js';
import { OFFERING_EXAMPLES } from './offering-examples.js';

/** `/v1/organisations`, `/v1/programmes`, `/v1/hotlines`, `/v1/events`, `/v1/offers`: lists, and one at a time. */

const TAG = 'Measures';
const JSON_TYPE = 'application/json';
const MOST_BYTES = 262_144;
const NOTE =
  'What is over is kept, and told with `state=all` only. Names of areas are any of; what names no area is for everywhere.';
const IF_MATCH =
  'Send the `ETag` you have read in `If-Match`: 428 without it, 412 where it has changed since.';

const params = {
  id: text({ most: 20, allowed: 'an id from an answer', meaning: 'The id of the one that is meant.' }),
};
const problems = [404, 410, 412, 428, 503];
const writing = { tag: TAG, role: 'editor', mostBytes: MOST_BYTES } as const;

/** What the routes of one kind share. */
function partsOf(kind: OfferingKind) {
  return {
    kind,
    name: kind[0]!.toUpperCase() + kind.slice(1),
    path: `/v1/${PLURALS[kind]}`,
    document: { type: JSON_TYPE, schema: WRITTEN_SCHEMAS[kind], description: `The ${kind}, as a whole.` },
    whole: {
      description: `The ${kind}, and the document an editor sends back.`,
      contentType: JSON_TYPE,
      schema: SINGLES[kind],
      headers: { ETag: 'Strong tag of it, for `If-Match`.' },
    },
    example: OFFERING_EXAMPLES[kind],
  };
}
type Parts = ReturnType<typeof partsOf>;

function listRoute({ kind, name, path }: Parts): Route {
  return route({
    method: 'GET',
    path,
    operationId: `get${name}s`,
    summary: LIST_SUMMARIES[kind],
    description: NOTE,
    tag: TAG,
    params: {
      ...(kind === 'organisation' ? {} : { measure: listParams.measure }),
      ...pageParams,
      lang: langParam,
    },
    answers: {
      200: {
        description: 'A page, in the order in which they were made.',
        contentType: JSON_TYPE,
        schema: PAGES[kind],
      },
    },
    handle: ({ params: values, lang }, deps) => page(kind, values as ListValues, values.lang ?? lang, deps),
  });
}

function oneRoute({ kind, name, path, whole }: Parts): Route {
  return route({
    method: 'GET',
    path: `${path}/{id}`,
    operationId: `get${name}`,
    summary: `One ${kind}, also after it is over`,
    tag: TAG,
    params: { ...params, lang: langParam },
    answers: { 200: whole },
    problems: [404, 410],
    handle: async ({ params: values, lang }, deps) =>
      single(await offeringToEdit(kind, values.id, deps), values.lang ?? lang, deps),
  });
}

function addRoute({ kind, name, path, document, whole, example }: Parts): Route {
  return route({
    ...writing,
    method: 'POST',
    path,
    operationId: `post${name}`,
    summary: `A new ${kind}`,
    params: {},
    document,
    examples: { [example.title]: example.document },
    answers: { 201: { ...whole, headers: { ...whole.headers, Location: `The new ${kind}.` } } },
    problems: [409, 503],
    handle: async ({ document: sent, key, lang }, deps) => {
      const content = await contentOf(kind, sent, deps);
      const reply = await put({ kind, content } as OfferingPut, { key: key!, lang }, deps);
      const headers = { ...reply.headers, Location: `${path}/${reply.written[0]}` };
      return { ...reply, status: 201, headers };
    },
  });
}

function replaceRoute({ kind, name, path, document, whole, example }: Parts): Route {
  return route({
    ...writing,
    method: 'PUT',
    path: `${path}/{id}`,
    operationId: `put${name}`,
    summary: `Says one ${kind} anew, as a whole`,
    description: `A publisher's list that is imported later no longer changes it. ${IF_MATCH}`,
    params,
    document,
    examples: { [example.title]: example.document },
    answers: { 200: whole },
    problems,
    handle: (asked, deps) => change(kind, asked, deps, () => asked.document),
  });
}

function patchRoute({ kind, name, path, whole, example }: Parts): Route {
  return route({
    ...writing,
    method: 'PATCH',
    path: `${path}/{id}`,
    operationId: `patch${name}`,
    summary: `Changes a part of one ${kind}`,
    description: `A JSON Merge Patch (RFC 7396) of \`document\`: null takes a member away. Hours and a position are said anew as a whole. ${IF_MATCH}`,
    params,
    document: {
      type: 'application/merge-patch+json',
      schema: PATCH_SCHEMA,
      description: 'Members to replace; null for those to take away.',
    },
    examples: { 'another name': { name: { zh: example.document.name.zh } } },
    answers: { 200: whole },
    problems,
    handle: (asked, deps) => change(kind, asked, deps, ({ content }) => patched(content, asked.document!)),
  });
}

function removeRoute({ kind, name, path }: Parts): Route {
  return route({
    ...writing,
    method: 'DELETE',
    path: `${path}/{id}`,
    operationId: `delete${name}`,
    summary: `Removes one ${kind}; it stays as history`,
    description: IF_MATCH,
    params,
    answers: { 200: { description: 'It is gone.', contentType: JSON_TYPE, schema: offeringRemoved } },
    problems,
    handle: async ({ params: { id }, key, request }, deps) => {
      const before = await offeringToEdit(kind, id, deps);
      checkVersion(request.headers['if-match'], before);
      await deps.stores.offerings.remove({ kind, id, expect: before.seq }, runOf(key!, deps));
      await deps.refreshLive();
      return { type: JSON_TYPE, body: JSON.stringify({ id, removed: true }) };
    },
  });
}

async function put(one: OfferingPut, { key, lang }: { key: KeyHolder; lang: Language }, deps: AppDeps) {
  const { results } = await deps.stores.offerings.put([one], runOf(key, deps));
  await deps.refreshLive();
  return single(results[0]!.offering!, lang, deps);
}

async function change(
  kind: OfferingKind,
  { params: { id }, key, lang, request }: Asked<typeof params>,
  deps: AppDeps,
  make: (before: AnyOffering) => unknown,
) {
  const before = await offeringToEdit(kind, id, deps);
  checkVersion(request.headers['if-match'], before);
  const content = await contentOf(kind, make(before), deps);
  return put({ kind, id, expect: before.seq, content } as OfferingPut, { key: key!, lang }, deps);
}

const LIST_SUMMARIES = {
  organisation: 'Who stands behind it: unions, joint unions of merchants, health centres',
  programme: 'What one can sign up for or is guided through, step by step',
  hotline: 'Numbers to call, and whether they are answered now',
  event: '',
  offer: 'What is cheaper or free at facilities, and whether it is to be had now',
} as const satisfies Record<OfferingKind, string>;

async function page(kind: OfferingKind, values: ListValues, lang: Language, deps: AppDeps) {
  const now = deps.now();
  const { measure, area, state, limit, cursor } = values;
  const question = { list: kind, measure, area, state };
  const after = cursor === undefined ? 0 : readCursor(question, cursor);
  const found = chosen(kind, values, now, deps).filter((one) => Number(one.id) > after);
  const some = found.slice(0, limit);
  const cards = await cardsOf(some, deps);
  const told = some.map((one) =>
    offeringObject(one, { lang, at: now, calendar: deps.calendar, outCrs: 'wgs84', card: cards.get(one.id) }),
  );
  const next = found.length > limit ? { cursor: writeCursor(question, Number(some.at(-1)!.id)) } : {};
  const body = JSON.stringify({ [PLURALS[kind]]: told, ...next });
  const headers = { 'Cache-Control': REVALIDATE, 'Content-Language': lang, Vary: 'Accept-Language' };
  return { type: JSON_TYPE, body, etag: contentTag(body), headers };
}

async function single(kept: AnyOffering, lang: Language, deps: AppDeps) {
  const { kind, id: which, seq } = kept;
  // Places that it names may have become one with others since it was written.
  const { content } = await withReferences(kept.content, deps.stores);
  const offering = { ...kept, content } as AnyOffering;
  const card = (await cardsOf([offering], deps)).get(which);
  const told = offeringObject(offering, {
    lang,
    at: deps.now(),
    calendar: deps.calendar,
    outCrs: 'wgs84',
    card,
  });
  const body = JSON.stringify({ [kind]: told, document: content });
  const headers = { 'Cache-Control': REVALIDATE, 'Content-Language': lang, Vary: 'Accept-Language' };
  return { type: JSON_TYPE, body, etag: versionTag(seq, body), headers, written: [which] as const };
}

/** Events have a list of their own: it knows places and times. */
export const offerings: readonly Route[] = OFFERING_KINDS.map(partsOf).flatMap((parts) => [
  ...(parts.kind === 'event' ? [] : [listRoute(parts)]),
  oneRoute(parts),
  addRoute(parts),
  replaceRoute(parts),
  patchRoute(parts),
  removeRoute(parts),
]);
