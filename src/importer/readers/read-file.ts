import { invalidFile, UserError } from '../../core/errors.js';
import type { FileFormat, ImportProgress } from '../../core/import.js';
import type { Words } from '../../core/vocabulary.js';
import { calendarRows } from './calendar.js';
import { csvRows, findDelimiter } from './csv.js';
import { decode, decodeHead, findEncoding } from './encoding.js';
import { isZip, misnamed, refuseMarkup, refuseUnreadable, textFormat } from './format.js';
import { openInput, type Input } from './input.js';
import { findRowsPath, jsonElements, jsonLines, kindOfMember } from './json.js';
import type { Reading, ReadingOptions, SourceRow } from './reading.js';
import { gbfsDocument, isGbfs } from './standards/gbfs.js';
import { isOcpi, ocpiDocument } from './standards/ocpi.js';
import type { OsmPass } from './standards/osm/element.js';
import { OSM, osmRows } from './standards/osm/osm.js';
import { isOsmPbf, pbfElements } from './standards/osm/pbf.js';
import { xmlElements } from './standards/osm/xml.js';
import type { StandardDocument } from './standards/standard.js';
import { openTable } from './table.js';
import { readXlsx } from './xlsx.js';

/**
 * Opens a file of places, whatever it is: what it is and how it is encoded is found by its content.
 *
 * @param onBytes hears of every bite taken from the disk while the rows are read
 * @throws UserError `invalid-file` for what cannot be read, with what to do instead
 */
export async function readFile(
  path: string,
  options: ReadingOptions,
  onBytes?: (progress: Pick<ImportProgress, 'bytes' | 'totalBytes'>) => void,
): Promise<Reading> {
  const input = await openInput(path);
  await refuseUnreadable(input);
  if (isZip(input)) {
    const reading = await readXlsx(input, options);
    return { ...reading, notes: [...notes(misnamed(input.name, 'xlsx')), ...reading.notes] };
  }
  if (options.format === 'xlsx')
    throw invalidFile({
      zh: `${input.name} 不是 .xlsx 工作簿。`,
      en: `${input.name} is not an .xlsx workbook.`,
    });
  let bytes = 0;
  const onRead = onBytes && ((more: number) => onBytes({ bytes: (bytes += more), totalBytes: input.size }));
  if (isOsmPbf(input)) {
    const { compressed } = input;
    return { compressed, ...readOsm(input, 'pbf', (watch) => pbfElements(input, watch), options, onRead) };
  }
  if (options.format === 'pbf')
    throw new UserError('invalid-file', `${input.name} is not a PBF file of OpenStreetMap.`);
  return readText(input, options, onRead);
}

async function readText(
  input: Input,
  options: ReadingOptions,
  onRead?: (bytes: number) => void,
): Promise<Reading> {
  const encoding = await findEncoding(input, options.encoding);
  const head = decodeHead(input.head, encoding).replace(/^\ufeff/, '');
  if (encoding.name !== 'utf-16le' && encoding.name !== 'utf-16be' && head.includes('\0')) {
    throw invalidFile({
      zh: `${input.name} 不是文本，也不是可识别的文件。`,
      en: `${input.name} is not text and no kind of file that is known here.`,
    });
  }
  const found = textual(options.format) ?? textFormat(head);
  const standard = await standardOf(input, found, head, options);
  if (found === 'html' || found === 'xml') refuseMarkup(input, found);
  const text = (watch?: (bytes: number) => void) => decode(input, encoding, watch);
  const common = { encoding: encoding.name, compressed: input.compressed };
  if (found === 'osm') {
    const pass: OsmPass = (watch) => xmlElements(text(watch));
    return { ...common, ...readOsm(input, found, pass, options, onRead) };
  }
  if (standard) {
    const { path, row, notes: more } = standard;
    const rows = jsonElements(text(onRead), path, row);
    const said = [...notes(misnamed(input.name, 'json')), ...more];
    return { ...common, format: 'json', standard, crs: WGS84, notes: said, rows, close: nothingOpen };
  }
  if (found === 'ics') {
    const calendar = await calendarRows(input.name, text(onRead));
    const said = [...notes(misnamed(input.name, found)), ...calendar.notes];
    return { ...common, format: found, crs: WGS84, ...calendar, notes: said, close: nothingOpen };
  }
  if (found === 'csv') return { ...common, ...(await readTable(input, head, text(onRead), options)) };
  return { ...common, ...(await readJson(input, found, head, text, onRead)) };
}

/** Formats of bytes were told by their first ones; what is left is text. */
function textual(format: FileFormat | undefined): Exclude<FileFormat, 'xlsx' | 'pbf'> | undefined {
  return format === 'xlsx' || format === 'pbf' ? undefined : format;
}

/** A file of OpenStreetMap, packed or as XML. */
function readOsm(
  input: Input,
  format: 'osm' | 'pbf',
  pass: OsmPass,
  { osmTags }: ReadingOptions,
  onRead?: (bytes: number) => void,
): Omit<Reading, 'compressed'> {
  if (!osmTags)
    throw new UserError(
      'invalid-file',
      `${input.name} is of OpenStreetMap, and no table of tags is at hand.`,
    );
  const rows = osmRows(pass, osmTags, onRead);
  return {
    format,
    standard: OSM,
    crs: WGS84,
    notes: notes(misnamed(input.name, format)),
    rows,
    close: nothingOpen,
  };
}

/** What GBFS, OCPI and OSM lay down. */
const WGS84 = { name: 'wgs84', from: 'format' } as const;

/** The standard a document of JSON follows, found by what it begins with. */
async function standardOf(
  input: Input,
  format: FileFormat | 'html' | 'xml',
  head: string,
  { companion, standards = true }: ReadingOptions,
): Promise<StandardDocument | undefined> {
  if (format !== 'json' || !standards) return undefined;
  if (isGbfs(head)) return gbfsDocument(input, head, companion);
  return isOcpi(head) ? ocpiDocument(head) : undefined;
}

async function readTable(
  input: Input,
  head: string,
  text: AsyncIterable<string>,
  options: ReadingOptions,
): Promise<Omit<Reading, 'compressed'>> {
  const delimiter = findDelimiter(head);
  const table = await openTable(csvRows(text, delimiter), options.headingScore);
  if (!table) throw invalidFile({ zh: `${input.name} 中没有数据行。`, en: `${input.name} holds no rows.` });
  return {
    format: 'csv',
    delimiter,
    headings: table.headings,
    notes: notes(misnamed(input.name, 'csv')),
    rows: table.rows,
    close: table.close,
  };
}

/** Formats of JSON without a standard above it. */
type JsonFormat = 'json' | 'geojson' | 'geojsonseq';

async function readJson(
  input: Input,
  format: JsonFormat,
  head: string,
  text: (watch?: (bytes: number) => void) => AsyncIterable<string>,
  onRead?: (bytes: number) => void,
): Promise<Omit<Reading, 'compressed'>> {
  const isGeo = format !== 'json' && /"Feature/.test(head);
  const crs = isGeo ? geojsonCrs(head) : undefined;
  const rows = await jsonRows(input, format, head, text, onRead);
  return {
    format,
    ...(crs ? { crs } : {}),
    notes: notes(misnamed(input.name, format)),
    rows,
    close: nothingOpen,
  };
}

/** A generator that was not started holds nothing. */
const nothingOpen = () => Promise.resolve();

async function jsonRows(
  input: Input,
  format: JsonFormat,
  head: string,
  text: (watch?: (bytes: number) => void) => AsyncIterable<string>,
  onRead?: (bytes: number) => void,
): Promise<AsyncIterable<SourceRow>> {
  if (format === 'geojsonseq') return jsonLines(text(onRead));
  const path = await rowsPath(input, format, head, text);
  if (path !== undefined) return jsonElements(text(onRead), path);
  throw invalidFile({
    zh: `${input.name} 是 JSON，但其中没有对象列表，没有可导入的内容。`,
    en: `${input.name} is JSON without a list of objects in it: there is nothing to import.`,
  });
}

async function rowsPath(
  input: Input,
  format: FileFormat,
  head: string,
  text: () => AsyncIterable<string>,
): Promise<string | undefined> {
  if (format !== 'geojson') return findRowsPath(text());
  if (!/"type"\s*:\s*"FeatureCollection"/.test(head)) return '$';
  const features = await kindOfMember(text(), 'features');
  if (features === 'list') return '$.features.*';
  const detail = features ? 'its "features" are not a list' : 'it has no "features"';
  throw new UserError('invalid-file', `${input.name} is not a GeoJSON FeatureCollection: ${detail}.`);
}

/**
 * The datum of a GeoJSON file. RFC 7946 knows WGS-84 only; its forerunner of 2008 had a member `crs`, which is
 * believed where it names WGS-84 and refused where it names anything else.
 */
function geojsonCrs(head: string): NonNullable<Reading['crs']> {
  const name = /"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{[^{}]*"name"\s*:\s*"([^"]+)"/.exec(head)?.[1];
  if (name === undefined) return { name: 'wgs84', from: 'format' };
  if (/CRS:?84|EPSG:{1,2}(4326|4979)|WGS.?84/i.test(name)) return { name: 'wgs84', from: 'file' };
  throw invalidFile({
    zh: `文件声明的坐标系是“${name}”；请先转换为 WGS-84（EPSG:4326）。`,
    en: `The file names the coordinate system "${name}"; convert it to WGS-84 (EPSG:4326) first.`,
  });
}

function notes(...words: (Words | undefined)[]): Words[] {
  return words.filter((one) => one !== undefined);
}
