import { minutesOf } from '../../core/read-override.js';
import { instantOf } from '../../core/hours/civil.js';
import type { Override } from '../../core/override.js';
import type { OVERRIDE_STATES } from './override-schemas.js';

type OverrideState = (typeof OVERRIDE_STATES)[number];

/** Whether it holds at the moment. The night after its last day still belongs to it. */
function stateOf({ from, to, endsAt, removedAt }: Omit<Override, 'id'>, now: number): OverrideState {
  if (removedAt !== undefined) return 'removed';
  if (now >= endsAt) return 'ended';
  return now < instantOf(minutesOf({ from, to }).from) ? 'planned' : 'in-force';
}

/**
 * What everybody may know of an override.
 * @param now milliseconds since 1970
 */
export function overrideObject(
  override: Omit<Override, 'id' | 'n'> & { readonly id?: string },
  now: number,
): object {
  const { id, kind, hours, worksAs, until, from, to, target, reason, createdAt, updatedAt } = override;
  return {
    ...(id !== undefined && { id }),
    state: stateOf(override as Override, now),
    kind,
    ...(hours && { hours }),
    ...(worksAs && { worksAs }),
    ...(until !== undefined && { until }),
    from,
    to,
    target,
    reason,
    createdAt,
    updatedAt,
  };
}
