import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { keyringOn } from '../../../src/system/keyring.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStores } from '../../../src/system/stores.js';
import { median } from '../measure.js';
import { askers } from '../nation.js';
import { load, type LoadFigures } from './load.js';
import type { OperatorFigures } from './operator.js';
import { startServer } from './run.js';

/** Questions while operators send live status: how much longer the slowest take. */

export interface LiveFigures {
  /** In the order of the rounds: first without, then with updates. */
  readonly rounds: readonly { readonly quiet: LoadFigures; readonly busy: LoadFigures }[];
  /** Observations that were stored, a second, over all busy rounds. */
  readonly stored: number;
  /** Calls they came in, a second. */
  readonly calls: number;
  /** Calls that were refused because the server was busy, of all. */
  readonly refused: number;
}

const PATH = '/v1/facilities/nearest';
const ROUNDS = 9;
const DURATION = 3_000;
const WARM_UP = 5_000;
const CONNECTIONS = 16;
/** Milliseconds for which each connection rests after an answer: a server that has work, but not all it can do. */
const REST = 40;
/** Places that are observed. */
const OBSERVED = 60_000;

export async function measureLive(database: string, size: number): Promise<LiveFigures> {
  const key = await newKey(database);
  const server = await startServer('yizhan', database, new Date().toISOString());
  const paths = [...askers(20_000, 12)].map(({ lat, lon }) => `${PATH}?lat=${lat}&lon=${lon}&limit=10`);
  const ask = (duration: number) =>
    load({ port: server.port, paths, connections: CONNECTIONS, duration, rest: REST });
  const operator = new Operator([String(server.port), key, String(Math.min(size, OBSERVED))]);
  try {
    await operator.figures();
    await operator.during(() => ask(WARM_UP));
    const before = operator.sent;
    const rounds: { quiet: LoadFigures; busy: LoadFigures }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const quiet = await ask(DURATION);
      const busy = await operator.during(() => ask(DURATION));
      rounds.push({ quiet, busy });
    }
    const over = (figure: keyof OperatorFigures) => operator.sent[figure] - before[figure];
    const seconds = over('duration') / 1000;
    return {
      rounds,
      stored: over('stored') / seconds,
      calls: over('calls') / seconds,
      refused: over('refused') / (over('refused') + over('calls')),
    };
  } finally {
    operator.process.kill();
    server.process.kill();
  }
}

/** A figure with updates, of that without, round by round. */
export function busyToQuiet({ rounds }: LiveFigures, figure: (one: LoadFigures) => number): number {
  return median(rounds.map(({ quiet, busy }) => figure(busy) / figure(quiet)));
}

async function newKey(path: string): Promise<string> {
  const stores = openStores({ kind: 'sqlite', path }, await loadVocabulary());
  const { text } = await keyringOn(stores.keys, Date.now).create('operator', 'bench');
  await stores.close();
  return text;
}

/** The process of operator.ts. */
class Operator {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** What it had sent when it last said so. */
  sent: OperatorFigures = { stored: 0, calls: 0, refused: 0, duration: 0 };

  constructor(words: readonly string[]) {
    const script = fileURLToPath(new URL('./operator.js', import.meta.url));
    const child = spawn(process.execPath, [script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Lets it send for as long as the work takes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.process.stdin!.write('send\n');
    const result = await work();
    this.process.stdin!.write('rest\n');
    await this.figures();
    return result;
  }

  /** Waits for what it says next. */
  async figures(): Promise<void> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the operator ended before it was told to');
    this.sent = JSON.parse(value) as OperatorFigures;
  }
}
