import { UserError } from '../../core/errors.js';
import { text } from '../params.js';
import type { Reply } from '../reply.js';
import { route, type Route } from '../route.js';
import { contentTag, REVALIDATE } from '../cache.js';

/** `/embed.js`: the map element for other pages, and the files it is made of. */

const answers = {
  200: { description: 'A script.', contentType: 'text/javascript', schema: 'string' as const },
};

const ENTRY = 'export * from "./embed/embed.js";\n';

const entry = route({
  method: 'GET',
  path: '/embed.js',
  operationId: 'getEmbed',
  summary: 'The map element for other pages, as a module',
  tag: 'Operation',
  hidden: true,
  params: {},
  answers,
  handle: (): Reply => ({
    type: 'text/javascript; charset=utf-8',
    body: ENTRY,
    etag: contentTag(ENTRY),
    headers: { 'Cache-Control': REVALIDATE, 'Cross-Origin-Resource-Policy': 'cross-origin' },
  }),
});

const file = route({
  method: 'GET',
  path: '/embed/{file}',
  operationId: 'getEmbedFile',
  summary: 'What the element is made of',
  tag: 'Operation',
  hidden: true,
  params: { file: text({ most: 100, allowed: 'a file of the element', meaning: 'A file of the element.' }) },
  answers,
  handle: async ({ params, request }, { assets }) => {
    const reply = await assets.reply(params.file, request);
    if (!reply) throw new UserError('not-found', 'The element has no such file.');
    return reply;
  },
});

export const embed: readonly Route[] = [entry, file];
