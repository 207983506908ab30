import { HttpError } from './problem.js';

/**
 * What a request costs. `read`: one question; `search`: many questions in one, or a whole area; `write`: with a key;
 * `report`: what strangers send.
 */
export const COSTS = ['read', 'search', 'write', 'report'] as const;
export type Cost = (typeof COSTS)[number];

/** Requests a minute, for each network or key. */
export type RateLimits = Readonly<Record<Cost, number>>;

interface Bucket {
  /** Requests that may still come now; grows to the limit. */
  tokens: number;
  /** Milliseconds: when `tokens` was right. */
  at: number;
}

export type LimitHeaders = Readonly<Record<string, string>>;

const MINUTE = 60_000;
/** Askers that are remembered of each cost; the one not heard of for longest is forgotten first, as if never seen. */
const MOST_BUCKETS = 50_000;

/**
 * Token buckets: a minute's requests may come at once, and each bucket fills evenly. Header fields by
 * draft-ietf-httpapi-ratelimit-headers-11.
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #most: number;
  readonly #buckets: Readonly<Record<Cost, Map<string, Bucket>>>;
  readonly #policies: Readonly<Record<Cost, string>>;

  /** @param now milliseconds since 1970 */
  constructor(limits: RateLimits, now: () => number, most: number = MOST_BUCKETS) {
    this.#limits = limits;
    this.#now = now;
    this.#most = most;
    this.#buckets = { read: new Map(), search: new Map(), write: new Map(), report: new Map() };
    const policy = (cost: Cost) => `"${cost}";q=${limits[cost]};w=60`;
    this.#policies = {
      read: policy('read'),
      search: policy('search'),
      write: policy('write'),
      report: policy('report'),
    };
  }

  /**
   * Takes one request from an asker's bucket.
   * @param asker a network or a key
   * @returns what the answer says about it
   * @throws HttpError 429 where the bucket is empty
   */
  take(cost: Cost, asker: string): LimitHeaders {
    const limit = this.#limits[cost];
    const bucket = this.#bucket(cost, asker);
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    const full = Math.ceil(((limit - bucket.tokens) * 60) / limit);
    const headers = {
      RateLimit: `"${cost}";r=${Math.floor(bucket.tokens)};t=${full}`,
      'RateLimit-Policy': this.#policies[cost],
    };
    if (allowed) return headers;
    const seconds = Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / limit));
    throw new HttpError(
      'too-many-requests',
      `More than ${limit} requests of this kind (${cost}) in a minute.`,
      {
        headers: { ...headers, 'Retry-After': String(seconds) },
      },
    );
  }

  #bucket(cost: Cost, asker: string): Bucket {
    const buckets = this.#buckets[cost];
    const limit = this.#limits[cost];
    const now = this.#now();
    const known = buckets.get(asker);
    if (known === undefined) {
      if (buckets.size >= this.#most) buckets.delete(buckets.keys().next().value!);
      const fresh = { tokens: limit, at: now };
      buckets.set(asker, fresh);
      return fresh;
    }
    // A clock that was set back fills nothing.
    const since = Math.max(0, now - known.at);
    known.tokens = Math.min(limit, known.tokens + (since * limit) / MINUTE);
    known.at = now;
    // To the end of the line; while nobody is soon forgotten, the order does not matter.
    if (buckets.size > this.#most / 2) {
      buckets.delete(asker);
      buckets.set(asker, known);
    }
    return known;
  }
}
