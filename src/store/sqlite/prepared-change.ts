import { hash as digest } from 'node:crypto';
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

/** Changes prepared one by one, as they are asked for. */
export function prepared(
  changes: Iterable<Change> | AsyncIterable<Change>,
): Iterable<PreparedChange> | AsyncIterable<PreparedChange> {
  return Symbol.iterator in changes ? preparedNow(changes) : preparedLater(changes);
}

function* preparedNow(changes: Iterable<Change>): Generator<PreparedChange> {
  for (const change of changes) yield prepareChange(change);
}

async function* preparedLater(changes: AsyncIterable<Change>): AsyncGenerator<PreparedChange> {
  for await (const change of changes) yield prepareChange(change);
}

export function prepareChange(change: Change): PreparedChange {
  if (change.kind !== 'put') return { change };
  const claim = JSON.stringify(change.claim);
  const raw = change.raw === undefined ? null : JSON.stringify(change.raw);
  const hash = digest('sha256', `${claim}\0${raw ?? ''}`, 'base64url').slice(0, 22);
  return { change, claim, raw, hash };
}
