import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../core/errors.js';
import type { EntryReading, Report, StatusResult } from '../../core/status.js';
import { openDatabase, type OpenOptions } from './open.js';
import { Side } from './side.js';
import { SqliteStatusStore } from './status-store.js';

/** The program of the thread that writes live status, with a connection of its own; see threaded-status-store.ts. */

export type Work =
  { readonly reports: readonly Report[] } | { readonly written: Uint8Array; readonly reading: EntryReading };

export interface Order {
  readonly n: number;
  /** Absent: end. */
  readonly work?: Work;
}

/** What became of an order. Of a fault that is the user's, `kind` and its words; of a bug its words only. */
export interface Done {
  readonly n: number;
  readonly results?: readonly StatusResult[] | undefined;
  readonly fault?: { readonly kind?: UserError['kind']; readonly message: string };
}

/** Observations in one transaction: some ten milliseconds, for which other writers wait. No answer does. */
const AT_ONCE = 500;

const options = workerData as OpenOptions;
const db = openDatabase(options);
const store = new SqliteStatusStore(db, new Side(db, options.path, options.busyTimeout), AT_ONCE);

parentPort!.on('message', ({ n, work }: Order) => {
  if (work === undefined) end(n);
  else void carryOut(n, work).then((done) => parentPort!.postMessage(done));
});

async function carryOut(n: number, work: Work): Promise<Done> {
  try {
    const results = 'reports' in work ? store.put(work.reports) : store.receive(work.written, work.reading);
    return { n, results: await results };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      n,
      fault: error instanceof UserError ? { kind: error.kind, message: error.message } : { message },
    };
  }
}

/** Asked for only when no other order is under way. */
function end(n: number): void {
  db.close();
  parentPort!.postMessage({ n });
  parentPort!.close();
}
