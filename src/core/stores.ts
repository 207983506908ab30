import type { AuditStore } from './audit.js';
import type { KeyStore } from './key.js';
import type { ReportStore } from './report.js';
import type { OfferingStore } from './offerings/offering.js';
import type { OverrideStore } from './override.js';
import type { StatusStore } from './status.js';
import type { FacilityStore } from './store.js';

/**
 * Everything that is kept, behind one opened store. What stands beside the facilities has sequences of its own and is
 * no part of their change log.
 */
export interface Stores {
  readonly facilities: FacilityStore;
  readonly keys: KeyStore;
  readonly audit: AuditStore;
  readonly reports: ReportStore;
  readonly overrides: OverrideStore;
  readonly status: StatusStore;
  readonly offerings: OfferingStore;
  /** Waits for what is being written, then releases files and connections. */
  close(): Promise<void>;
}
