import { distance } from '../../../src/core/distance.js';
import type { Position } from '../../../src/core/position.js';
import { figure, table } from '../measure.js';
import { askers, nation } from '../nation.js';
import { asked, type Section } from '../section.js';
import { indexFigures } from './child.js';
import type { IndexFigures } from './process.js';

const DRIVERS = ['yizhan', 'yizhan-rtree', 'geoflatbush', 'geokdbush', 'rbush-knn'];

/** Ours beside other libraries over the same points, each in a process of its own. */
export const index: Section = {
  id: 'index',
  heading: 'Index',
  measure: ({ size }) => Promise.resolve(sectionOf(DRIVERS.map((driver) => indexFigures(driver, size)))),
};

function sectionOf(all: readonly IndexFigures[]): string {
  const [ours] = all as [IndexFigures, ...IndexFigures[]];
  const questions = Object.keys(ours.times);
  const rows = [
    ['driver', 'build, ms', 'memory, MiB', ...questions.map((name) => `${name}, µs`), 'farther than ours'],
    ...all.map((one) => [
      one.name,
      figure(one.buildMs),
      figure(one.memory),
      ...questions.map((name) => figure(one.times[name])),
      one === ours ? '–' : `${disagreements(one, ours)} of ${one.answers.length}`,
    ]),
  ];
  return [
    'Median time of one question. The last column counts answers that name a place farther away than ours did (found before any timing).\n',
    table(rows),
    '',
    ...figuresOf(ours, all),
  ].join('\n');
}

function figuresOf(ours: IndexFigures, all: readonly IndexFigures[]): string[] {
  const { times } = ours;
  const [flat, kd] = ['geoflatbush', 'geokdbush'].map((it) => all.find(({ driver }) => driver === it)!);
  const ratio = (question: string) => `${figure(times[question]! / times['all']!)} ×`;
  const faster = (question: string) => `${figure(flat!.times[question]! / times[question]!)} ×`;
  const than = (other: IndexFigures) => `${figure(times['all']! / other.times['all']!)} ×`;
  return [
    asked('unfiltered, time of geoflatbush’s', than(flat!), '≤ 1 ×'),
    asked('unfiltered, time of geokdbush’s', than(kd!), '≤ 1 ×'),
    asked('1 % filter against unfiltered', ratio('1 %'), '≤ 2 ×'),
    asked('two independent 1 % services against unfiltered', ratio('two 1 %'), '≤ 12 ×'),
    asked('1 % filter, faster than geoflatbush with a filter function', faster('1 %'), '≥ 8 ×'),
    asked('two 1 % services, faster than geoflatbush with a filter function', faster('two 1 %'), '≥ 8 ×'),
    `- open at 03:00 (one place in twenty-five) against unfiltered: **${ratio('open at 03:00')}**`,
    asked('fourteen needs in one search against one nearest', ratio('14 needs'), '≤ 5 ×'),
    asked(
      'memory of the index for a facility',
      `${Math.round((ours.memory * 2 ** 20) / ours.size)} bytes`,
      '≤ 100 bytes',
    ),
  ];
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
