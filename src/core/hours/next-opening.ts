import type { OpenState } from './hours-state.js';

/**
 * When a place next goes from closed to open, after an instant: of one that is open then, after it has closed.
 * @param stateAt its open state at an instant (milliseconds since 1970)
 */
export function nextOpening(stateAt: (instant: number) => OpenState, instant: number): number | undefined {
  const now = stateAt(instant);
  if (now.state !== 'open') return now.opensAt;
  return now.until === undefined ? undefined : stateAt(now.until).opensAt;
}
