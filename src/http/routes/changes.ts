import { invalidParameter } from '../../core/errors.js';
import { prefers } from '../accept.js';
import { contentTag, REVALIDATE } from '../cache.js';
import { CHANGE_LOGS, changeLogOf, type ChangeLog } from '../change-logs.js';
import { readCursor, writeCursor } from '../cursor.js';
import { changes as schema } from '../format/schemas.js';
import { number, optional, text, withDefault, word } from '../params.js';
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
    'or `cursor` says where from, otherwise only what changes from now on is told. Organisations, programmes, hotlines, ' +
    'events and offers have a log and cursors of their own: `of=offerings`.',
  tag: 'Facilities',
  params: {
    of: withDefault(
      word(
        CHANGE_LOGS,
        '`facilities`, or `offerings`: organisations, programmes, hotlines, events and offers.',
      ),
      'facilities',
    ),
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
  handle: async ({ params: { of, cursor, limit }, request }, { stores, streams }) => {
    const log = changeLogOf(of, stores);
    if (prefers(request.headers.accept, 'text/event-stream', 'application/json')) {
      const last = request.headers['last-event-id'];
      const from = typeof last === 'string' && last !== '' ? last : (cursor ?? 'now');
      const after = await positionOf(from, log);
      return { stream: (asked, response) => streams.run({ request: asked, response, log, after }) };
    }
    const after = cursor === undefined ? 0 : await positionOf(cursor, log);
    const found = await log.after(after, limit + 1);
    const page = found.slice(0, limit);
    const next = writeCursor(log.question, page.at(-1)?.seq ?? after);
    const which = of === 'facilities' ? '' : `of=${of}&`;
    const href = `/v1/changes?${which}cursor=${next}&limit=${limit}`;
    const body = JSON.stringify({
      changes: page.map(({ body: { cursor: __, ...change } }) => change),
      cursor: next,
      more: found.length > limit,
      links: [{ rel: 'next', href, type: 'application/json' }],
    });
    const headers = { 'Cache-Control': REVALIDATE, Link: `<${href}>; rel="next"`, Vary: 'Accept' };
    return { type: 'application/json', body, etag: contentTag(body), headers };
  },
});

async function positionOf(cursor: string, log: ChangeLog): Promise<number> {
  const head = await log.head();
  if (cursor === 'now') return head;
  const position = readCursor(log.question, cursor);
  if (position <= head) return position;
  const detail = 'is ahead of the data: the store was made anew; start again without a cursor';
  throw invalidParameter({
    parameter: 'cursor',
    value: cursor.slice(0, 80),
    detail,
    allowed: 'a cursor of this store, or none',
  });
}
