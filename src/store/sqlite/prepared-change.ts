import { hash as digest } from 'node:crypto';
import type { Change } from '../../core/change.js';

type Put = Extract<Change, { kind: 'put' }>;

/** Characters of a hash: 132 bits. */
export const HASH_LENGTH = 22;

/** A change with the work done that needs no database, so that transactions are short. */
export type PreparedChange = PreparedPut | { readonly change: Exclude<Change, Put> };

export interface PreparedPut {
  readonly change: Put;
  readonly claim: string;
  readonly raw: string | null;
  /** Of claim and raw together: a record with the same hash says the same. */
  readonly hash: string;
  /** Claim and raw in UTF-8, where they came so. */
  readonly bytes?: { readonly claim: Uint8Array; readonly raw: Uint8Array | null };
}

export function prepareChange(change: Change): PreparedChange {
  if (change.kind !== 'put') return { change };
  const claim = JSON.stringify(change.claim);
  const raw = change.raw === undefined ? null : JSON.stringify(change.raw);
  const hash = digest('sha256', `${claim}\0${raw ?? ''}`, 'base64url').slice(0, HASH_LENGTH);
  return { change, claim, raw, hash };
}
