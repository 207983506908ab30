/**
 * An operator who sends live status, in a process of its own: what it costs to write the observations down and to read the
 * verdicts is not the server's time, and shall not hold up those who ask.
 *   operator PORT KEY PLACES
 * Sends every place once and prints a line; from then on the line `send` makes it begin, and `rest` stop and print what it
 * has sent until then (`OperatorFigures`). Ends when its input does.
 */
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../random.js';

export interface OperatorFigures {
  /** Observations that were stored. */
  readonly stored: number;
  /** Calls they came in. */
  readonly calls: number;
  /** Calls that were told to come back, because the server was busy. */
  readonly refused: number;
  /** Milliseconds spent sending. */
  readonly duration: number;
}

/** So many calls a second with so many observations each. */
const CALLS = 10;
const IN_A_CALL = 200;
const MOST_IN_A_CALL = 10_000;

const [port = '', key = '', places = ''] = process.argv.slice(2);
const random = seeded(99);
const figures = { stored: 0, calls: 0, refused: 0, duration: 0 };

await sendAll(Number(places));
console.log(JSON.stringify(figures));
let stop = new AbortController();
let sending: Promise<void> = Promise.resolve();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'send') {
    stop = new AbortController();
    sending = send(stop.signal);
  } else {
    stop.abort();
    await sending;
    console.log(JSON.stringify(figures));
  }
}

/** Calls of one size at even intervals. */
async function send(signal: AbortSignal): Promise<void> {
  const start = performance.now();
  for (let call = 0; !signal.aborted; call++) {
    await wait(Math.max(0, start + (call * 1000) / CALLS - performance.now()));
    await put(Array.from({ length: IN_A_CALL }, () => 1 + Math.floor(random() * Number(places))));
  }
  figures.duration += performance.now() - start;
}

/** Every place once: a city's cabinets are the same from day to day. */
async function sendAll(count: number): Promise<void> {
  for (let first = 1; first <= count; first += MOST_IN_A_CALL) {
    const length = Math.min(MOST_IN_A_CALL, count - first + 1);
    const some = Array.from({ length }, (_, i) => first + i);
    while (!(await put(some))) await wait(1_000);
  }
}

/** @returns whether the server took them */
async function put(numbers: readonly number[]): Promise<boolean> {
  const observedAt = new Date().toISOString();
  const statuses = numbers.map((number) => ({
    source: 'nation',
    externalId: String(number),
    observedAt,
    online: true,
    slots: 12,
    emptySlots: Math.floor(random() * 6),
    fullBatteries: { 48: Math.floor(random() * 3), 60: Math.floor(random() * 3) },
  }));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/status`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ statuses }),
  });
  if (answer.status === 503) {
    figures.refused++;
    await answer.arrayBuffer();
    return false;
  }
  const { counts } = (await answer.json()) as { counts: { stored: number; same: number } };
  figures.stored += counts.stored + counts.same;
  figures.calls++;
  return true;
}
