import type { Claim, RelationKind } from './facility.js';

/** One thing to write. `FacilityStore.apply` takes any number of them. */
export type Change =
  | {
      /** A publisher's record is there and says this. */
      readonly kind: 'put';
      readonly source: string;
      readonly externalId: string;
      readonly claim: Claim;
      /** The row as it was read, kept beside the claim. Anything JSON can hold. */
      readonly raw?: unknown;
      /** Public id of the facility it speaks of; absent: the one it spoke of before, or a new one. */
      readonly facility?: string;
    }
  | {
      /** A publisher no longer lists it. A facility without any record left becomes a tombstone. */
      readonly kind: 'withdraw';
      readonly source: string;
      readonly externalId: string;
    }
  | {
      /** Two facilities are one: the records of `from` go to `into`, and the id of `from` redirects there. */
      readonly kind: 'merge';
      readonly from: string;
      readonly into: string;
    }
  | {
      readonly kind: 'relate' | 'unrelate';
      readonly from: string;
      readonly relation: RelationKind;
      readonly to: string;
    };

/** What became of one change. `repeated`: the same record came twice in one run; the second was not taken. */
export type Verdict = 'new' | 'changed' | 'same' | 'gone' | 'absent' | 'repeated';

/** An entry of the change log, which keeps the latest one per facility. */
export interface LoggedChange {
  /** Monotone; order of sequence is order of commit. */
  readonly seq: number;
  readonly key: number;
  readonly id: string;
  readonly kind: 'put' | 'removed' | 'merged';
  /** Where a merged id redirects to. */
  readonly into?: string;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
}
