import type { Presentation } from '../core/query.js';
import { PRIVATE, REVALIDATE, revisionTag } from './cache.js';
import type { Reply } from './reply.js';

export const GEOJSON = 'application/geo+json';

interface SearchReply {
  readonly seq: number;
  readonly live: string;
  readonly shape: Presentation;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** True where the answer tells where somebody is. */
  readonly personal: boolean;
  readonly type?: string;
  /** Where the next page is. */
  readonly next?: string;
}

/** The answer to a search with the headers all searches share. */
export function searchReply(
  body: string | Buffer,
  { seq, live, shape, now, personal, type = GEOJSON, next }: SearchReply,
): Reply {
  return {
    type,
    body,
    etag: revisionTag({ seq, live, lang: shape.lang, crs: shape.outCrs, now }),
    headers: {
      'Content-Crs': shape.outCrs,
      'Content-Language': shape.lang,
      'Cache-Control': personal ? PRIVATE : REVALIDATE,
      Vary: 'Accept-Language',
      ...(next !== undefined && { Link: `<${next}>; rel="next"` }),
    },
  };
}
