import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** An answer to one person's position: no shared cache may keep it, and the own one asks again each time. */
export const PRIVATE = 'private, no-cache';
/** May be kept by anybody, but is asked for again each time (a 304 is cheap). */
export const REVALIDATE = 'no-cache';

/** What an answer is made from, besides the address it was asked at. */
export interface Revision {
  /** Sequence of the data. */
  readonly seq: number;
  /** What of the live data is in it (core/live-tag.ts). */
  readonly live: string;
  readonly lang: string;
  readonly crs: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * A weak ETag (RFC 9110 section 8.8.3): two answers at one address with the same tag say the same, but for
 * the second at which they were made. It changes with the data, the live data and how fresh it is, the language, the datum,
 * and every minute, since an open state may.
 */
export function revisionTag({ seq, live, lang, crs, now }: Revision): string {
  return `W/"${seq}.${live}.${Math.floor(now / 60_000).toString(36)}.${lang}.${crs}"`;
}

/** A weak ETag of a text that is made once. */
export function contentTag(body: string | Buffer): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
}

/** Whether the asker already has it (`If-None-Match`, compared weakly; GET and HEAD only). */
export function notModified(request: IncomingMessage, etag: string): boolean {
  const wanted = request.headers['if-none-match'];
  if (wanted === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  if (wanted.trim() === '*') return true;
  const bare = etag.replace(/^W\//, '');
  return wanted.split(',').some((one) => one.trim().replace(/^W\//, '') === bare);
}
