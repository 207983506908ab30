import { z } from 'zod';
import { invalidParameter, UserError, type Fault } from '../core/errors.js';
import { ACCESS_MODES, AUDIENCES, type AccessMode, type Audience } from '../core/facility.js';
import type { EntryFilter } from '../core/query.js';
import { list, optional, word, type Param, type Values } from './params.js';
import { shown } from './read-params.js';
import { closest } from '../core/spelling.js';

/** The parameters that say who asks, and which ways in he can use. */

/** Some of a closed set of words. What is none of them is told by `entryOf`, with what was meant. */
function words(known: readonly string[], meaning: string): Param<readonly string[]> {
  const param = list({ most: known.length, allowed: known.join(', '), meaning });
  const schema = {
    type: 'array',
    items: { type: 'string', enum: known },
    minItems: 1,
    maxItems: known.length,
  };
  return {
    ...param,
    schema,
    text: param.text.pipe(z.array(z.string())),
    json: param.json.pipe(z.array(z.string())),
  };
}

export const entryParams = {
  audience: optional(
    words(
      AUDIENCES,
      'Who asks: all that he is. Only places he may enter at the time asked about: those for everyone, for one of his groups, or for one that his is part of (a rider is an outdoor worker). Those that do not say are among them, marked by `entry`.',
    ),
  ),
  access: optional(
    words(
      ACCESS_MODES,
      'Ways in the asker can use: only places with one of them, or an open door, at the time asked about; a different way at night counts then. Those that do not say are among them, marked by `entry`.',
    ),
  ),
  unknownAccess: optional(
    word(
      ['include', 'exclude'],
      'Places where nobody knows whether he may enter: among the others and marked (the default), or not at all. Needs `audience` or `access`.',
    ),
  ),
};

type EntryValues = Values<typeof entryParams>;

/**
 * What is asked of entering; nothing where nothing is.
 * @param at milliseconds since 1970
 * @throws UserError that names every word that is not known
 */
export function entryOf(
  { audience, access, unknownAccess }: EntryValues,
  at: number,
): EntryFilter | undefined {
  if (audience === undefined && access === undefined) {
    if (unknownAccess === undefined) return undefined;
    const detail = 'needs audience or access';
    throw invalidParameter({
      parameter: 'unknownAccess',
      value: unknownAccess,
      detail,
      allowed: 'beside audience or access',
    });
  }
  const faults = [
    ...unknownWords('audience', audience, AUDIENCES),
    ...unknownWords('access', access, ACCESS_MODES),
  ];
  if (faults.length > 0) {
    const detail = faults.map((it) => `${it.parameter}: "${it.value}" ${it.detail}`).join('; ') + '.';
    throw new UserError('invalid-parameter', detail, faults);
  }
  return {
    at,
    unknown: unknownAccess ?? 'include',
    ...(audience && { audience: audience as readonly Audience[] }),
    ...(access && { modes: access as readonly AccessMode[] }),
  };
}

function unknownWords(parameter: string, written: readonly string[] = [], known: readonly string[]): Fault[] {
  return written
    .filter((one) => !known.includes(one))
    .map((one) => {
      const meant = closest(one, known);
      const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
      return { parameter, ...shown(one), detail: `is not a word of this parameter${hint}`, allowed: known };
    });
}
