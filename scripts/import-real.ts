// Imports every file of ../shared/data that is a list of places, twice, into a store of its own, and prints what became
// of the rows. Fails when a row is lost, or when the second run is not "all same". `npm run import:real`; with `-- --write`
// the table in docs/import.md is written anew.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportReport } from '../src/core/import.js';
import { importerInto } from '../src/system/importing.js';
import { loadVocabulary } from '../src/system/reference.js';
import { PACKAGE_FOLDER } from '../src/system/shipped.js';
import { openStore } from '../src/system/stores.js';

const FILES: readonly (readonly [file: string, source: string])[] = [
  ['stations/relay_stations_from_articles.csv', 'articles-relay-stations'],
  ['stations/hangzhou/hangzhou_sampling_points.geojson', 'hangzhou-sampling'],
  ['stations/toronto/toronto_heat_relief_network.geojson', 'toronto-heat-relief'],
  ['stations/cn-cafes/beijing.geojson', 'cn-cafes'],
  ['stations/cn-cafes/hangzhou.geojson', 'cn-cafes'],
  ['stations/cn-cafes/shanghai.geojson', 'cn-cafes'],
  ['stations/cn-cafes/shenzhen.geojson', 'cn-cafes'],
  ['health/shanghai_hospital.csv', 'shanghai-poi-health'],
  ['health/shanghai_food.csv', 'shanghai-poi-food'],
  ['health/shanghai_urban.csv', 'shanghai-poi-metro'],
  ['live/gogoro/gostations_tw_2019.json', 'gogoro-tw'],
  ['live/gbfs-fixtures/valid/v2.3/station_information.json', 'gbfs-example'],
  ['live/gbfs-fixtures/valid/v3.0/station_information.json', 'gbfs-example'],
  ['live/ocpi-feeds/ocpi_2_1_1_locations-fastned.json', 'ocpi-fastned'],
  ['live/ocpi-feeds/ocpi_2_2_locations-chargesini.json', 'ocpi-chargesini'],
  ['live/ocpi-feeds/ocpi_2_2_1_locations-ev24.json', 'ocpi-ev24'],
  ['osm/helsinki_centre.osm.pbf', 'openstreetmap'],
  ['osm/porto_portugal.osm.pbf', 'openstreetmap'],
  ['osm/monaco.osm.pbf', 'openstreetmap'],
  ['osm/liechtenstein.osm.pbf', 'openstreetmap'],
  ['live/youbike/sites_2025-06-22.csv', 'youbike-taipei'],
  ['live/urbanev/shenzhen_ev_stations_inf.csv', 'urbanev-shenzhen'],
  ['encodings/takamatsu-utf8bom/hospital.csv', 'takamatsu-hospital'],
  ['encodings/takamatsu-utf8bom/public_toilet.csv', 'takamatsu-toilets'],
  ['encodings/takamatsu-utf8bom/tsunami_evacuation_building.csv', 'takamatsu-tsunami'],
  ['bench/japan-shelters/jp_evacuation.csv.gz', 'japan-shelters'],
];

const HEADINGS = ['file', 'rows', 'in', 'rejected', 'skipped', 'repeated', 'unplaced', 'seconds'];

const data = join(process.env['YIZHAN_SHARED'] ?? join(PACKAGE_FOLDER, '..', 'shared'), 'data');
if (existsSync(data)) await importAll();
else console.log(`skipped: the real files are not beside the repository (${join('..', 'shared', 'data')})`);

async function importAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-real-'));
  const vocabulary = await loadVocabulary();
  const store = openStore({ kind: 'sqlite', path: join(folder, 'real.db') }, vocabulary);
  const run = await importerInto(store, vocabulary);
  const faults: string[] = [];
  const table: string[][] = [];
  for (const [file, source] of FILES) {
    const started = performance.now();
    const first = await run({ file: join(data, file), source });
    const seconds = (performance.now() - started) / 1000;
    const second = await run({ file: join(data, file), source });
    faults.push(...faultsOf(file, first, second));
    const cells = [file, ...cellsOf(first, seconds)];
    table.push(cells);
    console.log(cells.join(' · '));
  }
  if (process.argv.includes('--write') && faults.length === 0) writeTable(table);
  const { total, unplaced } = await store.count();
  console.log(`\n${total} places, ${unplaced} of them unplaced`);
  await store.close();
  rmSync(folder, { recursive: true });
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

function taken({ counts }: ImportReport): number {
  return counts.new + counts.changed + counts.same;
}

function faultsOf(file: string, first: ImportReport, second: ImportReport): string[] {
  const faults: string[] = [];
  const { rows, rejected, skipped, repeated } = first.counts;
  if (!first.written) faults.push(`${file}: ${first.refused?.en}`);
  if (taken(first) === 0) faults.push(`${file}: nothing came in`);
  if (rows !== taken(first) + rejected + skipped + repeated) faults.push(`${file}: rows were lost`);
  if (second.counts.same !== taken(first))
    faults.push(`${file}: the second run was not "all same": ${JSON.stringify(second.counts)}`);
  return faults;
}

function cellsOf(report: ImportReport, seconds: number): string[] {
  const { rows, repeated, unplaced } = report.counts;
  const byRule = (kind: (rule: ImportReport['rules'][number]) => boolean) =>
    report.rules
      .filter(kind)
      .map(({ rule, count }) => `${rule.replace('skipped.', '')} ${number(count)}`)
      .join(', ');
  return [
    number(rows),
    number(taken(report)),
    byRule(({ severity }) => severity === 'error') || '0',
    byRule(({ rule }) => rule.startsWith('skipped.')) || '0',
    number(repeated),
    number(unplaced),
    seconds.toFixed(1),
  ];
}

function number(count: number): string {
  return count.toLocaleString('en');
}

/** Puts the table between its marks in docs/import.md. */
function writeTable(table: readonly string[][]): void {
  const path = join(PACKAGE_FOLDER, 'docs', 'import.md');
  const lines = [HEADINGS, HEADINGS.map(() => '---'), ...table].map((cells) => `| ${cells.join(' | ')} |`);
  const [before, , after] = readFileSync(path, 'utf8').split(/<!-- \/?table -->/);
  if (before === undefined || after === undefined) throw new Error(`${path} has no marks for the table`);
  writeFileSync(path, `${before}<!-- table -->\n\n${lines.join('\n')}\n\n<!-- /table -->${after}`);
}
