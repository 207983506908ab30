import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { load } from '../http/load.js';
import { figure, median, table } from '../measure.js';
import { askers } from '../nation.js';

interface StartFigures {
  readonly rows: number;
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
}
interface CardFigures {
  readonly wall: number;
  readonly cpu: number;
  readonly reads: number;
}

const ROUNDS = 3;
const REQUESTS = 50_000;
const NOON = '2026-06-10T12:00:00+08:00';

/** From a stored nation to an index that answers, the memory of a server that has answered, and the cards of neighbours. */
export async function startSection(database: string): Promise<string> {
  const [select, follower]: [StartFigures[], StartFigures[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    console.error(`start: round ${round + 1} of ${ROUNDS} …`);
    select.push(child<StartFigures>('start.js', 'select', database));
    follower.push(child<StartFigures>('start.js', 'follower', database));
  }
  const middle = (all: readonly StartFigures[], of: 'wall' | 'cpu') => median(all.map((one) => one[of]));
  const ratio = (of: 'wall' | 'cpu') => figure(median(follower.map((one, i) => one[of] / select[i]![of])));
  const row = (name: string, all: readonly StartFigures[]) => [
    name,
    figure(middle(all, 'wall') / 1000),
    figure(middle(all, 'cpu') / 1000),
  ];
  const memory = await memoryAfterRequests(database);
  const { first, second } = child<{ first: CardFigures; second: CardFigures }>('cards.js', database);
  return [
    '## Start and memory\n',
    table([
      ['what', 'seconds', 'CPU, s'],
      row('SELECT of the rows of the index, same driver', select),
      row('the index, ready', follower),
      ['ratio', `${ratio('wall')} ×`, `${ratio('cpu')} ×`],
    ]),
    '',
    `- resident after ${REQUESTS.toLocaleString('en')} requests: **${figure(memory.total)} MiB** (${figure(memory.anonymous)} of its own, the rest of files)`,
    `- cards of the ten nearest, random places: ${figure(first.cpu)} µs of CPU the first time, ${figure(second.cpu)} µs the second (by the clock ${figure(first.wall)} and ${figure(second.wall)} µs); ${figure(second.reads)} reads of the file for each`,
  ].join('\n');
}

function child<T>(script: string, ...args: string[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [path, ...args], { encoding: 'utf8' })) as T;
}

/** MiB of a server that has answered so many questions from random places; NaN where the system does not tell. */
async function memoryAfterRequests(database: string): Promise<{ total: number; anonymous: number }> {
  console.error(`memory: ${REQUESTS} requests …`);
  const script = fileURLToPath(new URL('../http/server.js', import.meta.url));
  const server = spawn(process.execPath, [script, 'yizhan', database, NOON], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const port = await portOf(createInterface({ input: server.stdout }));
    const paths = [...askers(REQUESTS, 13)].map(
      ({ lat, lon }) => `/v1/facilities/nearest?lat=${lat}&lon=${lon}&limit=10`,
    );
    await load({ port, paths, connections: 16, duration: Infinity, most: REQUESTS });
    return memoryOf(server.pid!);
  } finally {
    server.kill();
  }
}

async function portOf(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) if (/^\d+$/.test(line)) return Number(line);
  throw new Error('the server ended before it listened');
}

function memoryOf(pid: number): { total: number; anonymous: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { total: mebibytes('VmRSS'), anonymous: mebibytes('RssAnon') };
  } catch {
    return { total: NaN, anonymous: NaN };
  }
}
