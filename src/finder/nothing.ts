import type { Hit, Warning } from '../core/answer.js';
import type { Filter, NearestQuery } from '../core/query.js';
import type { FilterParts } from './filter.js';
import { findNearest, type Sources } from './nearest.js';
import { planNearest } from './plan.js';

/** Why there is nothing is looked for among so many of the nearest places, for each thing that was asked. */
const MOST = 300;

/** Asks less of a filter; nothing where it does not ask for that. */
type Less = (filter: Filter) => Filter | undefined;

/** What may be asked less, by the parameters it is made of. */
const LESS: readonly (readonly [parameters: string, less: Less])[] = [
  ['offer or maxPrice', ({ offer, ...rest }) => offer && rest],
  ['available, batteryVoltage, minBatteries or maxStatusAge', ({ status, ...rest }) => status && rest],
  ['audience or access', ({ entry, ...rest }) => entry && rest],
  ['services', (filter) => (filter.services.length > 0 ? { ...filter, services: [] } : undefined)],
  ['anyService', (filter) => (filter.anyService.length > 0 ? { ...filter, anyService: [] } : undefined)],
];

export interface Reason {
  readonly warning: Warning;
  /** The place the warning speaks of. */
  readonly hit: Hit;
}

/**
 * What to ask less of where nothing fitted: the radius, where something fits beyond it, or else one part of the filter
 * without which something fits. Nothing where neither helps.
 */
export async function whyNothing(
  query: NearestQuery,
  parts: FilterParts,
  sources: Sources,
): Promise<Reason | undefined> {
  const nearest = async (other: NearestQuery) => {
    const [plan] = planNearest(other, parts);
    return (await findNearest({ ...plan!, most: MOST }, sources)).hits[0];
  };
  const { perCategory: _, radius, ...rest } = { ...query, limit: 1, filter: withUnknown(query.filter) };
  const beyond = radius === undefined ? undefined : await nearest(rest);
  if (beyond) return { hit: beyond, warning: beyondRadius(radius!, beyond) };
  const within = radius === undefined ? rest : { ...rest, radius };
  for (const [parameters, less] of LESS) {
    const filter = less(rest.filter);
    const hit = filter && (await nearest({ ...within, filter }));
    if (hit) return { hit, warning: asksTooMuch(parameters, hit) };
  }
  return undefined;
}

/** Places nobody knows the hours of fit too where they come last. */
function withUnknown({ open, ...filter }: Filter): Filter {
  if (open?.unknown !== 'last') return { ...filter, ...(open && { open }) };
  return { ...filter, open: { ...open, unknown: 'include' } };
}

function beyondRadius(radius: number, hit: Hit): Warning {
  const detail = `Nothing that fits lies within ${radius} m (radius); the nearest that fits is ${metresTo(hit)} away.`;
  return { code: 'nothing-within-radius', detail };
}

function asksTooMuch(parameters: string, hit: Hit): Warning {
  const detail = `Nothing fits all that was asked; without asking for ${parameters} the nearest that fits is ${metresTo(hit)} away.`;
  return { code: 'nothing-fits', detail };
}

/** Rounded up, so that it does as a radius. */
function metresTo({ distance }: Hit): string {
  return `${Math.ceil(distance!)} m`;
}
