import { load, type Question } from '../http/load.js';
import { nearestOf, NOON, startServer } from '../http/run.js';
import { indexFigures } from '../index/child.js';
import { figure, table } from '../measure.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { boundsTable } from './bounds.js';
import { areaAround, wayFrom } from './shapes.js';

/** Of the nation's size. */
const SIZES = [0.01, 0.1, 1, 2.5];
const WARM_UP = 1_500;
const DURATION = 2_500;

/** How much longer a question takes where there are more places. */
export const growth: Section = {
  id: 'growth',
  heading: 'Growth',
  measure: async ({ size, most }) => {
    const sizes = SIZES.map((share) => Math.round(share * size)).filter((it) => it <= most);
    const inIndex = sizes.map((it) => indexFigures('yizhan', it).times);
    const served: Times[] = [];
    for (const it of sizes) served.push(await askServer(it));
    const bounds = await boundsTable(await storedNation(size));
    return [
      'In the index, microseconds a question, median.\n',
      growthTable(sizes, inIndex),
      '\nOver HTTP, one question after the other, milliseconds, median. A way is 3 km long and asked with a corridor of 200 m, an area is a kilometre around somebody; ten places are returned of each.\n',
      growthTable(sizes, served),
      '',
      ...perDoubling(sizes, inIndex, 'in the index'),
      ...perDoubling(sizes, served, 'over HTTP'),
      `\n${bounds}`,
    ].join('\n');
  },
};

/** By question. */
type Times = Readonly<Record<string, number | undefined>>;

async function askServer(size: number): Promise<Times> {
  console.error(`growth: over HTTP, ${size} facilities …`);
  const server = await startServer('yizhan', await storedNation(size), NOON);
  const times: Record<string, number> = {};
  try {
    for (const [name, paths] of Object.entries(questions())) {
      const ask = (duration: number) => load({ port: server.port, paths, connections: 1, duration });
      await ask(WARM_UP);
      const { median, failed } = await ask(DURATION);
      if (failed > 0) throw new Error(`${failed} of the questions "${name}" were not answered`);
      times[name] = median;
    }
    return times;
  } finally {
    server.process.kill();
  }
}

function questions(): Record<string, readonly Question[]> {
  const positions = [...askers(5_000, 19)];
  const nearest = positions.map(nearestOf);
  return {
    nearest,
    'nearest, 1 % filter': nearest.map((it) => `${it}&services=${ONE_IN_HUNDRED}`),
    needs: positions.map(({ lat, lon }) => `/v1/needs/nearest?lat=${lat}&lon=${lon}`),
    'along a way': positions.map((it) => wayFrom(it, 3_000)),
    'in an area': positions.map((it) => areaAround(it, 1_000)),
  };
}

function growthTable(sizes: readonly number[], all: readonly Times[]): string {
  const names = Object.keys(all[0]!);
  const rows = all.map((times, i) => [
    sizes[i]!.toLocaleString('en'),
    ...names.map((name) => figure(times[name])),
  ]);
  const step = (name: string, i: number) =>
    figure(ratio([sizes[i - 1]!, sizes[i]!], [all[i - 1]![name]!, all[i]![name]!]));
  const steps = sizes
    .slice(1)
    .map((size, i) => [
      `a doubling, ${sizes[i]!.toLocaleString('en')} to ${size.toLocaleString('en')}`,
      ...names.map((name) => `${step(name, i + 1)} ×`),
    ]);
  return table([['facilities', ...names], ...rows, ...steps]);
}

/** How many times as long a question takes for each doubling of the places. */
function ratio([few, many]: readonly [number, number], [before, after]: readonly [number, number]): number {
  return (after / before) ** (1 / Math.log2(many / few));
}

function perDoubling(sizes: readonly number[], all: readonly Times[], where: string): string[] {
  return Object.keys(all[0]!).map((name) => {
    const one = ratio([sizes[0]!, sizes.at(-1)!], [all[0]![name]!, all.at(-1)![name]!]);
    return asked(`${name}, ${where}: a doubling, over all sizes`, `${figure(one)} ×`, '≤ 1.2 ×');
  });
}
