import { FIELDS, type Field } from '../heading-synonyms.js';
import { crsOf, fieldOf, latitudeFirst, normalise } from '../headings.js';
import type { CrsName } from '../../core/crs.js';
import type { SourceFile } from './source-file.js';

/** Fields that gather all their columns; the others take the first that is not empty. */
const GATHERING: ReadonlySet<Field> = new Set([
  'phone',
  'person',
  'services',
  'remark',
  'aliases',
  'description',
]);

/**
 * Which column is which field: on the word of a source file, or recognised as the columns come. In JSON every
 * row may bring new ones.
 */
export class Columns {
  readonly #declared: boolean;
  readonly #columns = new Map<Field, string[]>();
  readonly #ignored = new Map<string, string>();
  readonly #understood = new Map<string, Field>();
  /** Columns read besides the fields → what for. */
  readonly #used: ReadonlyMap<string, string>;
  readonly #notUsed = new Set<string>();
  readonly #seen = new Set<string>();
  /** The datum a heading of a coordinate names. */
  headingCrs: CrsName | undefined;

  /** @param extra columns the source reads besides its fields, and what for */
  constructor(
    source: Pick<SourceFile, 'headings' | 'ignore'>,
    extra: Iterable<readonly [column: string, use: string]> = [],
  ) {
    this.#declared = source.headings !== undefined;
    for (const field of FIELDS) {
      const columns = source.headings?.[field];
      if (columns) this.#columns.set(field, [...columns]);
      for (const column of columns ?? [])
        for (const name of namesIn(column)) this.#understood.set(name, field);
    }
    for (const [column, why] of Object.entries(source.ignore ?? {})) this.#ignored.set(column, why);
    this.#used = new Map(extra);
  }

  /** Takes note of columns; those met before cost one look-up each. */
  see(columns: Iterable<string>): void {
    for (const column of columns) {
      if (this.#seen.has(column)) continue;
      this.#seen.add(column);
      this.#place(column);
    }
  }

  #place(column: string): void {
    if (this.#ignored.has(column)) return;
    const field = this.#declared ? this.#understood.get(column) : this.#recognise(column);
    if (field === undefined) {
      if (!this.#used.has(column)) this.#notUsed.add(column);
    } else if (field === 'lon' || field === 'lat' || field === 'position') this.headingCrs ??= crsOf(column);
  }

  #recognise(column: string): Field | undefined {
    // A running number (序号) is no id: one row inserted would shift all that follow.
    const field = fieldOf(column) ?? fieldOf(column.slice(column.lastIndexOf('.') + 1));
    if (field === undefined || this.#used.has(column)) return undefined;
    const columns = this.#columns.get(field) ?? [];
    if (columns.length > 0 && !GATHERING.has(field) && normalise(columns[0]!) === normalise(column))
      return undefined;
    this.#columns.set(field, [...columns, column]);
    this.#understood.set(column, field);
    return field;
  }

  of(field: Field): readonly string[] {
    return this.#columns.get(field) ?? NONE;
  }

  gathers(field: Field): boolean {
    return GATHERING.has(field);
  }

  /** Whether the heading of a pair of numbers puts the latitude first. */
  latitudeFirst(column: string): boolean {
    return latitudeFirst(column);
  }

  /** For the report: every column that was met. */
  summary(): {
    understood: { heading: string; field: string }[];
    ignored: { heading: string; why: string }[];
    notUsed: string[];
  } {
    const seen = [...this.#seen];
    return {
      understood: seen.flatMap((heading) => {
        const field = this.#understood.get(heading) ?? this.#used.get(heading);
        return field === undefined ? [] : [{ heading, field }];
      }),
      ignored: seen.flatMap((heading) => {
        const why = this.#ignored.get(heading);
        return why === undefined ? [] : [{ heading, why }];
      }),
      notUsed: [...this.#notUsed],
    };
  }
}

const NONE: readonly string[] = [];

/** The columns a template reads; the column itself where it is none. */
export function namesIn(column: string): string[] {
  const names = [...column.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  return names.length > 0 ? names : [column];
}
