import type { Missing } from '../store.js';
import type { LocalText } from '../vocabulary.js';
import type { Contents, OfferingKind } from './documents.js';

/**
 * What there is for a worker beside places: who stands behind it, what can be signed up for, whom to call, what takes
 * place, what is cheaper. How each is written is in documents.ts; here is what is kept, and where.
 */

/** In force at a time, of all kinds together: they are held in memory. */
export const MOST_OFFERINGS = 20_000;

export interface OfferingAuthor {
  readonly id: string;
  readonly label: string;
}

/** A publisher's own name for it, so that the same list can be imported again. */
export interface OfferingRecord {
  readonly source: string;
  readonly externalId: string;
}

/** An offering as kept. Ids are unique among all kinds. */
export interface Offering<K extends OfferingKind = OfferingKind> {
  readonly kind: K;
  readonly id: string;
  /** Sequence of its last change: its version. */
  readonly seq: number;
  readonly content: Contents[K];
  readonly record?: OfferingRecord;
  /** Instants, ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Who wrote last. Not public. */
  readonly by: OfferingAuthor;
  /** True: an editor has changed what a publisher's list says; the list no longer changes it. */
  readonly edited: boolean;
  readonly removedAt?: string;
}

export type AnyOffering = { [K in OfferingKind]: Offering<K> }[OfferingKind];

/** What is to be written: anew, or in the place of the one that has the id or the record. */
export type OfferingPut = {
  [K in OfferingKind]: {
    readonly kind: K;
    readonly content: Contents[K];
    /** An editor's: which one is said anew; absent: a new one. */
    readonly id?: string;
    /** An editor's: the version he has read; another one is refused. */
    readonly expect?: number;
    /** A publisher's: by it the one is found that is there already. */
    readonly record?: OfferingRecord;
  };
}[OfferingKind];

/** Who writes and when. */
export interface OfferingRun {
  readonly by: OfferingAuthor;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
  /** Does everything but keep it. */
  readonly dryRun?: boolean;
  /** The puts are the publisher's whole list of this kind: what is not among them is removed. */
  readonly snapshot?: { readonly kind: OfferingKind; readonly source: string };
  /**
   * Of a snapshot: called before anything is removed, with how many of the publisher's are not in the list. What it
   * throws leaves the store as it was.
   */
  readonly onMissing?: (missing: Missing) => void;
}

/** `held`: an editor has changed or removed it, and his word stands above the publisher's list. */
export type OfferingVerdict = 'new' | 'changed' | 'same' | 'held';

export interface OfferingsWritten {
  /** One for each put, in their order; without an offering where nothing is kept (a dry run's new ones). */
  readonly results: readonly { readonly verdict: OfferingVerdict; readonly offering?: AnyOffering }[];
  /** Removed, because a whole list no longer names them. */
  readonly gone: number;
}

/** One state an offering has been in. */
export interface OfferingVersion {
  readonly seq: number;
  readonly at: string;
  readonly by: OfferingAuthor;
  /** Absent: it was removed. */
  readonly content?: Contents[OfferingKind];
}

/** Where offerings are kept, beside the facilities, with a sequence of their own. None is ever forgotten. */
export interface OfferingStore {
  /**
   * Writes all or none.
   * @throws UserError `conflict` for more than `MOST_OFFERINGS`, `not-found` for an id that is not there (any more),
   * `precondition-failed` where a version is not the expected one
   */
  put(puts: readonly OfferingPut[], run: OfferingRun): Promise<OfferingsWritten>;
  /** @returns false where there is none, or it was removed before. @throws UserError `precondition-failed` */
  remove(
    which: { readonly kind: OfferingKind; readonly id: string; readonly expect?: number },
    run: OfferingRun,
  ): Promise<boolean>;
  /** Also one that was removed. */
  get(kind: OfferingKind, id: string): Promise<AnyOffering | undefined>;
  /** Every version of one, the oldest first; at most `limit` of the latest. */
  history(kind: OfferingKind, id: string, limit: number): Promise<readonly OfferingVersion[]>;
  /** The latest state of each that changed after `seq`, removed ones included, in the order of change. */
  changes(after: number, limit: number): Promise<readonly AnyOffering[]>;
  /** Sequence of the last change; 0 before the first. Cheap enough to ask many times a second. */
  head(): Promise<number>;
}

/** Offerings in memory: what answers are made from. */
export interface Offerings {
  /** Grows with every change. */
  readonly revision: number;
  /** Those of a kind that are there, in the order in which they were made. */
  all<K extends OfferingKind>(kind: K): readonly Offering<K>[];
  /** Whether there is an offer at any facility: where there is none, nobody need look for its id. */
  readonly anyOffers: boolean;
  /** Offers at a facility, by its public id. */
  offersAt(facility: string): readonly Offering<'offer'>[];
  /** Organisations that a facility is a member of, by its public id. */
  membershipsOf(facility: string): readonly Offering<'organisation'>[];
}

export const NO_OFFERINGS: Offerings = {
  revision: 0,
  all: () => [],
  anyOffers: false,
  offersAt: () => [],
  membershipsOf: () => [],
};

/** The name an offering goes by. */
export function titleOf({ content }: { readonly content: { readonly name: unknown } }): LocalText {
  return content.name as LocalText;
}
