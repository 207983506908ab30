import { z } from 'zod';
import { AUDIENCES, hours, localText } from '../facility.js';
import { CRS_NAMES } from '../crs.js';

/**
 * The five kinds of offerings as they are kept and told. The same form is taken when one is written: what is kept is
 * checked and brought into one form by read-offering.ts, and what was kept can be written again unchanged.
 */
export const OFFERING_KINDS = ['organisation', 'programme', 'hotline', 'event', 'offer'] as const;
export type OfferingKind = (typeof OFFERING_KINDS)[number];

const text = (most: number) => z.string('not text').trim().min(1, 'is empty').max(most, 'is too long');
const link = z
  .url({ protocol: /^https?$/, error: 'is no link: it begins with http:// or https://' })
  .max(500);
const names = z.array(text(60)).min(1).max(50);
const phones = z.array(text(50)).min(1).max(10);
/** A date; that it exists is checked when it is read. */
const date = z.string('not a date').regex(/^\d{4}-\d{2}-\d{2}$/, 'is no date such as 2026-10-01');
const time = text(40);
const yuan = z
  .number('is no number')
  .min(0, 'is below zero')
  .max(1_000_000, 'is too high')
  .refine((it) => Math.abs(it * 100 - Math.round(it * 100)) < 1e-6, 'has parts of a fen');

/** Names of areas, any of which it is for: `上海市`, `普陀区`, `长寿路街道`. Absent: it is for everywhere. */
const area = names;

const common = {
  name: localText,
  description: localText.optional(),
  area: area.optional(),
  audience: z.array(z.enum(AUDIENCES)).min(1).max(AUDIENCES.length).optional(),
  link: link.optional(),
  /** Where this is stated, and when somebody looked. */
  stated: z.strictObject({ by: text(200), link: link.optional(), checked: date.optional() }).optional(),
  /** True: made up, to show how it looks. */
  illustrative: z.literal(true).optional(),
};
const measure = text(40);
const valid = { validFrom: date.optional(), validTo: date.optional() };
const facility = text(200);

export const ORGANISATION_TYPES = [
  'union',
  'joint_union',
  'merchants_union',
  'health_centre',
  'merchant',
  'government',
  'charity',
  'company',
] as const;

/** Who stands behind the rest: a union, the joint union of a street's merchants, a health centre. */
export const organisation = z.strictObject({
  ...common,
  type: z.enum(ORGANISATION_TYPES).optional(),
  phone: phones.optional(),
  address: text(300).optional(),
  /** Who belongs to it: a facility, or somebody by name; what of a merchant is known beside. */
  members: z
    .array(
      z
        .strictObject({
          facility: facility.optional(),
          name: localText.optional(),
          /** Carries the 暖“新”公示牌. */
          plaque: z.boolean().optional(),
          /** Has taken on the 门责三包 (front-of-shop duties). */
          frontDuties: z.boolean().optional(),
        })
        .refine((it) => it.facility !== undefined || it.name !== undefined, 'needs facility or name'),
    )
    .max(1000)
    .optional(),
});

/** Something to sign up for or to be guided through: union sign-up, mutual medical cover, a handbook, a charter. */
export const programme = z.strictObject({
  ...common,
  measure,
  steps: z.array(localText).min(1).max(20).optional(),
  /** What a QR code for it holds, where that is not the link. */
  qr: text(500).optional(),
  /** What to bring or show. */
  proof: localText.optional(),
  phone: phones.optional(),
  /** Id of an organisation. */
  organiser: text(20).optional(),
  ...valid,
});

/** A number to call. */
export const hotline = z.strictObject({
  ...common,
  measure,
  number: z
    .string('not text')
    .trim()
    .regex(/^\+?\d[\d -]{1,28}\d$/, 'is no telephone number: digits, blanks and hyphens'),
  /** Absent: nobody says when it is answered. */
  hours: hours.optional(),
  /** Tags of BCP 47, such as `zh` and `en`. */
  languages: z.array(text(35)).min(1).max(20).optional(),
  topics: z.array(localText).min(1).max(20).optional(),
  /** True: calling costs nothing. Absent: nobody says. */
  free: z.boolean().optional(),
  organiser: text(20).optional(),
  ...valid,
});

export const EVENT_STATUSES = ['scheduled', 'cancelled', 'moved'] as const;

/** What takes place at a time, once or again and again. */
export const event = z.strictObject({
  ...common,
  measure,
  /** A time with Shanghai's offset, or a date: then it takes the whole day. */
  start: time,
  /** When it ends; of a date, the last day (included). Absent: nobody says, it is listed to the end of its day. */
  end: time.optional(),
  /** RFC 5545 RRULE; see recurrence.ts for the parts that are taken. */
  rrule: text(500).optional(),
  /** Days of the rule on which it does not take place. */
  except: z.array(date).min(1).max(366).optional(),
  /** What is offered there, as codes of services: a haircut, a check-up. */
  services: z.array(text(60)).min(1).max(20).optional(),
  facility: facility.optional(),
  position: z.strictObject({ lon: z.number(), lat: z.number(), crs: z.enum(CRS_NAMES) }).optional(),
  address: text(300).optional(),
  seats: z.int('is no whole number').min(0, 'is below zero').max(1_000_000).optional(),
  price: yuan.optional(),
  /** Where to sign up, where that is not the link. */
  signUp: link.optional(),
  phone: phones.optional(),
  organiser: text(20).optional(),
  status: z.enum(EVENT_STATUSES).optional(),
  /** Why it is cancelled, or from when it was moved. */
  statusNote: localText.optional(),
});

/** Something that is cheaper or free, at a facility. */
export const offer = z.strictObject({
  ...common,
  measure,
  /** Absent: it is at none that is known; then `address` says where. */
  facility: facility.optional(),
  address: text(300).optional(),
  /** What, as a code of a service: `rider_meal`, `haircut`, `rider_discount`. */
  service: text(60),
  /** What it costs, in yuan; 0: nothing. */
  price: yuan.optional(),
  /** How much less it costs than for others, in percent. */
  percentOff: z.number().gt(0, 'is not above zero').max(100, 'is above 100').optional(),
  proof: localText.optional(),
  /** When it is offered; absent: nobody says, so perhaps not at every hour. */
  hours: hours.optional(),
  /** How many there are a day. */
  quota: z.int('is no whole number').min(0, 'is below zero').max(1_000_000).optional(),
  organiser: text(20).optional(),
  ...valid,
});

/** How each kind is kept and told. */
export const DOCUMENTS = { organisation, programme, hotline, event, offer } as const;

export interface Contents {
  readonly organisation: Readonly<z.infer<typeof organisation>>;
  readonly programme: Readonly<z.infer<typeof programme>>;
  readonly hotline: Readonly<z.infer<typeof hotline>>;
  readonly event: Readonly<z.infer<typeof event>>;
  readonly offer: Readonly<z.infer<typeof offer>>;
}
