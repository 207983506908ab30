import type { AvailableWhen } from './status-rules.js';
import { fullBatteriesOf, type LiveStatus, type Voltage } from './status.js';

/** What a rider came for. */
export interface Wanted {
  /** Of which voltage the batteries must be; absent: of any. */
  readonly voltage?: Voltage;
  /** How many full batteries at least; absent: one. */
  readonly batteries?: number;
}

export type Availability = 'yes' | 'no' | 'unknown';

/**
 * Whether a rider could use the place now, as far as it was observed. A cabinet (`battery`): it is online, has full
 * batteries as wanted and an empty slot to put the own one into. Anything else (`unit`): it is not offline, and at least
 * one unit is available. What is not said, or too old, makes it unknown, never yes.
 */
export function availability(
  status: LiveStatus | undefined,
  when: AvailableWhen,
  wanted: Wanted = {},
): Availability {
  if (status === undefined || status.fresh === 'unknown') return 'unknown';
  const { online, available, emptySlots } = status.observation.counts;
  if (online === false) return 'no';
  const facts =
    when === 'unit'
      ? [reaches(available, 1)]
      : [online ?? 'unknown', batteries(status, wanted), reaches(emptySlots, 1)];
  if (facts.includes(false)) return 'no';
  return facts.includes('unknown') ? 'unknown' : 'yes';
}

/** Whether there are so many full batteries. */
export function batteries(
  { observation, fresh }: LiveStatus,
  { voltage, batteries: least = 1 }: Wanted,
): boolean | 'unknown' {
  return fresh === 'unknown' ? 'unknown' : reaches(fullBatteriesOf(observation.counts, voltage), least);
}

function reaches(count: number | undefined, least: number): boolean | 'unknown' {
  return count === undefined ? 'unknown' : count >= least;
}
