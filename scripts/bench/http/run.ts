import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Position } from '../../../src/core/position.js';
import { median } from '../measure.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { load, type LoadFigures } from './load.js';

export interface HttpFigures {
  readonly name: string;
  /** One for each round, in the order of the rounds. */
  readonly rounds: readonly LoadFigures[];
}

/** The subjects' names, as the table has them. */
export const NAMES = {
  http: 'node:http, the same bytes',
  express: 'Express, the same bytes',
  json: 'Express, res.json of the same object',
  nearest: 'yizhan nearest',
  frame: 'yizhan nearest, through Express',
  filter: 'yizhan nearest, 1 % filter',
  night: 'yizhan nearest, open at 03:00',
  needs: 'yizhan needs, at noon',
  needsAtNight: 'yizhan needs, at 03:00',
};

const PATH = '/v1/facilities/nearest';
/** How long everybody is asked, in milliseconds: the same for all. */
interface Plan {
  readonly rounds: number;
  readonly duration: number;
  /** Until nobody gets faster: code is compiled, and pages of the file are where the system keeps them. */
  readonly warmUp: number;
}

const PLAN: Plan = { rounds: 5, duration: 2_000, warmUp: 6_000 };
const CONNECTIONS = 16;
/** A Wednesday. */
export const NOON = '2026-03-11T12:00:00+08:00';
const NIGHT = '2026-03-11T03:00:00+08:00';

interface Subject {
  readonly name: string;
  readonly port: number;
  readonly paths: readonly string[];
}

/**
 * Asks every kind of server the same number of times in turn, round by round, so that a moment in which the machine
 * was busy with something else hits all of them.
 */
export async function measureHttp(database: string, folder: string): Promise<HttpFigures[]> {
  const ours = await startServer('yizhan', database, NOON);
  const atNight = await startServer('yizhan', database, NIGHT);
  const sample = `${folder}/answer.json`;
  const [first] = [...askers(1, 11)].map(nearestOf);
  const answer = await fetch(`http://127.0.0.1:${ours.port}${first}`);
  writeFileSync(sample, Buffer.from(await answer.arrayBuffer()));
  const kinds = ['bare-http', 'bare-express', 'express-json'];
  const bare = await Promise.all(kinds.map((kind) => startServer(kind, sample)));
  try {
    return await inTurn(subjectsOf([...bare, ours, atNight].map(({ port }) => port)));
  } finally {
    for (const server of [ours, atNight, ...bare]) server.process.kill();
  }
}

/** The path of a question for the ten nearest. */
export function nearestOf({ lat, lon }: Position): string {
  return `${PATH}?lat=${lat}&lon=${lon}&limit=10`;
}

function subjectsOf([bytes, express, json, ours, night]: readonly number[]): Subject[] {
  const positions = [...askers(20_000, 11)];
  const paths = positions.map(nearestOf);
  const needs = positions.map(({ lat, lon }) => `/v1/needs/nearest?lat=${lat}&lon=${lon}`);
  const rare = paths.map((it) => `${it}&services=${ONE_IN_HUNDRED}`);
  const open = paths.map((it) => `${it}&openAt=now&unknownHours=exclude`);
  // A whole URL for a target (RFC 9112 section 3.2.2) never takes the lane in front of Express.
  const whole = paths.map((it) => `http://127.0.0.1${it}`);
  return [
    { name: NAMES.http, port: bytes!, paths },
    { name: NAMES.express, port: express!, paths },
    { name: NAMES.json, port: json!, paths },
    { name: NAMES.nearest, port: ours!, paths },
    { name: NAMES.frame, port: ours!, paths: whole },
    { name: NAMES.filter, port: ours!, paths: rare },
    { name: NAMES.night, port: night!, paths: open },
    { name: NAMES.needs, port: ours!, paths: needs },
    { name: NAMES.needsAtNight, port: night!, paths: needs },
  ];
}

/** Warms all of them up, then asks round by round. */
export async function inTurn(subjects: readonly Subject[], plan: Plan = PLAN): Promise<HttpFigures[]> {
  const ask = ({ port, paths }: Subject, duration: number) =>
    load({ port, paths, connections: CONNECTIONS, duration });
  for (const subject of subjects) await ask(subject, plan.warmUp);
  const rounds: LoadFigures[][] = subjects.map(() => []);
  for (let round = 0; round < plan.rounds; round++)
    for (const [i, subject] of subjects.entries()) rounds[i]!.push(await ask(subject, plan.duration));
  return subjects.map(({ name }, i) => ({ name, rounds: rounds[i]! }));
}

/** Median over the rounds of a figure, and of its ratio to another subject's in the same round. */
export function overRounds(of: HttpFigures, figure: (one: LoadFigures) => number, to?: HttpFigures): number {
  return median(of.rounds.map((one, i) => figure(one) / (to ? figure(to.rounds[i]!) : 1)));
}

export interface Started {
  readonly process: ChildProcess;
  readonly port: number;
}

/** A server of that kind in a process of its own. Ours is asked when it has cards in memory, some time after it is ready. */
export async function startServer(kind: string, ...words: readonly string[]): Promise<Started> {
  const script = fileURLToPath(new URL('./server.js', import.meta.url));
  const child = spawn(process.execPath, [script, kind, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await portOf(child, kind);
  if (kind === 'yizhan') await hasCards(port);
  return { process: child, port };
}

async function hasCards(port: number): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (/cards in memory/.test(await answer.text())) return;
    await wait(TRY);
  }
  throw new Error('the server has not packed its cards');
}

/** Milliseconds between two looks, and how many there are: ten minutes. */
const TRY = 250;
const MOST_TRIES = 2400;

/** The port a server prints when it is ready. @throws Error where it ends before */
export async function portOf({ stdout }: { readonly stdout: Readable }, name: string): Promise<number> {
  for await (const line of createInterface({ input: stdout })) if (/^\d+$/.test(line)) return Number(line);
  throw new Error(`the server "${name}" ended before it listened`);
}
