/** One driver over one size of nation, in a process of its own: figures as one line of JSON. */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { boxAround } from '../../../src/core/distance.js';
import { bitsAskedFor, hourBits } from '../../../src/core/hours/hour-bits.js';
import type { Position } from '../../../src/core/position.js';
import { EVERYTHING, NO_TRAITS, withHours, type TraitFilter } from '../../../src/core/traits.js';
import type { Vocabulary } from '../../../src/core/vocabulary.js';
import { ColumnBuilder, type Columns } from '../../../src/index/columns.js';
import { loadCalendar, loadVocabulary } from '../../../src/system/reference.js';
import { perItem } from '../measure.js';
import { ANOTHER_IN_HUNDRED, askers, nation, ONE_IN_HUNDRED, ONE_IN_TEN } from '../nation.js';
import { DRIVERS } from './drivers.js';

export interface IndexFigures {
  readonly driver: string;
  readonly name: string;
  readonly size: number;
  readonly buildMs: number;
  /** Resident growth while building, MiB. */
  readonly memory: number;
  /** Microseconds a question. */
  readonly times: Readonly<Record<string, number | undefined>>;
  /** Keys of the first answers, for comparing before believing the times: the same positions again for each question. */
  readonly compared: number;
  readonly answers: readonly (readonly number[])[];
}

const K = 10;
const COMPARED = 50;

async function measure(id: string, size: number): Promise<IndexFigures> {
  const driver = DRIVERS[id]!;
  const vocabulary = await loadVocabulary();
  const columns = columnsOf(size, vocabulary);
  const questions = [...askers(2_000)];
  const moment = { at: Date.parse('2026-03-11T03:00:00+08:00'), states: ['open'] as const };
  const night = bitsAskedFor(moment, await loadCalendar()).map((bits) => withHours(NO_TRAITS, bits));
  const service = (...services: string[]) => vocabulary.filter({ services });
  const filters: Record<string, TraitFilter> = {
    all: EVERYTHING,
    '10 %': service(ONE_IN_TEN),
    '1 %': service(ONE_IN_HUNDRED),
    'two 1 %': service(ONE_IN_HUNDRED, ANOTHER_IN_HUNDRED),
    'open at 03:00': { all: NO_TRAITS, any: night },
  };
  const copy = {
    ...columns,
    keys: columns.keys.slice(),
    lons: columns.lons.slice(),
    lats: columns.lats.slice(),
  };
  const before = resident();
  const start = performance.now();
  const built = await driver.build({ ...copy, traits: columns.traits.slice(), hours: columns.hours.slice() });
  const buildMs = performance.now() - start;
  await setTimeout(500); // a thread that helped to build gives its memory back
  const memory = resident() - before;

  const answers = Object.values(filters).flatMap((filter) =>
    questions.slice(0, COMPARED).map((centre) => built.nearest(centre, K, filter)),
  );
  const times: Record<string, number | undefined> = {};
  for (const [name, filter] of Object.entries(filters)) {
    const some =
      name === 'two 1 %' ? questions.slice(0, 60) : questions.slice(0, name === '1 %' ? 1_000 : 2_000);
    times[name] = perItem(some, 5, (centre) => built.nearest(centre, K, filter));
  }
  const needs = [...vocabulary.needs.keys()].map((need) => vocabulary.filter({ need }));
  const clauses = needs.flatMap((filter) => filter.any);
  const eachAlone = (centre: Position) => needs.map((filter) => built.nearest(centre, 1, filter)[0]);
  const each = (centre: Position) => built.nearestOfEach?.(centre, clauses) ?? eachAlone(centre);
  const found = (centre: Position) => each(centre).filter((key) => key !== undefined);
  answers.push(...questions.slice(0, COMPARED).map(found));
  times['14 needs'] = perItem(questions.slice(0, 200), 5, each);
  if (built.count) {
    const boxes = questions.slice(0, 500).map((centre) => boxAround(centre, 1_000));
    times['box of 2 km'] = perItem(boxes, 5, (box) => built.count!(box));
  }
  if (built.insert) {
    let key = size;
    times['insert'] = perItem(questions, 1, (position) => built.insert!(++key, position));
  }
  return { driver: id, name: driver.name, size, buildMs, memory, times, compared: COMPARED, answers };
}

function columnsOf(size: number, vocabulary: Vocabulary): Columns {
  const columns = new ColumnBuilder();
  let key = 0;
  for (const { lon, lat, category, services, hours } of nation(size)) {
    const traits = withHours(vocabulary.traits(category, services), hourBits(hours));
    columns.add({ key: ++key, lon, lat, traits, hours: 0 });
  }
  return columns.finish();
}

/** Mebibytes resident, after a collection. */
function resident(): number {
  globalThis.gc?.();
  const status = readFileSync('/proc/self/status', { encoding: 'utf8', flag: 'r' });
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? process.memoryUsage().rss / 1024) / 1024;
}

const [id = 'yizhan', size = '200000'] = process.argv.slice(2);
console.log(JSON.stringify(await measure(id, Number(size))));
