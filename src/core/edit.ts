import { z } from 'zod';
import { EDITOR_SOURCE } from './compose.js';
import { CRS_NAMES } from './crs.js';
import type { Fault } from './errors.js';
import { access, claim, hours, serviceOffer, type Claim, type Facility } from './facility.js';
import type { Issue } from './import.js';
import { PRECISIONS } from './position.js';

/**
 * What an editor says of a place over HTTP. The document holds his word and nothing else: what he does not say stays the
 * publishers'. It is a claim as people write one: positions name their datum, and hours may be words alone.
 */

const editedHours = hours
  .partial({ coverage: true })
  .refine((it) => it.text !== undefined || it.osm !== undefined, 'needs text, osm or both');
const lonLat = {
  lon: z.number(),
  lat: z.number(),
  /** Declared, never guessed: a wrong one puts the place some 500 m off. */
  crs: z.enum(CRS_NAMES),
};
const members = claim.shape;

export const editDocument = z.strictObject({
  name: members.name.optional(),
  category: members.category.optional(),
  aliases: members.aliases,
  position: z
    .strictObject({ ...lonLat, precision: z.enum(PRECISIONS).optional(), estimated: z.boolean().optional() })
    .optional(),
  address: members.address,
  hours: editedHours.optional(),
  services: z.record(z.string(), serviceOffer.extend({ hours: editedHours.optional() })).optional(),
  access: access
    .extend({
      entrancePosition: z.strictObject(lonLat).optional(),
      night: access.shape.night.unwrap().extend({ hours: editedHours.optional() }).optional(),
    })
    .optional(),
  capacity: members.capacity,
  contact: z
    .strictObject({
      phone: z.array(z.string().trim().min(1).max(50)).max(10).optional(),
      website: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
    })
    .optional(),
  /** May be written and is never read: what is not sent stays as it is. */
  internal: members.internal,
  operator: members.operator,
  description: members.description,
  verified: members.verified,
  inService: members.inService,
});
export type EditDocument = Readonly<z.infer<typeof editDocument>>;

/** What the rules say to a document. With a fault there is nothing to write. */
export interface JudgedEdit {
  /** The editor's word, not yet a whole claim: he may say as little as he likes. */
  readonly said: Partial<Claim>;
  readonly issues: readonly Issue[];
  readonly faults: readonly Fault[];
}

export type JudgeEdit = (document: unknown) => JudgedEdit;

/** What stands in an editor's claim of his own word: not what it only restates, and not that the place was removed. */
export function saidBy(record: Claim | undefined): Partial<Claim> {
  const { restates = [], removed: _, ...said } = record ?? {};
  const without = new Set<string>(restates);
  return Object.fromEntries(Object.entries(said).filter(([member]) => !without.has(member)));
}

/** The document of an editor's word, without what never leaves. */
export function documentOf(said: Partial<Claim>): EditDocument {
  const { sourcePosition: _, internal: __, position, access: entry, ...rest } = said;
  const plain: Record<string, unknown> = { ...rest };
  for (const member of Object.keys(plain)) if (!(member in editDocument.shape)) delete plain[member];
  if (position) plain['position'] = { ...position, crs: 'wgs84' };
  const { entrancePosition, ...others } = entry ?? {};
  const door = entrancePosition && { entrancePosition: { ...entrancePosition, crs: 'wgs84' } };
  if (entry) plain['access'] = { ...others, ...door };
  return plain;
}

/**
 * The editor's claim that says this: name and category stand in every claim, and where he says neither, those that are
 * served are restated.
 */
export function correctionOf(said: Partial<Claim>, served: Pick<Claim, 'name' | 'category'>): Claim {
  const { name, category } = served;
  const restates = (['name', 'category'] as const).filter((member) => said[member] === undefined);
  return {
    ...said,
    name: said.name ?? name,
    category: said.category ?? category,
    ...(restates.length > 0 && { restates }),
  };
}

/** Whether a correction has nothing in it but what every claim must have. */
export function saysNothing({ restates = [], ...rest }: Claim): boolean {
  return Object.keys(rest).every((member) => restates.some((one) => one === member));
}

/** The external id of the editor's record of a place: there may be several where two places became one; the first counts. */
export function editorRecordOf({ id, body }: Pick<Facility, 'id' | 'body'>): string {
  return body.sources.find(({ source }) => source === EDITOR_SOURCE)?.externalId ?? id;
}
