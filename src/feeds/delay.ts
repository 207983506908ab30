/** When a feed is polled next. */

/** Seconds: a feed that fails is asked again within this time, however long it has failed. */
const LONGEST = 900;

interface Situation {
  /** Seconds between two polls as configured. */
  readonly every: number;
  /** Seconds for which the publisher says that nothing new will come. */
  readonly ttl?: number | undefined;
  /** Failures in a row. */
  readonly failures: number;
}

/**
 * Milliseconds until the next poll: the interval or the publisher's ttl, whichever is longer; after failures twice as
 * long each time. Scattered by chance, so that many feeds, and many pollers of one feed, do not ask at one moment.
 * @param chance a number from 0 up to 1
 */
export function nextDelay({ every, ttl = 0, failures }: Situation, chance: number): number {
  const usual = Math.max(every, Math.min(ttl, LONGEST));
  if (failures === 0) return usual * 1000 * (1 + 0.1 * chance);
  const backed = Math.max(usual, Math.min(LONGEST, usual * 2 ** Math.min(failures, 16)));
  return backed * 1000 * (0.5 + 0.5 * chance);
}
