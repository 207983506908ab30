import { compose, EDITOR_SOURCE, isDerived } from '../../core/compose.js';
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

/**
 * Whether anybody says that the place is there, and no editor that it is not: what was only worked out about it does not
 * keep it.
 */
export function isThere(records: readonly RecordRow[]): boolean {
  if (isRemoved(records)) return false;
  return records.some(({ claim }) => !isDerived({ claim: JSON.parse(claim) as Claim }));
}

/** Whether an editor removed the place by hand. The text is looked at first: claims are long, and few are an editor's. */
export function isRemoved(records: readonly RecordRow[]): boolean {
  return records.some(
    ({ source, claim }) =>
      source === EDITOR_SOURCE &&
      claim.includes('"removed":true') &&
      (JSON.parse(claim) as Claim).removed === true,
  );
}
