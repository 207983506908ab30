import { setImmediate } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type { Counts, Report, StatusStore, StatusVerdict, StoredStatus } from '../../core/status.js';
import { LiveSequence } from './live-sequence.js';
import { Present } from './present.js';
import type { Side } from './side.js';

/** Observations written in one transaction: some 1 ms, during which nothing else is answered. */
const AT_ONCE = 50;

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
  readonly #present: Present;
  readonly #sequence: LiveSequence;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, side: Side) {
    this.#side = side;
    this.#present = new Present(db);
    this.#sequence = new LiveSequence(db, 'status');
    this.#sql = statements(db);
  }

  async put(reports: readonly Report[]): Promise<readonly StatusVerdict[]> {
    const verdicts: StatusVerdict[] = [];
    for (let from = 0; from < reports.length; from += AT_ONCE) {
      if (from > 0) await setImmediate();
      verdicts.push(...(await this.#side.write(() => this.#write(reports.slice(from, from + AT_ONCE)))));
    }
    return verdicts;
  }

  head(): Promise<number> {
    return this.#side.read(() => this.#sequence.last());
  }

  since(seq: number, limit: number): Promise<readonly StoredStatus[]> {
    return this.#side.read(() => this.#sql.since.all(seq, limit).map(toStored));
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
    if (seq > before) this.#sequence.set(seq);
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
    since: one<[number, number], Row>('SELECT * FROM status WHERE seq > ? ORDER BY seq LIMIT ?'),
  };
}
