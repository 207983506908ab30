import { z } from 'zod';
import { reportNote } from './report-note.js';

/** What somebody who stood at a place says of it. Nothing of it changes the place: see report-effects.ts. */

/** What can be said, a closed set. How much it weighs is data (report-kinds.ts). */
export const REPORT_KINDS = [
  'locked',
  'open',
  'broken_service',
  'wrong_place',
  'gone',
  'suggestion',
] as const;
export type ReportKindCode = (typeof REPORT_KINDS)[number];

/** How far from the place the reporter said to be; the position itself is not kept. */
export const NEARNESSES = ['near', 'farther', 'not_told'] as const;
export type Nearness = (typeof NEARNESSES)[number];

/** Metres from the place up to which a reporter is near it. */
export const NEAR = 200;

/** `open`: nobody has looked at it. What is resolved has no effect any more. */
export const REPORT_STATUSES = ['open', 'accepted', 'rejected', 'duplicate'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** The longest note, in characters. */
export const LONGEST_NOTE = 500;

/** A report as it is written. Texts are cleaned and positions already made coarse or left out. */
export const reportDraft = z
  .strictObject({
    /** Names the report if it is kept. */
    id: z.string().min(1).max(64),
    /** The place, by the store's key and by the public id. Absent only in a suggestion. */
    facility: z.strictObject({ key: z.number().int().positive(), id: z.string().min(1).max(200) }).optional(),
    kind: z.enum(REPORT_KINDS),
    /** The service that is broken. */
    service: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,59}$/)
      .optional(),
    note: z.string().max(LONGEST_NOTE).transform(reportNote).optional(),
    nearness: z.enum(NEARNESSES),
    /** Where the place is said to be, WGS-84. Of the place, never of the reporter. */
    suggestedPosition: z
      .strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })
      .optional(),
    /** Milliseconds since 1970: when it was seen, and when it was told. */
    observedAt: z.number().int(),
    receivedAt: z.number().int(),
    /** Tells two askers of one day apart and nobody otherwise (see asker.ts in http). */
    asker: z.string().max(40).optional(),
  })
  .refine((it) => (it.kind === 'broken_service') === (it.service !== undefined), {
    message: 'a service belongs to broken_service and to nothing else',
    path: ['service'],
  })
  .refine((it) => it.kind === 'suggestion' || it.facility !== undefined, {
    message: 'only a suggestion may name no place',
    path: ['facility'],
  });
export type ReportDraft = Readonly<z.input<typeof reportDraft>>;

/** What an operator decided. */
export interface Resolution {
  readonly status: Exclude<ReportStatus, 'open'>;
  /** Why, for colleagues. */
  readonly word?: string;
  /** Label of the key, or `cli`. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A report as it is kept. */
export interface Report {
  readonly id: string;
  /** Place in the order in which reports came: what pages go by. */
  readonly number: number;
  /** Sequence of its last change among reports. */
  readonly seq: number;
  /** As it was when it was reported: it may be gone since, or another place's. */
  readonly facility?: { readonly key: number; readonly id: string };
  readonly kind: ReportKindCode;
  readonly service?: string;
  readonly note?: string;
  readonly nearness: Nearness;
  readonly suggestedPosition?: { readonly lon: number; readonly lat: number };
  /** Milliseconds since 1970. */
  readonly observedAt: number;
  readonly receivedAt: number;
  readonly status: ReportStatus;
  readonly resolution?: Resolution;
}

/** As much of a report as has an effect. */
export interface LiveReport {
  readonly kind: ReportKindCode;
  readonly service?: string;
  readonly nearness: Nearness;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
  readonly asker?: string;
}

/** What a follower reads: a report of a place, and whether it still counts. */
export interface ReportChange extends LiveReport {
  readonly seq: number;
  readonly id: string;
  /** The place by key and by public id, as it was when it was reported. */
  readonly facility: number;
  readonly facilityId: string;
  readonly status: ReportStatus;
}

/**
 * What became of a report. `repeated`: the same asker said the same of the same place within the hour and nothing to the
 * contrary since, so it is counted once. `full`: there are so many of this kind and place within the hour, or of this
 * place by this asker, that more would tell nothing; nothing was kept.
 */
export type Reported =
  | { readonly kind: 'new' | 'repeated'; readonly id: string; readonly observedAt: number }
  | { readonly kind: 'full'; readonly retryAfterSeconds: number };

/** What a list of reports may be asked for. All given conditions must hold. */
export interface ReportFilter {
  readonly status?: ReportStatus;
  readonly kind?: ReportKindCode;
  /** The store's key of a place; what was said of those that were merged into it counts as well. */
  readonly facility?: number;
  /** Received at or after it: milliseconds since 1970. */
  readonly since?: number;
}

/** The hour in which reports are counted, in milliseconds. */
export const REPORT_HOUR = 3_600_000;
/** Most reports of one kind of one place within an hour, and of all kinds by one asker: more change nothing. */
export const MOST_AN_HOUR = 30;
export const MOST_BY_ONE = 6;
/** Most suggestions within an hour that name no place. */
export const MOST_UNPLACED_AN_HOUR = 300;

/** Where reports are kept, beside the facilities and with a sequence of their own. Whole operations only. */
export interface ReportStore {
  /** Keeps a report, unless it repeats one or the place has enough of them. @throws ZodError for what is no draft */
  add(draft: ReportDraft): Promise<Reported>;
  /** The newest first; those with a `number` below `before` (absent: from the newest), `limit` at most. */
  list(
    filter: ReportFilter,
    page: { readonly before?: number; readonly limit: number },
  ): Promise<readonly Report[]>;
  /** Decides on one, or decides anew. `undefined` where there is none with this id. */
  resolve(id: string, resolution: Resolution): Promise<Report | undefined>;
  /** Sequence of the last change; 0 where there is none. */
  head(): Promise<number>;
  /** Reports of places, written or decided on after `seq`, in that order, `limit` at most. Suggestions are left out. */
  since(seq: number, limit: number): Promise<readonly ReportChange[]>;
  /** Forgets the notes, and the askers, of what was received before an instant. @returns how many reports lost one */
  forget(before: { readonly notes: number; readonly askers: number }): Promise<number>;
}
