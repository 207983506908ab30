import type { Change } from '../core/change.js';
import { EDITOR_SOURCE } from '../core/compose.js';
import { claim as claimSchema, type Facility } from '../core/facility.js';
import { ID_COLUMN, cellText, claimOfSheet, editedColumns, sheetOf, wholeMembers } from '../core/sheet.js';
import type { FacilityStore } from '../core/store.js';
import { isObject } from './readers/flatten.js';
import type { Reading, SourceRow } from './readers/reading.js';
import { Findings } from './sources/findings.js';
import { readCoordinates } from './sources/position.js';
import { Cells } from './sources/cells.js';
import { Columns } from './sources/columns.js';

/** Whether a file is an export of ours, and its rows, none of them lost by looking. */
export async function isReturned(
  reading: Reading,
): Promise<Pick<Reading, 'rows' | 'close'> & { returned: boolean }> {
  if (reading.headings) return { ...reading, returned: reading.headings.includes(ID_COLUMN) };
  const iterator = reading.rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  const returned = !first.done && ID_COLUMN in first.value.values;
  return { returned, rows: startingWith(first, iterator), close: async () => iterator.return?.() };
}

async function* startingWith(
  first: IteratorResult<SourceRow>,
  rest: AsyncIterator<SourceRow>,
): AsyncIterable<SourceRow> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

export interface ReturnedRow {
  /** What it comes to: the record behind the place for a row nobody touched, else a correction by hand. */
  readonly change: Change;
  readonly untouched: boolean;
  /** Whether the place has no position, this row taken into account. */
  readonly unplaced: boolean;
  readonly findings: Findings;
}

/**
 * Rows of an export that come back. One that says what is served says nothing new. One that was edited becomes a
 * correction by the editor, of the edited columns only, so that everything else keeps following its publisher. Emptied cells
 * alone take nothing away.
 */
export class Returned {
  readonly #store: FacilityStore;
  readonly #fromTable: boolean;
  readonly #columns = new Columns({ headings: { lon: ['lon'], lat: ['lat'] } });

  /** @param fromTable spreadsheet cells carry the apostrophe that keeps them from being run as formulas */
  constructor(store: FacilityStore, fromTable: boolean) {
    this.#store = store;
    this.#fromTable = fromTable;
  }

  async read(row: SourceRow): Promise<ReturnedRow> {
    const findings = new Findings(row.row);
    const cells = this.#cells(row);
    const id = cellText(cells[ID_COLUMN]);
    const facility = await this.#facility(id);
    if (row.fault !== undefined) findings.note('row.unreadable', { detail: row.fault });
    else if (!facility) findings.note('export.unknown_place', { column: ID_COLUMN, value: id });
    if (!facility || findings.rejected)
      return { change: NOTHING, untouched: true, unplaced: false, findings };
    const edited = editedColumns(sheetOf(facility), cells);
    return edited.length === 0
      ? untouched(facility, findings)
      : this.#correction(facility, { cells, edited, findings });
  }

  #cells(row: SourceRow): Record<string, unknown> {
    const cells = Object.fromEntries(
      Object.entries(row.values).map(([column, value]) => [column, this.#plain(value)]),
    );
    const point = isObject(row.geometry) ? row.geometry['coordinates'] : undefined;
    return Array.isArray(point) ? { ...cells, lon: point[0] as unknown, lat: point[1] as unknown } : cells;
  }

  #plain(value: unknown): unknown {
    return this.#fromTable && typeof value === 'string' && /^'+[=+\-@\t\r\n＝＋－＠]/.test(value)
      ? value.slice(1)
      : value;
  }

  async #facility(id: string): Promise<Facility | undefined> {
    const found = id === '' ? undefined : await this.#store.resolve(id);
    if (found?.kind === 'merged') return this.#facility(found.into);
    return found?.kind === 'facility' ? found.facility : undefined;
  }

  #correction(facility: Facility, read: EditedRow): ReturnedRow {
    const { cells, edited, findings } = read;
    if (edited.includes('lon') || edited.includes('lat')) {
      readCoordinates(new Cells({ row: findings.row, values: cells }, this.#columns, findings), findings);
    }
    if (findings.rejected) return { change: NOTHING, untouched: true, unplaced: false, findings };
    const checked = claimSchema.safeParse(correctedClaim(facility, read));
    for (const { path, message } of checked.error?.issues ?? []) {
      findings.note('claim.invalid', { column: path.join('.'), detail: message });
    }
    if (!checked.success) return { change: NOTHING, untouched: true, unplaced: false, findings };
    if (edited.every((column) => cellText(cells[column]) === '')) {
      findings.note('export.emptied', { column: edited.join(', ') });
      return untouched(facility, findings);
    }
    const { id } = facility;
    const raw = { edited, cells };
    const change: Change = {
      kind: 'put',
      source: EDITOR_SOURCE,
      externalId: id,
      facility: id,
      claim: checked.data,
      raw,
    };
    const unplaced = !facility.body.position && !checked.data.position;
    return { change, untouched: false, unplaced, findings };
  }
}

interface EditedRow {
  readonly cells: Readonly<Record<string, unknown>>;
  readonly edited: readonly string[];
  readonly findings: Findings;
}

/**
 * The members that were edited, each as a whole, and the name and category every claim has. A correction that was made
 * before is replaced by this one, so what it said is said again. A place set by hand is exact, and no estimate any more.
 */
function correctedClaim(facility: Facility, { cells, edited }: EditedRow): unknown {
  const { sources } = facility.body;
  const before = { ...sheetOf(facility), ...cells };
  const again = sources.some(({ source }) => source === EDITOR_SOURCE);
  const columns = again ? Object.keys(before) : wholeMembers([...edited, 'name_zh', 'category']);
  const said: Record<string, unknown> = Object.fromEntries(columns.map((column) => [column, before[column]]));
  const moved = edited.includes('lon') || edited.includes('lat');
  if (moved && !edited.includes('precision')) Object.assign(said, { precision: 'building', estimated: null });
  return claimOfSheet(said);
}

const NOTHING: Change = { kind: 'withdraw', source: EDITOR_SOURCE, externalId: '' };

function untouched(facility: Facility, findings: Findings): ReturnedRow {
  const { sources, ...claim } = facility.body;
  const first = sources[0]!;
  return { change: { kind: 'put', ...first, claim }, untouched: true, unplaced: !claim.position, findings };
}
