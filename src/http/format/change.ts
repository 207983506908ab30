import type { LoggedChange } from '../../core/change.js';
import type { OfferingKind } from '../../core/offerings/documents.js';
import type { AnyOffering } from '../../core/offerings/offering.js';
import { writeCursor } from '../cursor.js';

/** What a cursor of the change log is for. */
export const CHANGE_LOG = 'changes';
/** The same for that of events, offers and the like. */
export const OFFERING_LOG = 'changes of offerings';

export interface ChangeBody {
  readonly kind: LoggedChange['kind'];
  /** Of events, offers and the like: which of them it is. */
  readonly type?: OfferingKind;
  readonly id: string;
  readonly into?: string;
  readonly at: string;
  /** Leads to what comes after this change. */
  readonly cursor: string;
}

/** A change as it is told: without the numbers of the store. */
export function changeOf({ kind, id, into, at, seq }: LoggedChange): ChangeBody {
  return { kind, id, ...(into !== undefined && { into }), at, cursor: writeCursor(CHANGE_LOG, seq) };
}

/** The same of an event, an offer or the like; one that was removed stays in the log. */
export function offeringChangeOf({ kind: type, id, seq, updatedAt: at, removedAt }: AnyOffering): ChangeBody {
  const kind = removedAt === undefined ? 'put' : 'removed';
  return { kind, type, id, at, cursor: writeCursor(OFFERING_LOG, seq) };
}
