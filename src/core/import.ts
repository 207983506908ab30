import type { CrsName } from './crs.js';
import type { RelationKind } from './facility.js';
import type { OfferingKind } from './offerings/documents.js';
import type { Words } from './vocabulary.js';

/** What the operator's hand, the importer and whoever shows its report say to each other. */

/** `error` rejects the row; `warning` and `info` let it in and say something about it. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FILE_FORMATS = ['csv', 'xlsx', 'geojson', 'geojsonseq', 'json', 'osm', 'pbf', 'ics'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** One thing found in one row. */
export interface Issue {
  /** As a spreadsheet counts: the first row of the file is 1. In JSON: the first element is 1. */
  readonly row: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly column?: string;
  /** As it was read, cut to a readable length. */
  readonly value?: string;
  readonly words: Words;
}

export interface ImportRequest {
  /** Path of the file. */
  readonly file: string;
  /** What its rows are, where they are no places. */
  readonly as?: OfferingKind | undefined;
  /** Of these: the measure of rows that name none. */
  readonly measure?: string | undefined;
  /** Id of the publisher; absent: made from the file's name. */
  readonly source?: string | undefined;
  readonly category?: string | undefined;
  readonly categoryColumn?: string | undefined;
  /** Value of the category column → code of a category. */
  readonly categoryMap?: Readonly<Record<string, string>> | undefined;
  readonly crs?: CrsName | undefined;
  readonly format?: FileFormat | undefined;
  /** A label of the WHATWG Encoding Standard, such as `gb18030` or `big5`. */
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
  /** Path of a second file that belongs to the first: the `station_status` of a GBFS `station_information`. */
  readonly with?: string | undefined;
  /** Does everything but keep it. */
  readonly dryRun?: boolean | undefined;
  /** One rejected row rejects the file. */
  readonly strict?: boolean | undefined;
  /** The file is the publisher's whole list: what is missing is withdrawn. Implies `strict`. */
  readonly snapshot?: boolean | undefined;
  /** Withdraws even more than a fifth of the publisher's places. */
  readonly yes?: boolean | undefined;
  /** Links the places of the file with the known ones they belong to. */
  readonly link?: boolean | undefined;
  /** Makes one of a place of the file and a known one that is the same with this score or a higher one, 0.8 to 1. */
  readonly mergeAbove?: number | undefined;
  /** Called once when another import has to end first. */
  readonly onWait?: (() => void) | undefined;
  /** Issues kept per rule; counts are always whole. */
  readonly detail?: number | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ImportProgress {
  readonly rows: number;
  /** Bytes read of the file, and its size: how far it is. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Where the datum was said. `none`: no row had coordinates. */
export const CRS_ORIGINS = ['option', 'source', 'heading', 'file', 'format', 'none'] as const;
export type CrsOrigin = (typeof CRS_ORIGINS)[number];

/** A place of the file, and a known one that may be the same, or the house of which one is a room. */
export interface Proposal {
  readonly row: number;
  readonly externalId: string;
  readonly name: string;
  /** Public id of the row's place; absent in a dry run. */
  readonly facility?: string;
  readonly other: string;
  readonly otherName: string;
  readonly relation: RelationKind;
  /** Of `part_of`: whose place is the room, the row's or the known one. */
  readonly part?: 'row' | 'known';
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly Words[];
  /** True: they were made one, or, in a dry run, would be. The id of the row's place leads to the known one. */
  readonly merged?: true;
}

/** What an import changes at one record. */
export interface Difference {
  readonly kind: 'new' | 'changed' | 'gone';
  readonly externalId: string;
  readonly row?: number;
  readonly name: string;
  /** Of a changed one, by path such as `address.district`. Absent `before` or `after`: nothing is said there. */
  readonly fields: readonly { readonly field: string; readonly before?: string; readonly after?: string }[];
}

export interface ImportDiff {
  readonly changes: readonly Difference[];
  /** Changes that are counted, but not listed. */
  readonly leftOut: number;
}

/** Its form for programs stands in import-report.ts. */
export interface ImportReport {
  readonly file: string;
  /** What its rows are, where they are no places. */
  readonly as?: OfferingKind;
  readonly source: string;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
  readonly dryRun: boolean;
  /** Whether the store holds what the counts say. False for a dry run and for a file that was refused. */
  readonly written: boolean;
  /** Why nothing was written, where that was not asked for. */
  readonly refused?: Words;
  readonly format: FileFormat;
  /** The published format the file follows, with its version: `GBFS 3.0`, `OCPI 2.2`, `OSM`. */
  readonly standard?: string;
  readonly encoding?: string;
  readonly compressed: boolean;
  readonly delimiter?: string;
  readonly sheet?: string;
  readonly crs?: CrsName;
  readonly crsFrom: CrsOrigin;
  readonly headings: {
    readonly understood: readonly { readonly heading: string; readonly field: string }[];
    /** Left aside on the word of the source file, with its reason. */
    readonly ignored: readonly { readonly heading: string; readonly why: string }[];
    /** Not understood; their values are kept in the raw record only. */
    readonly notUsed: readonly string[];
  };
  /** `rows` = `new` + `changed` + `same` + `repeated` + `rejected` + `skipped`. */
  readonly counts: {
    readonly rows: number;
    readonly new: number;
    readonly changed: number;
    readonly same: number;
    readonly repeated: number;
    readonly rejected: number;
    readonly skipped: number;
    /** Withdrawn, because a whole list no longer names them. */
    readonly gone: number;
    /** Of the rows that went in: those without a position. */
    readonly unplaced: number;
  };
  readonly rules: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly count: number;
    readonly words: Words;
    /** What became of the rows, and what to do; absent for filters of the source file. */
    readonly effect?: Words;
  }[];
  /** Words of a services column that no service of the vocabulary was found for, most frequent first. */
  readonly unknownServices: readonly { readonly word: string; readonly count: number }[];
  readonly issues: readonly Issue[];
  /** Issues that are counted in `rules`, but not listed. */
  readonly issuesLeftOut: number;
  readonly unplaced: readonly { readonly row: number; readonly name: string; readonly address: string }[];
  readonly notes: readonly Words[];
  /** Places that may be one, the likeliest first. */
  readonly proposals: readonly Proposal[];
  /** Of a dry run: what it would change. */
  readonly diff?: ImportDiff;
}
