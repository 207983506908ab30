import { invalidParameter } from '../../core/errors.js';
import type { ImportReport } from '../../core/import.js';
import { ID_COLUMN } from '../../core/sheet.js';
import type { Vocabulary } from '../../core/vocabulary.js';
import { planSource } from '../plan.js';
import type { Reading } from '../readers/reading.js';
import { readFile } from '../readers/read-file.js';
import { OfferingColumns } from './headings.js';
import { KnownOfferings } from './known.js';
import type { OfferingImporterParts, OfferingRequest } from './offering-request.js';
import { OfferingRun } from './offering-run.js';

/**
 * Takes a list of events, offers, programmes, hotlines or organisations into the store, all of it or nothing, and says what
 * became of each row. Bad rows are in the report; what makes the whole file useless is an error.
 * @throws UserError `invalid-file` for a file that cannot be read to its end, `invalid-parameter` for a request that does
 * not fit it, `conflict` for more offerings than are held
 */
export async function importOfferings(
  request: OfferingRequest,
  parts: OfferingImporterParts,
): Promise<ImportReport> {
  const { as: kind, file } = request;
  refuseForPlaces(request);
  checkMeasure(request, parts.vocabulary);
  const { id } = planSource({ file, source: request.source }, undefined, parts.vocabulary);
  const columns = new OfferingColumns(kind);
  let bytes = { bytes: 0, totalBytes: 0 };
  const reading = await readFile(file, optionsOf(request, columns), (now) => (bytes = now));
  try {
    refuseUnfit(request, reading);
    columns.see(reading.headings ?? []);
    const known = await KnownOfferings.read(parts.stores.offerings);
    const run = new OfferingRun({ request, parts, source: id, columns, known, reading, bytes: () => bytes });
    return await run.finish();
  } finally {
    await reading.close();
  }
}

function optionsOf({ format, encoding, sheet }: OfferingRequest, columns: OfferingColumns) {
  return {
    headingScore: (cells: readonly string[]) => columns.score(cells),
    standards: false,
    ...(format && { format }),
    ...(encoding && { encoding }),
    ...(sheet && { sheet }),
  };
}

const OF_PLACES = ['category', 'categoryColumn', 'categoryMap', 'with', 'link', 'mergeAbove'] as const;

/** An option that says nothing about such a list is not passed over in silence. */
function refuseForPlaces(request: OfferingRequest): void {
  const wrong = OF_PLACES.find((name) => request[name] !== undefined && request[name] !== false);
  if (wrong === undefined) return;
  const parameter = wrong.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw invalidParameter({ parameter, detail: 'goes with lists of places only, not with --as' });
}

function checkMeasure({ measure }: OfferingRequest, { measures }: Vocabulary): void {
  if (measure === undefined || measures.has(measure)) return;
  const allowed = [...measures.keys()];
  throw invalidParameter({
    parameter: 'measure',
    value: measure,
    detail: 'is none of the ten measures',
    allowed,
  });
}

function refuseUnfit({ as: kind, snapshot, source }: OfferingRequest, { format, headings }: Reading): void {
  if (format === 'ics' && kind !== 'event')
    throw invalidParameter({
      parameter: 'as',
      value: `${kind}s`,
      detail: 'a calendar holds events only',
      allowed: ['events'],
    });
  if (!headings?.includes(ID_COLUMN)) return;
  const parameter = snapshot ? 'snapshot' : source === undefined ? undefined : 'source';
  const detail =
    'does not go with an export of Yizhan (it has the column yizhan_id): its rows say themselves what they are';
  if (parameter !== undefined) throw invalidParameter({ parameter, detail });
}
