import { z } from 'zod';
import { CRS_NAMES } from '../core/crs.js';
import { parseInstant } from '../core/hours/civil.js';
import { isPosition, type BBox } from '../core/position.js';
import { MOST_UNITS, VOLTAGES, type Voltage } from '../core/status.js';
import { LANGUAGES } from '../core/vocabulary.js';
import { entryParams } from './entry-params.js';
import { PROPERTY_NAMES } from './format/schemas.js';
import { list, number, optional, plusOfAddress, text, withDefault, word } from './params.js';
import type { NotYet } from './read-params.js';

/** The parameters searches share. */

/** Half the equator in metres, rounded up: nothing is farther away. */
const FARTHEST = 20_037_509;
export const DEFAULT_LIMIT = 10;
const MOST_MEMBERS = 100;

const degrees = (max: number, meaning: string) => number({ min: -max, max, unit: 'degrees', meaning });

export const centreParams = {
  lat: degrees(90, 'Latitude asked from, in degrees.'),
  lon: degrees(180, 'Longitude asked from, in degrees. `lng` is accepted for it.'),
};

export const radiusParam = optional(
  number({
    min: 0,
    above: true,
    max: FARTHEST,
    unit: 'metres',
    meaning: 'How far to search, in metres. Without it: as far as needed.',
  }),
);

const limit = number({ min: 1, max: 100, whole: true, unit: '', meaning: 'How many facilities at most.' });
export const limitParam = withDefault(limit, DEFAULT_LIMIT);
/** The same where it matters whether it was sent. */
export const limitIfSentParam = optional({ ...limit, usual: DEFAULT_LIMIT });

const OLDEST_STATUS = 24 * 60 * 60;
const LONGEST_STAY = 7 * 24 * 60;

/** Ids of facilities. One that nobody has is no fault, for places go; one that nobody can have is. */
export function facilityIds(most: number, meaning: string) {
  const allowed = `up to ${most} ids from answers (lower-case letters and digits), separated by commas`;
  return list({ most, pattern: /^[0-9a-z]+$/, allowed, meaning });
}

/** Asks for places that are open. The instant of `now` is the service's to say. */
const hoursParams = {
  openAt: optional({
    ...text({
      most: 40,
      allowed: 'now, or ISO 8601 such as 2026-10-01T22:30 (without an offset it is Shanghai’s time)',
      meaning: 'Only places open then; `unknownHours` says what of those nobody knows about.',
    }),
    ...openAtForms(),
  }),
  openFor: optional(
    number({
      min: 1,
      max: LONGEST_STAY,
      whole: true,
      unit: 'minutes',
      meaning: 'How long it must stay open, counted from `openAt` (which is `now` where it is not given).',
    }),
  ),
  unknownHours: optional(
    word(
      ['include', 'last', 'exclude'],
      'Places nobody knows the state of: in distance order and marked (the default), after all that are open, or not at all. Needs `openAt` or `openFor`.',
    ),
  ),
};

function openAtForms() {
  const form = z
    .string('not a time')
    .refine((it) => it === 'now' || parseInstant(it) !== undefined, 'not a time')
    .refine((it) => it.length <= 40, 'too long');
  return { text: z.string().transform(plusOfAddress).pipe(form), json: form };
}

/** Asks for live stock. What is unknown, or too old, does not do. */
const statusParams = {
  available: optional({
    ...word(
      ['true'],
      'Only places a rider could use now, as far as was observed: a swap cabinet that is online, has a full battery (of `batteryVoltage`, `minBatteries` of them) and an empty slot; anything else that is not offline and has a unit available. Counts of up to 20 minutes ago do; `maxStatusAge` asks for newer ones.',
    ),
    ...trueForms(),
  }),
  batteryVoltage: optional({
    ...number({
      min: VOLTAGES[0],
      max: VOLTAGES.at(-1)!,
      whole: true,
      unit: 'volts',
      meaning: 'Only places with full batteries of this voltage: 48, 60 or 72.',
    }),
    ...voltageForms(),
  }),
  minBatteries: optional(
    number({
      min: 1,
      max: MOST_UNITS,
      whole: true,
      unit: '',
      meaning: 'Only places with so many full batteries, of `batteryVoltage` where that is given.',
    }),
  ),
  maxStatusAge: optional(
    number({
      min: 1,
      max: OLDEST_STATUS,
      whole: true,
      unit: 'seconds',
      meaning: 'Only places whose live status is no older, in seconds.',
    }),
  ),
};

/** Asks for what is cheaper or free. An offer of which nobody knows the hours, or the price, does not do. */
const offerParams = {
  offer: optional(
    list({
      most: MOST_MEMBERS,
      allowed: 'codes of /v1/services, or meal, discount or any, separated by commas',
      meaning:
        'Only places with an offer of any of these that is to be had at `openAt`, or now; `meal` and `discount` stand for several services, `any` for all.',
    }),
  ),
  maxPrice: optional(
    number({
      min: 0,
      max: 1_000_000,
      unit: 'yuan',
      meaning: 'Only places with an offer for at most so much then.',
    }),
  ),
};

function trueForms() {
  const text = z.literal('true', 'not one of the words allowed').transform(() => true as const);
  return {
    text,
    json: z.union([z.literal(true), text], 'not one of the words allowed'),
    schema: { type: 'boolean', enum: [true] },
  };
}

function voltageForms() {
  const isVoltage = (it: unknown): it is Voltage => VOLTAGES.some((one) => one === it);
  const json = z.custom<Voltage>(isVoltage, 'not one of the voltages');
  return {
    text: z
      .string('not a whole number')
      .regex(/^\d{2}$/, 'not one of the voltages')
      .transform(Number)
      .pipe(json),
    json,
    allowed: VOLTAGES.map(String),
    schema: { type: 'integer', enum: VOLTAGES },
  };
}

export const filterParams = {
  category: optional(
    list({
      most: MOST_MEMBERS,
      allowed: 'codes of /v1/categories, or of its groups, separated by commas',
      meaning: 'Any of these categories; a group such as `health` stands for all of its categories.',
    }),
  ),
  services: optional(
    list({
      most: MOST_MEMBERS,
      allowed: 'codes of /v1/services, separated by commas',
      meaning: 'All of these services, each known to be there and working.',
    }),
  ),
  unknownServices: withDefault(
    word(
      ['exclude', 'include'],
      '`include` lets places in where it is not known whether they have `services`; they are marked.',
    ),
    'exclude',
  ),
  anyService: optional(
    list({
      most: MOST_MEMBERS,
      allowed: 'codes of /v1/services, separated by commas',
      meaning: 'At least one of these services, known to be there and working.',
    }),
  ),
  need: optional(
    text({
      most: 60,
      allowed: 'a code of /v1/needs',
      meaning: 'What a rider looks for: any of the services and categories of the need.',
    }),
  ),
  exclude: optional(facilityIds(MOST_MEMBERS, 'Not these facilities.')),
  ...hoursParams,
  usable: optional(
    word(
      ['yes'],
      'Only places that are known to help at the time asked about: see `usable` in the answer. Without it all are answered, each with what is known.',
    ),
  ),
  ...statusParams,
  ...offerParams,
  ...entryParams,
};

export const crsParams = {
  crs: withDefault(word(CRS_NAMES, 'The datum of the positions sent.'), 'wgs84'),
  outCrs: optional(
    word(CRS_NAMES, 'The datum of the answer; without it that of `crs`. Only wgs84 is plain RFC 7946.'),
  ),
};

export const langParam = optional(
  word(LANGUAGES, 'The language of names and labels; without it `Accept-Language` decides.'),
);

export const fieldsParam = optional(
  list({
    most: MOST_MEMBERS,
    allowed: PROPERTY_NAMES.join(', '),
    meaning: 'Only these members of `properties`, separated by commas.',
  }),
);

export const cursorParam = optional(
  text({
    most: 200,
    allowed: 'the cursor of the page before',
    meaning: 'Where the list goes on: from `links`, `next`.',
  }),
);

export const sortParam = withDefault(
  word(
    ['distance', 'usable'],
    'The order of the answer; ties by id. `usable`: those known to be of use first, then those nobody knows of, then the others, each by distance. It is an order among the nearest 300 that fit; a warning says so where it matters.',
  ),
  'distance',
);

export const presentationParams = { ...crsParams, fields: fieldsParam, lang: langParam };

/** What the contract has and this version does not: refused by name, so that nobody takes silence for an answer. */
export const NOT_YET: NotYet = {
  mode: true,
  sort: ['duration'],
  maxDuration: true,
};

const { sort: _, ...unordered } = NOT_YET;
/** The same for questions whose order cannot be chosen: to them `sort` is no parameter. */
export const NOT_YET_UNORDERED: NotYet = unordered;

const CORNERS = 'west,south,east,north in degrees; west > east crosses the antimeridian';

export const bboxParam = optional({
  ...list({ most: 4, allowed: CORNERS, meaning: 'Only facilities in this box: west,south,east,north.' }),
  ...bboxForms(),
});

/** In an address four numbers between commas; in JSON a list of four numbers. */
function bboxForms() {
  const corners = z
    .array(z.number('not four numbers'), 'not four numbers')
    .length(4, 'not four numbers')
    .refine(
      ([west, south, east, north]) => isPosition(west!, south!) && isPosition(east!, north!),
      'out of range',
    )
    .refine(
      ([, south, , north]) => south! <= north!,
      'south of its own south: the order is west,south,east,north',
    )
    .transform(([west, south, east, north]): BBox => ({
      west: west!,
      south: south!,
      east: east!,
      north: north!,
    }));
  const split = z
    .string()
    .regex(/^-?\d{1,17}(\.\d{1,20})?(,-?\d{1,17}(\.\d{1,20})?){3}$/, 'not four numbers in plain digits')
    .transform((written) => written.split(',').map(Number))
    .pipe(corners);
  return {
    text: split,
    json: corners,
    schema: { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 4 },
  };
}
