import type { Words } from './vocabulary.js';
import type { Position, Precision } from './position.js';
import type { Source } from './source.js';

/** A place's address as a geocoder is asked for it: nothing closer than the house, and no person's. */
export interface AddressQuestion {
  /** Street and house, or whatever else is written, without regions in front. */
  readonly text: string;
  /** At least one of the three. */
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  /** As far as `text` names them. */
  readonly street?: string;
  readonly number?: number;
}

/** One answer of a geocoder, not yet held against what the row says of itself. */
export interface Located {
  /** WGS-84. */
  readonly position: Position;
  readonly precision: Precision;
  /** What was found, in the geocoder's words. */
  readonly matched: string;
  /** The regions it lies in, from the province down to the quarter, as far as they are told. */
  readonly areas: readonly string[];
  readonly street?: string;
  readonly number?: string;
  /** How sure the geocoder is, 0 to 1, where it says so. */
  readonly score?: number;
}

/** Where addresses are looked up. The network, the clock and the waiting come in when it is made. */
export interface Geocoder {
  /** Whose word a position is, and under which terms. */
  readonly source: Source;
  /**
   * What lies at the address, the best answer first, a few at most; none where nothing is known.
   * @throws GeocoderFault
   */
  locate(question: AddressQuestion, signal?: AbortSignal): Promise<readonly Located[]>;
}

/**
 * A question that was not answered. `row`: this one was not, the next may be; `all`: no other will be either (a key that is
 * refused, a quota that is used up). The words name neither the key nor what was asked.
 */
export class GeocoderFault extends Error {
  readonly reach: 'row' | 'all';
  readonly words: Words;

  constructor(reach: 'row' | 'all', words: Words) {
    super(words.en);
    this.name = 'GeocoderFault';
    this.reach = reach;
    this.words = words;
  }
}
