/**
 * What the API says, as types for those who ask it. They follow `openapi.yaml`; a test holds them against the
 * schemas the server answers by.
 */

export type Language = 'zh' | 'en';
export type CrsName = 'wgs84' | 'gcj02' | 'bd09';

export interface LocalText {
  readonly zh?: string | undefined;
  readonly en?: string | undefined;
}

/** Three values, never two: nobody knows is an answer of its own. */
export type OpenState = 'open' | 'closed' | 'unknown';

export interface Open {
  readonly state: OpenState;
  /** When the state changes next: ISO 8601 in Shanghai's time. */
  readonly until?: string | undefined;
  /** When it is next known to open. */
  readonly opensAt?: string | undefined;
  /** Why it is unknown: a code. */
  readonly reason?: string | undefined;
  /** The words it depends on, as the publisher wrote them. */
  readonly words?: string | undefined;
}

export interface Usable {
  readonly state: 'yes' | 'no' | 'unknown';
  /** Why: codes. */
  readonly reasons: readonly string[];
}

/** What somebody counted at a place; what is not said is unknown, never none. */
export interface Counts {
  readonly online?: boolean | undefined;
  readonly slots?: number | undefined;
  readonly emptySlots?: number | undefined;
  /** Batteries ready to be taken, by voltage. */
  readonly fullBatteries?:
    | { readonly 48?: number | undefined; readonly 60?: number | undefined; readonly 72?: number | undefined }
    | undefined;
  readonly capacity?: number | undefined;
  readonly available?: number | undefined;
  readonly inUse?: number | undefined;
  readonly outOfOrder?: number | undefined;
}

/** The latest counts and their age: `doubtful` may have changed, `unknown` is too old to say anything. */
export interface Status extends Counts {
  readonly observedAt: string;
  readonly ageSeconds: number;
  readonly fresh: 'yes' | 'doubtful' | 'unknown';
}

export type ServiceState = 'yes' | 'no' | 'unknown' | 'broken';

export interface ServiceOffer {
  readonly state: ServiceState;
  readonly note?: LocalText | undefined;
  readonly season?: string | undefined;
}

export interface Address {
  readonly text?: LocalText | undefined;
  readonly province?: string | undefined;
  readonly city?: string | undefined;
  readonly district?: string | undefined;
  readonly subdistrict?: string | undefined;
}

export interface Hours {
  readonly text?: string | undefined;
  readonly osm?: string | undefined;
  readonly coverage: string;
}

export interface Access {
  readonly mode?: readonly string[] | undefined;
  readonly audience?: readonly string[] | undefined;
  readonly note?: LocalText | undefined;
  readonly entrance?: LocalText | undefined;
  readonly floor?: string | undefined;
  readonly gate?: string | undefined;
}

/** A position as GeoJSON, in the datum of the answer; null for a place that is known but not placed. */
export type Point = { readonly type: 'Point'; readonly coordinates: readonly number[] } | null;

/** What lists and single answers say alike. */
interface Common {
  readonly name: string;
  readonly category: string;
  readonly aliases?: readonly string[] | undefined;
  readonly address?: Address | undefined;
  readonly hours?: Hours | undefined;
  readonly access?: Access | undefined;
  readonly phone?: readonly string[] | undefined;
  readonly website?: string | undefined;
  readonly operator?: LocalText | undefined;
  readonly description?: LocalText | undefined;
  readonly positionPrecision?: string | undefined;
  readonly positionEstimated?: boolean | undefined;
  readonly inService?: boolean | undefined;
  readonly illustrative?: boolean | undefined;
  readonly verifiedAt?: string | undefined;
  readonly updatedAt: string;
  readonly open: Open;
  readonly usable: Usable;
  readonly status?: Status | undefined;
}

export interface Properties extends Common {
  readonly services?: Readonly<Record<string, ServiceOffer>> | undefined;
  readonly source?: string | undefined;
  /** Metres from the position asked from. */
  readonly distance?: number | undefined;
  readonly along?: number | undefined;
  readonly detour?: number | undefined;
  readonly unknownServices?: readonly string[] | undefined;
}

/** A facility in a list. */
export interface Feature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: Point;
  readonly properties: Properties;
}

export interface Warning {
  readonly code: string;
  readonly detail: string;
}

export interface Link {
  readonly rel: string;
  readonly href: string;
}

interface Frame {
  readonly timeStamp: string;
  readonly crs: CrsName;
  readonly query: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
  readonly links: readonly Link[];
}

export interface FeatureCollection extends Frame {
  readonly type: 'FeatureCollection';
  readonly numberReturned: number;
  readonly features: readonly Feature[];
  /** Where nothing fitted because of hours: where to go instead. */
  readonly fallback?:
    { readonly nextToOpen?: Feature | undefined; readonly roundTheClock?: Feature | undefined } | undefined;
}

export interface NeedEntry {
  readonly need: string;
  readonly label: string;
  readonly facility?: Feature | undefined;
  readonly nextToOpen?: Feature | undefined;
}

export interface Needs extends Frame {
  readonly needs: readonly NeedEntry[];
}

/** Everything that is said of one facility. */
export interface Facility {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: Point;
  readonly properties: Common & {
    readonly usable: Usable & {
      /** The reasons in words. */
      readonly words: readonly string[];
    };
    readonly names: LocalText;
    readonly categoryLabel: string;
    readonly services: readonly (ServiceOffer & {
      readonly code: string;
      readonly label: string;
      /** Where it has times of its own. */
      readonly open?: Open | undefined;
    })[];
    /** Who may come in, how and where, in words. */
    readonly accessText?: string | undefined;
    /** Today's times and the state at this moment, in words. */
    readonly today: { readonly date: string; readonly text: string; readonly state: string };
    readonly sources: readonly {
      readonly id: string;
      readonly name?: string | undefined;
      readonly attribution?: string | undefined;
    }[];
    /** What is cheaper or free there now, or nobody knows at which hours. */
    readonly offers?:
      | readonly {
          readonly name: string;
          readonly price?: number | undefined;
          readonly percentOff?: number | undefined;
          readonly proof?: string | undefined;
          readonly valid: Open;
        }[]
      | undefined;
    /** Organisations it is a member of, and what is known of it as their member. */
    readonly memberOf?:
      | readonly {
          readonly id: string;
          readonly name: string;
          readonly plaque?: boolean | undefined;
          readonly frontDuties?: boolean | undefined;
        }[]
      | undefined;
    readonly related: readonly {
      readonly relation: string;
      readonly id: string;
      readonly name: string;
      readonly href: string;
    }[];
  };
  readonly timeStamp: string;
  readonly crs: CrsName;
}

interface Term {
  readonly code: string;
  readonly label: string;
  readonly labels: { readonly zh: string; readonly en: string };
}

export interface Categories {
  readonly categories: readonly (Term & { readonly group: string })[];
  readonly groups: readonly Term[];
}
export interface Services {
  readonly services: readonly (Term & { readonly measure: string })[];
}
export interface NeedTerms {
  readonly needs: readonly (Term & {
    readonly services: readonly string[];
    readonly categories: readonly string[];
  })[];
}

/** What all that stands beside places has: organisations, programmes, hotlines, events and offers. */
interface Offered {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** Names of areas it is for; for everywhere where absent. */
  readonly area?: readonly string[] | undefined;
  readonly link?: string | undefined;
  readonly illustrative?: boolean | undefined;
}

/** Something to sign up for or to be guided through. */
export interface Programme extends Offered {
  readonly steps?: readonly LocalText[] | undefined;
  readonly proof?: LocalText | undefined;
  readonly phone?: readonly string[] | undefined;
  readonly phase: 'planned' | 'current' | 'over';
}

/** A number to call. */
export interface Hotline extends Offered {
  readonly number: string;
  readonly topics?: readonly LocalText[] | undefined;
  readonly hours?: Hours | undefined;
  readonly free?: boolean | undefined;
  /** Whether it is answered now. */
  readonly open: Open;
}

/** The facility something is at. */
interface PlaceOf {
  readonly id: string;
  readonly name: string;
}

/** Something at a facility that is cheaper or free. */
export interface Offer extends Offered {
  /** Yuan. */
  readonly price?: number | undefined;
  readonly percentOff?: number | undefined;
  readonly proof?: LocalText | undefined;
  readonly hours?: Hours | undefined;
  readonly quota?: number | undefined;
  /** Whether it is to be had now. */
  readonly valid: Open;
  /** Where it is, where no facility is named. */
  readonly address?: string | undefined;
  readonly place?: PlaceOf | undefined;
}

/** Times with Shanghai's offset; dates where it takes whole days, the last one included. */
export interface Occurrence {
  readonly start: string;
  /** Absent: nobody says. */
  readonly end?: string | undefined;
}

/** What takes place at a time, once or again and again. */
export interface EventProperties extends Offered {
  readonly measure: string;
  /** The occurrence that goes on, or else the next one; absent: it is over. */
  readonly next?: Occurrence | undefined;
  /** Absent: it has begun, and nobody says when it ends. */
  readonly ongoing?: boolean | undefined;
  readonly rrule?: string | undefined;
  readonly address?: string | undefined;
  readonly seats?: number | undefined;
  readonly price?: number | undefined;
  readonly signUp?: string | undefined;
  readonly phone?: readonly string[] | undefined;
  readonly status?: 'scheduled' | 'cancelled' | 'moved' | undefined;
  readonly statusNote?: LocalText | undefined;
  readonly place?: PlaceOf | undefined;
  /** Metres from the position asked from. */
  readonly distance?: number | undefined;
}

/** An event as a GeoJSON Feature; without a geometry it takes place nowhere in particular. */
export interface EventFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: Point;
  readonly properties: EventProperties;
}

export interface Events {
  readonly type: 'FeatureCollection';
  readonly numberReturned: number;
  readonly timeStamp: string;
  readonly features: readonly EventFeature[];
}

/** One of the ten measures, and what there is for a worker. */
export interface Measure {
  readonly code: string;
  readonly label: string;
  readonly promise: string;
  readonly text: string;
  readonly timeStamp: string;
  readonly programmes: readonly Programme[];
  readonly hotlines: readonly Hotline[];
  readonly events: readonly EventFeature[];
  readonly offers: readonly Offer[];
  /** Where a position was sent. */
  readonly nearest?: readonly Feature[] | undefined;
}

/**
 * What lies under the places. The operator's choice, by the server's settings or an attribute: this project ships
 * none and draws no borders.
 */
export interface Basemap {
  /** URL of a MapLibre style … */
  readonly style?: string | undefined;
  /** … or of raster tiles, with {z}, {x} and {y}. */
  readonly raster?: string | undefined;
  /** The datum it is drawn in; WGS-84 where absent. */
  readonly crs?: CrsName | undefined;
  /** Text that the map's licence wants to be shown. */
  readonly attribution?: string | undefined;
  /** Map approval number (审图号). */
  readonly approval?: string | undefined;
  /** URL of GeoJSON lines, drawn as plain streets. */
  readonly streets?: string | undefined;
}

export interface MapSettings {
  readonly basemap: Basemap;
  /** Where a map begins that was not told: WGS-84. */
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number };
}

export interface ReportKinds {
  readonly kinds: readonly Term[];
}

/** What became of a report. */
export interface Reported {
  readonly id: string;
  /** False where the same was said within the hour. */
  readonly counted: boolean;
  /** What happens next, in words. */
  readonly next: string;
}

/** What is wrong, and with which parameter (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?:
    | readonly {
        readonly parameter: string;
        readonly value?: string | undefined;
        readonly detail: string;
        readonly allowed?: string | readonly string[] | undefined;
      }[]
    | undefined;
}
