import type { Stores } from '../core/stores.js';
import { CHANGE_LOG, changeOf, OFFERING_LOG, offeringChangeOf, type ChangeBody } from './format/change.js';

/** What `/v1/changes` may be asked of: each has a sequence, and so cursors, of its own. */
export const CHANGE_LOGS = ['facilities', 'offerings'] as const;
export type ChangeLogName = (typeof CHANGE_LOGS)[number];

/** A change as it is told, and where it stands. */
export interface Told {
  readonly seq: number;
  readonly body: ChangeBody;
}

/** A log of changes that is read on from a sequence. */
export interface ChangeLog {
  /** What its cursors are for. */
  readonly question: string;
  head(): Promise<number>;
  /** The latest change of each after a sequence, in the order of change. */
  after(seq: number, limit: number): Promise<readonly Told[]>;
}

export function changeLogOf(
  name: ChangeLogName,
  { facilities, offerings }: Pick<Stores, 'facilities' | 'offerings'>,
): ChangeLog {
  if (name === 'facilities')
    return {
      question: CHANGE_LOG,
      head: () => facilities.head(),
      after: async (seq, limit) =>
        (await facilities.changes(seq, limit)).map((one) => ({ seq: one.seq, body: changeOf(one) })),
    };
  return {
    question: OFFERING_LOG,
    head: () => offerings.head(),
    after: async (seq, limit) =>
      (await offerings.changes(seq, limit)).map((one) => ({ seq: one.seq, body: offeringChangeOf(one) })),
  };
}
