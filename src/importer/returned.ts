import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../core/change.js';
import { EDITOR_SOURCE, isDerived } from '../core/compose.js';
import { toWgs84 } from '../core/crs.js';
import { editorRecordOf, saysNothing } from '../core/edit.js';
import { claim as claimSchema, type Claim, type Facility, type Hours } from '../core/facility.js';
import { isPosition } from '../core/position.js';
import { ID_COLUMN, cellText, editedColumns, sheetOf } from '../core/sheet.js';
import type { FacilityStore, StoredRecord } from '../core/store.js';
import { correctedClaim } from './correction.js';
import { crsOf } from './headings.js';
import { isObject } from './readers/flatten.js';
import type { Reading, SourceRow } from './readers/reading.js';
import { Findings } from './sources/findings.js';
import { keepPersonsInside } from './sources/personal.js';
import { withoutUnseen } from './sources/unseen.js';
import { readCoordinates } from './sources/position.js';
import { Cells } from './sources/cells.js';
import { parseDegrees } from './sources/coordinates.js';
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

export interface ReturnedParts {
  readonly store: FacilityStore;
  /**
   * Of a table, where a cell without content was emptied, and where texts carry the apostrophe that keeps them from being
   * run as formulas.
   */
  readonly headings: readonly string[] | undefined;
  readonly readHours: (text: string) => Hours;
}

/**
 * Rows of an export that come back. One that says what is served says nothing new. One that was edited becomes a
 * correction by the editor, of the edited columns only, so that everything else keeps following its publisher. Emptied
 * cells take nothing away but what was said there by hand. The row of the last correction says nothing new either, whatever
 * a publisher has said since.
 */
export class Returned {
  readonly #parts: ReturnedParts;
  readonly #columns = new Columns({ headings: { lon: ['lon'], lat: ['lat'] } });

  constructor(parts: ReturnedParts) {
    this.#parts = parts;
  }

  async read(row: SourceRow): Promise<ReturnedRow> {
    const findings = new Findings(row.row);
    const given = this.#cells(row);
    const cells = inWgs84(given);
    const id = cellText(cells[ID_COLUMN]);
    const facility = await this.#facility(id);
    if (row.fault !== undefined) findings.note('row.unreadable', { detail: row.fault });
    else if (!facility) findings.note('export.unknown_place', { column: ID_COLUMN, value: id });
    if (!facility || findings.rejected)
      return { change: NOTHING, untouched: true, unplaced: false, findings };
    const edited = editedColumns(sheetOf(facility), cells);
    if (edited.length === 0) return untouched(facility, findings);
    const { externalId, record } = await this.#lastCorrection(facility);
    if (isDeepStrictEqual(cellsOf(record), cells)) return untouched(facility, findings);
    if (edited.some((column) => column === 'lon' || column === 'lat')) checkDatum(given, findings);
    const { readHours } = this.#parts;
    const before = record?.claim;
    const claim = () => correctedClaim({ facility, cells, edited, before, readHours });
    return this.#correction(facility, { cells, edited, findings, before, claim, externalId });
  }

  /** Where two places became one there may be several: the first is the one that stands above the others. */
  async #lastCorrection(
    facility: Facility,
  ): Promise<{ externalId: string; record: StoredRecord | undefined }> {
    const externalId = editorRecordOf(facility);
    return { externalId, record: await this.#parts.store.record(EDITOR_SOURCE, externalId) };
  }

  /** Whether a publisher speaks of the place: a position worked out from its address is no word that it exists. */
  async #isSaidByOthers({ body }: Facility): Promise<boolean> {
    for (const { source, externalId } of body.sources) {
      if (source === EDITOR_SOURCE) continue;
      const record = await this.#parts.store.record(source, externalId);
      if (record && !isDerived(record)) return true;
    }
    return false;
  }

  #cells(row: SourceRow): Readonly<Record<string, unknown>> {
    const { headings } = this.#parts;
    if (headings) {
      return Object.fromEntries(
        headings.map((column) => [column, withoutApostrophe(row.values[column] ?? '')]),
      );
    }
    const point = isObject(row.geometry) ? row.geometry['coordinates'] : undefined;
    return Array.isArray(point)
      ? { ...row.values, lon: point[0] as unknown, lat: point[1] as unknown }
      : row.values;
  }

  async #facility(id: string): Promise<Facility | undefined> {
    const found = id === '' ? undefined : await this.#parts.store.resolve(id);
    if (found?.kind === 'merged') return this.#facility(found.into);
    return found?.kind === 'facility' ? found.facility : undefined;
  }

  async #correction(facility: Facility, read: Correction): Promise<ReturnedRow> {
    const { id, body } = facility;
    const { cells, edited, findings, externalId, before } = read;
    const nothing = { change: NOTHING, untouched: true, unplaced: false, findings };
    if (['lon', 'lat'].some((column) => edited.includes(column) && cellText(cells[column]) !== '')) {
      readCoordinates(new Cells({ row: findings.row, values: cells }, this.#columns, findings), findings);
    }
    if (findings.rejected) return nothing;
    const emptied = edited.filter((column) => cellText(cells[column]) === '');
    if (emptied.length > 0) findings.note('export.emptied', { column: emptied.join(', ') });
    const checked = claimSchema.safeParse(keepPersonsInside(withoutUnseen(read.claim(), findings), findings));
    for (const { path, message } of checked.error?.issues ?? []) {
      findings.note('claim.invalid', { column: path.join('.'), detail: message });
    }
    if (!checked.success) return nothing;
    const claim = checked.data;
    const unplaced = !body.position && !claim.position;
    if (before ? isDeepStrictEqual(claim, before) : saysNothing(claim)) return untouched(facility, findings);
    // Nothing said by hand is left: the record goes, unless it is all there is of the place.
    if (saysNothing(claim) && (await this.#isSaidByOthers(facility))) {
      const change: Change = { kind: 'withdraw', source: EDITOR_SOURCE, externalId };
      return { change, untouched: false, unplaced, findings };
    }
    const change: Change = {
      kind: 'put',
      source: EDITOR_SOURCE,
      externalId,
      facility: id,
      claim,
      raw: { cells },
    };
    return { change, untouched: false, unplaced, findings };
  }
}

/** In a list for placing by hand: the datum of the numbers beside it. */
const CRS_COLUMN = 'crs';

/** The cells with a position of another datum as WGS-84; what is no number or no datum stays as it is and is told later. */
function inWgs84(cells: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const crs = crsOf(cellText(cells[CRS_COLUMN]));
  const lon = parseDegrees(cellText(cells['lon']));
  const lat = parseDegrees(cellText(cells['lat']));
  if (crs === undefined || lon === undefined || lat === undefined || !isPosition(lon, lat)) return cells;
  return { ...cells, ...toWgs84({ lon, lat }, crs) };
}

/** A position in a list that asks for its datum is none without it: a wrong one puts the place half a kilometre off. */
function checkDatum(cells: Readonly<Record<string, unknown>>, findings: Findings): void {
  const said = cellText(cells[CRS_COLUMN]);
  const placed = cellText(cells['lon']) !== '' || cellText(cells['lat']) !== '';
  if (!(CRS_COLUMN in cells) || !placed || crsOf(said) !== undefined) return;
  findings.note('position.no_datum', { column: CRS_COLUMN, value: said });
}

function withoutApostrophe(value: unknown): unknown {
  return typeof value === 'string' && /^'+[=+\-@\t\r\n＝＋－＠]/.test(value) ? value.slice(1) : value;
}

interface Correction {
  readonly cells: Readonly<Record<string, unknown>>;
  readonly edited: readonly string[];
  readonly findings: Findings;
  readonly before: Claim | undefined;
  readonly claim: () => object;
  readonly externalId: string;
}

/** The row of a correction, as it was kept with it. */
function cellsOf(record: StoredRecord | undefined): unknown {
  return isObject(record?.raw) ? record.raw['cells'] : undefined;
}

const NOTHING: Change = { kind: 'withdraw', source: EDITOR_SOURCE, externalId: '' };

function untouched(facility: Facility, findings: Findings): ReturnedRow {
  const { sources, ...claim } = facility.body;
  const first = sources[0]!;
  return { change: { kind: 'put', ...first, claim }, untouched: true, unplaced: !claim.position, findings };
}
