import type { Entry } from './access.js';
import type { OpenState } from './hours/hours-state.js';
import type { Offering } from './offerings/offering.js';
import type { ReportEffect } from './report-effects.js';
import type { LiveStatus } from './status.js';
import type { Position } from './position.js';
import type { Card } from './store.js';
import type { Usable } from './usable.js';

/** An offer at a place, and whether it is to be had at the instant asked about. */
export interface OfferHit {
  readonly offer: Offering<'offer'>;
  readonly valid: OpenState;
}

/** A place in an answer. */
export interface Hit {
  readonly card: Card;
  /** Whether it is open at the instant asked about. */
  readonly open: OpenState;
  /** The same of the services asked for that have times of their own. */
  readonly servicesOpen?: Readonly<Record<string, OpenState>>;
  /** Whether the asker may enter then, as far as he said who he is; absent where he said nothing. */
  readonly entry?: Entry;
  /** What was last observed there, with its age at the moment of the answer. Absent: nobody observes it. */
  readonly status?: LiveStatus;
  /** Whether going there will help, at the instant asked about. */
  readonly usable: Usable;
  /** What strangers report against it, as far as it counts at that instant; absent: nothing. */
  readonly reports?: readonly ReportEffect[];
  /** Offers that are to be had there then, or that nobody knows the hours of; absent: none. */
  readonly offers?: readonly OfferHit[];
  /** Metres on the great circle from the position asked from. Absent where the question had none. */
  readonly distance?: number;
  /** Along a way: metres from its start to where it passes closest. */
  readonly along?: number;
  /** Along a way: metres that going there and coming back adds (there and back in a straight line). */
  readonly detour?: number;
  /** Services that were asked for and are not known to be there (`unknownServices=include`). */
  readonly unknownServices?: readonly string[];
}

/** Something that was understood differently from what was sent, or a bound that was reached. */
export interface Warning {
  readonly code: string;
  readonly detail: string;
}

export interface Answer {
  readonly hits: readonly Hit[];
  readonly warnings: readonly Warning[];
  /** Where nothing fitted because of hours: what comes closest to it. */
  readonly fallback?: Fallback;
  /** Where the next page starts; absent on the last one. */
  readonly next?: number;
  /** Data revision the answer was made from: the index's sequence. */
  readonly seq: number;
  /** What of the live data went into the answer, see live-tag.ts. */
  readonly live: string;
}

/** Where to go instead when nothing is open. */
export interface Fallback {
  /** The place in reach that opens first, the nearest of several. */
  readonly nextToOpen?: Hit;
  /** The nearest place that never closes. */
  readonly roundTheClock?: Hit;
}

/** Several places that a map draws as one, about the middle of them. */
export interface Cluster extends Position {
  /** Number of its cell in the tile. */
  readonly cell: number;
  readonly count: number;
  /** How many of them are open. */
  readonly open: number;
  /** How many of each category, by its number in the vocabulary. */
  readonly byCategory: ReadonlyMap<number, number>;
}

/** What a tile of a map shows: single places, and others gathered. */
export interface TileAnswer extends Omit<Answer, 'next' | 'fallback'> {
  readonly clusters: readonly Cluster[];
  /** True where clusters were counted without what only a card tells, such as a service that is known to be missing. */
  readonly approximate: boolean;
}

/** The nearest place for one need; none where there is none in reach. */
export interface NeedAnswer {
  readonly need: string;
  /** The nearest that is not known to be of no use. */
  readonly hit?: Hit;
  /** Where that one is not known to be open either: the place in reach that opens first. */
  readonly nextToOpen?: Hit;
}

export interface NeedsAnswer {
  readonly needs: readonly NeedAnswer[];
  readonly warnings: readonly Warning[];
  readonly seq: number;
  readonly live: string;
}
