import { isObject } from '../readers/flatten.js';
import type { Cells } from './cells.js';
import { faultOf, lettersContradict, parseDegrees, parsePair, type Coordinates } from './coordinates.js';
import type { Findings } from './findings.js';

/**
 * The coordinates of a row as the publisher gave them, and the column they stand in; `undefined` where there are none, or
 * where what stands there is wrong (which is noted, and rejects the row).
 */
export function readCoordinates(
  cells: Cells,
  findings: Findings,
): (Coordinates & { column: string }) | undefined {
  const found =
    cells.row.geometry === undefined
      ? fromColumns(cells, findings)
      : fromGeometry(cells.row.geometry, findings);
  if (!found) return undefined;
  const fault = faultOf(found);
  if (!fault) return found;
  findings.note(fault, { column: found.column, value: `${found.x}, ${found.y}` });
  return undefined;
}

function fromColumns(cells: Cells, findings: Findings): (Coordinates & { column: string }) | undefined {
  const lon = cells.first('lon');
  const lat = cells.first('lat');
  if (!lon && !lat) return fromPair(cells, findings);
  if (!lon || !lat) {
    findings.note('position.one_missing', { column: (lon ?? lat)!.column, value: (lon ?? lat)!.text });
    return undefined;
  }
  const x = parseDegrees(lon.text);
  const y = parseDegrees(lat.text);
  if (x === undefined) findings.note('position.not_a_number', { column: lon.column, value: lon.text });
  if (y === undefined) findings.note('position.not_a_number', { column: lat.column, value: lat.text });
  if (x !== undefined && y !== undefined && lettersContradict(lon.text, lat.text)) {
    findings.note('position.swapped', {
      column: `${lon.column}, ${lat.column}`,
      value: `${lon.text}, ${lat.text}`,
    });
    return undefined;
  }
  return x === undefined || y === undefined ? undefined : { x, y, column: `${lon.column}, ${lat.column}` };
}

function fromPair(cells: Cells, findings: Findings): (Coordinates & { column: string }) | undefined {
  const cell = cells.first('position');
  if (!cell) return undefined;
  const listed = Array.isArray(cell.value) ? cell.value.join(',') : cell.text;
  const pair = parsePair(listed, cells.latitudeFirst(cell.column));
  if (pair) return { ...pair, column: cell.column };
  findings.note('position.not_a_number', { column: cell.column, value: cell.text });
  return undefined;
}

function fromGeometry(geometry: unknown, findings: Findings): (Coordinates & { column: string }) | undefined {
  if (geometry === null) return undefined;
  const coordinates = pointOf(geometry);
  if (coordinates === undefined) {
    findings.note('position.not_a_point', {
      column: 'geometry',
      value: isObject(geometry) ? geometry['type'] : geometry,
    });
    return undefined;
  }
  if (coordinates.length === 0) return undefined;
  const [x, y] = coordinates;
  if (typeof x === 'number' && typeof y === 'number') return { x, y, column: 'geometry' };
  findings.note('position.not_a_number', { column: 'geometry', value: coordinates });
  return undefined;
}

/** The coordinates of a Point, or of a MultiPoint that is one; an empty list for an empty geometry (RFC 7946, 3.1). */
function pointOf(geometry: unknown): readonly unknown[] | undefined {
  if (!isObject(geometry) || !Array.isArray(geometry['coordinates'])) return undefined;
  const coordinates = geometry['coordinates'] as unknown[];
  if (geometry['type'] === 'Point') return coordinates;
  if (geometry['type'] !== 'MultiPoint' || coordinates.length > 1) return undefined;
  const only = coordinates[0] ?? [];
  return Array.isArray(only) ? only : undefined;
}
