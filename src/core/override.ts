import { z } from 'zod';
import type { Hours } from './facility.js';
import type { LocalText } from './vocabulary.js';

/**
 * Overrides: dated exceptions an editor makes, for one place or for many in one edit. What is written here, what is
 * kept, and where; how one is read is in read-override.ts, whom it meets in override-targets.ts, and what it does to
 * hours in hours/exceptional-days.ts.
 */

/**
 * `closed`; `open`, round the clock; `hours`, other hours; `worksAs`, the hours of another kind of day; `openUntil`, as
 * usual, but what closes last stays open until then.
 */
export const OVERRIDE_KINDS = ['closed', 'open', 'hours', 'worksAs', 'openUntil'] as const;
export type OverrideKind = (typeof OVERRIDE_KINDS)[number];

/** What a day can be worked as. */
export const WORKS_AS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'holiday', 'workday'] as const;
export type WorksAs = (typeof WORKS_AS)[number];

/** In force or to come, of all editors together: they are held in memory. */
export const MOST_OVERRIDES = 1000;
export const MOST_IDS = 1000;
const MOST_NAMES = 100;
/** Days from now to the beginning of an override, and from there to its end. */
export const FARTHEST_DAYS = 400;

const names = (most: number) =>
  z
    .array(
      z.string('not text').trim().min(1, 'has an empty member').max(200, 'has a member that is too long'),
    )
    .min(1, 'is empty')
    .max(most, `has more than ${most} members`)
    .transform((items) => [...new Set(items)]);

/** Which places it is for. All conditions that are given must hold; of each, one of its members. */
export const overrideTarget = z.strictObject({
  /** True: every place there is. It must be said: a target without conditions is a mistake. */
  everything: z.literal(true, 'true, or left out').optional(),
  /** Public ids. */
  facilities: names(MOST_IDS).optional(),
  /** Names of subdistricts (街道, 乡镇), as the address has them. */
  subdistrict: names(MOST_NAMES).optional(),
  district: names(MOST_NAMES).optional(),
  /** Codes of categories. */
  category: names(MOST_NAMES).optional(),
  /** Ids of publishers: the `source` of an answer. */
  source: names(MOST_NAMES).optional(),
  /** Codes of services: then it speaks of these services at the places, and not of the places. */
  service: names(MOST_NAMES).optional(),
});
export type OverrideTarget = Readonly<z.infer<typeof overrideTarget>>;

/** What an override says. */
export interface OverrideContent {
  readonly kind: OverrideKind;
  /** Of `hours`: the words and the rules made of them. */
  readonly hours?: Hours;
  readonly worksAs?: WorksAs;
  /** Of `openUntil`: `HH:MM`, past 24:00 on the next day. */
  readonly until?: string;
  /** First and last day (`YYYY-MM-DD`), or two instants (RFC 3339 in Shanghai's offset), the second one excluded. */
  readonly from: string;
  readonly to: string;
  readonly target: OverrideTarget;
  /** Why, in words for everybody. */
  readonly reason: LocalText;
}

/** Who wrote: an editor's key, or a person at the command line. Not public. */
export interface OverrideAuthor {
  readonly id: string;
  readonly label: string;
}

/** An override as kept. */
export interface Override extends OverrideContent {
  readonly id: string;
  /** Counts overrides in the order in which they were made; a later one stands above an earlier of its rank. */
  readonly n: number;
  /** Grows with every write of it: its version. */
  readonly seq: number;
  /** Instants, ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly by: OverrideAuthor;
  /** Instant from which it is without effect, in milliseconds since 1970. */
  readonly endsAt: number;
  readonly removedAt?: string;
}

/** Who writes what and when. */
export interface OverrideWrite {
  readonly content: OverrideContent;
  readonly endsAt: number;
  readonly by: OverrideAuthor;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
}

export interface OverrideListing {
  /** Only those that have an effect at or after this instant (milliseconds since 1970); absent: all ever made. */
  readonly since?: number;
  /** `n` of the last one of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

/** Where overrides are kept, beside the facilities. None is ever forgotten: what ended or was removed stays as history. */
export interface OverrideStore {
  /** @throws UserError `conflict` where there are `MOST_OVERRIDES` that have not ended */
  add(write: OverrideWrite): Promise<Override>;
  /**
   * Says it anew.
   * @param seq the version it must have
   * @returns nothing where there is none with this id, or it was removed
   * @throws UserError `precondition-failed` where it has another version
   */
  replace(id: string, write: OverrideWrite, seq?: number): Promise<Override | undefined>;
  /** @returns false where there is none with this id, or it was removed before */
  remove(id: string, by: OverrideAuthor, at: string): Promise<boolean>;
  get(id: string): Promise<Override | undefined>;
  /** In the order in which they were made; removed ones only where all are asked for. */
  list(listing: OverrideListing): Promise<readonly Override[]>;
  /** Grows with every write; 0 before the first. Cheap enough to ask many times a second. */
  head(): Promise<number>;
}
