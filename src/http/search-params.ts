import { z } from 'zod';
import { CRS_NAMES, toWgs84, type CrsName } from '../core/crs.js';
import { UserError, type Fault } from '../core/errors.js';
import { isPosition, type BBox, type Position } from '../core/position.js';
import type { Filter, Presentation } from '../core/query.js';
import { LANGUAGES, type Language, type Vocabulary } from '../core/vocabulary.js';
import { PROPERTY_NAMES } from './format/schemas.js';
import {
  list,
  number,
  optional,
  shown,
  text,
  withDefault,
  word,
  type NotYet,
  type Values,
} from './params.js';
import { closest } from './spelling.js';

/** The parameters searches share, and how they become a question of the house. */

/** Half the equator in metres, rounded up: nothing is farther away. */
export const FARTHEST = 20_037_509;
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

export const limitParam = withDefault(
  number({ min: 1, max: 100, whole: true, unit: '', meaning: 'How many facilities at most.' }),
  DEFAULT_LIMIT,
);

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
  exclude: optional(
    list({
      most: MOST_MEMBERS,
      allowed: 'ids of facilities, separated by commas',
      meaning: 'Not these facilities.',
    }),
  ),
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

export const sortParam = withDefault(word(['distance'], 'The order of the answer; ties by id.'), 'distance');

export const presentationParams = { ...crsParams, fields: fieldsParam, lang: langParam };

/** What the contract has and this version does not: refused by name, so that nobody takes silence for an answer. */
export const NOT_YET: NotYet = {
  openAt: true,
  openFor: true,
  unknownHours: true,
  available: true,
  batteryVoltage: true,
  minBatteries: true,
  maxStatusAge: true,
  audience: true,
  access: true,
  usable: true,
  offer: true,
  maxPrice: true,
  mode: true,
  sort: ['duration'],
  maxDuration: true,
};

/** The question's filter. @throws UserError that names every word that is not in the vocabulary */
export function filterOf(values: Values<typeof filterParams>, vocabulary: Vocabulary): Filter {
  const { category = [], services = [], anyService = [], unknownServices, need, exclude = [] } = values;
  const faults: Fault[] = [];
  const check = (parameter: string, words: readonly string[], known: readonly string[]) => {
    for (const one of words) if (!known.includes(one)) faults.push(unknownWord(parameter, one, known));
  };
  if (category.length > 0)
    check('category', category, [...vocabulary.categories.keys(), ...vocabulary.groups.keys()]);
  if (services.length > 0) check('services', services, [...vocabulary.services.keys()]);
  if (anyService.length > 0) check('anyService', anyService, [...vocabulary.services.keys()]);
  if (need !== undefined) check('need', [need], [...vocabulary.needs.keys()]);
  if (faults.length > 0) {
    const detail = faults.map((it) => `${it.parameter}: "${it.value}" ${it.detail}`).join('; ') + '.';
    throw new UserError('invalid-parameter', detail, faults);
  }
  const categories = [...new Set(category.flatMap((one) => vocabulary.categoriesOf(one)))];
  return { categories, services, anyService, unknownServices, exclude, ...(need !== undefined && { need }) };
}

export function unknownWord(parameter: string, written: string, known: readonly string[]): Fault {
  const meant = closest(written, known);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return { parameter, ...shown(written), detail: `is not a word of the vocabulary${hint}`, allowed: known };
}

/** How the answer shall look. `fields` that are no property are refused. */
export function presentationOf(
  { crs, outCrs, fields, lang }: Values<typeof presentationParams>,
  preferred: Language,
): Presentation {
  const unknown = fields?.find((one) => !PROPERTY_NAMES.includes(one));
  if (unknown !== undefined) {
    throw new UserError(
      'invalid-parameter',
      `fields: "${unknown.slice(0, 80)}" is not a property of an answer.`,
      [
        {
          parameter: 'fields',
          ...shown(unknown),
          detail: 'is not a property of an answer',
          allowed: PROPERTY_NAMES,
        },
      ],
    );
  }
  return { crs, outCrs: outCrs ?? crs, lang: lang ?? preferred, ...(fields && { fields }) };
}

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

/**
 * The box in WGS-84. The shifts of GCJ-02 and BD-09 turn a box into something slightly askew: the box around
 * its corners is taken, which is too large by less than the shift changes over it.
 */
export function boxOf({ west, south, east, north }: BBox, crs: CrsName): BBox {
  if (crs === 'wgs84') return { west, south, east, north };
  const corner = (lon: number, lat: number) => toWgs84({ lon, lat }, crs);
  const [sw, se, nw, ne] = [
    corner(west, south),
    corner(east, south),
    corner(west, north),
    corner(east, north),
  ];
  return {
    west: Math.min(sw.lon, nw.lon),
    south: Math.min(sw.lat, se.lat),
    east: Math.max(se.lon, ne.lon),
    north: Math.max(nw.lat, ne.lat),
  };
}

/** The position asked from, in WGS-84. */
export function centreOf({ lat, lon }: { lat: number; lon: number }, { crs }: Presentation): Position {
  return toWgs84({ lon, lat }, crs);
}

/**
 * What was understood of the question, for the answer's `query`: positions as they were sent, groups of categories
 * spread out, defaults filled in, and nothing that was not asked.
 */
export function echoOf(
  values: Readonly<Record<string, unknown>>,
  filter: Filter,
  shape: Presentation,
): object {
  const { crs, outCrs, lang, fields } = shape;
  const { categories, exclude, services, anyService, unknownServices, need } = filter;
  // Object.assign is some forty times faster here than spreading `values` (V8); members that are undefined do not
  // reach JSON.
  return Object.assign({}, values, {
    cursor: undefined,
    category: some(categories),
    services: some(services),
    unknownServices: services.length > 0 ? unknownServices : undefined,
    anyService: some(anyService),
    need,
    exclude: some(exclude),
    crs,
    outCrs,
    lang,
    fields,
  });
}

function some(words: readonly string[]): readonly string[] | undefined {
  return words.length > 0 ? words : undefined;
}
