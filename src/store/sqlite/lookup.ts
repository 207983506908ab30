import type { Database, Statement } from 'better-sqlite3';
import { EDITOR_SOURCE } from '../../core/compose.js';
import type { Claim, Facility, RecordId, Relation, RelationKind } from '../../core/facility.js';
import type { Card, Resolution, StoredRecord } from '../../core/store.js';
import type { IndexEntry } from '../../core/spatial-index.js';
import { bodyOf } from './body.js';
import type { CommittedState } from './committed.js';
import type { Dictionary } from './dictionary.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from './entry.js';
import { CARD_COLUMNS, STAGED_CARD_COLUMNS, instant, toCard, type CardRow } from './row.js';
import type { Place, RecordRow } from './staging.js';
import type { Count } from './state.js';

type PlaceState = Place & { readonly at: number };

/** Single facilities by key or public id, read above an overlay where there is one. */
export class Lookup {
  readonly #dictionary: Dictionary;
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database, dictionary: Dictionary) {
    this.#dictionary = dictionary;
    this.#sql = statements(db);
  }

  /** How many facilities there are: the store keeps count, only what lies above is counted. */
  count({ overlay }: CommittedState): Count {
    return (overlay === undefined ? this.#sql.count : this.#sql.overlaidCount).get()!;
  }

  card(key: number, { seq, overlay }: CommittedState): Card | undefined {
    if (overlay !== undefined && this.#sql.stagedKind.get(key) !== undefined) {
      const staged = this.#sql.stagedCard.get({ key, overlay });
      return staged && toCard(staged);
    }
    const row = this.#sql.card.get(key, seq);
    return row && toCard(row);
  }

  entry(key: number, { seq, overlay }: CommittedState): IndexEntry | undefined {
    const staged = overlay !== undefined && this.#sql.stagedKind.get(key) !== undefined;
    const row = staged ? this.#sql.stagedEntry.get(key) : this.#sql.entry.get(key, seq);
    return row && toEntry(row, this.#dictionary);
  }

  facility(key: number, state: CommittedState): Facility | undefined {
    const overlaid = state.overlay !== undefined;
    const place = this.#place(key, state);
    if (place?.kind !== 'put') return undefined;
    const { seq } = this.card(key, state)!;
    const body = bodyOf((overlaid ? this.#sql.overlaidRecords : this.#sql.records).all({ key }));
    return {
      key,
      id: place.id,
      seq,
      updatedAt: instant(place.at),
      body,
      relations: this.#relations(key, state),
    };
  }

  resolve(id: string, state: CommittedState): Resolution | undefined {
    const overlaid = state.overlay !== undefined;
    const key = this.#key(id, overlaid);
    const place = key === undefined ? undefined : this.#place(key, state);
    if (place === undefined) return undefined;
    if (place.kind === 'put') return { kind: 'facility', facility: this.facility(key!, state)! };
    if (place.kind === 'removed') return { kind: 'removed', at: instant(place.at) };
    const end = this.resolve(place.into_id!, state)!;
    return end.kind === 'facility' ? { kind: 'merged', into: end.facility.id } : end;
  }

  record(id: RecordId, state: CommittedState): StoredRecord | undefined {
    const staged = state.overlay === undefined ? undefined : this.#sql.stagedRecord.get(id);
    const found = staged ?? this.#sql.record.get(id);
    const place = found && found.facility !== null ? this.#place(found.facility, state) : undefined;
    if (!found || !place) return undefined;
    const { claim, raw } = found;
    // Texts are read when they are looked at: mostly it is only asked where the record belongs.
    const told: StoredRecord = {
      facility: place.id,
      get claim() {
        return JSON.parse(claim) as Claim;
      },
    };
    if (raw === null) return told;
    return Object.defineProperty(told, 'raw', { enumerable: true, get: () => JSON.parse(raw) as unknown });
  }

  /** External ids of the source's records that stand behind places an editor removed, and the places' public ids. */
  held(source: string, state: CommittedState): Map<string, string> {
    const overlaid = state.overlay !== undefined;
    const keys = (overlaid ? this.#sql.overlaidRemoved : this.#sql.removed).all({ source: EDITOR_SOURCE });
    const held = new Map<string, string>();
    for (const key of keys) {
      const records = (overlaid ? this.#sql.overlaidRecords : this.#sql.records).all({ key });
      for (const record of records)
        if (record.source === source) held.set(record.externalId, this.#place(key, state)!.id);
    }
    return held;
  }

  /** The key that a public id stands for, whether the facility is still there or not. */
  key(id: string, { overlay }: CommittedState): number | undefined {
    return this.#key(id, overlay !== undefined);
  }

  #key(id: string, overlaid: boolean): number | undefined {
    return this.#sql.key.get(id) ?? (overlaid ? this.#sql.stagedKey.get(id) : undefined);
  }

  #place(key: number, { seq, overlay }: CommittedState): PlaceState | undefined {
    const staged = overlay !== undefined ? this.#sql.stagedPlace.get(key) : undefined;
    return staged ?? this.#sql.livePlace.get(key, seq) ?? this.#sql.gonePlace.get(key);
  }

  #relations(key: number, state: CommittedState): Relation[] {
    const overlaid = state.overlay !== undefined;
    const rows = (overlaid ? this.#sql.overlaidRelations : this.#sql.relations).all({ key });
    return rows.flatMap(({ kind, to }) => {
      const place = this.#place(to, state);
      return place?.kind === 'put' ? [{ kind, to: place.id }] : [];
    });
  }
}

/** A record's text; one that was withdrawn in an overlay has no facility. */
type StoredRow = { readonly facility: number | null; readonly claim: string; readonly raw: string | null };

/** Places that a source's word removed: only an editor's does. */
function removedIn(table: string): string {
  return `SELECT facility FROM main.${table} WHERE facility IS NOT NULL
    AND source = (SELECT n FROM main.source WHERE id = :source) AND claim LIKE '%"removed":true%'
    AND json_extract(claim, '$.removed')`;
}

function oneRecord(table: string): string {
  return `SELECT facility, claim, raw FROM main.${table}
    WHERE source = (SELECT n FROM main.source WHERE id = :source) AND external_id = :externalId`;
}

const RECORD_COLUMNS = 'r.n, source.id AS source, r.external_id AS externalId, r.claim';

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  type Key = [{ key: number }];
  type RelationTo = { kind: RelationKind; to: number };
  return {
    count: one<[], Count>('SELECT total, unplaced FROM main.state'),
    overlaidCount: one<[], Count>(
      `SELECT state.total + above.total - below.total AS total,
         state.unplaced + above.unplaced - below.unplaced AS unplaced
       FROM main.state, (
         SELECT count(*) AS total, count(*) - count(lon) AS unplaced FROM main.staged_facility WHERE kind = 'put'
       ) above, (
         SELECT count(*) AS total, count(*) - count(f.lon) AS unplaced
         FROM main.staged_facility s CROSS JOIN main.facility f ON f.key = s.key
       ) below`,
    ),
    card: one<[number, number], CardRow>(
      `SELECT ${CARD_COLUMNS} FROM main.card WHERE key = ? AND seq <= ?`,
    ).raw(),
    stagedCard: one<[{ key: number; overlay: number }], CardRow>(
      `SELECT ${STAGED_CARD_COLUMNS} FROM main.staged_facility WHERE key = :key AND kind = 'put'`,
    ).raw(),
    stagedKind: one<[number], string>('SELECT kind FROM main.staged_facility WHERE key = ?').pluck(),
    entry: one<[number, number], EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM main.facility WHERE key = ? AND seq <= ? AND lon IS NOT NULL`,
    ).raw(),
    stagedEntry: one<[number], EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM main.staged_facility WHERE key = ? AND lon IS NOT NULL`,
    ).raw(),
    key: one<[string], number>('SELECT key FROM main.identity WHERE id = ?').pluck(),
    stagedKey: one<[string], number>('SELECT key FROM main.staged_facility WHERE id = ?').pluck(),
    livePlace: one<[number, number], PlaceState>(
      `SELECT 'put' AS kind, c.id, NULL AS into_id, f.at
       FROM main.card c JOIN main.facility f ON f.key = c.key WHERE c.key = ? AND f.seq <= ?`,
    ),
    gonePlace: one<[number], PlaceState>('SELECT kind, id, into_id, at FROM main.gone WHERE key = ?'),
    stagedPlace: one<[number], PlaceState>(
      'SELECT kind, id, into_id, at FROM main.staged_facility WHERE key = ?',
    ),
    records: one<Key, RecordRow>(
      `SELECT ${RECORD_COLUMNS} FROM main.record r JOIN main.source ON source.n = r.source
       WHERE r.facility = :key ORDER BY r.n`,
    ),
    overlaidRecords: one<Key, RecordRow>(
      `SELECT ${RECORD_COLUMNS} FROM (
         SELECT n, source, external_id, claim FROM main.staged_record WHERE facility = :key
         UNION ALL SELECT n, source, external_id, claim FROM main.record m WHERE facility = :key
           AND NOT EXISTS (SELECT 1 FROM main.staged_record s WHERE s.n = m.n)
       ) r JOIN main.source ON source.n = r.source ORDER BY r.n`,
    ),
    removed: one<[{ source: string }], number>(removedIn('record')).pluck(),
    overlaidRemoved: one<[{ source: string }], number>(
      `${removedIn('record')} UNION ${removedIn('staged_record')}`,
    ).pluck(),
    record: one<[RecordId], StoredRow>(oneRecord('record')),
    stagedRecord: one<[RecordId], StoredRow>(oneRecord('staged_record')),
    relations: one<Key, RelationTo>(
      'SELECT kind, to_key AS "to" FROM main.relation WHERE from_key = :key ORDER BY kind, to_key',
    ),
    overlaidRelations: one<Key, RelationTo>(
      `SELECT kind, to_key AS "to" FROM main.staged_relation WHERE from_key = :key AND present
       UNION SELECT kind, to_key FROM main.relation m WHERE from_key = :key AND NOT EXISTS (
         SELECT 1 FROM main.staged_relation s
         WHERE s.from_key = m.from_key AND s.kind = m.kind AND s.to_key = m.to_key)
       ORDER BY 1, 2`,
    ),
  };
}
