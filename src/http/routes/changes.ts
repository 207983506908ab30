import { invalidParameter } from '../../core/errors.js';
import type { FacilityStore } from '../../core/store.js';
import { prefers } from '../accept.js';
import { contentTag, REVALIDATE } from '../cache.js';
import { readCursor, writeCursor } from '../cursor.js';
import { CHANGE_LOG, changeOf } from '../format/change.js';
import { changes as schema } from '../format/schemas.js';
import { number, optional, text, withDefault } from '../params.js';
import { route } from '../route.js';

/** `/v1/changes`: what has changed, deletions included, as pages or as a stream of events. */

export const changes = route({
  method: 'GET',
  path: '/v1/changes',
  operationId: 'getChanges',
  summary: 'Every change since a cursor, deletions included',
  description:
    'The latest change of each facility, in the order of change. Without a cursor: from the very first one, so a copy ' +
    'can be kept by reading on. With `Accept: text/event-stream` it goes on as server-sent events; `Last-Event-ID` ' +
    'or `cursor` says where from, otherwise only what changes from now on is told.',
  tag: 'Facilities',
  params: {
    cursor: optional(
      text({
        most: 200,
        allowed: 'the cursor of an answer of this path, or now',
        meaning: 'What was seen last; `now` for the end of the log.',
      }),
    ),
    limit: withDefault(
      number({
        min: 1,
        max: 1000,
        whole: true,
        unit: '',
        meaning: 'How many changes at most (a stream has no end).',
      }),
      100,
    ),
  },
  answers: {
    200: {
      description: 'A page of changes, or a stream of events `change` whose ids are cursors.',
      contentType: 'application/json',
      schema,
      also: 'text/event-stream',
    },
  },
  problems: [503],
  handle: async ({ params: { cursor, limit }, request }, { stores: { facilities: store }, streams }) => {
    if (prefers(request.headers.accept, 'text/event-stream', 'application/json')) {
      const last = request.headers['last-event-id'];
      const from = typeof last === 'string' && last !== '' ? last : (cursor ?? 'now');
      const after = await positionOf(from, store);
      return { stream: (asked, response) => streams.run(asked, response, after) };
    }
    const after = cursor === undefined ? 0 : await positionOf(cursor, store);
    const found = await store.changes(after, limit + 1);
    const page = found.slice(0, limit);
    const next = writeCursor(CHANGE_LOG, page.at(-1)?.seq ?? after);
    const href = `/v1/changes?cursor=${next}&limit=${limit}`;
    const body = JSON.stringify({
      changes: page.map(changeOf).map(({ cursor: __, ...change }) => change),
      cursor: next,
      more: found.length > limit,
      links: [{ rel: 'next', href, type: 'application/json' }],
    });
    const headers = { 'Cache-Control': REVALIDATE, Link: `<${href}>; rel="next"`, Vary: 'Accept' };
    return { type: 'application/json', body, etag: contentTag(body), headers };
  },
});

async function positionOf(cursor: string, store: FacilityStore): Promise<number> {
  const head = await store.head();
  if (cursor === 'now') return head;
  const position = readCursor(CHANGE_LOG, cursor);
  if (position <= head) return position;
  const detail = 'is ahead of the data: the store was made anew; start again without a cursor';
  throw invalidParameter({
    parameter: 'cursor',
    value: cursor.slice(0, 80),
    detail,
    allowed: 'a cursor of this store, or none',
  });
}
