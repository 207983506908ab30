import type { Stores } from '../../core/stores.js';
import { SqliteAuditStore } from './audit-store.js';
import { SqliteFacilityStore, type SqliteStoreOptions } from './facility-store.js';
import { SqliteKeyStore } from './key-store.js';
import { SqliteOfferingStore } from './offering-store.js';
import { IN_MEMORY, openDatabase } from './open.js';
import { SqliteReportStore } from './report-store.js';
import { SqliteOverrideStore } from './override-store.js';
import { Side } from './side.js';
import { SqliteStatusStore } from './status-store.js';
import { ThreadedStatusStore } from './threaded-status-store.js';

export interface SqliteStoresOptions extends SqliteStoreOptions {
  /** Whether live status is written in a thread of its own: for a process that answers questions. Not in memory. */
  readonly statusThread?: boolean;
}

/**
 * Opens everything that is kept in one SQLite file. Several processes may have it open at once.
 * @throws UserError `unavailable` or `invalid-file`, see open.ts
 */
export function openSqliteStores(options: SqliteStoresOptions): Stores {
  const db = openDatabase(options);
  const side = new Side(db, options.path, options.busyTimeout);
  const facilities = new SqliteFacilityStore(db, options);
  const status = new SqliteStatusStore(db, side);
  const hasThread = options.statusThread === true && options.path !== IN_MEMORY;
  const threaded = hasThread ? new ThreadedStatusStore(status, options) : undefined;
  return {
    facilities,
    keys: new SqliteKeyStore(db, side),
    audit: new SqliteAuditStore(db, side),
    reports: new SqliteReportStore(db, side),
    overrides: new SqliteOverrideStore(db, side),
    status: threaded ?? status,
    offerings: new SqliteOfferingStore(db, side),
    close: async () => {
      await threaded?.close();
      await side.settled();
      await facilities.close();
    },
  };
}
