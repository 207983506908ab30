/** What is left of a bucket after somebody came for a token. */
export interface Taken {
  readonly allowed: boolean;
  /** Requests that may still come now. */
  readonly tokens: number;
}

/** Token buckets: a minute's requests may come at once, and each bucket fills evenly. */
export interface Buckets {
  /**
   * @param name whose bucket, for what
   * @param limit tokens it holds, and that flow into it in a minute
   */
  take(name: string, limit: number): Taken;
}

interface Bucket {
  /** Requests that may still come now; grows to the limit. */
  tokens: number;
  /** Milliseconds: when `tokens` was right. */
  at: number;
}

export const MINUTE = 60_000;
/** Buckets that are remembered; the one not heard of for longest is forgotten first, as if never seen. */
const MOST_BUCKETS = 200_000;

/** Buckets of one thread. */
export class OwnBuckets implements Buckets {
  readonly #now: () => number;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number, most: number = MOST_BUCKETS) {
    this.#now = now;
    this.#most = most;
  }

  take(name: string, limit: number): Taken {
    const bucket = this.#bucket(name, limit);
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return { allowed, tokens: bucket.tokens };
  }

  #bucket(name: string, limit: number): Bucket {
    const buckets = this.#buckets;
    const now = this.#now();
    const known = buckets.get(name);
    if (known === undefined) {
      if (buckets.size >= this.#most) buckets.delete(buckets.keys().next().value!);
      const fresh = { tokens: limit, at: now };
      buckets.set(name, fresh);
      return fresh;
    }
    // A clock that was set back fills nothing.
    const since = Math.max(0, now - known.at);
    known.tokens = Math.min(limit, known.tokens + (since * limit) / MINUTE);
    known.at = now;
    // To the end of the line; while nobody is soon forgotten, the order does not matter.
    if (buckets.size > this.#most / 2) {
      buckets.delete(name);
      buckets.set(name, known);
    }
    return known;
  }
}
