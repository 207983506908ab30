import { setTimeout as wait } from 'node:timers/promises';
import { figure, percentile, table } from '../measure.js';
import { askers } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { load } from './load.js';
import { OpenLoop, Span } from './open-loop.js';
import { nearestOf, NOON, startServer } from './run.js';

const WARM_UP = 8_000;
const CAPACITY = 4_000;
const UNLOADED = 8_000;
const FLOOD = 15_000;
const AFTER = 5_000;
/** Of what it can serve. */
const LITTLE = 0.1;
const TOO_MUCH = 2;
/** Open at once: as many as a proxy in front of many people keeps. */
const CONNECTIONS = 1_000;

/** Twice what it can serve, at a fixed rate: what is served then, how soon, and how soon all is well again. */
export const flood: Section = {
  id: 'flood',
  heading: 'Under too much load',
  measure: async ({ size }) => {
    const server = await startServer('yizhan', await storedNation(size), NOON);
    try {
      return sectionOf(await measureFlood(server.port));
    } finally {
      server.process.kill();
    }
  },
};

interface FloodFigures {
  /** Answers a second. */
  readonly capacity: number;
  readonly unloaded: Span;
  readonly flooded: Span;
  readonly after: Span;
  /** When the flood ended. */
  readonly end: number;
  readonly broken: number;
  /** Milliseconds, 99th percentile, by which the one who asks was late. */
  readonly late: number;
}

async function measureFlood(port: number): Promise<FloodFigures> {
  const questions = [...askers(20_000, 17)].map(nearestOf);
  const closed = (duration: number) => load({ port, paths: questions, connections: 16, duration });
  await closed(WARM_UP);
  const { perSecond: capacity } = await closed(CAPACITY);
  const loop = await OpenLoop.over({ port, questions, connections: CONNECTIONS });
  const marks: number[] = [];
  for (const [times, duration] of [
    [LITTLE, UNLOADED],
    [TOO_MUCH, FLOOD],
    [LITTLE, AFTER],
  ] as const) {
    // prettier-ignore
    marks.push(performance.now());
    loop.rate = times * capacity;
    await wait(duration);
  }
  marks.push(performance.now());
  await loop.end();
  const [unloaded, flooded, after] = [0, 1, 2].map(
    (i) => new Span(loop.answers, marks[i]!, marks[i + 1]!),
  ) as [Span, Span, Span];
  const late = percentile(loop.late, 0.99);
  return { capacity, unloaded, flooded, after, end: marks[2]!, broken: loop.broken, late };
}

/** Milliseconds from the end of the flood to the last answer that was not a good one: refused, or slow. */
function recovery({ after, end, unloaded }: FloodFigures): number {
  const slow = 5 * unloaded.took(0.99);
  const bad = after.all.filter(({ status, took }) => status !== 200 || took > slow);
  return bad.reduce((latest, { due, took }) => Math.max(latest, due + took - end), 0);
}

function sectionOf(figures: FloodFigures): string {
  const { capacity, unloaded, flooded, after, broken, late } = figures;
  const row = (name: string, rate: number, span: Span) => [
    name,
    figure(rate * capacity),
    `${figure(100 * span.share(200))} %`,
    `${figure(100 * span.share(503))} %`,
    ...[0.5, 0.95, 0.99].map((share) => figure(span.took(share))),
  ];
  const rows = [
    ['asked', 'questions/s', '200', '503', 'p50 of 200, ms', 'p95', 'p99'],
    row('a tenth of what it can serve', LITTLE, unloaded),
    row('twice what it can serve', TOO_MUCH, flooded),
    row('a tenth again', LITTLE, after),
  ];
  return [
    `An open loop: questions come at a fixed rate over ${CONNECTIONS} open connections, whether or not others are answered; times run from when a question was due. It can serve ${figure(capacity)} a second (16 connections that ask on at once). ${broken} connections broke. The one who asks shares the machine and was ${figure(late)} ms late (p99).\n`,
    table(rows),
    '',
    asked('p99 of what is served at twice what it can serve, of p99 unloaded', `${figure(flooded.took(0.99) / unloaded.took(0.99))} ×`, '≤ 5 ×'), // prettier-ignore
    asked('answers a second meanwhile, of what it can serve', `${figure((1000 * flooded.served.length) / FLOOD / capacity)} ×`, 'most of it'), // prettier-ignore
    asked('until the last refusal or slow answer after the flood', `${figure(recovery(figures))} ms`, '≤ 1,000 ms'), // prettier-ignore
  ].join('\n');
}
