import type { KeyHolder } from './key.js';

/** The audit log: who wrote what, when, and what came of it. Never what was sent: that may hold a person's number. */
export interface AuditEntry {
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
  readonly key: KeyHolder;
  readonly method: string;
  /** The route's pattern, such as `/v1/facilities/{id}`. */
  readonly route: string;
  /** Public ids that were written, or were to be; at most `MOST_AUDITED` of them. */
  readonly ids: readonly string[];
  /** How many there were. */
  readonly count: number;
  /** HTTP status of the answer. */
  readonly status: number;
}

export const MOST_AUDITED = 100;

export interface LoggedAudit extends AuditEntry {
  /** Grows with every entry. */
  readonly n: number;
}

export interface AuditFilter {
  /** Only at or after this instant, ISO 8601. */
  readonly since?: string;
  /** Only by this key (its id). */
  readonly key?: string;
}

/** Where the audit log is kept. */
export interface AuditStore {
  add(entry: AuditEntry): Promise<void>;
  /** Entries after `after` (0: from the first) in their order, `limit` at most. */
  list(filter: AuditFilter, after: number, limit: number): Promise<readonly LoggedAudit[]>;
  /** Removes entries from before the instant. @returns how many */
  prune(before: string): Promise<number>;
}
