import type { Override } from '../../core/override.js';
import { overrideState } from '../../core/read-override.js';

/**
 * What everybody may know of an override.
 * @param now milliseconds since 1970
 */
export function overrideObject(
  override: Omit<Override, 'id' | 'n' | 'seq'> & { readonly id?: string },
  now: number,
): object {
  const { id, kind, hours, worksAs, until, from, to, target, reason, createdAt, updatedAt } = override;
  return {
    ...(id !== undefined && { id }),
    state: overrideState(override, now),
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
