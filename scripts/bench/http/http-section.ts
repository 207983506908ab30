import { figure, table } from '../measure.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import type { LoadFigures } from './load.js';
import { measureHttp, NAMES, overRounds, type HttpFigures } from './run.js';

/** Ours beside servers that only send an answer that is ready. */
export const http: Section = {
  id: 'http',
  heading: 'Over HTTP',
  measure: async ({ size, folder }) => sectionOf(await measureHttp(await storedNation(size), folder)),
};

const rate = (one: HttpFigures, to?: HttpFigures) => overRounds(one, (it) => it.perSecond, to);
const slowest = (it: LoadFigures) => it.p99;

function sectionOf(all: readonly HttpFigures[]): string {
  const named = (name: string) => all.find((one) => one.name === name)!;
  const bare = [NAMES.http, NAMES.express, NAMES.json].map(named);
  const rows = [
    ['server', 'answers/s', 'p50, ms', 'p99, ms', 'bytes', 'of node:http', 'of Express, bytes', 'of Express, res.json'], // prettier-ignore
    ...all.map((one) => [
      one.name,
      figure(rate(one)),
      figure(overRounds(one, (it) => it.median)),
      figure(overRounds(one, slowest)),
      figure(overRounds(one, (it) => it.bytes)),
      ...bare.map((to) => figure(rate(one, to))),
    ]),
  ];
  const failed = all.flatMap((one) => one.rounds).reduce((sum, one) => sum + one.failed, 0);
  return [
    `16 connections, one server process, random positions, full GeoJSON answers; subjects in turn, round by round. ${failed} answers failed.\n`,
    table(rows),
    '',
    ...figuresOf(named),
  ].join('\n');
}

function figuresOf(named: (name: string) => HttpFigures): string[] {
  const [nearest, json] = [named(NAMES.nearest), named(NAMES.json)];
  const of = (name: string, to: string) => `${figure(rate(named(name), named(to)))} ×`;
  const cost = (name: string) => `${figure(1 / rate(named(name), nearest))} ×`;
  return [
    asked('nearest, of Express `res.json` of the same object', of(NAMES.nearest, NAMES.json), '≥ 2 ×'),
    asked('nearest through Express alone, of Express `res.json`', of(NAMES.frame, NAMES.json), '≥ 1.2 ×'),
    asked('nearest, of bare `node:http` sending the same bytes', of(NAMES.nearest, NAMES.http), 'aim 0.45 ×'),
    asked('nearest, of Express sending the same bytes', of(NAMES.nearest, NAMES.express), '≥ 0.5 ×'),
    asked('nearest’s p99 against that of Express `res.json`', `${figure(overRounds(nearest, slowest, json))} ×`, '≤ 2 ×'), // prettier-ignore
    `- one nearest open at 03:00 costs ${cost(NAMES.night)} one nearest`,
    asked('fourteen needs cost, of one nearest, at noon', cost(NAMES.needs), '≤ 5 ×'),
    asked('fourteen needs cost, of one nearest, at 03:00', cost(NAMES.needsAtNight), '≤ 5 ×'),
  ];
}
