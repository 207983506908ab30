/**
 * `npm run bench [-- --size 2000000] [--only index|http|tiles|live|workers|import|start] [--write]`: a nation, the questions, the drivers; prints tables,
 * and with --write makes docs/benchmarks.md of them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { distance } from '../../src/core/distance.js';
import type { Position } from '../../src/core/position.js';
import { PACKAGE_FOLDER } from '../../src/system/shipped.js';
import { busyToQuiet, measureLive } from './http/live.js';
import { measureHttp, overRounds, type HttpFigures } from './http/run.js';
import { workersSection } from './http/workers.js';
import type { IndexFigures } from './index/process.js';
import { figure, machine, median, table } from './measure.js';
import { askers, nation } from './nation.js';
import { importSection } from './store/import.js';
import { startSection } from './store/start-section.js';
import { tilesSection } from './tiles/tiles-section.js';
import { storedNation } from './stored-nation.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2000000' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const size = Number(values.size);
if (!Number.isInteger(size) || size < 1000) {
  console.error(`--size ${values.size} cannot be used: a whole number of 1000 or more is expected`);
  process.exit(2);
}

const DRIVERS = ['yizhan', 'yizhan-rtree', 'geoflatbush', 'geokdbush', 'rbush-knn'];
const parts: string[] = [`Measured on ${machine()}, ${size.toLocaleString('en')} facilities, k = 10.`];

const chosen = (part: string) => values.only === undefined || values.only === part;
if (chosen('index')) {
  const small = indexFigures('yizhan', Math.round(size / 10));
  const big = DRIVERS.map((driver) => indexFigures(driver, size));
  parts.push(indexSection(big), growthSection(small, big[0]!));
}
if (chosen('http')) parts.push(await withFolder(httpSection));
if (chosen('tiles')) parts.push(await tilesSection(await storedNation(size)));
if (chosen('live')) parts.push(await liveSection());
if (chosen('workers')) parts.push(await workersSection(await storedNation(size)));
if (chosen('import')) parts.push(await withFolder((folder) => importSection(size, folder)));
if (chosen('start')) parts.push(await startSection(await storedNation(size)));

const text = parts.join('\n\n');
console.log(text);
if (values.write) {
  const head =
    '# Benchmarks\n\nThis page is the output of `npm run bench -- --write`. Compare the ratios, which were measured side by side in one run; absolute times are those of one machine on one day.\n\n';
  writeFileSync(`${PACKAGE_FOLDER}docs/benchmarks.md`, `${head}${text}\n`);
}

/** A folder for as long as the work takes. */
async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function indexFigures(driver: string, count: number): IndexFigures {
  console.error(`index: ${driver}, ${count} facilities …`);
  const script = fileURLToPath(new URL('./index/process.js', import.meta.url));
  const line = execFileSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', script, driver, String(count)],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20,
      timeout: 1_200_000,
    },
  );
  return JSON.parse(line) as IndexFigures;
}

function indexSection(all: readonly IndexFigures[]): string {
  const [ours] = all;
  const questions = Object.keys(ours!.times);
  const rows = [
    ['driver', 'build, ms', 'memory, MiB', ...questions.map((name) => `${name}, µs`), 'farther than ours'],
    ...all.map((one) => [
      one.name,
      figure(one.buildMs),
      figure(one.memory),
      ...questions.map((name) => figure(one.times[name])),
      one === ours ? '–' : `${disagreements(one, ours!)} of ${one.answers.length}`,
    ]),
  ];
  const ratio = (question: string) => figure(ours!.times[question]! / ours!.times['all']!);
  const bytes = Math.round((ours!.memory * 2 ** 20) / ours!.size);
  return [
    '## Index\n',
    'Median time of one question. The last column counts answers that name a place farther away than ours did (found before any timing).\n',
    table(rows),
    '',
    `- 1 % filter against unfiltered: **${ratio('1 %')} ×**`,
    `- two independent 1 % services against unfiltered: **${ratio('two 1 %')} ×**`,
    `- open at 03:00 (one place in twenty-five) against unfiltered: **${ratio('open at 03:00')} ×**`,
    `- fourteen needs in one search against one nearest: **${ratio('14 needs')} ×**`,
    `- memory: **${bytes} bytes a facility**`,
  ].join('\n');
}

function growthSection(small: IndexFigures, big: IndexFigures): string {
  const questions = Object.keys(big.times);
  const rows = [
    ['facilities', ...questions.map((name) => `${name}, µs`)],
    ...[small, big].map((one) => [
      one.size.toLocaleString('en'),
      ...questions.map((name) => figure(one.times[name])),
    ]),
    ['ratio', ...questions.map((name) => `${figure(big.times[name]! / small.times[name]!)} ×`)],
  ];
  return `## Growth\n\n${table(rows)}`;
}

/** How many of the driver's answers are worse than ours: in place n, a facility farther away than ours. */
function disagreements(theirs: IndexFigures, ours: IndexFigures): number {
  const places = [...nation(ours.size)];
  const centres = [...askers(ours.compared)];
  const far = (keys: readonly number[], centre: Position) =>
    keys.map((key) => distance(centre, places[key - 1]!));
  return ours.answers.filter((keys, i) => {
    const centre = centres[i % centres.length]!;
    const [a, b] = [far(keys, centre), far(theirs.answers[i]!, centre)];
    return a.length !== b.length || a.some((metres, n) => metres + 0.01 < b[n]!);
  }).length;
}

async function httpSection(folder: string): Promise<string> {
  const database = await storedNation(size);
  const all = await measureHttp(database, folder);
  const [http, express, json] = all as [HttpFigures, HttpFigures, HttpFigures];
  const rate = (one: HttpFigures, to?: HttpFigures) => overRounds(one, (it) => it.perSecond, to);
  const rows = [
    [
      'server',
      'answers/s',
      'p50, ms',
      'p99, ms',
      'bytes',
      'of node:http',
      'of Express, bytes',
      'of Express, res.json',
    ],
    ...all.map((one) => [
      one.name,
      figure(rate(one)),
      figure(overRounds(one, (it) => it.median)),
      figure(overRounds(one, (it) => it.p99)),
      figure(overRounds(one, (it) => it.bytes)),
      ...[http, express, json].map((to) => figure(rate(one, to))),
    ]),
  ];
  const named = (name: string) => all.find((one) => one.name === name)!;
  const against = (name: string) => figure(1 / rate(named(name), named('yizhan nearest')));
  const failed = all.flatMap((one) => one.rounds).reduce((sum, one) => sum + one.failed, 0);
  return `## Over HTTP\n\n16 connections, one server process, random positions, full GeoJSON answers. ${failed} answers failed.\n\n${table(rows)}\n\n- one nearest open at 03:00 costs ${against('yizhan nearest, open at 03:00')} × one nearest\n- fourteen needs cost ${against('yizhan needs, at noon')} × one nearest at noon, ${against('yizhan needs, at 03:00')} × at 03:00`;
}

async function liveSection(): Promise<string> {
  const figures = await measureLive(await storedNation(size), size);
  const row = (name: string, of: (typeof figures.rounds)[number]['busy'][]) => [
    name,
    figure(median(of.map((one) => one.perSecond))),
    figure(median(of.map((one) => one.median))),
    figure(median(of.map((one) => one.p99))),
  ];
  const rows = [
    ['nearest', 'answers/s', 'p50, ms', 'p99, ms'],
    row(
      'quiet',
      figures.rounds.map(({ quiet }) => quiet),
    ),
    row(
      'while live status is sent',
      figures.rounds.map(({ busy }) => busy),
    ),
  ];
  return [
    '## While live status is sent\n',
    `16 connections that rest between questions, each beginning at a moment of its own; meanwhile another process sent live status: ${figure(figures.stored)} observations a second were stored, in ${figure(figures.calls)} calls of \`PUT /v1/status\` (${figure(figures.refused * 100)} % of the calls were refused because the server was busy). Quiet and busy rounds in turn.\n`,
    table(rows),
    '',
    `- p99 with updates against quiet, median over the rounds: **${figure(busyToQuiet(figures, (one) => one.p99))} ×** (p50 ${figure(busyToQuiet(figures, (one) => one.median))} ×)`,
  ].join('\n');
}
