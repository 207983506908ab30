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
}

/** An answer that goes on: the handler writes to the response itself and resolves when it is over. */
export interface Stream {
  readonly stream: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Any origin may read, and see these headers. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Crs, ETag, Link, Location, Retry-After',
} as const;

/** Sends the reply: one head, one buffer. Nothing of the body goes out for HEAD, 204 and 304. */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const headers: Record<string, string | number> = {
    ...CORS_HEADERS,
    'X-Content-Type-Options': 'nosniff',
    ...reply.headers,
  };
  if (reply.etag !== undefined) {
    headers['ETag'] = reply.etag;
    if (notModified(request, reply.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const status = reply.status ?? 200;
  if (status !== 204) {
    headers['Content-Type'] = reply.type;
    headers['Content-Length'] = body.length;
  }
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' || status === 204 ? undefined : body);
}
