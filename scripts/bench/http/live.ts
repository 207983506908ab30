import { setTimeout as wait } from 'node:timers/promises';
import { keyringOn } from '../../../src/system/keyring.js';
import { loadVocabulary } from '../../../src/system/reference.js';
import { openStores } from '../../../src/system/stores.js';
import { median } from '../measure.js';
import { askers } from '../nation.js';
import { seeded } from '../random.js';
import { load, type LoadFigures } from './load.js';
import { startServer, type Started } from './run.js';

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
/** Places that are observed, and the updates of them: so many calls a second with so many each. */
const OBSERVED = 60_000;
const CALLS = 10;
const IN_A_CALL = 200;
const MOST_IN_A_CALL = 10_000;

export async function measureLive(database: string, size: number): Promise<LiveFigures> {
  const key = await newKey(database);
  const server = await startServer('yizhan', database, new Date().toISOString());
  const paths = [...askers(20_000, 12)].map(({ lat, lon }) => `${PATH}?lat=${lat}&lon=${lon}&limit=10`);
  const ask = (duration: number) =>
    load({ port: server.port, paths, connections: CONNECTIONS, duration, rest: REST });
  const operator = new Operator(server, key, Math.min(size, OBSERVED));
  try {
    await operator.sendAll();
    await operator.during(() => ask(WARM_UP));
    const rounds: { quiet: LoadFigures; busy: LoadFigures }[] = [];
    const [stored, calls] = [operator.stored, operator.calls];
    let seconds = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const quiet = await ask(DURATION);
      const start = performance.now();
      const busy = await operator.during(() => ask(DURATION));
      seconds += (performance.now() - start) / 1000;
      rounds.push({ quiet, busy });
    }
    return {
      rounds,
      stored: (operator.stored - stored) / seconds,
      calls: (operator.calls - calls) / seconds,
      refused: operator.refused / (operator.refused + operator.calls),
    };
  } finally {
    server.process.kill();
  }
}

/** The 99th percentile with updates, of that without, round by round. */
export function busyToQuiet({ rounds }: LiveFigures, figure: (one: LoadFigures) => number): number {
  return median(rounds.map(({ quiet, busy }) => figure(busy) / figure(quiet)));
}

async function newKey(path: string): Promise<string> {
  const stores = openStores({ kind: 'sqlite', path }, await loadVocabulary());
  const { text } = await keyringOn(stores.keys, Date.now).create('operator', 'bench');
  await stores.close();
  return text;
}

/** Sends observations in calls of one size at even intervals. */
class Operator {
  readonly #server: Started;
  readonly #key: string;
  readonly #places: number;
  readonly #random = seeded(99);
  stored = 0;
  calls = 0;
  /** Calls that were told to come back, because the server was busy. */
  refused = 0;

  constructor(server: Started, key: string, places: number) {
    this.#server = server;
    this.#key = key;
    this.#places = places;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const sending = this.#send(stop.signal);
    try {
      return await work();
    } finally {
      stop.abort();
      await sending;
    }
  }

  async #send(signal: AbortSignal): Promise<void> {
    const start = performance.now();
    for (let call = 0; !signal.aborted; call++) {
      await wait(Math.max(0, start + (call * 1000) / CALLS - performance.now()));
      const some = () => 1 + Math.floor(this.#random() * this.#places);
      await this.#call(Array.from({ length: IN_A_CALL }, some));
    }
  }

  /** Every place once: a city's cabinets are the same from day to day. */
  async sendAll(): Promise<void> {
    for (let first = 1; first <= this.#places; first += MOST_IN_A_CALL) {
      const length = Math.min(MOST_IN_A_CALL, this.#places - first + 1);
      const places = Array.from({ length }, (_, i) => first + i);
      while (!(await this.#call(places))) await wait(1_000);
    }
  }

  /** @returns whether the server took them */
  async #call(places: readonly number[]): Promise<boolean> {
    const observedAt = new Date().toISOString();
    const statuses = places.map((place) => ({
      source: 'nation',
      externalId: String(place),
      observedAt,
      online: true,
      slots: 12,
      emptySlots: Math.floor(this.#random() * 6),
      fullBatteries: { 48: Math.floor(this.#random() * 3), 60: Math.floor(this.#random() * 3) },
    }));
    const answer = await fetch(`http://127.0.0.1:${this.#server.port}/v1/status`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${this.#key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ statuses }),
    });
    if (answer.status === 503) {
      this.refused++;
      await answer.arrayBuffer();
      return false;
    }
    const { counts } = (await answer.json()) as { counts: { stored: number; same: number } };
    this.stored += counts.stored + counts.same;
    this.calls++;
    return true;
  }
}
