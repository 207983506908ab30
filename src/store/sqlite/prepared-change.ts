import { createHash } from 'node:crypto';
import type { Change } from '../../core/change.js';

type Put = Extract<Change, { kind: 'put' }>;

/** A change with the work done that needs no database, so that transactions are short. */
export type PreparedChange = PreparedPut | { readonly change: Exclude<Change, Put> };

export interface PreparedPut {
  readonly change: Put;
  readonly claim: string;
  readonly raw: string | null;
  /** Of claim and raw together: a record with the same hash says the same. */
  readonly hash: string;
}

export function prepareChange(change: Change): PreparedChange {
  if (change.kind !== 'put') return { change };
  const claim = JSON.stringify(change.claim);
  const raw = change.raw === undefined ? null : JSON.stringify(change.raw);
  const hash = createHash('sha256')
    .update(claim)
    .update('\0')
    .update(raw ?? '')
    .digest('base64url')
    .slice(0, 22);
  return { change, claim, raw, hash };
}
