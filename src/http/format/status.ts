import type { LiveStatus } from '../../core/status.js';

/** Live status as it is answered. Counts too old to say anything are not told as if they were known. */
export function statusObject({ observation, ageSeconds, fresh }: LiveStatus): object {
  return {
    ...(fresh !== 'unknown' && observation.counts),
    observedAt: new Date(observation.observedAt).toISOString(),
    ageSeconds,
    fresh,
  };
}

/** The same with who observed it, when it came, and, apart from what is known, what was last known. */
export function wholeStatus(status: LiveStatus): object {
  const { observation, fresh } = status;
  return {
    ...statusObject(status),
    source: observation.source,
    receivedAt: new Date(observation.receivedAt).toISOString(),
    ...(fresh === 'unknown' && { lastKnown: observation.counts }),
  };
}
