import { compose, isDerived } from '../../core/compose.js';
import type { Claim, FacilityBody } from '../../core/facility.js';
import type { RecordRow } from './staging.js';

/** The body that these records make. */
export function bodyOf(records: readonly RecordRow[]): FacilityBody {
  return compose(
    records.map(({ source, externalId, claim }) => ({
      source,
      externalId,
      claim: JSON.parse(claim) as Claim,
    })),
  );
}

/** Whether anybody says that the place is there: what was only worked out about it does not keep it. */
export function isThere(records: readonly RecordRow[]): boolean {
  return records.some(({ claim }) => !isDerived({ claim: JSON.parse(claim) as Claim }));
}
