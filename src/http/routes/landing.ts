import { prefers } from '../accept.js';
import { REVALIDATE } from '../cache.js';
import { htmlReply, page } from '../html.js';
import type { Reply } from '../reply.js';
import { route } from '../route.js';

/** `/`: where one is, and where to go on. */

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

const PAGE = page(
  '驿站 Yizhan',
  `<h1>驿站 Yizhan</h1>
<p>为户外劳动者查找最近的、真正帮得上忙的地方。<br>Finds the nearest place that will really help people who work outdoors.</p>
<p>这里是数据接口。例如 · This is the interface for programs. For example:
<a href="/v1/facilities/nearest?lat=31.241&amp;lon=121.4265&amp;limit=5"><code>/v1/facilities/nearest?lat=31.241&amp;lon=121.4265&amp;limit=5</code></a></p>
<ul>
${LINKS.map(({ href, zh, en }) => `<li><a href="${href}">${href}</a> ${zh} · ${en}</li>`).join('\n')}
</ul>`,
);

export const landing = route({
  method: 'GET',
  path: '/',
  operationId: 'getLanding',
  summary: 'Where to go on',
  tag: 'Operation',
  hidden: true,
  params: {},
  answers: {
    200: { description: 'Links.', contentType: 'application/json', schema: 'string', also: 'text/html' },
  },
  handle: ({ request }): Reply => {
    const vary = { Vary: 'Accept' };
    if (prefers(request.headers.accept, 'text/html', 'application/json')) {
      const reply = htmlReply(PAGE);
      return { ...reply, headers: { ...reply.headers, ...vary } };
    }
    const links = LINKS.map(({ rel, href, type, en }) => ({ rel, href, type, title: en }));
    const body = JSON.stringify({ title: '驿站 Yizhan', links });
    return { type: 'application/json', body, headers: { 'Cache-Control': REVALIDATE, ...vary } };
  },
});
