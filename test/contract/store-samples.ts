import type { Change } from '../../src/core/change.js';
import type { Claim } from '../../src/core/facility.js';
import type { Run } from '../../src/core/store.js';

export const AT = '2026-03-01T08:00:00.000Z';
export const LATER = '2026-03-02T08:00:00.000Z';

export function claim(name: string, more: Partial<Claim> = {}): Claim {
  return {
    name: { zh: name },
    category: 'relay_station',
    position: { lon: 121.43, lat: 31.24, precision: 'entrance' },
    ...more,
  };
}
export function put(
  externalId: string,
  more: Partial<Claim> = {},
  source = 'city',
): Change & { kind: 'put' } {
  return { kind: 'put', source, externalId, claim: claim(`驿站${externalId}`, more) };
}
export function withdraw(externalId: string, source = 'city'): Change {
  return { kind: 'withdraw', source, externalId };
}
export function run(more: Partial<Run> = {}): Run {
  return { source: { id: 'city', name: 'City', licence: 'CC0-1.0' }, label: 'test', at: AT, ...more };
}

/** A run that goes the way of a big one, however few its changes are: its length is not known beforehand. */
export function* streamed(changes: Iterable<Change>): Generator<Change> {
  yield* changes;
}
