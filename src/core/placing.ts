import type { Facility } from './facility.js';
import type { Words } from './vocabulary.js';
import type { Position, Precision } from './position.js';
import type { Source } from './source.js';

/** Where a place without a position probably is, and what that rests on. */
export interface PlacedAt {
  readonly position: Position;
  readonly precision: Precision;
  /** Metres within which nine of ten such estimates are right; absent where nobody has measured that. */
  readonly within?: number;
  /** For a person who has to decide. */
  readonly basis: Words;
  /** What was asked and found, kept with the record. Anything JSON can hold. */
  readonly evidence: unknown;
}

/** Why a place stays without a position. The rules are public and stable. */
export interface LeftUnplaced {
  readonly rule: string;
  readonly words: Words;
  /** What exactly was found. */
  readonly detail?: Words;
}

export type Placing = PlacedAt | LeftUnplaced;

export function isPlaced(placing: Placing): placing is PlacedAt {
  return 'position' in placing;
}

/** Finds positions for places that have none. It proposes; what is taken of it, a person decides. */
export interface Placer {
  /** Whose word the positions are. A run of this source can be taken back. */
  readonly source: Source;
  /** @throws GeocoderFault where no other place would be found either */
  place(facility: Facility, signal?: AbortSignal): Promise<Placing>;
}
