import type { Entrant } from './access.js';
import type { CrsName } from './crs.js';
import type { BBox, Position } from './position.js';
import type { Voltage } from './status.js';
import type { Tile } from './tile.js';
import type { Language } from './vocabulary.js';

/** What a place must be and have. Codes are known to be in the vocabulary; groups are already spread out. */
export interface Filter {
  /** Any of these; empty: any category. */
  readonly categories: readonly string[];
  /** All of these, each known to be there and working … */
  readonly services: readonly string[];
  /** … or, where asked, not known to be missing. */
  readonly unknownServices: 'exclude' | 'include';
  /** At least one of these. */
  readonly anyService: readonly string[];
  readonly need?: string;
  /** Public ids that are not wanted. */
  readonly exclude: readonly string[];
  /** Only what is open; absent: whatever its hours. */
  readonly open?: OpenFilter;
  /** Only what was observed to be of use; absent: whatever its status. */
  readonly status?: StatusFilter;
  /** Only with an offer that is surely to be had. */
  readonly offer?: OfferFilter;
  /** Only where the asker may enter, as far as he said who he is; absent: wherever. */
  readonly entry?: EntryFilter;
  /** Only what is known to be of use then (see usable.ts); absent: whatever it is. */
  readonly usable?: { readonly at: number };
}

/** Who asks, and whether places where nobody knows if he may enter do. */
export interface EntryFilter extends Entrant {
  readonly unknown: 'include' | 'exclude';
}

/** Which offer there must be. */
export interface OfferFilter {
  /** When: milliseconds since 1970. */
  readonly at: number;
  /** Of any of these services; absent: whatever it is. */
  readonly services?: readonly string[];
  /** Yuan. One whose price nobody says does not do. */
  readonly maxPrice?: number;
}

/** What live status must say. What is unknown, or too old, does not do. */
export interface StatusFilter {
  /** The moment at which status has its age: milliseconds since 1970. */
  readonly at: number;
  /** A rider could use it now (see available.ts). */
  readonly available?: boolean;
  /** Full batteries of this voltage … */
  readonly voltage?: Voltage;
  /** … and so many of them at least: one where only a voltage is given. */
  readonly batteries?: number;
  /** Seconds since it was observed, at most. */
  readonly maxAge?: number;
}

/** What being open is asked for. */
export interface OpenFilter {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How long it must stay open from then on. */
  readonly minutes?: number;
  /**
   * Places nobody knows the state of: in distance order among the open ones and marked (`include`), after all that
   * are open (`last`), or not at all (`exclude`).
   */
  readonly unknown: 'include' | 'last' | 'exclude';
}

export const NO_FILTER: Filter = {
  categories: [],
  services: [],
  unknownServices: 'exclude',
  anyService: [],
  exclude: [],
};

/** How the answer shall look. */
export interface Presentation {
  readonly crs: CrsName;
  readonly outCrs: CrsName;
  readonly lang: Language;
  /** Members of `properties` that are wanted; absent: all. */
  readonly fields?: readonly string[];
}

export interface NearestQuery {
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** The moment of the answer, at which live status has its age; absent: `at`. */
  readonly now?: number;
  /** WGS-84, whatever datum was sent. */
  readonly centre: Position;
  readonly limit: number;
  /** Metres; absent: no bound. */
  readonly radius?: number;
  readonly filter: Filter;
  /** The n nearest of each category of the filter, instead of `limit` in all. */
  readonly perCategory?: number;
  /** `usable`: those known to be of use first, then those nobody knows of; absent: by distance. */
  readonly sort?: 'distance' | 'usable' | undefined;
}

/** The nearest facility for each need. */
export interface NeedsQuery {
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** The moment of the answer, at which live status has its age; absent: `at`. */
  readonly now?: number;
  readonly centre: Position;
  readonly radius?: number;
  /** Codes; empty: all. */
  readonly needs: readonly string[];
}

/** A page of facilities, in the store's order. */
export interface ListQuery {
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** The moment of the answer, at which live status has its age; absent: `at`. */
  readonly now?: number;
  readonly filter: Filter;
  readonly limit: number;
  /** In the datum `crs`. */
  readonly box?: BBox;
  /** The datum of the box; WGS-84 where absent. */
  readonly crs?: CrsName;
  readonly text?: string;
  readonly ids?: readonly string[];
  readonly modifiedSince?: string;
  /** Key of the last facility of the page before. */
  readonly after: number;
}

/** Facilities inside an area. Rings are closed, `[lon, lat]`, in the datum `crs` (WGS-84 where absent). */
export interface WithinQuery {
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** The moment of the answer, at which live status has its age; absent: `at`. */
  readonly now?: number;
  readonly area: Area;
  readonly crs?: CrsName;
  readonly filter: Filter;
  readonly limit: number;
  readonly after: number;
}

/** What a tile of a map shows. */
export interface TileQuery {
  readonly tile: Tile;
  /** The datum the map is drawn in. */
  readonly crs: CrsName;
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** Instant at which the answer is made; `at` where absent. */
  readonly now?: number;
  readonly filter: Filter;
}

/** Facilities along a way, in the order in which it passes them. */
export interface AlongQuery {
  /** Instant for which open states are told: milliseconds since 1970. */
  readonly at: number;
  /** The moment of the answer, at which live status has its age; absent: `at`. */
  readonly now?: number;
  readonly route: readonly Position[];
  /** Metres to either side. */
  readonly corridor: number;
  readonly filter: Filter;
  readonly limit: number;
  /** How many of the answer's places were on earlier pages. */
  readonly offset: number;
}

/** One polygon or several, as RFC 7946 writes the coordinates of a MultiPolygon (see geometry/check-area.ts). */
export interface Area {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly (readonly (readonly number[])[])[])[];
}
