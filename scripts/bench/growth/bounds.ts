import type { Position } from '../../../src/core/position.js';
import type { Question } from '../http/load.js';
import { NOON, startServer } from '../http/run.js';
import { figure, median, percentile, table } from '../measure.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { areaAround, stripAround, wayFrom } from './shapes.js';

/** Areas and ways from small to the largest that may be asked: what they take, beside what they return. */

const ASKED = 60;
const SHAPES: readonly (readonly [name: string, shape: (centre: Position) => Question])[] = [
  ['area, 1 km around', (it) => areaAround(it, 1_000)],
  ['area, 5 km around', (it) => areaAround(it, 5_000)],
  ['area, 30 km around', (it) => areaAround(it, 30_000)],
  ['area, 300 km around', (it) => areaAround(it, 300_000)],
  ['strip, 20 km by 200 m', (it) => stripAround(it, 20_000)],
  ['strip, 200 km by 2 km', (it) => stripAround(it, 200_000)],
  ['way of 3 km', (it) => wayFrom(it, 3_000)],
  ['way of 30 km', (it) => wayFrom(it, 30_000)],
  ['way of 30 km, 1 % filter', (it) => wayFrom(it, 30_000, { services: [ONE_IN_HUNDRED] })],
  ['way of 400 km, corridor 5 km', (it) => wayFrom(it, 400_000, { corridor: 5_000 })],
  ['way of 400 km, 1 % filter', (it) => wayFrom(it, 400_000, { services: [ONE_IN_HUNDRED] })],
];

export async function boundsTable(database: string): Promise<string> {
  const server = await startServer('yizhan', database, NOON);
  try {
    const rows = [['a page of ten', 'p50, ms', 'p95, ms', 'longest, ms', 'places returned']];
    for (const [name, shape] of SHAPES) {
      const centres = [...askers(2 * ASKED, 23)];
      await ask(server.port, centres.slice(ASKED).map(shape));
      const { times, returned } = await ask(server.port, centres.slice(0, ASKED).map(shape));
      const figures = [median(times), percentile(times, 0.95), Math.max(...times), median(returned)];
      rows.push([name, ...figures.map(figure)]);
    }
    return `Areas and ways of all sizes, around ${ASKED} places people ask from:\n\n${table(rows)}`;
  } finally {
    server.process.kill();
  }
}

async function ask(port: number, questions: readonly Question[]) {
  const times: number[] = [];
  const returned: number[] = [];
  for (const question of questions) {
    const { path, body } = question as { path: string; body: unknown };
    const start = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    times.push(performance.now() - start);
    if (answer.status !== 200) throw new Error(text);
    returned.push((JSON.parse(text) as { features: unknown[] }).features.length);
  }
  return { times, returned };
}
