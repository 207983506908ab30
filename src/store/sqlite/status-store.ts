import { setImmediate } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type {
  Counts,
  EntryReading,
  Report,
  StatusResult,
  StatusStore,
  StatusVerdict,
  StoredStatus,
} from '../../core/status.js';
import { entriesOf, readEntry } from '../../core/status-entry.js';
import { LiveSequence } from './live-sequence.js';
import { Present } from './present.js';
import type { Side } from './side.js';

/**
 * Observations read and written in one step where the same thread answers questions: half a millisecond or so, during
 * which it does nothing else.
 */
const AT_ONCE = 25;
/** Observations that the log goes back. A follower that is farther behind reads everything. */
const LOGGED = 200_000;

interface Row {
  readonly seq: number;
  readonly key: number;
  /** Milliseconds since 1970. */
  readonly observed_at: number;
  readonly received_at: number;
  readonly source: string;
  readonly counts: string;
}

/** Live status in SQLite: one row for each place that was ever observed. */
export class SqliteStatusStore implements StatusStore {
  readonly #side: Side;
  readonly #atOnce: number;
  readonly #present: Present;
  readonly #sequence: LiveSequence;
  readonly #sql: ReturnType<typeof statements>;

  /** @param atOnce observations written in one transaction */
  constructor(db: Database, side: Side, atOnce: number = AT_ONCE) {
    this.#side = side;
    this.#atOnce = atOnce;
    this.#present = new Present(db);
    this.#sequence = new LiveSequence(db, 'status');
    this.#sql = statements(db);
  }

  async put(reports: readonly Report[]): Promise<readonly StatusVerdict[]> {
    const verdicts: StatusVerdict[] = [];
    for (const some of this.#inSteps(reports)) {
      if (verdicts.length > 0) await setImmediate();
      verdicts.push(...(await this.#side.write(() => this.#write(some))));
    }
    return verdicts;
  }

  async receive(written: Uint8Array, reading: EntryReading): Promise<readonly StatusResult[] | undefined> {
    const entries = entriesOf(written);
    if (entries === undefined) return undefined;
    const results: StatusResult[] = [];
    for (const some of this.#inSteps(entries)) {
      if (results.length > 0) await setImmediate();
      const read = some.map((entry) => readEntry(entry, reading));
      const verdicts = await this.put(read.filter((one) => typeof one !== 'string'));
      let judged = 0;
      results.push(...read.map((one) => (typeof one === 'string' ? { invalid: one } : verdicts[judged++]!)));
    }
    return results;
  }

  *#inSteps<T>(all: readonly T[]): Generator<readonly T[]> {
    for (let from = 0; from < all.length; from += this.#atOnce) yield all.slice(from, from + this.#atOnce);
  }

  head(): Promise<number> {
    return this.#side.read(() => this.#sequence.last());
  }

  since(seq: number, limit: number): Promise<readonly StoredStatus[] | undefined> {
    return this.#side.read(() => {
      if (seq < this.#sequence.last() - LOGGED) return undefined;
      return this.#sql.since.all(seq, limit).map(toStored);
    });
  }

  all(afterKey: number, limit: number): Promise<readonly StoredStatus[]> {
    return this.#side.read(() => this.#sql.all.all(afterKey, limit).map(toStored));
  }

  /** The sequence is read and written once for all of them. */
  #write(reports: readonly Report[]): StatusVerdict[] {
    const before = this.#sequence.last();
    let seq = before;
    const verdicts = reports.map((report) => {
      const verdict = this.#writeOne(report, seq + 1);
      if (verdict === 'stored') seq++;
      return verdict;
    });
    if (seq > before) {
      this.#sequence.set(seq);
      this.#sql.forget.run(seq - LOGGED);
    }
    return verdicts;
  }

  #writeOne({ place, observation }: Report, seq: number): StatusVerdict {
    const key = 'id' in place ? this.#present.byId(place.id) : this.#present.byRecord(place);
    if (key === undefined) return 'unknown-facility';
    const { observedAt, receivedAt, source } = observation;
    const counts = JSON.stringify(inOrder(observation.counts));
    const kept = this.#sql.one.get(key);
    if (kept && kept.observed_at > observedAt) return 'older';
    if (kept && kept.observed_at === observedAt && kept.counts === counts) return 'same';
    this.#sql.put.run({ key, seq, observedAt, receivedAt, source, counts });
    this.#sql.log.run(seq, key);
    return 'stored';
  }
}

/** In one order, so that the same counts are the same text. */
function inOrder({ fullBatteries: batteries, ...rest }: Counts): Counts {
  const counts = Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (!batteries) return counts;
  return { ...counts, fullBatteries: { 48: batteries[48], 60: batteries[60], 72: batteries[72] } };
}

function toStored({ seq, key, observed_at, received_at, source, counts }: Row): StoredStatus {
  const observation = {
    counts: JSON.parse(counts) as Counts,
    observedAt: observed_at,
    receivedAt: received_at,
    source,
  };
  return { seq, key, observation };
}

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    one: one<[number], Pick<Row, 'observed_at' | 'counts'>>(
      'SELECT observed_at, counts FROM status WHERE key = ?',
    ),
    put: one<[object], void>(
      `INSERT INTO status (key, seq, observed_at, received_at, source, counts)
         VALUES (:key, :seq, :observedAt, :receivedAt, :source, :counts)
       ON CONFLICT (key) DO UPDATE SET seq = :seq, observed_at = :observedAt, received_at = :receivedAt,
         source = :source, counts = :counts`,
    ),
    // Only the latest of a place: what was written over has another sequence in its row.
    since: one<[number, number], Row>(
      `SELECT s.* FROM status_log l CROSS JOIN status s ON s.key = l.key AND s.seq = l.seq
       WHERE l.seq > ? ORDER BY l.seq LIMIT ?`,
    ),
    all: one<[number, number], Row>('SELECT * FROM status WHERE key > ? ORDER BY key LIMIT ?'),
    log: one<[number, number], void>('INSERT INTO status_log (seq, key) VALUES (?, ?)'),
    forget: one<[number], void>('DELETE FROM status_log WHERE seq <= ?'),
  };
}
