import { stat, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CRS_NAMES, type CrsName } from '../core/crs.js';
import { UserError, invalidParameter } from '../core/errors.js';
import { FILE_FORMATS, type FileFormat, type ImportReport, type ImportRequest } from '../core/import.js';
import type { UndoResult } from '../core/store.js';
import { systemFault } from '../core/system-fault.js';
import type { Language } from '../core/vocabulary.js';
import { argumentFault, tellFault, type CommandIo, type ExitCode } from './command.js';
import { offeringKindOf } from './offering-words.js';
import { reportText } from './import-report.js';
import { progressLine } from './progress.js';

export const IMPORT_HELP = `yizhan import FILE [options]

Takes a list of places into the store, all of it or nothing. Reads CSV, TSV, XLSX, GeoJSON, GeoJSONSeq and JSON, also gzipped, and
stations of GBFS, locations of OCPI, OpenStreetMap;
format and encoding (UTF-8, GB18030, UTF-16) are found by the content. Headings may be Chinese or English.

What its rows are, where they are no places:
  --as events|offers|programmes|hotlines|organisations
                               from CSV, XLSX, JSON, and events from iCalendar (.ics); docs/import.md says which columns and
                               times are understood. --category, --with, --link, --merge-above, --learn and --undo are of places
  --measure CODE               the measure of rows that name none: harbor, watch, health, mind, learn, voice, shop, mutual, …

What the places are, unless the source file or a column says it:
  --category CODE              one category for all rows, e.g. relay_station, public_toilet, clinic
  --category-column NAME       the column that says it, with
  --category-map "公厕=public_toilet,医院=hospital"

Whose list it is:
  --source ID                  the publisher; data/sources/ID.json is used where it exists. Records are told apart by
                               source and id, so use the same one each time. Default: made from the file's name.
  --learn ID                   writes data/sources/ID.json as guessed from this file, to be edited; imports nothing

Where the numbers come from (never guessed):
  --crs wgs84|gcj02|bd09       wgs84: GPS, OpenStreetMap, 天地图 · gcj02: 高德, 腾讯 · bd09: 百度
                               needed for tables with coordinates, unless the source file or a heading says it

How:
  --dry-run                    reads, checks and compares everything, writes nothing
  --with FILE                  a second file that belongs to it: the station_status of a GBFS station_information
  --strict                     one rejected row rejects the file
  --snapshot                   the file is the publisher's whole list: what is missing is withdrawn (implies no rejected rows)
                               more than 20 % of its places missing: nothing is written without --yes
  --yes                        withdraws them all the same
  --link                       links places with known ones they may belong to: same_place, part_of (a room in a centre), near
                               (the report proposes them for new places in any case)
  --merge-above SCORE          makes one of a place and a known one that is the same with this score or a higher one, 0.8 to 1,
                               where neither has a second candidate. Try it with --dry-run first: it cannot be taken back
  --undo                       takes the last import of --source ID back: its places are as they were before; later edits by
                               hand stay. Only the last one, and once. Needs no FILE; --dry-run counts only.
  --format csv|xlsx|geojson|geojsonseq|json|osm|pbf|ics, --encoding LABEL, --sheet NAME|NUMBER    where the content misleads
  --report FILE                the report as JSON with up to 100,000 issues of each rule (the terminal shows a few)
  --json                       the report as JSON on standard output (docs/import.md describes it)
  --progress, --no-progress    progress on standard error (default: on a terminal only)
  --lang zh|en                 language of the report

Exit code: 0 done · 1 nothing written · 2 wrong call.

Examples:
  yizhan import 站点.xlsx --category relay_station --crs gcj02 --source changshou-union --dry-run
  yizhan import toilets.csv --source putuo-toilets --snapshot
  yizhan import 活动.xlsx --as events --measure learn --source changshou-union --dry-run
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  source: { type: 'string' },
  learn: { type: 'string' },
  as: { type: 'string' },
  measure: { type: 'string' },
  category: { type: 'string' },
  'category-column': { type: 'string' },
  'category-map': { type: 'string' },
  crs: { type: 'string' },
  format: { type: 'string' },
  encoding: { type: 'string' },
  sheet: { type: 'string' },
  with: { type: 'string' },
  'dry-run': { type: 'boolean' },
  strict: { type: 'boolean' },
  snapshot: { type: 'boolean' },
  yes: { type: 'boolean' },
  link: { type: 'boolean' },
  'merge-above': { type: 'string' },
  undo: { type: 'boolean' },
  report: { type: 'string' },
  json: { type: 'boolean' },
  progress: { type: 'boolean' },
  lang: { type: 'string' },
} as const;

export interface ImportCommandDeps {
  readonly io: CommandIo;
  /** `importFile` of the importer, with the store and the vocabulary already in its hands. */
  readonly importFile: (request: ImportRequest) => Promise<ImportReport>;
  /** Takes the last import of a source back. */
  readonly undo: (request: UndoRequest) => Promise<UndoResult>;
  /** `learnSource` of the importer: writes the source file. @returns where it was written */
  readonly learn: (id: string, request: ImportRequest) => Promise<string>;
  /** Language of the report where `--lang` says none. */
  readonly lang: Language;
  /** Milliseconds, for the rate of the progress line only. */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
}

export interface UndoRequest {
  readonly source: string;
  readonly dryRun: boolean;
  readonly onWait: () => void;
  readonly signal: AbortSignal | undefined;
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, allowNegative: true });
}

/** `yizhan import`. @param argv the arguments after the command's name */
export async function importCommand(argv: readonly string[], deps: ImportCommandDeps): Promise<ExitCode> {
  const { io } = deps;
  let { lang } = deps;
  try {
    const { values, positionals } = parse(argv);
    lang = languageOf(values.lang, lang);
    if (values.help) {
      io.stdout.write(IMPORT_HELP);
      return 0;
    }
    refuseWithAs(values);
    if (values.undo) return await undo(values, positionals, deps);
    const request = requestOf(values, positionals);
    if (values.learn !== undefined) {
      io.stdout.write(`${await deps.learn(values.learn, request)}\n`);
      return 0;
    }
    return await run(values, request, deps);
  } catch (error) {
    if (error instanceof UserError) return tellFault(error, io, 'import', lang);
    if (deps.signal?.aborted) {
      io.stderr.write(STOPPED[lang]);
      return 1;
    }
    return tellFault(argumentFault(error), io, 'import', lang);
  }
}

const STOPPED = { zh: '已中断，什么也没有写入。\n', en: 'Stopped. Nothing was written.\n' } as const;

async function run(values: Values, request: ImportRequest, deps: ImportCommandDeps): Promise<ExitCode> {
  const lang = languageOf(values.lang, deps.lang);
  if (values.report !== undefined) {
    await refuseSameFile(values.report, request.file);
    await writeText(values.report, ''); // before anything is done: can it be written?
  }
  const progress = progressLine(deps.io.stderr, deps.clock, values.progress ?? deps.io.stderr.isTTY === true);
  const report = await deps
    .importFile({
      ...request,
      onProgress: progress.show,
      onWait: () => deps.io.stderr.write(WAITING[lang]),
      signal: deps.signal,
    })
    .finally(progress.end);
  if (values.report !== undefined) await writeText(values.report, `${JSON.stringify(report, null, 2)}\n`);
  deps.io.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, lang));
  return report.refused ? 1 : 0;
}

const WAITING = {
  zh: '另一个导入正在进行，等它结束…\n',
  en: 'Another import is going on; waiting for it to end …\n',
} as const;

async function undo(
  values: Values,
  positionals: readonly string[],
  deps: ImportCommandDeps,
): Promise<ExitCode> {
  const { source, 'dry-run': dryRun = false } = values;
  if (source === undefined)
    throw invalidParameter({ parameter: 'source', detail: 'is needed: --undo --source ID' });
  if (positionals.length > 0)
    throw invalidParameter({ parameter: 'FILE', value: positionals[0]!, detail: 'does not go with --undo' });
  const lang = languageOf(values.lang, deps.lang);
  const onWait = () => void deps.io.stderr.write(WAITING[lang]);
  const { undone, verdicts } = await deps.undo({ source, dryRun, onWait, signal: deps.signal });
  const { new: back, changed, gone } = verdicts;
  const counts = { restored: changed, broughtBack: back, withdrawn: gone };
  const words = {
    zh: `${source} 于 ${undone.at} 的导入（${undone.label}）${dryRun ? '将' : '已'}撤销：复原 ${changed}，恢复 ${back}，撤下 ${gone}。\n`,
    en: `The import of ${source} of ${undone.at} (${undone.label}) ${dryRun ? 'would be' : 'was'} taken back: put back ${changed}, brought back ${back}, withdrawn ${gone}.\n`,
  };
  const report = { source, undone, dryRun, written: !dryRun, counts };
  deps.io.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : words[lang]);
  return 0;
}

const REPORT_DETAIL = 100_000;

function requestOf(values: Values, positionals: readonly string[]): ImportRequest {
  const [file, second] = positionals;
  if (file === undefined)
    throw invalidParameter({ parameter: 'FILE', detail: 'is missing: name the file to import' });
  if (second !== undefined)
    throw invalidParameter({
      parameter: 'FILE',
      value: second,
      detail: `one file at a time: "${second}" is too many`,
    });
  const map = values['category-map'];
  return {
    file,
    as: values.as === undefined ? undefined : offeringKindOf(values.as),
    measure: values.measure,
    source: values.source,
    category: values.category,
    categoryColumn: values['category-column'],
    categoryMap: map === undefined ? undefined : parseMap(map),
    crs: oneOf<CrsName>('crs', values.crs, CRS_NAMES),
    format: oneOf<FileFormat>('format', values.format, FILE_FORMATS),
    encoding: values.encoding,
    sheet: values.sheet,
    with: values.with,
    dryRun: values['dry-run'],
    strict: values.strict,
    snapshot: values.snapshot,
    yes: values.yes,
    link: values.link,
    mergeAbove: values['merge-above'] === undefined ? undefined : scoreOf(values['merge-above']),
    detail: values.report === undefined ? undefined : REPORT_DETAIL,
  };
}

/** What is of places only, and the other way round. */
function refuseWithAs({ as, measure, learn, undo: takesBack }: Values): void {
  const wrong = learn !== undefined ? 'learn' : takesBack ? 'undo' : undefined;
  if (as !== undefined && wrong !== undefined)
    throw invalidParameter({ parameter: wrong, detail: 'goes with lists of places only, not with --as' });
  if (as === undefined && measure !== undefined)
    throw invalidParameter({ parameter: 'measure', value: measure, detail: 'goes with --as only' });
}

/** Below 0.8 places are proposed as near, not as the same. */
function scoreOf(value: string): number {
  const score = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (score >= 0.8 && score <= 1) return score;
  const detail = `"${value}" is no score from which places are the same`;
  throw invalidParameter({ parameter: 'merge-above', value, detail, allowed: '0.8 to 1, e.g. 0.95' });
}

function parseMap(text: string): Record<string, string> {
  const pairs = text.split(/[,，]/).map((pair) => pair.split(/[=＝]/).map((part) => part.trim()));
  const wrong = pairs.find((pair) => pair.length !== 2 || pair.includes(''));
  if (!wrong) return Object.fromEntries(pairs.map(([value = '', category = '']) => [value, category]));
  throw invalidParameter({
    parameter: 'category-map',
    value: wrong.join('='),
    detail: 'is not value=category',
    allowed: '公厕=public_toilet,医院=hospital',
  });
}

function oneOf<T extends string>(
  parameter: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value.toLowerCase().replaceAll('-', ''));
  if (found !== undefined) return found;
  throw invalidParameter({ parameter, value, detail: `"${value}" is not known`, allowed });
}

function languageOf(value: string | undefined, otherwise: Language): Language {
  return oneOf<Language>('lang', value, ['zh', 'en']) ?? otherwise;
}

/** A report written over the list would be the end of the list. */
async function refuseSameFile(report: string, file: string): Promise<void> {
  const [one, other] = await Promise.all([report, file].map((path) => stat(path).catch(() => undefined)));
  if (!one || !other || one.ino !== other.ino || one.dev !== other.dev) return;
  throw invalidParameter({
    parameter: 'report',
    value: report,
    detail: `${report} is the file to import; name another one`,
  });
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const detail = `${path} cannot be written: ${systemFault(error).en}`;
    throw invalidParameter({ parameter: 'report', value: path, detail });
  }
}
