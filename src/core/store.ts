import type { CardText } from './card.js';
import type { Change, LoggedChange, Verdict } from './change.js';
import type { Claim, Facility } from './facility.js';
import type { NumberedHours } from './hours/hours-book.js';
import type { BBox } from './position.js';
import type { Source } from './source.js';
import type { IndexEntry } from './spatial-index.js';
import type { TraitFilter } from './traits.js';
import type { Language } from './vocabulary.js';

/**
 * What an answer's list needs of a facility, ready for sending: the row that is read for every hit. Members that
 * depend on language, datum or time stand apart; everything else is two fragments of JSON, made once when the
 * facility was written (see card.ts).
 */
export interface Card extends CardText {
  readonly key: number;
  readonly id: string;
  readonly seq: number;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  /** Where the card has its feature ready. */
  readonly ready?: ReadyFeature;
}

/** The feature of a card with a position, as an answer in WGS-84 has it, up to the end of the card's own members. */
export interface ReadyFeature {
  /** Bytes it takes at most. */
  readonly size: number;
  /** Copies it. @param into has room for `size` bytes from `at` on @returns where it ends */
  copyFeature(lang: Language, into: Uint8Array, at: number): number;
}

/** What a list of facilities may be asked for. All given conditions must hold. */
export interface ListFilter {
  readonly traits?: TraitFilter;
  readonly box?: BBox;
  /** Text that must stand in name, alias or address: every word of it, letters' case and width aside. */
  readonly text?: string;
  /** Public ids. */
  readonly ids?: readonly string[];
  /** Only what changed at or after this instant (ISO 8601). */
  readonly modifiedSince?: string;
  /** `true`: only with a position; `false`: only without one; absent: all. */
  readonly placed?: boolean;
  /** Only facilities with a record of this source. */
  readonly source?: string;
}

/** Who writes, why and when: the same for all changes of one call. */
export interface Run {
  /** The publisher whose records are written; it is recorded with its name and terms. */
  readonly source: Source;
  /** For people: a file's name, "edit", … */
  readonly label: string;
  /** Instant, ISO 8601 in UTC: the caller's clock. */
  readonly at: string;
  /**
   * Of a few changes: the facility as the caller read it. Where it has changed since, nothing is written: `precondition-failed`.
   */
  readonly expect?: Pick<Facility, 'id' | 'seq'>;
  /** Does everything but keep it: verdicts and counts are those of the real run. */
  readonly dryRun?: boolean;
  /**
   * True: the changes are the publisher's whole list; records of the source that are not among them are withdrawn.
   */
  readonly snapshot?: boolean;
  /**
   * Of a snapshot: called before anything is withdrawn, with how many of the source's records are not in the list.
   * What it throws stops the run and leaves the store as it was.
   */
  readonly onMissing?: (missing: Missing) => void | Promise<void>;
  /** Called once when the run has to wait for another one. */
  readonly onWait?: () => void;
  /** Called for each change, in order. */
  readonly onVerdict?: (change: Change, verdict: Verdict) => void;
  /** Stops the run and leaves the store as it was. */
  readonly signal?: AbortSignal;
}

export interface Missing {
  /** Records of the source that were there before the run. */
  readonly known: number;
  readonly missing: number;
}

export interface ApplyResult {
  /** Number of the run; absent for a dry run and for one that changed nothing. */
  readonly run?: number;
  /** Sequence after it. */
  readonly seq: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

export interface UndoResult extends ApplyResult {
  /** Label and instant of the run that was taken back. */
  readonly undone: { readonly label: string; readonly at: string };
}

/** What a public id leads to. */
export type Resolution =
  | { readonly kind: 'facility'; readonly facility: Facility }
  | { readonly kind: 'merged'; readonly into: string }
  | { readonly kind: 'removed'; readonly at: string };

/** What a publisher said of one place, as it was written. */
export interface StoredRecord {
  readonly claim: Claim;
  /** The row as it was read, where it was given. */
  readonly raw?: unknown;
  /** Public id of the place. */
  readonly facility: string;
}

/** All placed facilities in ascending key, in batches, all from one committed state. */
export interface Snapshot<T> {
  /** Sequence of that state. */
  readonly seq: number;
  readonly batches: AsyncIterable<readonly T[]>;
}

/**
 * Where facilities are kept. Whole operations only: there is no transaction to hold open. Every answer is read from
 * one committed state; a write is there as a whole or not at all.
 */
export interface FacilityStore {
  /** Sequence of the last committed change; 0 for an empty store. Cheap enough to ask many times a second. */
  head(): Promise<number>;
  /** How many facilities there are, and how many of them have no position. */
  count(): Promise<{ readonly total: number; readonly unplaced: number }>;

  /**
   * Writes all changes or none, with the change log in the same commit. A big run is staged aside in small steps
   * and becomes visible in one short step, so that no other writer waits longer than a moment. Two runs at once
   * wait for each other.
   * @throws UserError `conflict` for a change that names a facility which does not exist, `precondition-failed` where
   * `run.expect` does not hold
   */
  apply(changes: Iterable<Change> | AsyncIterable<Change>, run: Run): Promise<ApplyResult>;

  /**
   * Takes the last run of `run.source` back: records that were new in it are withdrawn, those it changed or withdrew are
   * as they were before, and so are their facilities. Edits made since stay, and so do merges and relations. All or
   * nothing, as with `apply`; verdicts say what became of the records. Only the last run can be taken back, and once.
   * @throws UserError `conflict` where there is none
   */
  undo(run: Run): Promise<UndoResult>;

  /** Every placed facility as an index entry. */
  snapshot(): Promise<Snapshot<IndexEntry>>;
  /** The card of every placed facility. */
  allCards(): Promise<Snapshot<Card>>;
  /** The log after `seq`, ascending, `limit` entries at most. */
  changes(after: number, limit: number): Promise<readonly LoggedChange[]>;
  /** Index entries of these facilities; those without a position, or no longer there, are left out. */
  entries(keys: readonly number[]): Promise<readonly IndexEntry[]>;

  /** All hours with this number or a higher one: what `hours` of index entries means. They are never changed. */
  hoursRules(from: number): Promise<readonly NumberedHours[]>;

  /** Cards in the order of the keys; `undefined` where there is none (any more). */
  cards(keys: readonly number[]): Promise<readonly (Card | undefined)[]>;
  /** Whole facilities in the order of the keys; `undefined` where there is none (any more). */
  facilities(keys: readonly number[]): Promise<readonly (Facility | undefined)[]>;
  /** What the public id leads to; `undefined` for one that never was. */
  resolve(id: string): Promise<Resolution | undefined>;
  /** Cards that fulfil the filter in ascending key, those after `afterKey` (0: from the start), `limit` at most. */
  list(filter: ListFilter, afterKey: number, limit: number): Promise<readonly Card[]>;

  /** A publisher's record; `undefined` for one that never was or was withdrawn. */
  record(source: string, externalId: string): Promise<StoredRecord | undefined>;
  /**
   * Of a source: the records of places that an editor removed by hand, with the places' public ids. They are kept, and
   * not served.
   */
  held(source: string): Promise<ReadonlyMap<string, string>>;
  /** All publishers with their terms. */
  sources(): Promise<readonly Source[]>;

  /** Releases files and connections. */
  close(): Promise<void>;
}
