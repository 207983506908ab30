import { toWgs84 } from '../core/crs.js';
import { invalidParameter, UserError, type Fault } from '../core/errors.js';
import type { Position } from '../core/position.js';
import { formatInstant, parseInstant } from '../core/hours/civil.js';
import type { Filter, OfferFilter, OpenFilter, Presentation, StatusFilter } from '../core/query.js';
import type { Language, Vocabulary } from '../core/vocabulary.js';
import { entryOf } from './entry-params.js';
import { PROPERTY_NAMES } from './format/schemas.js';
import type { Values } from './params.js';
import { shown } from './read-params.js';
import type { filterParams, presentationParams } from './search-params.js';
import { closest } from '../core/spelling.js';

/** From the values of a search's parameters to a question of the house, and back to what was understood. */

type FilterValues = Values<typeof filterParams>;

/**
 * The question's filter.
 * @param now milliseconds since 1970
 * @throws UserError that names every word that is not in the vocabulary
 */
export function filterOf(values: FilterValues, vocabulary: Vocabulary, now: number): Filter {
  const { category = [], services = [], anyService = [], unknownServices, need, exclude = [] } = values;
  const faults: Fault[] = [];
  const check = (parameter: string, words: readonly string[], known: readonly string[]) => {
    for (const one of words) if (!known.includes(one)) faults.push(unknownWord(parameter, one, known));
  };
  if (category.length > 0)
    check('category', category, [...vocabulary.categories.keys(), ...vocabulary.groups.keys()]);
  if (services.length > 0) check('services', services, [...vocabulary.services.keys()]);
  if (anyService.length > 0) check('anyService', anyService, [...vocabulary.services.keys()]);
  const offered = values.offer?.filter((one) => !OFFER_WORDS.has(one)) ?? [];
  if (offered.length > 0) check('offer', offered, [...OFFER_WORDS.keys(), ...vocabulary.services.keys()]);
  if (need !== undefined) check('need', [need], [...vocabulary.needs.keys()]);
  if (faults.length > 0) {
    const detail = faults.map((it) => `${it.parameter}: "${it.value}" ${it.detail}`).join('; ') + '.';
    throw new UserError('invalid-parameter', detail, faults);
  }
  const categories = [...new Set(category.flatMap((one) => vocabulary.categoriesOf(one)))];
  const open = openOf(values, now);
  const status = statusOf(values, now);
  const entry = entryOf(values, open?.at ?? now);
  const offer = offerOf(values, open?.at ?? now);
  const rest = {
    ...(need !== undefined && { need }),
    ...(open && { open }),
    ...(status && { status }),
    ...(offer && { offer }),
    ...(entry && { entry }),
    ...(values.usable && { usable: { at: open?.at ?? now } }),
  };
  return { categories, services, anyService, unknownServices, exclude, ...rest };
}

/** Words for several services; `any` is for all. */
const OFFER_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['meal', ['rider_meal', 'late_meal']],
  ['discount', ['rider_discount']],
  ['any', []],
]);

function offerOf({ offer, maxPrice }: FilterValues, at: number): OfferFilter | undefined {
  if (offer === undefined && maxPrice === undefined) return undefined;
  const services =
    offer?.includes('any') === true ? undefined : offer?.flatMap((one) => OFFER_WORDS.get(one) ?? [one]);
  return { at, ...(services && { services }), ...(maxPrice !== undefined && { maxPrice }) };
}

function openOf({ openAt, openFor, unknownHours }: FilterValues, now: number): OpenFilter | undefined {
  if (openAt === undefined && openFor === undefined) {
    if (unknownHours === undefined) return undefined;
    throw invalidParameter({
      parameter: 'unknownHours',
      detail: 'needs openAt or openFor',
      value: unknownHours,
      allowed: 'beside openAt or openFor',
    });
  }
  const at = openAt === undefined || openAt === 'now' ? now : parseInstant(openAt)!;
  return { at, unknown: unknownHours ?? 'include', ...(openFor !== undefined && { minutes: openFor }) };
}

function statusOf(values: FilterValues, now: number): StatusFilter | undefined {
  const { available, batteryVoltage, minBatteries, maxStatusAge } = values;
  const status = {
    ...(available !== undefined && { available }),
    ...(batteryVoltage !== undefined && { voltage: batteryVoltage }),
    ...(minBatteries !== undefined && { batteries: minBatteries }),
    ...(maxStatusAge !== undefined && { maxAge: maxStatusAge }),
  };
  return Object.keys(status).length > 0 ? { at: now, ...status } : undefined;
}

export function unknownWord(parameter: string, written: string, known: readonly string[]): Fault {
  const meant = closest(written, known);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
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
  const { categories, exclude, services, anyService, unknownServices, need, open } = filter;
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
    openAt: open && formatInstant(open.at),
    unknownHours: open?.unknown,
    unknownAccess: filter.entry?.unknown,
    crs,
    outCrs,
    lang,
    fields,
  });
}

function some(words: readonly string[]): readonly string[] | undefined {
  return words.length > 0 ? words : undefined;
}
