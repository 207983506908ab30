import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where this server is, as the asker reached it (a proxy in front says whether it was reached by TLS): `http(s)://host`,
 * without a slash at the end; empty where the request does not say it.
 */
export function originOf({ host = '', 'x-forwarded-proto': proto }: IncomingHttpHeaders): string {
  if (!/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host)) return '';
  return `${proto === 'https' ? 'https' : 'http'}://${host}`;
}
