import type { LoggedChange } from '../../core/change.js';
import { writeCursor } from '../cursor.js';

/** What a cursor of the change log is for. */
export const CHANGE_LOG = 'changes';

export interface ChangeBody {
  readonly kind: LoggedChange['kind'];
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
