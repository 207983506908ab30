/**
 * Where changes wait until they are committed: `temp` for a few changes inside one transaction, `main` for a big run
 * over many (it must outlive the process once it is committed).
 */
export type StagingSchema = 'temp' | 'main';

/**
 * The staging tables as they were first released; `stagingColumns` adds what came later. A row stands for the new state
 * of one record, facility or relation.
 */
export function stagingTables(schema: StagingSchema): string {
  return `
  -- facility NULL: the record is withdrawn. target: the change named the facility.
  CREATE TABLE ${schema}.staged_record (
    n INTEGER PRIMARY KEY, source INTEGER NOT NULL, external_id TEXT NOT NULL, facility INTEGER,
    run INTEGER NOT NULL, hash TEXT NOT NULL, target INTEGER NOT NULL, claim TEXT NOT NULL, raw TEXT,
    UNIQUE (source, external_id)
  );
  CREATE INDEX ${schema}.staged_record_facility ON staged_record (facility);
  -- kind put, removed or merged. seq NULL: the overlay's offset + key.
  CREATE TABLE ${schema}.staged_facility (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, origin INTEGER NOT NULL, into_id TEXT,
    seq INTEGER, at INTEGER NOT NULL, lon REAL, lat REAL, category INTEGER,
    s0 INTEGER, s1 INTEGER, s2 INTEGER, s3 INTEGER,
    name_zh TEXT, name_en TEXT, words TEXT, json TEXT
  );
  CREATE INDEX ${schema}.staged_facility_id ON staged_facility (id);
  CREATE INDEX ${schema}.staged_facility_away ON staged_facility (key) WHERE kind <> 'put';
  CREATE INDEX ${schema}.staged_facility_into ON staged_facility (into_id) WHERE into_id IS NOT NULL;
  CREATE TABLE ${schema}.staged_relation (
    from_key INTEGER NOT NULL, kind TEXT NOT NULL, to_key INTEGER NOT NULL, present INTEGER NOT NULL,
    PRIMARY KEY (from_key, kind, to_key)
  ) WITHOUT ROWID;
  CREATE INDEX ${schema}.staged_relation_to ON staged_relation (to_key);
  -- Merges and relations of a big run as they were asked for, in case they have to be done again.
  CREATE TABLE ${schema}.staged_change (n INTEGER PRIMARY KEY, json TEXT NOT NULL);
  `;
}

/** Columns added to the staging tables since. */
export function stagingColumns(schema: StagingSchema): string {
  return `ALTER TABLE ${schema}.staged_facility ADD COLUMN hours INTEGER;`;
}
