import type { IncomingMessage } from 'node:http';
import { PAPER_FORMATS, type Paper } from '../../core/paper.js';
import type { Language } from '../../core/vocabulary.js';
import type { AppDeps } from '../deps.js';
import { htmlReply } from '../html.js';
import { originOf } from '../origin.js';
import { text, withDefault, word } from '../params.js';
import type { Reply } from '../reply.js';
import { route, type Route } from '../route.js';
import { langParam } from '../search-params.js';

/** `/handbook`, `/poster/{id}` and `/programmes/{id}`: pages that are made to be printed, or saved as PDF, by a browser. */

const PAGE = { contentType: 'text/html', schema: 'string' as const };

const handbook = route({
  method: 'GET',
  path: '/handbook',
  operationId: 'getHandbook',
  summary: 'The service handbook of an area, to be printed',
  description:
    'Cover, contents, and the places by subdistrict with a map, address, phone, hours of an ordinary week, services and QR codes; hotlines, and the programmes, next events and offers of the measure it belongs to; sources and their terms. Places out of service are left out; with more than 500 the rest is counted and left out.',
  tag: 'Paper',
  cost: 'search',
  params: {
    area: text({
      most: 100,
      allowed:
        'a district or subdistrict as in addresses, such as 普陀区 (with its city in front, after a blank, where several have one of the name), or an administrative code',
      meaning: 'Whose places.',
    }),
    category: withDefault(
      text({
        most: 60,
        allowed: 'a category or a group of categories (/v1/categories)',
        meaning: 'Which places: one category, or a group such as `health` or `station`.',
      }),
      'health',
    ),
    format: withDefault(word(PAPER_FORMATS, 'The paper: A4 sheets, or A6 pages for a folded booklet.'), 'a4'),
    lang: langParam,
  },
  answers: { 200: { ...PAGE, description: 'A page that loads nothing else.' } },
  examples: { 'stations in Putuo': 'area=普陀区&category=station' },
  problems: [503],
  handle: async ({ params, lang: preferred, request }, deps) => {
    const { area, category, format } = params;
    const lang = params.lang ?? preferred;
    const base = baseOf(request, deps);
    const paper = await deps.papers.during(() =>
      deps.printer.handbook({ area, category, format, lang, base }),
    );
    return paperReply(paper, lang);
  },
});

const poster = route({
  method: 'GET',
  path: '/poster/{id}',
  operationId: 'getPoster',
  summary: 'The poster for one place’s door, to be printed on A4',
  description:
    'Name, hours, services, who may come in, phone, and two QR codes: to say that something is wrong, and to the place itself.',
  tag: 'Paper',
  params: {
    id: text({ most: 200, allowed: 'an id from an answer', meaning: 'The public id of the facility.' }),
    lang: langParam,
  },
  answers: { 200: { ...PAGE, description: 'A page that loads nothing else.' } },
  problems: [404, 410, 503],
  handle: async ({ params, lang: preferred, request }, deps) => {
    const lang = params.lang ?? preferred;
    const base = baseOf(request, deps);
    const paper = await deps.papers.during(() => deps.printer.poster({ id: params.id, lang, base }));
    return paperReply(paper, lang);
  },
});

const programme = route({
  method: 'GET',
  path: '/programmes/{id}',
  operationId: 'getProgrammePage',
  summary: 'A programme as a page, to be read or printed on A4',
  description:
    'What it is, its steps (of a charter: its articles), whom it is for, what to bring, whom to ask, and a QR code to go there.',
  tag: 'Paper',
  params: {
    id: text({ most: 200, allowed: 'an id of /v1/programmes', meaning: 'The id of the programme.' }),
    lang: langParam,
  },
  answers: { 200: { ...PAGE, description: 'A page that loads nothing else.' } },
  problems: [404],
  handle: ({ params, lang: preferred, request }, deps) => {
    const lang = params.lang ?? preferred;
    return paperReply(deps.printer.programme({ id: params.id, lang, base: baseOf(request, deps) }), lang);
  },
});

export const paper: readonly Route[] = [handbook, poster, programme];

/** Where codes lead; no codes where nobody knows. */
function baseOf({ headers }: IncomingMessage, { settings }: AppDeps): string | undefined {
  const base = settings.publicUrl ?? originOf(headers);
  return base === '' ? undefined : base;
}

function paperReply({ html }: Paper, lang: Language): Reply {
  const reply = htmlReply(html);
  const headers = { ...reply.headers, 'Content-Language': lang, Vary: 'Accept-Language' };
  return { ...reply, headers };
}
