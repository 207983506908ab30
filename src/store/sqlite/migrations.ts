import { stagingColumns, stagingTables } from './staging-tables.js';

/** What a card's JSON says of hours, for the step that gave them numbers. */
const OSM = `(json ->> '$.hours.osm')`;
const COVERAGE = `(json ->> '$.hours.coverage')`;
const WORKDAYS = `coalesce(json ->> '$.hours.workdays', 0)`;
const HOURS = `CASE json ->> '$.inService' WHEN 0 THEN -1 ELSE coalesce((
  SELECT n FROM hours_rule r WHERE r.osm = ${OSM} AND r.coverage = ${COVERAGE} AND r.workdays = ${WORKDAYS}
), 0) END`;

/**
 * What it says of the hours of services: more than is needed, for those that add nothing to the place's hours are named as
 * well, until the place is written again.
 */
const servicesOf = (table: string) => `coalesce((SELECT json_group_array(json(rules)) FROM (
  SELECT DISTINCT json_array(value ->> '$.hours.osm', value ->> '$.hours.coverage', coalesce(value ->> '$.hours.workdays', 0))
    AS rules
  FROM json_each(${table}.json, '$.services') WHERE value ->> '$.state' = 'yes' AND value -> '$.hours' IS NOT NULL
) HAVING count(*) > 0), '')`;
const RULED = `${OSM} IS NOT NULL AND ${COVERAGE} <> 'none'`;
/** The same three, of a place without hours that can be asked. */
const OSM_OR_NONE = `CASE WHEN ${RULED} THEN ${OSM} ELSE '' END`;
const COVERAGE_OR_NONE = `CASE WHEN ${RULED} THEN ${COVERAGE} ELSE 'none' END`;
const WORKDAYS_OR_NONE = `CASE WHEN ${RULED} THEN ${WORKDAYS} ELSE 0 END`;

/** A card's JSON in the order in which it is read in parts; a member that is null is none (RFC 7396). */
const FIRST_MEMBERS = [
  'hours',
  'category',
  'access',
  'inService',
  'illustrative',
  'positionPrecision',
  'source',
  'services',
  'updatedAt',
];
const IN_PARTS = `json_patch(
  json_patch('{}', json_object(${FIRST_MEMBERS.map((name) => `'${name}', json -> '$.${name}'`).join(', ')})),
  json_remove(json, ${FIRST_MEMBERS.map((name) => `'$.${name}'`).join(', ')})
)`;

/**
 * The steps from an empty file to today's tables; `PRAGMA user_version` counts those already taken. A step that was
 * ever released is never edited: a change is a new step.
 *
 * What a facility says is not stored twice: its body is composed from its records whenever it is read. Stored are
 * what is searched (`facility`, narrow rows, so that a scan of the nation reads little) and what is sent (`card`).
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- One row: the counters, and the overlay of a committed run that is still being folded in (see commit.ts).
  CREATE TABLE state (
    only           INTEGER PRIMARY KEY CHECK (only = 1),
    seq            INTEGER NOT NULL,
    next_key       INTEGER NOT NULL,
    next_record    INTEGER NOT NULL,
    next_run       INTEGER NOT NULL,
    overlay_offset INTEGER            -- a staged row's sequence is this + its key; NULL: no overlay
  );
  INSERT INTO state VALUES (1, 0, 1, 1, 1, NULL);

  CREATE TABLE source (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT, licence TEXT, attribution TEXT, url TEXT,
    listed INTEGER NOT NULL DEFAULT 0  -- 1 once a run of it was committed
  );
  CREATE TABLE category (n INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
  -- The store's own numbers of the service bits: added to, never changed.
  CREATE TABLE service_bit (bit INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);

  CREATE TABLE run (
    n INTEGER PRIMARY KEY, source INTEGER NOT NULL, label TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL,
    "new" INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL,
    gone INTEGER NOT NULL, absent INTEGER NOT NULL, repeated INTEGER NOT NULL
  );

  -- What a publisher said. The order of n is the order in which records were first seen.
  CREATE TABLE record (
    n INTEGER PRIMARY KEY, source INTEGER NOT NULL, external_id TEXT NOT NULL, facility INTEGER NOT NULL,
    run INTEGER NOT NULL, hash TEXT NOT NULL, claim TEXT NOT NULL, raw TEXT,
    UNIQUE (source, external_id)
  );
  CREATE INDEX record_facility ON record (facility);

  -- Every public id ever given; origin is a second hash that tells two records with the same id apart.
  CREATE TABLE identity (id TEXT PRIMARY KEY, key INTEGER NOT NULL, origin INTEGER NOT NULL) WITHOUT ROWID;

  -- The seq column and that of gone are together the change log: the latest entry of each facility. at is in ms.
  CREATE TABLE facility (
    key INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, lon REAL, lat REAL,
    category INTEGER NOT NULL,
    s0 INTEGER NOT NULL, s1 INTEGER NOT NULL, s2 INTEGER NOT NULL, s3 INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX facility_seq ON facility (seq);
  CREATE INDEX facility_at ON facility (at);
  CREATE INDEX facility_unplaced ON facility (key) WHERE lon IS NULL;
  CREATE TABLE card (key INTEGER PRIMARY KEY, id TEXT NOT NULL, name_zh TEXT, name_en TEXT, json TEXT NOT NULL);
  CREATE TABLE gone (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, seq INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL,
    kind TEXT NOT NULL, into_id TEXT
  );
  CREATE TABLE relation (
    from_key INTEGER NOT NULL, kind TEXT NOT NULL, to_key INTEGER NOT NULL, PRIMARY KEY (from_key, kind, to_key)
  ) WITHOUT ROWID;
  CREATE INDEX relation_to ON relation (to_key);

  -- Names, aliases and addresses, cut into words by words.ts; rowid = key.
  CREATE VIRTUAL TABLE text USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii');
  ${stagingTables('main')}
  `,
  `
  -- A card holds all that an answer needs, so that a hit costs one look into one table.
  ALTER TABLE card RENAME TO card_before;
  CREATE TABLE card (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, seq INTEGER NOT NULL, lon REAL, lat REAL,
    name_zh TEXT, name_en TEXT, json TEXT NOT NULL
  );
  INSERT INTO card SELECT c.key, c.id, f.seq, f.lon, f.lat, c.name_zh, c.name_en, c.json
    FROM card_before c JOIN facility f ON f.key = c.key ORDER BY c.key;
  DROP TABLE card_before;
  `,
  `
  -- The last sequence that a run which is not committed wrote ahead of seq (see ahead.ts); NULL: none did.
  ALTER TABLE state ADD COLUMN ahead INTEGER;
  `,
  `
  -- How many rows facility has up to seq, and how many of them without a position; the same of the rows ahead.
  ALTER TABLE state ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE state ADD COLUMN unplaced INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE state ADD COLUMN ahead_total INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE state ADD COLUMN ahead_unplaced INTEGER NOT NULL DEFAULT 0;
  UPDATE state SET
    total = (SELECT count(*) FROM facility f WHERE f.seq <= state.seq),
    unplaced = (SELECT count(*) FROM facility f WHERE f.lon IS NULL AND f.seq <= state.seq),
    ahead_total = (SELECT count(*) FROM facility f WHERE f.seq > state.seq),
    ahead_unplaced = (SELECT count(*) FROM facility f WHERE f.lon IS NULL AND f.seq > state.seq);
  `,
  `
  -- The last run of each source, and records as they were before it wrote them (see history.ts). stale: no longer
  -- needed, to be thrown away. gone: the run withdrew the record.
  CREATE TABLE history_run (
    run INTEGER PRIMARY KEY, source INTEGER NOT NULL, first_record INTEGER NOT NULL, stale INTEGER NOT NULL
  );
  CREATE TABLE record_history (
    run INTEGER NOT NULL, n INTEGER NOT NULL, source INTEGER NOT NULL, external_id TEXT NOT NULL,
    facility INTEGER NOT NULL, gone INTEGER NOT NULL, hash TEXT NOT NULL, claim TEXT NOT NULL, raw TEXT,
    PRIMARY KEY (run, n)
  ) WITHOUT ROWID;
  `,
  `
  -- Who may write, and the log of who did (see core/key.ts and core/audit.ts). Instants are in ms.
  CREATE TABLE api_key (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
    created INTEGER NOT NULL, last_used INTEGER, revoked INTEGER
  );
  CREATE TABLE audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL, role TEXT NOT NULL,
    method TEXT NOT NULL, route TEXT NOT NULL, ids TEXT NOT NULL, count INTEGER NOT NULL, status INTEGER NOT NULL
  );
  CREATE INDEX audit_at ON audit (at);
  `,
  `
  -- Hours that can be asked, each once (see hours-numbers.ts). A facility's hours: 0 none, -1 out of service.
  CREATE TABLE hours_rule (
    n INTEGER PRIMARY KEY, osm TEXT NOT NULL, coverage TEXT NOT NULL, workdays INTEGER NOT NULL,
    UNIQUE (osm, coverage, workdays)
  );
  ALTER TABLE facility ADD COLUMN hours INTEGER NOT NULL DEFAULT 0;
  ${stagingColumns('main')}
  INSERT INTO hours_rule (osm, coverage, workdays)
    SELECT DISTINCT ${OSM}, ${COVERAGE}, ${WORKDAYS}
    FROM (SELECT json FROM card UNION ALL SELECT json FROM staged_facility WHERE json IS NOT NULL)
    WHERE ${OSM} IS NOT NULL AND ${COVERAGE} <> 'none' ORDER BY 1, 2, 3;
  UPDATE facility SET hours = coalesce((SELECT ${HOURS} FROM card WHERE card.key = facility.key), 0);
  UPDATE staged_facility SET hours = ${HOURS} WHERE json IS NOT NULL;
  `,
  `
  -- What strangers say of places (see core/report.ts), and what was decided. Instants are in ms; a row is never removed,
  -- so that seq only grows.
  CREATE TABLE report (
    n INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    facility INTEGER, facility_id TEXT, kind TEXT NOT NULL, service TEXT, note TEXT, nearness TEXT NOT NULL,
    lon REAL, lat REAL, observed INTEGER NOT NULL, received INTEGER NOT NULL, asker TEXT,
    status TEXT NOT NULL, word TEXT, resolved_by TEXT, resolved_at INTEGER
  );
  CREATE INDEX report_facility ON report (facility, received);
  CREATE INDEX report_private ON report (received) WHERE note IS NOT NULL OR asker IS NOT NULL;
  `,
  `
  -- Dated exceptions (see core/override.ts); none is ever deleted. Instants are in ms.
  CREATE TABLE override (
    n INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, content TEXT NOT NULL, ends INTEGER NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, removed INTEGER, key TEXT NOT NULL, label TEXT NOT NULL
  );
  CREATE INDEX override_seq ON override (seq);
  CREATE INDEX override_ends ON override (ends) WHERE removed IS NULL;
  `,
  `
  -- Sequences of what is kept beside the facilities, one for each kind (see live-sequence.ts).
  CREATE TABLE live_state (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
  -- The latest observation of each place; instants in ms, counts as JSON (core/status.ts).
  CREATE TABLE status (
    key INTEGER PRIMARY KEY, seq INTEGER NOT NULL, observed_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
    source TEXT NOT NULL, counts TEXT NOT NULL
  );
  CREATE UNIQUE INDEX status_seq ON status (seq);
  `,
  `
  -- An index of what changes all the time, at random places, costs more than what it finds: a short log in order instead.
  DROP INDEX status_seq;
  CREATE TABLE status_log (seq INTEGER PRIMARY KEY, key INTEGER NOT NULL);
  INSERT INTO status_log SELECT seq, key FROM status ORDER BY seq;
  `,
  `
  -- What there is beside places (see core/offerings/offering.ts): the present state of each, and every state there was.
  -- None is ever deleted. Instants are in ms; content is JSON, NULL in the history where it was removed.
  CREATE TABLE offering (
    n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, seq INTEGER NOT NULL UNIQUE, content TEXT NOT NULL,
    source TEXT, external_id TEXT, edited INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, removed INTEGER, key TEXT NOT NULL, label TEXT NOT NULL
  );
  CREATE UNIQUE INDEX offering_record ON offering (kind, source, external_id) WHERE source IS NOT NULL;
  CREATE TABLE offering_history (
    n INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL, content TEXT,
    PRIMARY KEY (n, seq)
  ) WITHOUT ROWID;
  `,
  `
  -- Numbers of hours tell apart what services have hours beyond those of their place (see hours-numbers.ts).
  CREATE TABLE hours_and_services (
    n INTEGER PRIMARY KEY, osm TEXT NOT NULL, coverage TEXT NOT NULL, workdays INTEGER NOT NULL, services TEXT NOT NULL,
    UNIQUE (osm, coverage, workdays, services)
  );
  INSERT INTO hours_and_services SELECT n, osm, coverage, workdays, '' FROM hours_rule;
  DROP TABLE hours_rule;
  ALTER TABLE hours_and_services RENAME TO hours_rule;
  CREATE TEMP TABLE with_services AS
    SELECT key, 0 AS staged, ${OSM_OR_NONE} AS osm, ${COVERAGE_OR_NONE} AS coverage, ${WORKDAYS_OR_NONE} AS workdays,
      ${servicesOf('card')} AS services
    FROM card WHERE json LIKE '%"services"%"hours"%' AND coalesce(json ->> '$.inService', 1) <> 0 AND ${servicesOf('card')} <> ''
    UNION ALL
    SELECT key, 1, ${OSM_OR_NONE}, ${COVERAGE_OR_NONE}, ${WORKDAYS_OR_NONE}, ${servicesOf('staged_facility')}
    FROM staged_facility WHERE json LIKE '%"services"%"hours"%' AND coalesce(json ->> '$.inService', 1) <> 0
      AND ${servicesOf('staged_facility')} <> '';
  INSERT OR IGNORE INTO hours_rule (osm, coverage, workdays, services)
    SELECT DISTINCT osm, coverage, workdays, services FROM with_services ORDER BY 1, 2, 3, 4;
  UPDATE facility SET hours = r.n FROM with_services w JOIN hours_rule r USING (osm, coverage, workdays, services)
    WHERE w.key = facility.key AND w.staged = 0;
  UPDATE staged_facility SET hours = r.n FROM with_services w JOIN hours_rule r USING (osm, coverage, workdays, services)
    WHERE w.key = staged_facility.key AND w.staged = 1;
  DROP TABLE with_services;
  `,
  `
  -- What many places say alike comes first in a card (see core/card.ts).
  UPDATE card SET json = ${IN_PARTS};
  UPDATE staged_facility SET json = ${IN_PARTS} WHERE json IS NOT NULL;
  `,
];
