import { UserError } from '../../core/errors.js';
import { escapeHtml } from '../../core/escape-html.js';
import { htmlReply, page } from '../html.js';
import { text } from '../params.js';
import { PROBLEM_KINDS } from '../problem.js';
import { route } from '../route.js';

/** `/problems/{kind}`: where the `type` of a problem leads. */
export const problemPage = route({
  method: 'GET',
  path: '/problems/{kind}',
  operationId: 'getProblemKind',
  summary: 'What a kind of problem means',
  tag: 'Operation',
  hidden: true,
  params: {
    kind: text({ most: 60, allowed: Object.keys(PROBLEM_KINDS).join(', '), meaning: 'The kind of problem.' }),
  },
  answers: { 200: { description: 'A page.', contentType: 'text/html', schema: 'string' } },
  handle: ({ params: { kind } }) => {
    const known = Object.entries(PROBLEM_KINDS).find(([name]) => name === kind)?.[1];
    if (known === undefined) throw new UserError('not-found', 'There is no such kind of problem.');
    const { title, advice, status } = known;
    const words = escapeHtml(advice).replace(/`([^`]+)`/g, '<code>$1</code>');
    const body = `<h1>${title.zh} · ${title.en}</h1>\n<p>HTTP ${status}. ${words}</p>\n<p><a href="/docs">API</a></p>`;
    return htmlReply(page(title.en, body));
  },
});
