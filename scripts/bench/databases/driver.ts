import type { Position } from '../../../src/core/position.js';
import type { Place } from '../nation.js';

/** A store of places that answers "what is near", as one would build it without us. */
export interface PlacesDriver {
  /** Takes all places in; resolves when questions are answered as fast as they ever will be. */
  load(places: Iterable<StoredPlace>): Promise<void>;
  /** The `count` nearest places, nearest first, that have the service where one is named. */
  nearest(centre: Position, count: number, service?: string): Promise<readonly Found[]>;
}

export interface StoredPlace extends Place {
  /** 1, 2, 3 … */
  readonly number: number;
  /** Properties of its GeoJSON feature, as JSON. */
  readonly document: string;
}

export interface Found extends Position {
  readonly number: number;
  readonly document: string;
  /** Metres. */
  readonly distance: number;
}

/** The services that are asked for, in the order of their bits. */
export const SERVICES = ['shower', 'nursing_room', 'microwave'];

/** What a place offers, as bits: a filter the database can look at without reading the document. */
export function serviceBits(services: readonly string[]): number {
  return SERVICES.reduce((bits, one, i) => (services.includes(one) ? bits | (1 << i) : bits), 0);
}

/** Ever wider circles, for a store that is asked by radius: metres. */
export function* radii(): Generator<number> {
  for (let radius = 500; radius < 20_000_000; radius *= 2) yield radius;
  yield 20_037_509;
}
