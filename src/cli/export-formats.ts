import { SHEET_COLUMNS, type Sheet } from '../core/sheet.js';

/** How an export is written: what stands before, between and after the rows. */
export interface ExportFormat {
  readonly start: string;
  readonly row: (sheet: Sheet) => string;
  readonly between: string;
  readonly end: string;
}

export const EXPORT_FORMATS = ['geojson', 'geojsonseq', 'csv'] as const;
export type ExportFormatName = (typeof EXPORT_FORMATS)[number];

/** @param bom a byte-order mark in front of CSV, for Excel, which takes UTF-8 for something else without it */
export function exportFormat(name: ExportFormatName, { bom = false } = {}): ExportFormat {
  if (name === 'geojson') {
    return {
      start: '{"type":"FeatureCollection","features":[\n',
      row: featureText,
      between: ',\n',
      end: '\n]}\n',
    };
  }
  // RFC 8142 wants a record separator before each text; tools read lines without it as well, and more of them do.
  if (name === 'geojsonseq') return { start: '', row: featureText, between: '\n', end: '\n' };
  return {
    start: `${bom ? '\ufeff' : ''}${csvLine(SHEET_COLUMNS)}\r\n`,
    row: csvRow,
    between: '\r\n',
    end: '\r\n',
  };
}

/** A GeoJSON feature (RFC 7946); an unplaced facility has the geometry `null` (3.2). */
function featureText({ lon, lat, ...properties }: Sheet): string {
  const placed = typeof lon === 'number' && typeof lat === 'number';
  const geometry = placed ? { type: 'Point', coordinates: [lon, lat] } : null;
  const said = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
  return JSON.stringify({ type: 'Feature', id: properties['yizhan_id'], geometry, properties: said });
}

function csvRow(sheet: Sheet): string {
  return csvLine(SHEET_COLUMNS.map((column) => sheet[column] ?? null));
}

/** A line of CSV without its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(',');
}

/**
 * A cell of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP's
 * advice on CSV injection has it; numbers stay as they are.
 */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
