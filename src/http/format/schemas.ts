import { z } from 'zod';
import { CRS_NAMES } from '../../core/crs.js';
import { editDocument } from '../../core/edit.js';
import { ENTRY_REASONS } from '../../core/access.js';
import * as facility from '../../core/facility.js';
import { REASONS } from '../../core/hours/reason.js';
import { OFFERING_KINDS } from '../../core/offerings/documents.js';
import { NEARNESSES, REPORT_KINDS, REPORT_STATUSES } from '../../core/report.js';
import { USABLE_REASONS, USABLE_WORDS } from '../../core/usable.js';
import { STATES } from '../../core/hours/rule.js';
import { SEVERITIES } from '../../core/import.js';
import { PRECISIONS } from '../../core/position.js';
import { counts, FRESHNESS, STATUS_VERDICTS } from '../../core/status.js';
import { LANGUAGES } from '../../core/vocabulary.js';

/** What answers look like: for the document, and for the tests that hold every answer against it. */

/** The schemas that have a name in the document. */
export const answers = z.registry<{ id: string }>();
/** What they are, by name. */
export const descriptions = new Map<string, string>();

export function named<T extends z.ZodType>(id: string, schema: T, description?: string): T {
  answers.add(schema, { id });
  if (description !== undefined) descriptions.set(id, description);
  return schema;
}

export const instant = z.string().meta({ format: 'date-time' });
/** One schema for texts in documents and in answers, so that it has one name. */
export const localText = named('LocalText', facility.localText, 'A text in Chinese, English or both.');

const shanghai = z.string().meta({ format: 'date-time' });
export const open = named(
  'Open',
  z.object({
    state: z.enum(STATES),
    until: shanghai.optional().describe('When the state changes next.'),
    opensAt: shanghai.optional().describe('Where it is closed or unknown: when it is next known to open.'),
    reason: z
      .enum(REASONS)
      .optional()
      .describe('Why it is unknown; `override`: a dated exception decides, whatever the state.'),
    words: z
      .string()
      .optional()
      .describe('The words it depends on, as written; of an exception why, in the language asked for.'),
    override: z.string().optional().describe('The exception that decides: see /v1/overrides/{id}.'),
  }),
  'Whether it is open at the time asked about (`openAt`, else when the answer was made). `unknown` is a value of its own: nobody knows, and it never means open. Hours are a claim of the publisher; `verifiedAt` says when somebody last confirmed the place.',
);
const usableShape = z.object({
  state: z.enum(['yes', 'no', 'unknown']),
  reasons: z
    .array(z.enum(USABLE_REASONS))
    .describe('Of a `no` what says no; otherwise all that is not certain, or is assumed (`…-assumed`).'),
});
const usable = named(
  'Usable',
  usableShape,
  `Whether going there will help at the time asked about: it is in service, open, the asker may enter, what was asked for is there and offered then, and no fresh report says otherwise. One of them that is not so makes it \`no\`; one that nobody knows makes it \`unknown\`; \`yes\` takes all of them. The reasons: ${Object.entries(
    USABLE_WORDS,
  )
    .map(([code, { en }]) => `\`${code}\` ${en}`)
    .join('; ')}.`,
);
const reported = named(
  'Reported',
  z.object({
    kind: z.enum(REPORT_KINDS),
    service: z.string().optional().describe('Of `broken_service`.'),
    makes: z
      .enum(['unknown', 'no'])
      .describe('How sure that makes it that the place, or the service, is of no use.'),
    count: z.int().describe('How many independent ones count.'),
    observedAt: instant.describe('When the last of them was seen.'),
    ageSeconds: z.int().describe('That, before the time asked about.'),
  }),
  'What strangers say against a place and is still fresh. It changes nothing of the place.',
);
const offerAtPlace = named(
  'OfferAtPlace',
  z.object({
    id: z.string().describe('See /v1/offers/{id}.'),
    name: z.string(),
    service: z.string(),
    price: z.number().optional().describe('Yuan; 0: nothing.'),
    percentOff: z.number().optional(),
    audience: z.array(z.string()).optional(),
    proof: z.string().optional().describe('What to show.'),
    quota: z.int().optional().describe('How many there are a day.'),
    illustrative: z.boolean().optional(),
    valid: open.describe(
      '`open`: it is to be had at the time asked about; `unknown`: nobody says at which hours.',
    ),
  }),
  'What is cheaper or free at the place at the time asked about. Those that are surely not to be had then are left out.',
);
const number = z.int();
export const statusVerdicts = named(
  'StatusVerdicts',
  z.object({
    counts: z
      .object({ stored: number, older: number, same: number, 'unknown-facility': number, invalid: number })
      .describe('How many of each verdict.'),
    results: z.array(
      z.object({
        verdict: z.enum([...STATUS_VERDICTS, 'invalid']),
        detail: z.string().optional().describe('Why it is invalid.'),
      }),
    ),
  }),
  '`stored`: it is the latest now. `older`: a newer one is there. `same`: it is there already. `unknown-facility`: there is no such place, or none any more. `invalid`: it cannot be so; `detail` says why.',
);
const statusMembers = {
  ...counts.shape,
  observedAt: instant.describe('When it was observed.'),
  ageSeconds: z.int().describe('How long ago that was when the answer was made.'),
  fresh: z
    .enum(FRESHNESS)
    .describe('`yes`: it is news. `doubtful`: it may have changed. `unknown`: too old to say anything.'),
};
const liveStatus = named(
  'Status',
  z.object(statusMembers),
  'What was last counted at the place. Anything that is not said is unknown, never none. Counts age, by category: usually they are news for 5 minutes and doubtful to 20; then nobody knows, and they are left out.',
);
const wholeStatus = named(
  'WholeStatus',
  z.object({
    ...statusMembers,
    source: z.string().describe('Who observed it.'),
    receivedAt: instant.describe('When it reached this service.'),
    lastKnown: z
      .object(counts.shape)
      .optional()
      .describe('What was last counted, where that is too old to say anything of now.'),
  }),
);
const hours = named('Hours', facility.hours);
const address = named('Address', facility.address);
const access = named('Access', facility.access);
const offer = named(
  'ServiceOffer',
  facility.serviceOffer,
  'A service at a place: there, not there, not known, or broken.',
);

const geometry = z
  .object({
    type: z.literal('Point'),
    coordinates: z
      .array(z.number())
      .length(2)
      .describe('Longitude, latitude, in the datum of the member `crs`.'),
  })
  .nullable()
  .describe('null where the place is known but not its position.');

const capacity = z.object({
  persons: z.int().optional(),
  seats: z.int().optional(),
  slots: z.int().optional(),
  areaSquareMetres: z.number().optional(),
});

/** The members every asker gets alike (core/card.ts). */
const card = {
  category: z.string(),
  aliases: z.array(z.string()).optional(),
  address: address.optional(),
  hours: hours.optional(),
  access: access.optional(),
  capacity: capacity.optional(),
  phone: z.array(z.string()).optional(),
  website: z.string().optional(),
  operator: localText.optional(),
  description: localText.optional(),
  positionPrecision: z.enum(PRECISIONS).optional(),
  positionEstimated: z
    .boolean()
    .optional()
    .describe('True: computed from an address or neighbours, not measured.'),
  inService: z.boolean().optional(),
  illustrative: z.boolean().optional().describe('True: made up for a demonstration.'),
  verifiedAt: instant.optional(),
  updatedAt: instant,
};

const properties = named(
  'Properties',
  z
    .object({
      name: z.string().describe('In the language asked for, or in the other one where there is none.'),
      ...card,
      services: z.record(z.string(), offer).optional(),
      source: z.string().optional(),
      distance: z.number().optional().describe('Metres on the great circle from the position asked from.'),
      along: z.number().optional().describe('Metres from the start of the way to where it passes closest.'),
      detour: z.number().optional().describe('Metres that going there and back adds.'),
      unknownServices: z
        .array(z.string())
        .optional()
        .describe('Services asked for that are not known to be there.'),
      status: liveStatus.optional(),
      entry: z
        .object({
          state: z.enum(['yes', 'unknown']),
          reason: z.enum(ENTRY_REASONS).optional(),
          words: z.string().optional().describe('The reason in words.'),
        })
        .optional()
        .describe('With `audience` or `access`: whether the asker may enter at the time asked about.'),
      servicesOpen: z
        .record(z.string(), open)
        .optional()
        .describe(
          'Of the services asked for that have hours, a season or exceptions of their own: when they are there.',
        ),
      open,
      usable,
      offers: z.array(offerAtPlace),
      reports: z.array(reported),
    })
    .partial(),
  'A facility in a list. With `fields`, only those members.',
);

/** The members `fields` may name. */
export const PROPERTY_NAMES: readonly string[] = Object.keys(properties.shape);

export const feature = named(
  'Feature',
  z.object({ type: z.literal('Feature'), id: z.string(), geometry, properties }),
  'A facility as a GeoJSON Feature (RFC 7946).',
);

const link = named(
  'Link',
  z.object({
    rel: z.string(),
    href: z.string(),
    type: z.string().optional(),
    method: z.enum(['GET', 'POST']).optional(),
    body: z.object({ cursor: z.string() }).optional().describe('To be added to the body that was sent.'),
  }),
);
export const warning = named(
  'Warning',
  z.object({ code: z.string(), detail: z.string() }),
  'Something understood differently from what was sent, or a bound that was reached.',
);

const frame = {
  timeStamp: instant,
  crs: z.enum(CRS_NAMES).describe('The datum of all positions in this answer.'),
  query: z
    .record(z.string(), z.unknown())
    .describe('What was understood; positions in the datum they were sent in.'),
  warnings: z.array(warning),
  links: z.array(link),
};

export const collection = named(
  'FeatureCollection',
  z.object({
    type: z.literal('FeatureCollection'),
    numberReturned: z.int(),
    ...frame,
    fallback: z
      .object({
        nextToOpen: feature.optional().describe('The place near by that opens first.'),
        roundTheClock: feature.optional().describe('The nearest place that never closes.'),
      })
      .optional()
      .describe('Where nothing fitted because of hours: where to go instead.'),
    features: z.array(feature),
  }),
  'Facilities as a GeoJSON FeatureCollection (RFC 7946).',
);

const fault = named(
  'Fault',
  z.object({
    parameter: z.string(),
    value: z.string().optional(),
    detail: z.string(),
    allowed: z.union([z.string(), z.array(z.string())]).optional(),
  }),
);
export const problem = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(fault).optional(),
    id: z.string().optional(),
  }),
  'What is wrong, and with which parameter (RFC 9457).',
);

export const batch = named(
  'Batch',
  z.object({
    answers: z.array(
      z.object({ status: z.int(), answer: collection.optional(), problem: problem.optional() }),
    ),
  }),
  'One member for each query, in their order: an answer or a problem.',
);

export const needs = named(
  'Needs',
  z.object({
    needs: z.array(
      z.object({
        need: z.string(),
        label: z.string(),
        facility: feature
          .optional()
          .describe(
            'The nearest whose `usable` is not `no`: `yes`, or `unknown` with the reasons. One that was just seen empty or offline only where there is no other.',
          ),
        nextToOpen: feature
          .optional()
          .describe('Where that one is not known to be open: the place near by that opens first.'),
      }),
    ),
    ...frame,
  }),
  'For each need the nearest place that serves it; no `facility` where there is none in reach.',
);

const sourceOf = named(
  'SourceTerms',
  z.object({
    id: z.string(),
    name: z.string().optional(),
    licence: z.string().optional(),
    attribution: z.string().optional(),
    url: z.string().optional(),
  }),
  'A publisher, and the terms under which its word may be shown.',
);

export const edit = named(
  'FacilityEdit',
  editDocument,
  'What editors say of a place; everything else is the publishers’. `internal` may be written and is never read.',
);
const issue = named(
  'Issue',
  z.object({
    rule: z.string().describe('A rule of docs/import-rules.md.'),
    severity: z.enum(SEVERITIES),
    member: z.string().optional(),
    value: z.string().optional(),
    detail: z.string(),
  }),
);
export const removedPlace = named(
  'RemovedFacility',
  z.object({
    id: z.string(),
    removed: z.literal(true),
    listedBy: z
      .array(z.string())
      .describe('Publishers that list it still: their records are kept, not served.'),
  }),
);

export const whole = named(
  'Facility',
  z.object({
    type: z.literal('Feature'),
    id: z.string(),
    geometry,
    properties: z.object({
      name: z.string(),
      names: localText,
      ...card,
      categoryLabel: z.string(),
      services: z.array(
        facility.serviceOffer.extend({
          code: z.string(),
          label: z.string(),
          open: open.optional().describe('Where it has hours, a season or exceptions of its own.'),
        }),
      ),
      accessText: z.string().optional().describe('Who may come in, how and where, in words.'),
      status: wholeStatus.optional(),
      open,
      usable: usableShape.extend({
        words: z.array(z.string()).describe('The reasons in words, in the language asked for.'),
      }),
      memberOf: z
        .array(
          z.object({
            id: z.string(),
            name: z.string(),
            plaque: z.boolean().optional().describe('Carries the plaque (暖“新”公示牌).'),
            frontDuties: z
              .boolean()
              .optional()
              .describe('Looks after the pavement in front of it (门责三包).'),
          }),
        )
        .optional()
        .describe('Organisations it is a member of; of a fact that is absent nobody says anything.'),
      offers: z.array(offerAtPlace).optional(),
      reports: z.array(reported).optional(),
      today: z
        .object({
          date: z.string().meta({ format: 'date' }),
          text: z.string().describe('In words, in the language asked for.'),
          state: z.string().describe('The state at this moment, in words.'),
          intervals: z
            .array(
              z.object({
                from: z.string().describe('HH:MM, Shanghai’s time.'),
                to: z.string().describe('HH:MM; past 24:00 on the next day.'),
                state: z.enum(['open', 'unknown']),
                reason: z.enum(REASONS).optional(),
              }),
            )
            .optional()
            .describe('Absent where nothing is known.'),
          exceptions: z
            .array(z.object({ id: z.string(), words: z.string() }))
            .optional()
            .describe('The dated exceptions that decide some of the day, and why.'),
        })
        .describe("Today's times."),
      sources: z.array(sourceOf),
      related: z.array(
        z.object({
          relation: z.enum(facility.RELATION_KINDS),
          id: z.string(),
          name: z.string(),
          category: z.string(),
          distance: z.number().optional(),
          href: z.string(),
        }),
      ),
    }),
    edit: edit.optional().describe('With an editor’s key: what editors say of the place, and nothing else.'),
    issues: z.array(issue).optional().describe('Of a write: what the rules noted. Nothing was bent to fit.'),
    timeStamp: instant,
    crs: z.enum(CRS_NAMES),
    links: z.array(link),
  }),
  'Everything that may be shown of one facility.',
);

export const moved = named(
  'Moved',
  z.object({ id: z.string(), links: z.array(link) }),
  'The facility is the same place as another one, whose id is here.',
);

const change = named(
  'Change',
  z.object({
    kind: z.enum(['put', 'removed', 'merged']),
    type: z.enum(OFFERING_KINDS).optional().describe('With `of=offerings`: what it is.'),
    id: z.string(),
    into: z.string().optional().describe('For a merged facility: the one it is now.'),
    at: instant,
  }),
  'The latest change of a facility, or, with `of=offerings`, of an event, an offer or the like.',
);
export const changes = named(
  'Changes',
  z.object({
    changes: z.array(change),
    cursor: z.string().describe('Send it to get what comes after.'),
    more: z.boolean().describe('True: there is more already.'),
    links: z.array(link),
  }),
);
export type ChangeBody = z.infer<typeof change>;

const term = {
  code: z.string(),
  label: z.string(),
  labels: z.object({ zh: z.string(), en: z.string() }),
};
export const categories = named(
  'Categories',
  z.object({
    lang: z.enum(LANGUAGES),
    categories: z.array(z.object({ ...term, group: z.string(), note: z.string().optional() })),
    groups: z.array(z.object(term)),
  }),
);
export const services = named(
  'Services',
  z.object({
    lang: z.enum(LANGUAGES),
    services: z.array(
      z.object({
        ...term,
        measure: z.string(),
        season: z.enum(['all', 'summer', 'winter']),
        by: z.array(z.enum(['standing', 'event'])),
      }),
    ),
  }),
);
export const needTerms = named(
  'NeedTerms',
  z.object({
    lang: z.enum(LANGUAGES),
    needs: z.array(z.object({ ...term, services: z.array(z.string()), categories: z.array(z.string()) })),
  }),
);
export const measures = named(
  'Measures',
  z.object({
    lang: z.enum(LANGUAGES),
    measures: z.array(z.object({ ...term, promise: z.string() })),
  }),
);

export const reportKindTerms = named(
  'ReportKindTerms',
  z.object({ lang: z.enum(LANGUAGES), kinds: z.array(z.object({ ...term, code: z.enum(REPORT_KINDS) })) }),
);

export const tileJson = named(
  'TileJson',
  z.object({
    tilejson: z.literal('3.0.0'),
    name: z.string(),
    scheme: z.literal('xyz'),
    tiles: z.array(z.string()),
    minzoom: z.int(),
    maxzoom: z.int(),
    vector_layers: z.array(
      z.object({ id: z.string(), description: z.string(), fields: z.record(z.string(), z.string()) }),
    ),
  }),
  'What the vector tiles hold and where they are (TileJSON 3.0.0).',
);
export const reportReceived = named(
  'ReportReceived',
  z.object({
    id: z.string(),
    status: z.literal('open'),
    kind: z.enum(REPORT_KINDS),
    facility: z.string().optional().describe('The id it is kept under: of a merged place the one it is now.'),
    service: z.string().optional(),
    observedAt: instant,
    nearness: z.enum(NEARNESSES).describe('All that is kept of where the reporter was.'),
    counted: z.boolean().describe('False: the same was said within the hour already, and counts once.'),
    next: z.string().describe('What happens now, in words for the reporter.'),
  }),
);
export const reportSchema = named(
  'Report',
  z.object({
    id: z.string(),
    kind: z.enum(REPORT_KINDS),
    label: z.string(),
    facility: z
      .object({ id: z.string(), name: z.string().optional(), href: z.string() })
      .optional()
      .describe('No name: the place is there no more, or is another now.'),
    service: z.string().optional(),
    note: z.string().optional(),
    nearness: z
      .enum(NEARNESSES)
      .describe('How far from the place the reporter said to be: within 200 m or farther.'),
    suggestedPosition: z
      .object({ lon: z.number(), lat: z.number() })
      .optional()
      .describe('Where the place is said to be, WGS-84.'),
    observedAt: instant,
    receivedAt: instant,
    ageSeconds: z.int(),
    status: z.enum(REPORT_STATUSES),
    resolution: z.object({ word: z.string().optional(), by: z.string(), at: instant }).optional(),
  }),
  'What a stranger said of a place, as an operator sees it.',
);
export const reportsPage = named(
  'Reports',
  z.object({
    numberReturned: z.int(),
    crs: z.literal('wgs84'),
    reports: z.array(reportSchema),
    links: z.array(link),
  }),
);

export const mapSettings = named(
  'MapSettings',
  z.object({
    basemap: z.object({
      style: z.string().optional(),
      raster: z.string().optional(),
      crs: z.enum(CRS_NAMES).optional(),
      attribution: z.string().optional(),
      approval: z.string().optional().describe('Map approval number (审图号).'),
      streets: z.string().optional(),
    }),
    centre: z.object({ lat: z.number(), lon: z.number(), zoom: z.number() }),
  }),
  'The map the operator chose to lie under the places, and where maps begin.',
);

export const health = named('Health', z.object({ status: z.literal('ok') }));
export const ready = named(
  'Ready',
  z.object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
  }),
);
