import type { Buckets } from './buckets.js';
import { HttpError } from './problem.js';

/**
 * What a request costs. `read`: one question; `search`: many questions in one, or a whole area; `write`: with a key;
 * `report`: what strangers send.
 */
export const COSTS = ['read', 'search', 'write', 'report'] as const;
export type Cost = (typeof COSTS)[number];

/** Requests a minute, for each network or key. */
export type RateLimits = Readonly<Record<Cost, number>>;

export type LimitHeaders = Readonly<Record<string, string>>;

/**
 * Token buckets: a minute's requests may come at once, and each bucket fills evenly. Header fields by
 * draft-ietf-httpapi-ratelimit-headers-11.
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #buckets: Buckets;
  readonly #policies: Readonly<Record<Cost, string>>;

  constructor(limits: RateLimits, buckets: Buckets) {
    this.#limits = limits;
    this.#buckets = buckets;
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
    const { allowed, tokens } = this.#buckets.take(`${cost} ${asker}`, limit);
    const full = Math.ceil(((limit - tokens) * 60) / limit);
    const headers = {
      RateLimit: `"${cost}";r=${Math.floor(tokens)};t=${full}`,
      'RateLimit-Policy': this.#policies[cost],
    };
    if (allowed) return headers;
    const seconds = Math.max(1, Math.ceil(((1 - tokens) * 60) / limit));
    throw new HttpError(
      'too-many-requests',
      `More than ${limit} requests of this kind (${cost}) in a minute.`,
      {
        headers: { ...headers, 'Retry-After': String(seconds) },
      },
    );
  }
}
