import { z } from 'zod';
import { UserError } from '../../core/errors.js';
import type { KeyHolder } from '../../core/key.js';
import { localText } from '../../core/facility.js';
import {
  MOST_OVERRIDES,
  OVERRIDE_KINDS,
  overrideTarget,
  WORKS_AS,
  type Override,
  type OverrideAuthor,
} from '../../core/override.js';
import { contentTag, matchesVersion, REVALIDATE, versionTag } from '../cache.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { AppDeps } from '../deps.js';
import { overrideObject } from '../format/override.js';
import { overridePage, overrideSchema, overrideWritten } from '../format/override-schemas.js';
import { judgeOverride, type Matched, type OverrideParts } from '../../finder/judge-override.js';
import { anything, number, optional, text, withDefault, word } from '../params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';

/** `/v1/overrides`: dated exceptions, by an editor, for many places in one edit. */

const TAG = 'Overrides';
const JSON_TYPE = 'application/json';
const { $schema: _, ...targetSchema } = z.toJSONSchema(overrideTarget, {
  target: 'openapi-3.0',
  io: 'input',
});
const { $schema: __, ...reasonSchema } = z.toJSONSchema(z.object(localText.shape), {
  target: 'openapi-3.0',
  io: 'input',
});

const time = (meaning: string) =>
  text({
    most: 40,
    allowed: 'a date such as 2026-10-01, or a time to the minute such as 2026-10-01T18:00',
    meaning,
  });
const body = {
  kind: word(
    OVERRIDE_KINDS,
    '`closed`; `open`, round the clock; `hours`, other hours; `worksAs`, the hours of another kind of day; `openUntil`: as usual, but what closes last stays open until then.',
  ),
  hours: optional(
    text({
      most: 500,
      allowed: 'OSM opening_hours or Chinese that is understood to the last word',
      meaning: 'Of the kind `hours`: the hours instead.',
    }),
  ),
  worksAs: optional(word(WORKS_AS, 'Of the kind `worksAs`: the kind of day whose hours hold.')),
  until: optional(
    text({
      most: 5,
      allowed: 'HH:MM from 00:01 to 48:00; past 24:00 it is the next day',
      meaning: 'Of the kind `openUntil`: when it closes.',
    }),
  ),
  from: time('First day; or when it begins.'),
  to: time('Last day, included; or when it ends. Both are dates or both are times.'),
  target: anything({
    schema: targetSchema,
    allowed:
      'an object with one or more of facilities, subdistrict, district, category, source, service; or {"everything": true}',
    meaning:
      'Which places it is for: all conditions must hold, of each one of its members. With `service` it speaks of these services at the places.',
  }),
  reason: anything({
    schema: reasonSchema,
    allowed: '{"zh": "…", "en": "…"}, one of them at least, up to 200 characters each',
    meaning: 'Why, for everybody to read.',
  }),
  dryRun: optional({
    ...anything({
      schema: { type: 'boolean' },
      allowed: 'true or false',
      meaning: 'True: nothing is kept; the answer says what would be.',
    }),
    json: z.boolean('not true or false').optional(),
  }),
};
const { dryRun: ___, ...content } = body;
const id = text({ most: 20, allowed: 'an id from an answer', meaning: 'The id of the override.' });

const written = { contentType: JSON_TYPE, schema: overrideWritten };
const EXAMPLE = {
  kind: 'openUntil',
  until: '22:00',
  from: '2026-11-23',
  to: '2026-11-29',
  target: { subdistrict: ['长寿路街道'], category: ['relay_station'] },
  reason: { zh: '寒潮期间延长开放', en: 'open longer while it is freezing' },
};

const list = route({
  method: 'GET',
  path: '/v1/overrides',
  operationId: 'getOverrides',
  summary: 'Dated exceptions, in the order in which they were made',
  tag: TAG,
  params: {
    state: withDefault(
      word(['current', 'all'], '`current`: planned or in force; `all`: also what ended or was removed.'),
      'current',
    ),
    limit: withDefault(number({ min: 1, max: 100, whole: true, unit: '', meaning: 'How many at most.' }), 50),
    cursor: optional(
      text({ most: 200, allowed: 'the cursor of the page before', meaning: 'Where the list goes on.' }),
    ),
  },
  answers: { 200: { description: 'A page.', contentType: JSON_TYPE, schema: overridePage } },
  handle: async ({ params: { state, limit, cursor } }, { stores, now: clock }) => {
    const now = clock();
    const question = { overrides: state };
    const after = cursor === undefined ? 0 : readCursor(question, cursor);
    const since = state === 'current' ? { since: now } : {};
    const found = await stores.overrides.list({ ...since, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > limit ? { cursor: writeCursor(question, page.at(-1)!.n) } : {};
    return told({ overrides: page.map((one) => overrideObject(one, now)), ...next });
  },
});

const one = route({
  method: 'GET',
  path: '/v1/overrides/{id}',
  operationId: 'getOverride',
  summary: 'One dated exception, also after it ended or was removed',
  tag: TAG,
  params: { id },
  answers: { 200: { description: 'The override.', contentType: JSON_TYPE, schema: overrideSchema } },
  problems: [404],
  handle: async ({ params }, { stores, now }) => {
    const found = await stores.overrides.get(params.id);
    if (!found) throw noSuchOverride();
    const reply = told(overrideObject(found, now()));
    return { ...reply, etag: versionTag(found.seq, reply.body) };
  },
});

const add = route({
  method: 'POST',
  path: '/v1/overrides',
  operationId: 'postOverride',
  summary: 'A new dated exception, for one place or many',
  description: `At most ${MOST_OVERRIDES} may be planned or in force. Where several meet at a place the one for single facilities stands highest, then the one for a service, a subdistrict, a district, a category, a source; conditions together stand above each alone, and of equals the later one.`,
  tag: TAG,
  role: 'editor',
  params: body,
  answers: {
    200: { description: 'Of a dry run.', ...written },
    201: { description: 'It is kept.', headers: { Location: 'The override.' }, ...written },
  },
  problems: [409],
  examples: { 'all stations of a subdistrict stay open longer': EXAMPLE },
  handle: async ({ params: { dryRun, ...draft }, key }, deps) => {
    const { write, matching } = await judgeOverride({ draft, by: authorOf(key!) }, partsOf(deps));
    if (dryRun === true) {
      const would = {
        ...write.content,
        endsAt: write.endsAt,
        by: write.by,
        createdAt: write.at,
        updatedAt: write.at,
      };
      return writtenReply(would, matching, deps);
    }
    const kept = await deps.stores.overrides.add(write);
    await deps.refreshLive();
    const reply = writtenReply(kept, matching, deps);
    return { ...reply, status: 201, headers: { Location: `/v1/overrides/${kept.id}` }, written: [kept.id] };
  },
});

const replace = route({
  method: 'PUT',
  path: '/v1/overrides/{id}',
  operationId: 'putOverride',
  summary: 'Says a dated exception anew, as a whole: to end it a day early, for example',
  tag: TAG,
  role: 'editor',
  params: { id, ...content },
  description:
    'Send its `ETag` as you read it in `If-Match`: so nobody overwrites what another editor said meanwhile.',
  answers: { 200: { description: 'As it is kept now.', ...written } },
  problems: [404, 412, 428],
  examples: { 'it ends earlier': { ...EXAMPLE, to: '2026-11-27' } },
  handle: async ({ params: { id: which, ...draft }, key, request }, deps) => {
    const there = await deps.stores.overrides.get(which);
    if (!there || there.removedAt !== undefined) throw noSuchOverride();
    checkVersion(request.headers['if-match'], there);
    const said = { draft, by: authorOf(key!), itself: which };
    const { write, matching } = await judgeOverride(said, partsOf(deps));
    const kept = await deps.stores.overrides.replace(which, write, there.seq);
    if (!kept) throw noSuchOverride();
    await deps.refreshLive();
    return writtenReply(kept, matching, deps);
  },
});

const remove = route({
  method: 'DELETE',
  path: '/v1/overrides/{id}',
  operationId: 'deleteOverride',
  summary: 'Takes a dated exception back; it stays as history',
  tag: TAG,
  role: 'editor',
  params: { id },
  answers: { 204: { description: 'It is without effect.', contentType: JSON_TYPE, schema: 'string' } },
  problems: [404],
  handle: async ({ params, key }, { stores, now, refreshLive }) => {
    const at = new Date(now()).toISOString();
    if (!(await stores.overrides.remove(params.id, authorOf(key!), at))) throw noSuchOverride();
    await refreshLive();
    return { status: 204, type: JSON_TYPE, body: '' };
  },
});

export const overrides = [list, one, add, replace, remove];

function told(answer: object): Reply & { readonly body: string } {
  const text = JSON.stringify(answer);
  return { type: JSON_TYPE, body: text, etag: contentTag(text), headers: { 'Cache-Control': REVALIDATE } };
}

function noSuchOverride(): UserError {
  return new UserError('not-found', 'No override has this id, or it was removed.');
}

/** @throws UserError 428 without `If-Match`, 412 where the override is not what was read */
function checkVersion(header: string | undefined, { seq }: Override): void {
  if (header === undefined) {
    const detail = 'Send the ETag of the override as you read it in the header If-Match.';
    throw new UserError('precondition-required', detail);
  }
  if (!matchesVersion(header, seq))
    throw new UserError('precondition-failed', 'The override is not what If-Match names; read it again.');
}

function authorOf({ id: by, label }: KeyHolder): OverrideAuthor {
  return { id: by, label };
}

function partsOf({ stores, vocabulary, finder, now }: AppDeps): OverrideParts {
  return { stores, vocabulary, matching: (target) => finder.matching(target), now };
}

type Written = Omit<Override, 'id' | 'n' | 'seq'> & { readonly id?: string };

function writtenReply(override: Written, { count, bounded, warnings }: Matched, { now }: AppDeps): Reply {
  const answer = {
    override: { ...overrideObject(override, now()), by: override.by },
    matches: count,
    ...(bounded && { matchesBounded: true }),
    warnings,
  };
  return { type: JSON_TYPE, body: JSON.stringify(answer) };
}
