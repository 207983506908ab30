import { NO_OFFERINGS, type Offerings } from './offerings/offering.js';
import type { PlaceExceptions, TargetedCard } from './override-targets.js';
import type { LiveReport } from './report.js';
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
  /** Dated exceptions of the place; nothing for nearly all. */
  exceptions(card: TargetedCard): PlaceExceptions | undefined;
  /**
   * Which places exceptions may open, outside their own hours, at some of the minutes from an instant on (milliseconds
   * since 1970).
   */
  opening(from: number, minutes: number): Opening;
  /** What strangers reported of the place, as far as it may still matter; resolved ones are left out. */
  reports(key: number): readonly LiveReport[] | undefined;
  /** Events, offers and the like. */
  readonly offerings: Offerings;
}

/** Places that may be open whatever their own hours say. */
export interface Opening {
  readonly keys: readonly number[];
  /** All places of these categories. */
  readonly categories: readonly string[];
  /** Any place at all. */
  readonly any: boolean;
  /** The first instant at which one of them may (milliseconds since 1970); absent: at once. */
  readonly from?: number;
}

export const NOTHING_OPENS: Opening = { keys: [], categories: [], any: false };

/** Where nothing is known beyond what publishers said. */
export const NOTHING_LIVE: Live = {
  revision: 0,
  status: () => undefined,
  reports: () => undefined,
  exceptions: () => undefined,
  opening: () => NOTHING_OPENS,
  offerings: NO_OFFERINGS,
};
