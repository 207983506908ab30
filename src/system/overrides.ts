import type { Database } from '../config.js';
import type { AuditStore } from '../core/audit.js';
import type { OverrideStore, OverrideTarget } from '../core/override.js';
import { judgeOverride, type SaidOverride } from '../finder/judge-override.js';
import { countMatching } from '../finder/matching.js';
import { withStores } from './stores.js';

/** What works with dated exceptions at the command line. */
export interface OverrideDesk {
  readonly store: OverrideStore;
  readonly audit: AuditStore;
  readonly judge: (said: SaidOverride) => ReturnType<typeof judgeOverride>;
}

/** Opens what the settings name for as long as work on dated exceptions takes. @throws UserError as `withStores` does */
export function withOverrides<T>(database: Database, work: (desk: OverrideDesk) => Promise<T>): Promise<T> {
  return withStores(database, (stores, vocabulary) => {
    const { facilities, overrides, audit } = stores;
    const matching = (target: OverrideTarget) => countMatching(target, { store: facilities, vocabulary });
    const parts = { stores, vocabulary, matching, now: Date.now };
    return work({ store: overrides, audit, judge: (said) => judgeOverride(said, parts) });
  });
}
