import { z } from 'zod';
import { CRS_NAMES } from './crs.js';
import { PRECISIONS } from './position.js';

/**
 * What is said of a place. A `Claim` is one publisher's word; the body of a facility is made from all of them
 * (see compose.ts). Both have the same members, so the schema stands here once. Anything a publisher does not say
 * is absent: absent means unknown, never no.
 */

const text = (most: number) => z.string().trim().min(1).max(most);
export const localText = z
  .strictObject({ zh: text(1000).optional(), en: text(1000).optional() })
  .refine((it) => it.zh !== undefined || it.en !== undefined, 'a text needs zh or en');
const instant = z.iso.datetime({ offset: true });

/** Three values, and `broken` for what is there but does not work. */
export const SERVICE_STATES = ['yes', 'no', 'unknown', 'broken'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

/** How much of an hours text was understood (see the hours model). */
export const COVERAGES = ['full', 'daily', 'partial', 'dated', 'none'] as const;
export type Coverage = (typeof COVERAGES)[number];

/** How one gets in. */
export const ACCESS_MODES = ['open_door', 'staffed', 'qr_code', 'app', 'id_card', 'face', 'ask'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

/** Who may come in. */
export const AUDIENCES = [
  'everyone',
  'outdoor_workers',
  'riders',
  'couriers',
  'street_cleaners',
  'drivers',
  'union_members',
  'members',
  'residents',
] as const;
export type Audience = (typeof AUDIENCES)[number];

/** How places belong together: a room in a centre, two signs on one door, neighbours. */
export const RELATION_KINDS = ['part_of', 'same_place', 'near'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** Opening hours: the words as written, the OSM `opening_hours` rules made of them, and how much was understood. */
export const hours = z.strictObject({
  text: text(2000).optional(),
  osm: text(2000).optional(),
  coverage: z.enum(COVERAGES),
  /** True: Mo–Fr in the rules are working days (工作日), so that make-up workdays (调休) count among them. */
  workdays: z.boolean().optional(),
});
export type Hours = Readonly<z.infer<typeof hours>>;

export const serviceOffer = z.strictObject({
  state: z.enum(SERVICE_STATES),
  note: localText.optional(),
  /** A word of the vocabulary (`summer`, `winter`) or dates in OSM syntax (`Jun 15-Sep 15`). */
  season: text(100).optional(),
  hours: hours.optional(),
  verifiedAt: instant.optional(),
});
export type ServiceOffer = Readonly<z.infer<typeof serviceOffer>>;

const entry = {
  mode: z.array(z.enum(ACCESS_MODES)).max(ACCESS_MODES.length).optional(),
  audience: z.array(z.enum(AUDIENCES)).max(AUDIENCES.length).optional(),
  note: localText.optional(),
};
export const access = z.strictObject({
  ...entry,
  entrance: localText.optional(),
  /** Where the door is, when that is not the position of the place. */
  entrancePosition: z.strictObject({ lon: z.number(), lat: z.number() }).optional(),
  floor: text(50).optional(),
  gate: text(100).optional(),
  /** A different way in outside staffed hours. */
  night: z.strictObject({ ...entry, hours: hours.optional() }).optional(),
});
export type Access = Readonly<z.infer<typeof access>>;

export const address = z.strictObject({
  text: localText.optional(),
  province: text(50).optional(),
  city: text(50).optional(),
  district: text(50).optional(),
  subdistrict: text(50).optional(),
  adcode: z
    .string()
    .regex(/^\d{6,12}$/)
    .optional(),
  postcode: text(20).optional(),
});
export type Address = Readonly<z.infer<typeof address>>;

/** Members of which a publisher's word may be set above that of others. */
export const OVERWRITABLE = [
  'name',
  'category',
  'position',
  'address',
  'hours',
  'services',
  'access',
  'capacity',
  'contact',
  'operator',
  'description',
  'verified',
  'inService',
] as const;

const category = z.string().regex(/^[a-z][a-z0-9_]*$/);

export const claim = z.strictObject({
  name: localText,
  aliases: z.array(text(200)).max(50).optional(),
  category,
  /** WGS-84. Absent: the place is kept, but *unplaced*, and near nothing. */
  position: z
    .strictObject({
      lon: z.number().min(-180).max(180),
      lat: z.number().min(-90).max(90),
      precision: z.enum(PRECISIONS),
      /** True for a position that was computed from neighbours or an address, not measured. */
      estimated: z.boolean().optional(),
    })
    .optional(),
  /** The coordinates as the publisher gave them, before any conversion, and their datum. */
  sourcePosition: z.strictObject({ x: z.number(), y: z.number(), crs: z.enum(CRS_NAMES) }).optional(),
  address: address.optional(),
  hours: hours.optional(),
  services: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), serviceOffer).optional(),
  access: access.optional(),
  capacity: z
    .strictObject({
      persons: z.number().int().min(0).max(100_000).optional(),
      seats: z.number().int().min(0).max(100_000).optional(),
      slots: z.number().int().min(0).max(100_000).optional(),
      areaSquareMetres: z.number().min(0).max(10_000_000).optional(),
    })
    .optional(),
  contact: z
    .strictObject({
      /** Lines of an office: may be published. */
      phone: z.array(text(50)).max(10).optional(),
      website: z.url().max(500).optional(),
    })
    .optional(),
  /** Never leaves by the API: a person's own name and number. */
  internal: z
    .strictObject({
      person: text(200).optional(),
      phone: z.array(text(50)).max(10).optional(),
      note: text(2000).optional(),
    })
    .optional(),
  operator: localText.optional(),
  description: localText.optional(),
  /** Who looked at the place and when. Hours and services are claims; this says how old they are. */
  verified: z.strictObject({ at: instant, by: text(200).optional() }).optional(),
  /** False: the publisher lists it, but says it is out of service. */
  inService: z.boolean().optional(),
  /** True: made up for a demonstration, and shown as such. */
  illustrative: z.boolean().optional(),
  /**
   * Of a correction by hand: what stands in it only because every claim has it. It gives way to a publisher's word
   * and holds where there is none (any more).
   */
  restates: z.array(z.enum(['name', 'category'])).optional(),
  /**
   * Of a position that was worked out from an address: the address it holds for. Such a record says nothing else: its
   * name and category are there only because every claim has them.
   */
  derivedFrom: z.strictObject({ address: text(1000) }).optional(),
  /**
   * Of an editor's word: the place is not to be served, whatever publishers list it. It holds until an editor takes it
   * back.
   */
  removed: z.literal(true).optional(),
  /** Members of which this publisher's word stands above that of the others, an editor's aside. */
  overwrites: z.array(z.enum(OVERWRITABLE)).max(OVERWRITABLE.length).optional(),
});

/** What one publisher says of one place. */
export type Claim = Readonly<z.infer<typeof claim>>;

/** Names one record among all publishers. */
export interface RecordId {
  readonly source: string;
  readonly externalId: string;
}

/** What we serve: everything said of a place, put together. */
export interface FacilityBody extends Claim {
  /** The records behind it, the first one first. */
  readonly sources: readonly RecordId[];
}

export interface Relation {
  readonly kind: RelationKind;
  /** Public id of the other place. */
  readonly to: string;
}

/** A facility as stored. */
export interface Facility {
  /** The store's integer key: never shown outside. */
  readonly key: number;
  /** The public id: stable for as long as the place exists; a merged one redirects. */
  readonly id: string;
  /** Sequence of its last change. */
  readonly seq: number;
  /** Instant of its last change, ISO 8601 in UTC. */
  readonly updatedAt: string;
  readonly body: FacilityBody;
  readonly relations: readonly Relation[];
}

/** The services that are known to be there and to work. */
export function workingServices(body: Pick<Claim, 'services'>): string[] {
  return Object.entries(body.services ?? {})
    .filter(([, offer]) => offer.state === 'yes')
    .map(([code]) => code);
}
