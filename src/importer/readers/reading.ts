import type { CrsName } from '../../core/crs.js';
import type { OsmTagTable } from './standards/osm/tag-table.js';
import type { Standard } from './standards/standard.js';
import type { FileFormat } from '../../core/import.js';
import type { Words } from '../../core/vocabulary.js';

/** A row as the file has it. */
export interface SourceRow {
  /** As a spreadsheet counts them (first row of the file 1), or the number of the element in JSON. */
  readonly row: number;
  /** Heading or property → value. Members of nested objects have a path, `address.city`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** GeoJSON geometry as read, or `null` where the feature has none; absent in tables. */
  readonly geometry?: unknown;
  /** Cells that stand under no heading. */
  readonly surplus?: readonly string[];
  /** Why the row could not be read, where it could not; `values` is empty then. */
  readonly fault?: string;
}

/** A file that was opened: what it is, and its rows, which are read as they are asked for. */
export interface Reading {
  readonly format: FileFormat;
  readonly encoding?: string;
  readonly compressed: boolean;
  readonly delimiter?: string;
  /** The published format the file follows, with what it says of its members. */
  readonly standard?: Standard;
  readonly sheet?: string;
  /** Headings in their order; absent where every row brings its own (JSON). */
  readonly headings?: readonly string[];
  /** The datum, where the file or its format says it. */
  readonly crs?: { readonly name: CrsName; readonly from: 'file' | 'format' };
  readonly notes: readonly Words[];
  readonly rows: AsyncIterable<SourceRow>;
  /** Lets go of the file when the rows are not going to be read. */
  readonly close: () => Promise<unknown>;
}

export interface ReadingOptions {
  readonly format?: FileFormat;
  readonly encoding?: string;
  readonly sheet?: string;
  /** A second file that belongs to the first, as the status belongs to the stations of GBFS. */
  readonly companion?: string;
  /** What tags of OpenStreetMap mean; needed for its files only. */
  readonly osmTags?: OsmTagTable;
  /** False: the members are read by the names they have, even where the file follows a standard. */
  readonly standards?: boolean;
  /** How many headings of a table's row are understood: finds the headings below a title. */
  readonly headingScore: (cells: readonly string[]) => number;
}

/** Bounds that hold for any file: one row, one cell, and what a small file may unpack to. */
export const MAX_ROW_BYTES = 4 * 2 ** 20;
export const MAX_CELL_CHARACTERS = 100_000;
export const MAX_COLUMNS = 2_000;
export const MAX_UNPACKED_BYTES = 8 * 2 ** 30;
