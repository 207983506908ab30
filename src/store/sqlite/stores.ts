import type { Stores } from '../../core/stores.js';
import { SqliteAuditStore } from './audit-store.js';
import { SqliteFacilityStore, type SqliteStoreOptions } from './facility-store.js';
import { SqliteKeyStore } from './key-store.js';
import { openDatabase } from './open.js';
import { SqliteOfferingStore } from './offering-store.js';
import { SqliteReportStore } from './report-store.js';
import { SqliteOverrideStore } from './override-store.js';
import { Side } from './side.js';
import { SqliteStatusStore } from './status-store.js';

/**
 * Opens everything that is kept in one SQLite file. Several processes may have it open at once.
 * @throws UserError `unavailable` or `invalid-file`, see open.ts
 */
export function openSqliteStores(options: SqliteStoreOptions): Stores {
  const db = openDatabase(options);
  const side = new Side(db, options.path, options.busyTimeout);
  const facilities = new SqliteFacilityStore(db, options);
  return {
    facilities,
    keys: new SqliteKeyStore(db, side),
    audit: new SqliteAuditStore(db, side),
    reports: new SqliteReportStore(db, side),
    overrides: new SqliteOverrideStore(db, side),
    status: new SqliteStatusStore(db, side),
    offerings: new SqliteOfferingStore(db, side),
    close: async () => {
      await side.settled();
      await facilities.close();
    },
  };
}
