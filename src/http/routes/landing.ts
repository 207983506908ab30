import { prefers } from '../accept.js';
import { REVALIDATE } from '../cache.js';
import { mapHosts } from '../../core/map-settings.js';
import { riderPage } from '../format/rider-page.js';
import { htmlReply } from '../html.js';
import { optional, text } from '../params.js';
import { langParam } from '../search-params.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';

/** `/`: for people the rider's page, for programs where to go on. */

const LINKS = [
  {
    rel: 'service-desc',
    href: '/openapi.yaml',
    type: 'application/yaml',
    zh: '接口描述',
    en: 'the interface, for programs',
  },
  {
    rel: 'service-doc',
    href: '/docs',
    type: 'text/html',
    zh: '接口文档',
    en: 'the interface, to read and try',
  },
  { rel: 'data', href: '/v1/facilities', type: 'application/geo+json', zh: '全部站点', en: 'all places' },
  {
    rel: 'status',
    href: '/readyz',
    type: 'application/json',
    zh: '运行状态',
    en: 'whether the server is ready',
  },
];

const id = (meaning: string) => text({ most: 200, allowed: 'an id from an answer', meaning });

export const landing = route({
  method: 'GET',
  path: '/',
  operationId: 'getLanding',
  summary: 'The page for riders, or where to go on',
  tag: 'Operation',
  hidden: true,
  params: {
    lang: langParam,
    place: optional(id('The place whose card the page opens: codes on paper lead here.')),
    report: optional(id('The same, with the form to say what is wrong.')),
  },
  answers: {
    200: { description: 'Links.', contentType: 'application/json', schema: 'string', also: 'text/html' },
  },
  handle: ({ params, lang: preferred, request }, { vocabulary, map }): Reply => {
    if (prefers(request.headers.accept, 'text/html', 'application/json')) {
      const lang = params.lang ?? preferred;
      const reply = htmlReply(riderPage(lang, vocabulary, map.settings), { hosts: mapHosts(map.settings) });
      const headers = { ...reply.headers, 'Content-Language': lang, Vary: 'Accept, Accept-Language' };
      return { ...reply, headers };
    }
    const links = LINKS.map(({ rel, href, type, en }) => ({ rel, href, type, title: en }));
    const body = JSON.stringify({ title: '驿站 Yizhan', links });
    return {
      type: 'application/json',
      body,
      headers: { 'Cache-Control': REVALIDATE, Vary: 'Accept, Accept-Language' },
    };
  },
});
