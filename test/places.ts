import type { Change } from '../src/core/change.js';
import type { Claim } from '../src/core/facility.js';
import type { FacilityStore } from '../src/core/store.js';

/** The claim of a place, with what a test does not care about filled in. */
export function claimAt(lon: number, lat: number, rest: Partial<Claim> = {}): Claim {
  return {
    name: { zh: '测试站' },
    category: 'relay_station',
    position: { lon, lat, precision: 'building' },
    ...rest,
  };
}

/** A put of the publisher `test`. */
export function put(externalId: string, claim: Claim): Change {
  return { kind: 'put', source: 'test', externalId, claim };
}

/** Writes changes as the publisher `test`. */
export function applyTo(store: FacilityStore, changes: Iterable<Change>, at = '2026-01-02T03:04:05Z') {
  return store.apply(changes, { source: { id: 'test', name: 'Test' }, label: 'test', at });
}
