import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { load, type LoadFigures } from './load.js';

export interface HttpFigures {
  readonly name: string;
  /** One for each round, in the order of the rounds. */
  readonly rounds: readonly LoadFigures[];
}

const PATH = '/v1/facilities/nearest';
const ROUNDS = 5;
const DURATION = 3_000;
/** Until nobody gets faster: code is compiled, and pages of the file are where the system keeps them. The same for all. */
const WARM_UP = 10_000;
const CONNECTIONS = 16;
/** A Wednesday. */
const NOON = '2026-03-11T12:00:00+08:00';
const NIGHT = '2026-03-11T03:00:00+08:00';

/**
 * Asks every kind of server the same number of times in turn, round by round, so that a moment in which the machine
 * was busy with something else hits all of them.
 */
export async function measureHttp(database: string, folder: string): Promise<HttpFigures[]> {
  const positions = [...askers(20_000, 11)].map(({ lat, lon }) => `lat=${lat}&lon=${lon}`);
  const ours = await startServer('yizhan', database, NOON);
  const atNight = await startServer('yizhan', database, NIGHT);
  const sample = `${folder}/answer.json`;
  const first = await fetch(`http://127.0.0.1:${ours.port}${PATH}?${positions[0]}&limit=10`);
  writeFileSync(sample, Buffer.from(await first.arrayBuffer()));
  const bare = await Promise.all(
    ['bare-http', 'bare-express', 'express-json'].map((kind) => startServer(kind, sample)),
  );
  const paths = positions.map((position) => `${PATH}?${position}&limit=10`);
  const needs = positions.map((it) => `/v1/needs/nearest?${it}`);
  const subjects = [
    { name: 'node:http, the same bytes', port: bare[0]!.port, paths },
    { name: 'Express, the same bytes', port: bare[1]!.port, paths },
    { name: 'Express, res.json of the same object', port: bare[2]!.port, paths },
    { name: 'yizhan nearest', port: ours.port, paths },
    {
      name: 'yizhan nearest, 1 % filter',
      port: ours.port,
      paths: paths.map((it) => `${it}&services=${ONE_IN_HUNDRED}`),
    },
    {
      name: 'yizhan nearest, open at 03:00',
      port: atNight.port,
      paths: paths.map((it) => `${it}&openAt=now&unknownHours=exclude`),
    },
    { name: 'yizhan needs, at noon', port: ours.port, paths: needs },
    { name: 'yizhan needs, at 03:00', port: atNight.port, paths: needs },
  ];
  try {
    for (const { port, paths: some } of subjects) {
      await load({ port, paths: some, connections: CONNECTIONS, duration: WARM_UP });
    }
    const rounds: LoadFigures[][] = subjects.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { port, paths: some }] of subjects.entries()) {
        rounds[i]!.push(await load({ port, paths: some, connections: CONNECTIONS, duration: DURATION }));
      }
    }
    return subjects.map(({ name }, i) => ({ name, rounds: rounds[i]! }));
  } finally {
    for (const server of [ours, atNight, ...bare]) server.process.kill();
  }
}

/** Median over the rounds of a figure, and of its ratio to another subject's in the same round. */
export function overRounds(of: HttpFigures, figure: (one: LoadFigures) => number, to?: HttpFigures): number {
  return median(of.rounds.map((one, i) => figure(one) / (to ? figure(to.rounds[i]!) : 1)));
}

export interface Started {
  readonly process: ChildProcess;
  readonly port: number;
}

/** A server of that kind in a process of its own. */
export async function startServer(kind: string, ...words: readonly string[]): Promise<Started> {
  const script = fileURLToPath(new URL('./server.js', import.meta.url));
  const child = spawn(process.execPath, [script, kind, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^\d+$/.test(line)) return { process: child, port: Number(line) };
  }
  throw new Error(`the server "${kind}" ended before it listened`);
}
