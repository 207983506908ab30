import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { contentTag } from '../cache.js';
import { htmlReply } from '../html.js';
import { text } from '../params.js';
import type { Reply } from '../reply.js';
import { route, type Route } from '../route.js';

/** `/docs`: the document to read and try, by files of swagger-ui-dist served from here: nothing comes from elsewhere. */

const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Yizhan API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: null });\n`;

const answers = { 200: { description: 'A page.', contentType: 'text/html', schema: 'string' as const } };

const page = route({
  method: 'GET',
  path: '/docs',
  operationId: 'getDocs',
  summary: 'The document as a page',
  tag: 'Operation',
  hidden: true,
  params: {},
  answers,
  handle: () => htmlReply(PAGE),
});

const files = route({
  method: 'GET',
  path: '/docs/{file}',
  operationId: 'getDocsFile',
  summary: 'What the page is made of',
  tag: 'Operation',
  hidden: true,
  params: { file: text({ most: 100, allowed: 'a file of the page', meaning: 'A file of the page.' }) },
  answers,
  handle: async ({ params: { file } }) => {
    if (file === 'start.js') return asset(Buffer.from(START), 'text/javascript; charset=utf-8');
    const type = Object.hasOwn(TYPES, file) ? TYPES[file] : undefined;
    if (type === undefined) throw new UserError('not-found', 'The page has no such file.');
    return asset(await readFile(join(folder(), file)), type);
  },
});

export const docs: readonly Route[] = [page, files];

function folder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

function asset(body: Buffer, type: string): Reply {
  return { type, body, etag: contentTag(body), headers: { 'Cache-Control': 'public, max-age=3600' } };
}
