import { escapeHtml } from '../core/escape-html.js';
import { contentTag, REVALIDATE } from './cache.js';
import type { Reply } from './reply.js';

interface PageOptions {
  readonly status?: number;
  /** Origins a map on the page may ask: the basemap's. */
  readonly hosts?: readonly string[];
}

/**
 * A page. It loads nothing from anywhere else but a map's hosts, cannot be framed by another site, and tells no other
 * site where it was.
 */
export function htmlReply(body: string, { status = 200, hosts = [] }: PageOptions = {}): Reply {
  const others = hosts.map((host) => ` ${host}`).join('');
  return {
    status,
    type: 'text/html; charset=utf-8',
    body,
    etag: contentTag(body),
    headers: {
      'Cache-Control': REVALIDATE,
      'Content-Security-Policy':
        `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:${others}; ` +
        `connect-src 'self'${others}; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=(self)',
    },
  };
}

/** A page of a title and a body, in the plain clothes all pages of the server share. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
code { background: #f1f1f1; padding: 0 .25em } a { color: #0b57a4 }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
