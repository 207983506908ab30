import { UserError } from '../../core/errors.js';
import { contentTag, REVALIDATE } from '../cache.js';
import { mapSettings as schema } from '../format/schemas.js';
import { text } from '../params.js';
import type { Reply } from '../reply.js';
import { route, type Route } from '../route.js';
import { langParam } from '../search-params.js';

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

const settings = route({
  method: 'GET',
  path: '/embed/settings.json',
  operationId: 'getMapSettings',
  summary: 'The map the operator chose to lie under the places',
  tag: 'Map',
  params: { lang: langParam },
  answers: { 200: { description: 'The settings.', contentType: 'application/json', schema } },
  handle: (_, { map }): Reply => {
    const { basemap, centre } = map.settings;
    const streets = map.streets === undefined ? {} : { streets: '/embed/streets.geojson' };
    const body = JSON.stringify({
      basemap: { ...basemap, hosts: undefined, streets: undefined, ...streets },
      centre,
    });
    const headers = { 'Cache-Control': REVALIDATE, 'Cross-Origin-Resource-Policy': 'cross-origin' };
    return { type: 'application/json', body, etag: contentTag(body), headers };
  },
});

const streets = route({
  method: 'GET',
  path: '/embed/streets.geojson',
  operationId: 'getStreets',
  summary: 'The streets the operator chose to be drawn',
  tag: 'Map',
  hidden: true,
  params: {},
  answers: { 200: { description: 'Lines.', contentType: 'application/geo+json', schema: 'string' } },
  handle: (_, { map }): Reply => {
    if (map.streets === undefined) throw new UserError('not-found', 'This server draws no streets.');
    const headers = { 'Cache-Control': REVALIDATE, 'Cross-Origin-Resource-Policy': 'cross-origin' };
    return { type: 'application/geo+json', body: map.streets, etag: contentTag(map.streets), headers };
  },
});

export const embed: readonly Route[] = [entry, settings, streets, file];
