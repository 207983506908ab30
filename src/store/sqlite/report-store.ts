import type { Database, Statement } from 'better-sqlite3';
import {
  MOST_AN_HOUR,
  MOST_BY_ONE,
  MOST_UNPLACED_AN_HOUR,
  REPORT_HOUR,
  reportDraft,
  type Nearness,
  type Report,
  type ReportChange,
  type ReportDraft,
  type Reported,
  type ReportFilter,
  type ReportKindCode,
  type ReportStatus,
  type ReportStore,
  type Resolution,
} from '../../core/report.js';
import type { Side } from './side.js';

interface ReportRow {
  readonly n: number;
  readonly seq: number;
  readonly id: string;
  readonly facility: number | null;
  readonly facility_id: string | null;
  readonly kind: ReportKindCode;
  readonly service: string | null;
  readonly note: string | null;
  readonly nearness: Nearness;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly observed: number;
  readonly received: number;
  readonly asker: string | null;
  readonly status: ReportStatus;
  readonly word: string | null;
  readonly resolved_by: string | null;
  readonly resolved_at: number | null;
}

type NewRow = Pick<ReportRow, 'id' | 'facility' | 'kind' | 'service' | 'received' | 'asker' | 'observed'>;

/** Reports in SQLite. */
export class SqliteReportStore implements ReportStore {
  readonly #side: Side;
  readonly #sql: ReturnType<typeof statements>;
  readonly #db: Database;

  constructor(db: Database, side: Side) {
    this.#db = db;
    this.#side = side;
    this.#sql = statements(db);
  }

  async add(draft: ReportDraft): Promise<Reported> {
    const row = rowOf(draft);
    return this.#side.write(() => this.#add(row));
  }

  list(filter: ReportFilter, page: Parameters<ReportStore['list']>[1]): Promise<readonly Report[]> {
    const { status, kind, facility, since } = filter;
    const given = { status, kind, facility, since, before: page.before };
    const where = Object.entries(CONDITIONS)
      .filter(([name]) => given[name as keyof typeof given] !== undefined)
      .map(([, condition]) => condition);
    const sql = `SELECT * FROM report ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
      ORDER BY n DESC LIMIT :limit`;
    return this.#side.read(() =>
      this.#db
        .prepare<[object], ReportRow>(sql)
        .all({ ...given, limit: page.limit })
        .map(toReport),
    );
  }

  resolve(id: string, { status, word, by, at }: Resolution): Promise<Report | undefined> {
    return this.#side.write(() => {
      this.#sql.resolve.run({ id, status, word: word ?? null, by, at });
      const row = this.#sql.find.get(id);
      return row && toReport(row);
    });
  }

  head(): Promise<number> {
    return this.#side.read(() => this.#sql.head.get()!.seq);
  }

  since(seq: number, limit: number): Promise<readonly ReportChange[]> {
    return this.#side.read(() => this.#sql.since.all(seq, limit).map(toChange));
  }

  forget({ notes, askers }: Parameters<ReportStore['forget']>[0]): Promise<number> {
    return this.#side.write(
      () => this.#sql.forgetNotes.run(notes).changes + this.#sql.forgetAskers.run(askers).changes,
    );
  }

  #add(row: NewRow): Reported {
    const hour = { ...row, from: row.received - REPORT_HOUR };
    const before = this.#sql.same.get(hour);
    if (before) return { kind: 'repeated', id: before.id, observedAt: before.observed };
    const { all, mine, first, mineFirst } = this.#sql.count.get(hour)!;
    const most = row.facility === null ? MOST_UNPLACED_AN_HOUR : MOST_AN_HOUR;
    if (mine >= MOST_BY_ONE) return full(mineFirst!, row.received);
    if (all >= most) return full(first!, row.received);
    this.#sql.add.run(row);
    return { kind: 'new', id: row.id, observedAt: row.observed };
  }
}

/** Until the first of the hour is an hour old. */
function full(first: number, now: number): Reported {
  return { kind: 'full', retryAfterSeconds: Math.max(1, Math.ceil((first + REPORT_HOUR - now) / 1000)) };
}

/** Keys of a place and of those merged into it. */
const WITH_MERGED = `WITH RECURSIVE it (key, id) AS (
    SELECT :facility, (SELECT id FROM main.card WHERE key = :facility)
    UNION SELECT g.key, g.id FROM it JOIN main.gone g ON g.into_id = it.id)
  SELECT key FROM it`;

const CONDITIONS = {
  status: 'status = :status',
  kind: 'kind = :kind',
  facility: `facility IN (${WITH_MERGED})`,
  since: 'received >= :since',
  before: 'n < :before',
} as const;

function rowOf(draft: ReportDraft): NewRow {
  const { facility, suggestedPosition, observedAt, receivedAt, service, note, asker, ...rest } =
    reportDraft.parse(draft);
  const row = {
    ...rest,
    facility: facility?.key ?? null,
    facility_id: facility?.id ?? null,
    service: service ?? null,
    note: note === undefined || note === '' ? null : note,
    lon: suggestedPosition?.lon ?? null,
    lat: suggestedPosition?.lat ?? null,
    observed: observedAt,
    received: receivedAt,
    asker: asker ?? null,
  };
  return row;
}

function toReport(row: ReportRow): Report {
  const { n, seq, id, facility, facility_id, kind, service, note, nearness, lon, lat } = row;
  const { observed, received, status, word, resolved_by, resolved_at } = row;
  const resolution =
    status === 'open'
      ? {}
      : { resolution: { status, ...(word !== null && { word }), by: resolved_by!, at: resolved_at! } };
  return {
    id,
    number: n,
    seq,
    ...(facility !== null && { facility: { key: facility, id: facility_id! } }),
    kind,
    ...(service !== null && { service }),
    ...(note !== null && { note }),
    nearness,
    ...(lon !== null && { suggestedPosition: { lon, lat: lat! } }),
    observedAt: observed,
    receivedAt: received,
    status,
    ...resolution,
  };
}

function toChange({
  seq,
  id,
  facility,
  facility_id,
  kind,
  service,
  nearness,
  observed,
  asker,
  status,
}: ReportRow): ReportChange {
  return {
    seq,
    id,
    facility: facility!,
    facilityId: facility_id!,
    kind,
    ...(service !== null && { service }),
    nearness,
    observedAt: observed,
    ...(asker !== null && { asker }),
    status,
  };
}

/** Words of which the first is taken back by the second: the same said again after it is news. */
const CONTRARY = `(l.kind = 'open' AND r.kind IN ('locked', 'gone') OR l.kind = 'locked' AND r.kind = 'open')`;

function statements(db: Database) {
  const one = <P extends unknown[], R>(sql: string): Statement<P, R> => db.prepare<P, R>(sql);
  const next = '(SELECT coalesce(max(seq), 0) + 1 FROM report)';
  return {
    add: one<[object], void>(
      `INSERT INTO report (seq, id, facility, facility_id, kind, service, note, nearness, lon, lat, observed, received,
         asker, status)
       VALUES (${next}, :id, :facility, :facility_id, :kind, :service, :note, :nearness, :lon, :lat, :observed,
         :received, :asker, 'open')`,
    ),
    same: one<[object], { id: string; observed: number }>(
      `SELECT r.id, r.observed FROM report r
       WHERE r.facility IS :facility AND r.received > :from AND r.kind = :kind AND r.service IS :service
         AND r.asker = :asker AND r.kind != 'suggestion' AND NOT EXISTS (
           SELECT 1 FROM report l WHERE l.facility IS :facility AND l.n > r.n AND l.asker = r.asker AND ${CONTRARY})
       ORDER BY r.n DESC LIMIT 1`,
    ),
    count: one<[object], { all: number; mine: number; first: number | null; mineFirst: number | null }>(
      `SELECT count(*) FILTER (WHERE kind = :kind) AS "all", count(*) FILTER (WHERE asker = :asker) AS mine,
         min(received) FILTER (WHERE kind = :kind) AS first, min(received) FILTER (WHERE asker = :asker) AS mineFirst
       FROM report WHERE facility IS :facility AND received > :from`,
    ),
    find: one<[string], ReportRow>('SELECT * FROM report WHERE id = ?'),
    resolve: one<[object], void>(
      `UPDATE report SET seq = ${next}, status = :status, word = :word, resolved_by = :by, resolved_at = :at
       WHERE id = :id`,
    ),
    head: one<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM report'),
    since: one<[number, number], ReportRow>(
      `SELECT * FROM report WHERE seq > ? AND facility IS NOT NULL AND kind != 'suggestion' ORDER BY seq LIMIT ?`,
    ),
    forgetNotes: one<[number], void>('UPDATE report SET note = NULL WHERE note IS NOT NULL AND received < ?'),
    forgetAskers: one<[number], void>(
      'UPDATE report SET asker = NULL WHERE asker IS NOT NULL AND received < ?',
    ),
  };
}
