import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { UserError, invalidParameter } from '../core/errors.js';
import { sheetOf, type Sheet } from '../core/sheet.js';
import type { FacilityStore, ListFilter } from '../core/store.js';
import type { Stores } from '../core/stores.js';
import { systemFault } from '../core/system-fault.js';
import { LANGUAGES, type Language, type Vocabulary } from '../core/vocabulary.js';
import { refuseUnknown, refuseUnknownSource } from './known.js';
import { argumentFault, tellFault, type CommandIo, type ExitCode } from './command.js';
import { EXPORT_FORMATS, exportFormat, type ExportFormat, type ExportFormatName } from './export-formats.js';
import { offeringFormat, offeringText } from './export-offerings.js';
import { offeringKindOf } from './offering-words.js';
import { refuseStoreFiles } from './store-files.js';

export const EXPORT_HELP = `yizhan export [options]

Writes the facilities with everything that may be published: no persons, no private numbers. Places without a position are
written too, with empty coordinates.

  --format geojson|geojsonseq|csv   default: by the ending of --out, else geojson
  --out FILE                        default: standard output
  --category CODE,…                 only these; a group such as health stands for all of its categories
  --source ID                       only places this publisher speaks of
  --unplaced                        only places without a position (to place them: yizhan unplaced --help)
  --bom                             CSV for Excel: a mark in front that says it is UTF-8
  --as events|offers|programmes|hotlines|organisations
                                    these instead of facilities, what is over included: --format json (default), csv, and of
                                    events ics; with --source, --bom and, for names in a calendar, --lang zh|en

An export can be imported again: rows that were not edited change nothing, edited ones become corrections by hand.
In CSV, texts that a spreadsheet would run as a formula get an apostrophe in front.

Exit code: 0 done · 1 nothing written · 2 wrong call.

Examples:
  yizhan export --category relay_station --out stations.geojson
  yizhan export --format csv --bom --source changshou-union --out stations.csv
  yizhan export --as events --out events.ics
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  format: { type: 'string' },
  out: { type: 'string', short: 'o' },
  category: { type: 'string' },
  source: { type: 'string' },
  unplaced: { type: 'boolean' },
  bom: { type: 'boolean' },
  as: { type: 'string' },
  lang: { type: 'string' },
} as const;

export interface ExportCommandDeps {
  readonly io: CommandIo;
  /** Opens the facilities' store for as long as the work takes. */
  readonly withStore: <T>(work: (store: FacilityStore, vocabulary: Vocabulary) => Promise<T>) => Promise<T>;
  /** The same for all of them. */
  readonly withStores: <T>(work: (stores: Stores, vocabulary: Vocabulary) => Promise<T>) => Promise<T>;
  /** The file the store is kept in, which an export is never written over. */
  readonly storePath: () => string;
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false });
}

/** `yizhan export`. @param argv the arguments after the command's name */
export async function exportCommand(argv: readonly string[], deps: ExportCommandDeps): Promise<ExitCode> {
  const { io } = deps;
  try {
    const { values } = parse(argv);
    if (values.help) {
      io.stdout.write(EXPORT_HELP);
      return 0;
    }
    const { out } = values;
    if (out !== undefined) refuseStoreFiles('out', [out, partOf(out)], deps.storePath());
    if (values.as === undefined) await exportFacilities(values, deps);
    else await exportOfferings(values.as, values, deps);
    return 0;
  } catch (error) {
    if (error instanceof UserError) return tellFault(error, io, 'export');
    return tellFault(argumentFault(error), io, 'export');
  }
}

async function exportFacilities(values: Values, { io, withStore }: ExportCommandDeps): Promise<void> {
  if (values.lang !== undefined) throw invalidParameter({ parameter: 'lang', detail: 'goes with --as only' });
  const format = exportFormat(formatOf(values), { bom: values.bom ?? false });
  await withStore(async (store, vocabulary) => {
    await refuseUnknownSource(store, values.source);
    const pieces = text(format, sheets(store, filterOf(values, vocabulary)));
    await writeOut(values.out, pieces, io);
  });
}

async function exportOfferings(
  as: string,
  values: Values,
  { io, withStores }: ExportCommandDeps,
): Promise<void> {
  const kind = offeringKindOf(as);
  const ofPlaces = values.category !== undefined ? 'category' : values.unplaced ? 'unplaced' : undefined;
  if (ofPlaces !== undefined)
    throw invalidParameter({ parameter: ofPlaces, detail: 'goes with facilities only, not with --as' });
  const { bom = false, source, out } = values;
  const asked = { kind, format: offeringFormat(kind, values), bom, source, lang: languageOf(values.lang) };
  await withStores((stores) => writeOut(out, offeringText(stores, asked), io));
}

function languageOf(value = 'zh'): Language {
  const found = LANGUAGES.find((one) => one === value);
  if (found) return found;
  throw invalidParameter({ parameter: 'lang', value, detail: `"${value}" is not known`, allowed: LANGUAGES });
}

async function writeOut(
  out: string | undefined,
  pieces: AsyncIterable<string>,
  io: CommandIo,
): Promise<void> {
  if (out === undefined) await writeTo(io.stdout, pieces);
  else await writeFileWhole(out, pieces);
}

function formatOf({ format, out }: Values): ExportFormatName {
  const word =
    format ?? /\.(geojson|geojsonseq|geojsonl|ndjson|csv)$/i.exec(out ?? '')?.[1]?.toLowerCase() ?? 'geojson';
  const found = EXPORT_FORMATS.find(
    (one) => one === (/^(geojsonl|ndjson)$/.test(word) ? 'geojsonseq' : word),
  );
  if (found) return found;
  throw invalidParameter({
    parameter: 'format',
    value: word,
    detail: `"${word}" is not known`,
    allowed: EXPORT_FORMATS,
  });
}

function filterOf({ category, source, unplaced }: Values, vocabulary: Vocabulary): ListFilter {
  const words = category?.split(',').map((word) => word.trim()) ?? [];
  for (const word of words) {
    refuseUnknown('category', word, [...vocabulary.groups.keys(), ...vocabulary.categories.keys()]);
  }
  const categories = words.flatMap((word) => vocabulary.categoriesOf(word));
  return {
    ...(categories.length > 0 ? { traits: vocabulary.filter({ categories }) } : {}),
    ...(source === undefined ? {} : { source }),
    ...(unplaced ? { placed: false } : {}),
  };
}

const PAGE = 500;

async function* sheets(store: FacilityStore, filter: ListFilter): AsyncIterable<Sheet> {
  let after = 0;
  for (;;) {
    const cards = await store.list(filter, after, PAGE);
    if (cards.length === 0) return;
    const facilities = await store.facilities(cards.map((card) => card.key));
    for (const facility of facilities) if (facility) yield sheetOf(facility);
    after = cards.at(-1)!.key;
  }
}

/** The whole text in pieces of some size. */
async function* text(format: ExportFormat, rows: AsyncIterable<Sheet>): AsyncIterable<string> {
  let piece = format.start;
  let first = true;
  for await (const row of rows) {
    piece += (first ? '' : format.between) + format.row(row);
    first = false;
    if (piece.length < 64 * 1024) continue;
    yield piece;
    piece = '';
  }
  // The last row has its own end of line; without any row there is none to end.
  yield first && format.end === format.between ? piece : piece + format.end;
}

async function writeTo(out: CommandIo['stdout'], pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    const full = out.write(piece) === false;
    if (full && 'once' in out)
      await new Promise<void>((resolve) => void (out as NodeJS.WriteStream).once('drain', resolve));
  }
}

/** Where a file is written before it takes its place. */
function partOf(path: string): string {
  return `${path}.part`;
}

/** Writes beside the file first, so that an export that fails leaves the one before it as it was. */
export async function writeFileWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const aside = partOf(path);
  const out = createWriteStream(aside);
  try {
    const done = finished(out);
    done.catch(() => undefined);
    await Promise.race([writeTo(out, pieces), done]);
    out.end();
    await done;
    await rename(aside, path);
  } catch (error) {
    out.destroy();
    await rm(aside, { force: true });
    if (error instanceof UserError) throw error;
    throw new UserError('unavailable', `${path} cannot be written: ${systemFault(error).en}`);
  }
}
