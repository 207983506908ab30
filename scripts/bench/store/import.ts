import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadVocabulary } from '../../../src/system/reference.js';
import { PACKAGE_FOLDER } from '../../../src/system/shipped.js';
import { figure, table } from '../measure.js';
import { COLUMNS, writeNation } from '../nation-csv.js';
import { asked, type Section } from '../section.js';
import { timed, type Timed } from './timed.js';
import { editWhile, type Waits } from './waits.js';

const EDITOR = fileURLToPath(new URL('./editor.js', import.meta.url));
const PEAK = new URL('./peak.js', import.meta.url).href;

/** Takes a nation's file in as a user would, beside what SQLite's own program takes for the same file. */
export const imports: Section = {
  id: 'import',
  heading: 'Import',
  measure: ({ rows, folder }) => importSection(rows, folder),
};

async function importSection(size: number, folder: string): Promise<string> {
  const file = `${folder}/nation.csv`;
  await writeNation(file, size, await loadVocabulary());
  const oneKey = await plainImport(file, folder, ONE_KEY);
  const before = await plainImport(file, folder, SAME_KEYS);
  const ours = await ourImport(file, `${folder}/quiet.db`);
  const after = await plainImport(file, folder, SAME_KEYS);
  const plain = [before, after].filter((one) => one !== undefined);
  const waits = await editWhile(EDITOR, `${folder}/edited.db`, () => ourImport(file, `${folder}/edited.db`));
  return section(size, { ours, plain, oneKey, waits });
}

/** `peak`: MiB the process had at most. */
async function ourImport(file: string, path: string): Promise<Timed & { readonly peak: number }> {
  console.error('import: yizhan …');
  const main = `${PACKAGE_FOLDER}build/src/cli/main.js`;
  const peakFile = `${path}.peak`;
  const found = await timed(
    `'${process.execPath}' --import '${PEAK}' '${main}' import '${file}' --crs wgs84`,
    {
      DATABASE_URL: `sqlite:${path}`,
      PEAK_FILE: peakFile,
    },
  );
  return { ...found, peak: Number(readFileSync(peakFile, 'utf8')) };
}

/** No more than the publisher's id. */
const ONE_KEY = '';
/**
 * The keys a place has with us besides its number and its publisher's id: a public id, which is a hash of that, and an order by
 * where it is.
 */
const SAME_KEYS = `CREATE UNIQUE INDEX public_id ON station (substr(hex(sha3("编号")), 1, 12));
     CREATE INDEX place ON station ("经度", "纬度");`;

/** `undefined` where SQLite's program is not installed. */
async function plainImport(file: string, folder: string, keys: string): Promise<Timed | undefined> {
  try {
    execFileSync('sqlite3', ['-version']);
  } catch {
    console.error('import: sqlite3 is not installed, so there is nothing to compare with');
    return undefined;
  }
  console.error(`import: sqlite3 .import, ${keys === ONE_KEY ? 'one key' : 'the same keys'} …`);
  const path = `${folder}/plain.db`;
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  const columns = COLUMNS.slice(1).map((name) => `"${name}"`);
  writeFileSync(
    `${folder}/plain.sql`,
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
     CREATE TABLE station ("编号" TEXT NOT NULL UNIQUE, ${columns.join(', ')});
     ${keys}
     .import --csv --skip 1 '${file}' station`.replaceAll(/^ +/gm, ''),
  );
  return timed(`sqlite3 '${path}' < '${folder}/plain.sql'`);
}

function section(
  size: number,
  {
    ours,
    plain,
    oneKey,
    waits,
  }: {
    ours: Awaited<ReturnType<typeof ourImport>>;
    plain: readonly Timed[];
    oneKey: Timed | undefined;
    waits: Waits;
  },
): string {
  const rate = ({ wall }: Timed) => (1000 * size) / wall;
  const mean = (of: (one: Timed) => number) => plain.reduce((sum, one) => sum + of(one), 0) / plain.length;
  const row = (name: string, one: Timed) => [
    name,
    figure(one.wall / 1000),
    figure(one.cpu / 1000),
    figure(rate(one)),
    figure(rate(one) / mean(rate)),
    figure(mean(({ cpu }) => cpu) / one.cpu),
  ];
  const head = [
    'program',
    'seconds',
    'CPU, s',
    'rows/s',
    'of the same keys, by the clock',
    'of the same keys, by CPU time',
  ];
  const rows = [
    head,
    ...(oneKey ? [row('sqlite3 .import, one key', oneKey)] : []),
    ...plain.map((one) => row('sqlite3 .import, the same keys', one)),
    row('yizhan import', ours),
  ];
  const { count, longest, p99 } = waits;
  const of = (ratio: number) => `${figure(ratio)} ×`;
  return [
    `A CSV of ${size.toLocaleString('en')} rows into an empty store, from the command to its end. With sqlite3 into a table of the file's columns, without any checks, claims, change log or text index, but with the keys a place has with us: its number, the publisher's id, a public id (twelve digits of a hash of that) and an order by place (an index of longitude and latitude; with us the order of the rows). The first line has only the publisher's id as a key.\n`,
    table(rows),
    '',
    asked(
      'rows a second, of `sqlite3 .import` with the same keys, by the clock',
      of(rate(ours) / mean(rate)),
      '≥ 0.2 ×',
    ),
    asked(
      `the longest of ${count} edits that another process writes meanwhile, one every 50 ms, waited`,
      `${figure(longest)} ms (p99 ${figure(p99)} ms)`,
      '≤ 200 ms',
    ),
    asked(
      'memory at most',
      `${figure(ours.peak)} MiB`,
      size < 2_000_000 ? 'of 2,000,000 rows < 400 MB' : '< 400 MB',
    ),
  ].join('\n');
}
