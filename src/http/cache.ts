import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { invalidParameter } from '../core/errors.js';

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

/**
 * A strong ETag (RFC 9110 section 8.8.1) of one facility as this very text: its version, and a hash of the text, which
 * changes with the minute, the language and whatever else is told beside what an edit can change.
 */
export function versionTag(seq: number, body: string): string {
  return `"${seq.toString(36)}-${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
}

const ENTITY_TAG = /\s*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/y;

/**
 * Whether `If-Match` holds for a facility (RFC 9110 section 13.1.1): `*`, or a strong tag of any answer that told its
 * present version. Weak tags never match.
 * @throws UserError for a header that is no list of tags, such as one without its quotation marks
 */
export function matchesVersion(header: string, seq: number): boolean {
  if (header.trim() === '*') return true;
  ENTITY_TAG.lastIndex = 0;
  let holds = false;
  while (ENTITY_TAG.lastIndex < header.length) {
    const found = ENTITY_TAG.exec(header);
    if (!found) {
      const allowed = 'the ETag of an answer, with its quotation marks';
      throw invalidParameter({
        parameter: 'If-Match',
        value: header.slice(0, 80),
        detail: 'is no ETag',
        allowed,
      });
    }
    const [, weak, opaque] = found;
    holds ||= weak === undefined && opaque!.split('-', 1)[0] === seq.toString(36);
  }
  return holds;
}
