import type { Database, Statement } from 'better-sqlite3';
import type { RecordId } from '../../core/facility.js';
import { Committed, type CommittedState } from './committed.js';

/** Records of an operator send status again and again: most are known by then. */
const MOST_REMEMBERED = 100_000;

/** A merged facility says where it went; one that is there or was removed does not. */
interface Kind {
  readonly kind: 'put' | 'removed' | 'merged';
  readonly into: string | null;
}

/**
 * Which facility is meant, for what is kept beside the facilities: keys of those that are there, without reading them.
 * Used inside a transaction.
 */
export class Present {
  readonly #committed: Committed;
  readonly #remembered = new Map<string, number>();
  /** The state for which they were remembered. */
  #seq = -1;
  #overlay: number | undefined;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database) {
    this.#committed = new Committed(db);
    this.#sql = statements(db);
  }

  /** The key a public id leads to, by way of merges; nothing where there never was such a place, or is none any more. */
  byId(id: string): number | undefined {
    return this.#byId(id, this.#committed.state());
  }

  /** The key of the facility that a publisher's record speaks of. Remembered until a facility changes. */
  byRecord(record: RecordId): number | undefined {
    const { seq, overlay } = this.#committed.state();
    if (seq !== this.#seq || overlay !== this.#overlay || this.#remembered.size >= MOST_REMEMBERED) {
      this.#remembered.clear();
      [this.#seq, this.#overlay] = [seq, overlay];
    }
    const name = `${record.source} ${record.externalId}`;
    let key = this.#remembered.get(name);
    if (key === undefined) {
      key = this.#find(record, overlay);
      if (key !== undefined) this.#remembered.set(name, key);
    }
    return key;
  }

  #find(record: RecordId, overlay: number | undefined): number | undefined {
    const staged = overlay === undefined ? undefined : this.#sql.stagedRecord.get(record);
    // A record that a run withdraws has no facility.
    return (staged ? staged.facility : this.#sql.record.get(record)?.facility) ?? undefined;
  }

  #byId(id: string, state: CommittedState): number | undefined {
    const overlaid = state.overlay !== undefined;
    const key = this.#sql.key.get(id) ?? (overlaid ? this.#sql.stagedKey.get(id) : undefined);
    const place = key === undefined ? undefined : this.#kind(key, state);
    if (place?.kind === 'merged') return this.#byId(place.into!, state);
    return place?.kind === 'put' ? key : undefined;
  }

  #kind(key: number, { seq, overlay }: CommittedState): Kind | undefined {
    const staged = overlay === undefined ? undefined : this.#sql.stagedKind.get(key);
    return staged ?? this.#sql.live.get(key, seq) ?? this.#sql.gone.get(key);
  }
}

type Found = { readonly facility: number | null };

function oneRecord(table: string): string {
  return `SELECT facility FROM main.${table}
    WHERE source = (SELECT n FROM main.source WHERE id = :source) AND external_id = :externalId`;
}

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  return {
    key: one<[string], number>('SELECT key FROM main.identity WHERE id = ?').pluck(),
    stagedKey: one<[string], number>('SELECT key FROM main.staged_facility WHERE id = ?').pluck(),
    stagedKind: one<[number], Kind>('SELECT kind, into_id AS "into" FROM main.staged_facility WHERE key = ?'),
    live: one<[number, number], Kind>(
      `SELECT 'put' AS kind, NULL AS "into" FROM main.card WHERE key = ? AND seq <= ?`,
    ),
    gone: one<[number], Kind>('SELECT kind, into_id AS "into" FROM main.gone WHERE key = ?'),
    record: one<[RecordId], Found>(oneRecord('record')),
    stagedRecord: one<[RecordId], Found>(oneRecord('staged_record')),
  };
}
