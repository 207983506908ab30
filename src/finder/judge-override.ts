import { invalidParameter } from '../core/errors.js';
import {
  MOST_OVERRIDES,
  type OverrideAuthor,
  type OverrideContent,
  type OverrideTarget,
  type OverrideWrite,
} from '../core/override.js';
import { minutesOf, readOverride, type OverrideDraft } from '../core/read-override.js';
import type { Stores } from '../core/stores.js';
import type { Vocabulary } from '../core/vocabulary.js';
import type { Matching } from './matching.js';

/** From what an editor says to what is written, with what he should know of it: over HTTP and at the command line. */

export interface OverrideParts {
  readonly stores: Pick<Stores, 'facilities' | 'overrides'>;
  readonly vocabulary: Vocabulary;
  /** How many places a target is for. */
  readonly matching: (target: OverrideTarget) => Promise<Matching>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who says what. */
export interface SaidOverride {
  readonly draft: OverrideDraft;
  readonly by: OverrideAuthor;
  /** The id of the one that is said anew. */
  readonly itself?: string;
}

export interface Matched extends Matching {
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}

/**
 * The override as it is to be written, and whom it meets.
 * @throws UserError that names every member that is wrong
 */
export async function judgeOverride(
  { draft, by, itself }: SaidOverride,
  deps: OverrideParts,
): Promise<{ write: OverrideWrite; matching: Matched }> {
  const now = deps.now();
  const { content: said, endsAt } = readOverride(draft, { now, vocabulary: deps.vocabulary });
  const facilities = said.target.facilities && (await currentIds(said.target.facilities, deps));
  const target = facilities ? { ...said.target, facilities: facilities.ids } : said.target;
  const written: OverrideContent = { ...said, target };
  const { count, bounded } = await deps.matching(target);
  const warnings = [
    ...(count === 0 ? [NOBODY] : []),
    ...missing(facilities?.missing ?? []),
    ...(await overlaps(written, { now, itself }, deps)),
  ];
  const write = { content: written, endsAt, by, at: new Date(now).toISOString() };
  return { write, matching: { count, bounded, warnings } };
}

const NOBODY = {
  code: 'no-match',
  detail:
    'It is for no place there is now. Names of areas must be those of the addresses, to the letter; it will be for places that come to fit.',
};

/** Ids of merged places are kept as those they are now; those that lead nowhere are refused where none is left. */
async function currentIds(
  ids: readonly string[],
  { stores }: OverrideParts,
): Promise<{ ids: string[]; missing: string[] }> {
  const current: string[] = [];
  const gone: string[] = [];
  for (const one of ids) {
    const found = await stores.facilities.resolve(one);
    if (found?.kind === 'facility') current.push(one);
    else if (found?.kind === 'merged') current.push(found.into);
    else gone.push(one);
  }
  if (current.length > 0) return { ids: [...new Set(current)], missing: gone };
  throw invalidParameter({
    parameter: 'target.facilities',
    value: gone.slice(0, 3).join(', ').slice(0, 80),
    detail: 'names no facility there is',
    allowed: 'ids from answers',
  });
}

function missing(ids: readonly string[]) {
  if (ids.length === 0) return [];
  const named = ids.slice(0, 5).join(', ');
  const detail = `${ids.length} of the facilities do not exist and were left out: ${named.slice(0, 200)}.`;
  return [{ code: 'unknown-facilities', detail }];
}

/** Others of the same target at the same time: the later one stands above them, which may not be meant. */
async function overlaps(
  { target, from, to }: OverrideContent,
  { now, itself }: { now: number; itself: string | undefined },
  { stores }: OverrideParts,
) {
  const span = minutesOf({ from, to });
  const wanted = JSON.stringify(target);
  const others = await stores.overrides.list({ since: now, after: 0, limit: MOST_OVERRIDES });
  const same = others.filter((other) => {
    const theirs = minutesOf(other);
    const meet = theirs.from < span.to && span.from < theirs.to;
    return meet && other.id !== itself && JSON.stringify(other.target) === wanted;
  });
  if (same.length === 0) return [];
  const ids = same.map((other) => other.id).join(', ');
  return [
    {
      code: 'overlap',
      detail: `For the same target and part of the same time there is already: override ${ids.slice(0, 200)}. Of them all the one made last holds.`,
    },
  ];
}
