import type { Observation } from './status.js';

/**
 * What is true right now, held in memory beside the index: what is asked for every hit must cost next to nothing. Places
 * are named by the store's key.
 */
export interface Live {
  /** Grows with everything below that changes: a part of every ETag. */
  readonly revision: number;
  /** The latest observation of the place, however old. */
  status(key: number): Observation | undefined;
}

/** Where nothing is known beyond what publishers said. */
export const NOTHING_LIVE: Live = { revision: 0, status: () => undefined };
