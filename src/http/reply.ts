import type { IncomingMessage, ServerResponse } from 'node:http';
import { notModified } from './cache.js';

/** An answer as a handler gives it: everything but the manners all answers share. */
export interface Reply {
  /** 200 where absent. */
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole header's value; a request that already has it gets a 304. */
  readonly etag?: string;
  /** Of a guarded write: the public ids it wrote, for the audit log; absent: those in the path. */
  readonly written?: readonly string[];
}

/** An answer that goes on: the handler writes to the response itself and resolves when it is over. */
export interface Stream {
  readonly stream: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Any origin may read, and see these headers. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Content-Crs, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate',
} as const;

const COMMON_HEADERS = { ...CORS_HEADERS, 'X-Content-Type-Options': 'nosniff' };

/**
 * Sends the reply. A body of text is handed over as text: Node then writes head and body at once.
 * Nothing of the body goes out for HEAD, 204 and 304.
 * @param more headers beside the reply's own
 */
export function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  more?: Readonly<Record<string, string>>,
): void {
  // Not by spreading, which V8 is slow at with so many members.
  const headers: Record<string, string | number> = Object.assign({}, COMMON_HEADERS, more, reply.headers);
  if (reply.etag !== undefined) {
    headers['ETag'] = reply.etag;
    if (notModified(request, reply.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  const { body, status = 200 } = reply;
  if (status !== 204) {
    headers['Content-Type'] = reply.type;
    headers['Content-Length'] = Buffer.byteLength(body);
  }
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' || status === 204 ? undefined : body);
}
