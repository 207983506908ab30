import type { Database, Statement } from 'better-sqlite3';
import type { Change } from '../../core/change.js';
import type { Claim } from '../../core/facility.js';
import type { PreparedChange } from './prepared-change.js';

/** The sequences after `base` up to the head. */
interface Span {
  readonly base: number;
  readonly head: number;
}

interface RedoRow {
  readonly n: number;
  readonly source: string;
  readonly externalId: string;
  readonly facility: string | null;
  readonly target: 0 | 1;
  readonly hash: string;
  readonly claim: string;
  readonly raw: string | null;
}

/**
 * A big run is staged while others go on editing. Where both touched the same facility, what was staged rests on
 * old data: it is taken out of the staging, and its changes are done again on top of the edits.
 */
export class Conflicts {
  readonly #touched: Statement<[Span], number>;
  readonly #merged: Statement<[{ keys: string }], number>;
  readonly #redo: Statement<[{ keys: string }], RedoRow>;
  readonly #changes: Statement<[], string>;
  readonly #drop: readonly Statement<[{ keys: string; records: string }]>[];

  constructor(db: Database) {
    this.#touched = db.prepare<[Span], number>(TOUCHED).pluck();
    this.#merged = db.prepare<[{ keys: string }], number>(MERGED).pluck();
    this.#redo = db.prepare<[{ keys: string }], RedoRow>(REDO);
    this.#changes = db.prepare<[], string>('SELECT json FROM main.staged_change ORDER BY n').pluck();
    this.#drop = DROP.map((sql) => db.prepare(sql));
  }

  /** Takes out what rests on facilities that others changed in the span; gives the changes to do again, in order. */
  takeOut(span: Span): PreparedChange[] {
    const keys = this.#withMerged(this.#touched.all(span));
    if (keys.size === 0) return [];
    const list = JSON.stringify([...keys]);
    const rows = this.#redo.all({ keys: list });
    const changes = this.#changes
      .all()
      .map((json) => ({ change: JSON.parse(json) as Change }) as PreparedChange);
    for (const step of this.#drop) step.run({ keys: list, records: JSON.stringify(rows.map(({ n }) => n)) });
    return [...rows.map(redone), ...changes];
  }

  /** A staged merge belongs to both its facilities. */
  #withMerged(touched: readonly number[]): Set<number> {
    const keys = new Set(touched);
    for (let more = touched; more.length > 0;) {
      more = this.#merged.all({ keys: JSON.stringify(more) }).filter((key) => !keys.has(key));
      for (const key of more) keys.add(key);
    }
    return keys;
  }
}

function redone({ source, externalId, facility, target, hash, claim, raw }: RedoRow): PreparedChange {
  if (facility === null) return { change: { kind: 'withdraw', source, externalId } };
  const change = { kind: 'put', source, externalId, claim: JSON.parse(claim) as Claim } as const;
  return { change: target ? { ...change, facility } : change, hash, claim, raw };
}

const TOUCHED = `
  WITH touched (key, id) AS (
    SELECT f.key, c.id FROM main.facility f JOIN main.card c ON c.key = f.key WHERE f.seq > :base AND f.seq <= :head
    UNION ALL SELECT key, id FROM main.gone WHERE seq > :base
  )
  SELECT s.key FROM touched t JOIN main.staged_facility s ON s.key = t.key
  UNION SELECT s.key FROM touched t JOIN main.staged_facility s ON s.id = t.id
  UNION SELECT s.facility FROM touched t JOIN main.staged_record s ON s.facility = t.key
  UNION SELECT r.facility FROM touched t JOIN main.record r ON r.facility = t.key
    JOIN main.staged_record s ON s.source = r.source AND s.external_id = r.external_id
  UNION SELECT s.facility FROM touched t JOIN main.record r ON r.facility = t.key
    JOIN main.staged_record s ON s.source = r.source AND s.external_id = r.external_id WHERE s.facility IS NOT NULL
  UNION SELECT t.key FROM touched t JOIN main.staged_relation s ON s.from_key = t.key
  UNION SELECT t.key FROM touched t JOIN main.staged_relation s ON s.to_key = t.key`;

const GIVEN = 'SELECT value FROM json_each(:keys)';

/** The other facilities of staged merges that these take part in. */
const MERGED = `
  SELECT i.key FROM main.staged_facility s JOIN main.identity i ON i.id = s.into_id
    WHERE s.key IN (${GIVEN}) AND s.kind = 'merged'
  UNION SELECT n.key FROM main.staged_facility s JOIN main.staged_facility n ON n.id = s.into_id
    WHERE s.key IN (${GIVEN}) AND s.kind = 'merged'
  UNION SELECT s.key FROM main.staged_facility s WHERE s.kind = 'merged' AND s.into_id IN (
    SELECT id FROM main.staged_facility WHERE key IN (${GIVEN})
    UNION SELECT id FROM main.card WHERE key IN (${GIVEN})
    UNION SELECT id FROM main.gone WHERE key IN (${GIVEN}))`;

const REDO = `
  SELECT s.n, source.id AS source, s.external_id AS externalId, s.target, s.hash, s.claim, s.raw,
    CASE WHEN s.facility IS NULL THEN NULL ELSE coalesce(
      (SELECT id FROM main.card WHERE key = s.facility), (SELECT id FROM main.gone WHERE key = s.facility),
      (SELECT id FROM main.staged_facility WHERE key = s.facility)) END AS facility
  FROM main.staged_record s JOIN main.source ON source.n = s.source
  WHERE s.facility IN (${GIVEN}) OR s.n IN (
    SELECT o.n FROM main.record r JOIN main.staged_record o ON o.source = r.source AND o.external_id = r.external_id
    WHERE r.facility IN (${GIVEN}))
  ORDER BY s.n`;

const DROP = [
  'DELETE FROM main.staged_record WHERE n IN (SELECT value FROM json_each(:records))',
  `DELETE FROM main.staged_facility WHERE key IN (${GIVEN})`,
  `DELETE FROM main.staged_relation WHERE from_key IN (${GIVEN}) OR to_key IN (${GIVEN})`,
];
