/**
 * `npm run bench [-- --size 2000000] [--most 5000000] [--rows 200000] [--only NAME,NAME] [--write]`: a nation, the questions, the
 * drivers; prints tables, and with --write puts them into docs/benchmarks.md. Rows are those of the imported file; growth is measured up to the
 * largest nation, of which the first run stores each size (minutes a million).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_FOLDER } from '../../src/system/shipped.js';
import { databases } from './databases/databases-section.js';
import { growth } from './growth/growth-section.js';
import { commits } from './http/commits-section.js';
import { flood } from './http/flood-section.js';
import { http } from './http/http-section.js';
import { live } from './http/live-section.js';
import { memory } from './http/memory-section.js';
import { threads } from './http/workers.js';
import { index } from './index/index-section.js';
import { figure, machine } from './measure.js';
import { withParts, type Part } from './page.js';
import type { Section } from './section.js';
import { imports } from './store/import.js';
import { start } from './store/start-section.js';
import { tiles } from './tiles/tiles-section.js';

const SECTIONS: readonly Section[] = [
  index,
  growth,
  http,
  databases,
  flood,
  commits,
  tiles,
  live,
  threads,
  imports,
  start,
  memory,
];
const PAGE = `${PACKAGE_FOLDER}docs/benchmarks.md`;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2000000' },
    most: { type: 'string', default: '5000000' },
    rows: { type: 'string', default: '200000' },
    only: { type: 'string', default: SECTIONS.map(({ id }) => id).join(',') },
    write: { type: 'boolean', default: false },
  },
});
const [size, most, rows] = [count('size'), count('most'), count('rows')];
const names = values.only.split(',');
for (const name of names)
  if (!SECTIONS.some(({ id }) => id === name))
    refuse(`--only ${name} is not known; known are ${SECTIONS.map(({ id }) => id).join(', ')}`);

const began = performance.now();
for (const section of SECTIONS.filter(({ id }) => names.includes(id))) {
  const text = await measured(section).catch((error: unknown) => {
    console.error(`${section.id} was not measured:`, error); // what comes after it can be, all the same
    process.exitCode = 1;
  });
  if (text === undefined) continue;
  const part: Part = [section.heading, text];
  console.log(`## ${part[0]}\n\n${part[1]}\n`);
  if (!values.write) continue;
  const order = SECTIONS.map(({ heading }) => heading);
  writeFileSync(PAGE, withParts(readFileSync(PAGE, 'utf8'), [part], order));
}
console.error(`measured in ${minutes(began)} minutes`);

/** The section's text, with what it was measured on. */
async function measured(section: Section): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-bench-'));
  const since = performance.now();
  const before = machine();
  console.error(`\n== ${section.heading} (${section.id}): ${before}`);
  try {
    const text = await section.measure({ size, most, rows, folder });
    const of = `${size.toLocaleString('en')} facilities, k = 10`;
    return `Measured on ${before}, in ${minutes(since)} minutes; ${of}.\n\n${text}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(name: 'size' | 'most' | 'rows'): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1000) return number;
  return refuse(`--${name} ${values[name]} cannot be used: a whole number of 1000 or more is expected`);
}

function minutes(since: number): string {
  return figure((performance.now() - since) / 60_000);
}

function refuse(words: string): never {
  console.error(words);
  process.exit(2);
}
