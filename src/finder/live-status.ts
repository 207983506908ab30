import type { LiveStatus } from '../core/status.js';
import type { Card } from '../core/store.js';
import type { Sources } from './nearest.js';

/**
 * What was last observed at the place, as it stands at a moment.
 * @param now milliseconds since 1970
 */
export function statusOf(
  card: Card,
  now: number,
  { live, statusRules }: Pick<Sources, 'live' | 'statusRules'>,
): LiveStatus | undefined {
  const observation = live.status(card.key);
  return observation && statusRules.at(observation, card.head.category, now);
}
