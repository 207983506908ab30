import { z } from 'zod';
import { DOCUMENTS, OFFERING_KINDS, type OfferingKind } from '../../core/offerings/documents.js';
import { hours } from '../../core/facility.js';
import { CRS_NAMES } from '../../core/crs.js';
import { LANGUAGES } from '../../core/vocabulary.js';
import { feature, instant, localText, named, open, warning } from './schemas.js';

/** What organisations, programmes, hotlines, events and offers look like in answers. */

/** The words of the path, by kind. */
export const PLURALS = {
  organisation: 'organisations',
  programme: 'programmes',
  hotline: 'hotlines',
  event: 'events',
  offer: 'offers',
} as const satisfies Record<OfferingKind, string>;

const TITLES = {
  organisation: 'Organisation',
  programme: 'Programme',
  hotline: 'Hotline',
  event: 'Event',
  offer: 'Offer',
} as const satisfies Record<OfferingKind, string>;

const time = z.string().describe('A time with Shanghai’s offset; a date where the event takes whole days.');
const occurrence = z.object({
  start: time,
  end: time.optional().describe('Absent where nobody says when it ends.'),
});
const place = z
  .object({ id: z.string(), name: z.string(), category: z.string(), href: z.string() })
  .describe('The facility it is at, where there is one.');

/** What the words of a document become in an answer: one language, and all of them beside. */
const told = {
  id: z.string(),
  name: z.string().describe('In the language asked for.'),
  names: localText,
  description: z.string().optional(),
  createdAt: instant,
  updatedAt: instant,
  source: z.string().optional().describe('The publisher whose list it is from; absent: an editor wrote it.'),
};

/** Members that depend on the time, by kind. */
const timed = {
  organisation: {},
  programme: {
    phase: z.enum(['planned', 'current', 'over']).describe('By its dates, at the moment of the answer.'),
  },
  hotline: {
    open: open.describe(
      'Whether it is answered at the moment of the answer; `unknown` where nobody says when it is.',
    ),
  },
  offer: {
    valid: open.describe(
      'Whether it is to be had at the time asked about; `unknown` where nobody says at which hours.',
    ),
    place: place.optional(),
  },
  event: {
    next: occurrence
      .optional()
      .describe('The occurrence that goes on, or else the next one; absent: it is over.'),
    ongoing: z
      .boolean()
      .optional()
      .describe(
        'Whether it goes on at the moment of the answer; absent where it has begun and nobody says when it ends.',
      ),
    occurrences: z
      .array(occurrence)
      .optional()
      .describe('Those between `from` and `to`, where `to` was sent; at most 31.'),
    place: place.optional(),
    distance: z.number().optional().describe('Metres on the great circle from the position asked from.'),
  },
} as const satisfies Record<OfferingKind, Readonly<Record<string, z.ZodType>>>;

function schemaOf<K extends OfferingKind>(kind: K) {
  const { name: _, description: __, ...rest } = DOCUMENTS[kind].shape;
  return named(TITLES[kind], z.object({ ...told, ...(rest as Record<string, z.ZodType>), ...timed[kind] }));
}

const plain = {
  organisation: schemaOf('organisation'),
  programme: schemaOf('programme'),
  hotline: schemaOf('hotline'),
  offer: schemaOf('offer'),
  event: schemaOf('event'),
} as const;

const point = z.object({ type: z.literal('Point'), coordinates: z.array(z.number()).min(2).max(2) });
const eventFeature = named(
  'EventFeature',
  z.object({
    type: z.literal('Feature'),
    id: z.string(),
    geometry: point
      .nullable()
      .describe('Where it takes place; null where that is not said, or nowhere in particular.'),
    properties: plain.event,
  }),
);

/** One of a kind, as it stands in lists. */
export const OFFERING_SCHEMAS = { ...plain, event: eventFeature } as const;

/** The documents an editor sends. */
export const DOCUMENT_SCHEMAS = Object.fromEntries(
  OFFERING_KINDS.map((kind) => [kind, named(`${TITLES[kind]}Document`, DOCUMENTS[kind])]),
) as unknown as typeof DOCUMENTS;

/** A merge patch of one: any member, or null for it. */
export const PATCH_SCHEMA = named('OfferingPatch', z.record(z.string(), z.unknown()));

/** What an editor may send: hours as words alone, too. */
const writtenHours = z.union([z.string(), hours.partial({ coverage: true })]).optional();
export const WRITTEN_SCHEMAS = Object.fromEntries(
  OFFERING_KINDS.map((kind) => {
    const { shape } = DOCUMENTS[kind];
    const schema = z.strictObject({ ...shape, ...('hours' in shape && { hours: writtenHours }) });
    return [kind, named(`${TITLES[kind]}Written`, schema)];
  }),
) as unknown as Record<OfferingKind, z.ZodType>;

const more = {
  cursor: z.string().optional().describe('Send it to get the next page; absent on the last one.'),
};

export const events = named(
  'Events',
  z.object({
    type: z.literal('FeatureCollection'),
    numberReturned: z.int(),
    crs: z.enum(CRS_NAMES),
    timeStamp: instant.describe('The minute in which this was so.'),
    features: z.array(eventFeature),
    warnings: z.array(warning),
    ...more,
  }),
  'By the time of their next occurrence, ties by id. One that is cancelled is told too, with its `status`.',
);

export const PAGES = Object.fromEntries(
  OFFERING_KINDS.map((kind) => [
    kind,
    kind === 'event'
      ? events
      : named(`${TITLES[kind]}s`, z.object({ [PLURALS[kind]]: z.array(plain[kind]), ...more })),
  ]),
) as unknown as Record<OfferingKind, z.ZodType>;

/** One, with the document an editor changes and sends back. */
export const SINGLES = Object.fromEntries(
  OFFERING_KINDS.map((kind) => [
    kind,
    named(
      `Single${TITLES[kind]}`,
      z.object({
        [kind]: OFFERING_SCHEMAS[kind],
        document: DOCUMENT_SCHEMAS[kind].describe('As it is kept: what PUT and PATCH change.'),
      }),
    ),
  ]),
) as unknown as Record<OfferingKind, z.ZodType>;

export const offeringRemoved = named(
  'OfferingRemoved',
  z.object({ id: z.string(), removed: z.literal(true) }),
);

export const measureWhole = named(
  'MeasureWhole',
  z.object({
    lang: z.enum(LANGUAGES),
    crs: z.enum(CRS_NAMES),
    timeStamp: instant.describe('The minute in which this was so.'),
    code: z.string(),
    label: z.string(),
    labels: z.object({ zh: z.string(), en: z.string() }),
    promise: z.string(),
    text: z.string().describe('What it means for a worker, in a few sentences.'),
    texts: z.object({ zh: z.string(), en: z.string() }),
    programmes: z.array(plain.programme),
    hotlines: z.array(plain.hotline).describe('Those that are answered now come first.'),
    events: z.array(eventFeature).describe('The next ones, by time.'),
    offers: z.array(plain.offer).describe('Those that are to be had now come first.'),
    nearest: z
      .array(feature)
      .optional()
      .describe('Where a position was sent: the nearest places that serve the measure.'),
    warnings: z.array(warning),
  }),
  'One of the ten measures, and what there is for a worker. Of each list at most `limit`, without what is over.',
);
