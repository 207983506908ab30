import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atEnd, folder, serve as start, until, yizhan } from './process.js';

const NEAREST = '/v1/facilities/nearest?lat=31.2405&lon=121.4337&limit=3';

/** The demo quarter, answered by two threads. */
async function serve(env: Readonly<Record<string, string>> = {}) {
  const database = `sqlite:${join(folder(), 'demo.db')}`;
  const settings = { WORKERS: '2', RATE_LIMIT: 'off', LOG_LEVEL: 'error', DATABASE_URL: database };
  return { ...(await start(['--demo'], { ...settings, ...env })), database };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One connection that is kept open. Which thread has it is decided when it is made. */
class Line {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    atEnd(() => this.#agent.destroy());
  }

  ask(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = request(new URL(path, this.#url), { agent: this.#agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode!, text })).once('error', reject);
      });
      asking.once('error', reject).end();
    });
  }

  async readiness(): Promise<{ status: number; threads: string }> {
    const { status, text } = await this.ask('/readyz');
    const { checks } = JSON.parse(text) as { checks: Record<string, { detail: string }> };
    return { status, threads: checks['threads']!.detail };
  }

  /** The thread that has this connection: the one whose count of requests grows by those asked here. */
  async thread(): Promise<number> {
    const counts = async () =>
      [...(await this.readiness()).threads.matchAll(/(\d+) requests/g)].map((it) => Number(it[1]));
    const before = await counts();
    for (let i = 0; i < 5; i++) await this.ask('/healthz');
    const grown = (await counts()).map((count, i) => count - before[i]!);
    expect(grown.toSorted((a, b) => a - b)).toEqual([0, 6]);
    return grown.indexOf(6);
  }
}

/** Connections until each of the two threads has one at least. */
async function linesTo(url: string): Promise<[Line[], Line[]]> {
  const lines: [Line[], Line[]] = [[], []];
  for (let i = 0; i < 500 && lines.some((some) => some.length === 0); i++) {
    const line = new Line(url);
    lines[(await line.thread()) as 0 | 1].push(line);
  }
  expect(lines.every((some) => some.length > 0)).toBe(true);
  return lines;
}

describe('a service of two threads', () => {
  it('answers the same on both, and both see what another process imports, little or much', async () => {
    const { url, database } = await serve();
    const [[one], [two]] = await linesTo(url);
    const places = ({ text }: Answer) => (JSON.parse(text) as { features: unknown }).features;
    expect(places(await one!.ask(NEAREST))).toEqual(places(await two!.ask(NEAREST)));
    for (const [source, count] of [
      ['few', 3],
      ['many', 10_100],
    ] as const) {
      const file = join(folder(), `${source}.csv`);
      const rows = Array.from({ length: count }, (_, i) => `${source}${i},${source}${i},${100 + i / 1e4},31`);
      writeFileSync(file, ['编号,名称,经度,纬度', ...rows].join('\n'));
      const argv = ['import', file, '--category', 'relay_station', '--crs', 'wgs84', '--source', source];
      const { ended, output } = yizhan(argv, { DATABASE_URL: database });
      expect({ code: await ended, ...output }).toMatchObject({ code: 0 });
      for (const line of [one!, two!])
        await until(async () => {
          const { text } = await line.ask('/v1/facilities/nearest?lat=31&lon=100&limit=100');
          return text.includes(`${source}0`) ? true : undefined;
        });
    }
    expect((await one!.readiness()).threads).toMatch(
      /^thread 1 ready, .*; thread 2 ready, .*; loading ready$/,
    );
  });

  it('loses a thread and no answer of the other one, and is whole again', async () => {
    const killer = join(folder(), 'kill.mjs');
    // Ends the first thread from outside: what a thread dies of is nothing the service knows of before.
    writeFileSync(
      killer,
      `import { isMainThread } from 'node:worker_threads';
       if (isMainThread && process.send === undefined) {
         const threads = [];
         process.on('worker', (it) => threads.push(it));
         process.on('SIGUSR2', async () => { await threads[0].terminate(); console.log('killed'); });
       }`,
    );
    const command = await serve({ NODE_OPTIONS: `--import=${pathToFileURL(killer).href}` });
    const { url, process: child, output } = command;
    const lines = await linesTo(url);
    let over = false;
    /** Asks on and on, until the first fault. */
    const converse = (next: () => Line) => {
      const talk: { answers: number; fault?: unknown } = { answers: 0 };
      const ask = async (): Promise<void> => {
        const { status } = await next().ask(NEAREST);
        // 503: more was asked than a busy machine answers; that is an answer.
        if (status !== 200 && status !== 503) throw new Error(`status ${status}`);
        talk.answers++;
        if (!over) await ask();
      };
      const ended = ask().catch((error: unknown) => void (talk.fault = error));
      return { talk, ended };
    };
    const talks = lines.map((some) => some.map((line) => converse(() => line)));
    const all = talks.flat();
    await until(() => (all.every(({ talk }) => talk.answers > 10) ? true : undefined), command);
    child.kill('SIGUSR2');
    await until(() => (output.out.includes('killed') ? true : undefined), command);
    const newcomers = converse(() => new Line(url));
    const whole = new Line(url);
    await until(async () => {
      const { status, threads } = await whole.readiness();
      return status === 200 && output.err.includes('another one takes its place') ? threads : undefined;
    }, command);
    over = true;
    // Which thread was created first is known to nobody: all lines of one fail, none of the other.
    await Promise.all([...all, newcomers].map(({ ended }) => ended));
    const faults = talks.map((some) => some.map(({ talk }) => 'fault' in talk));
    expect(faults.map((some) => new Set(some).size)).toEqual([1, 1]);
    expect(faults.filter((some) => some[0])).toHaveLength(1);
    expect(newcomers.talk.fault).toBeUndefined();
    expect(newcomers.talk.answers).toBeGreaterThan(0);
    await linesTo(url);
  });

  it('answers what was asked before it was told to stop, on both threads', async () => {
    const { url, process: child, ended } = await serve();
    await linesTo(url);
    const many = Array.from({ length: 60 }, () => new Line(url).ask(NEAREST));
    await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGTERM');
    for (const { status } of await Promise.all(many)) expect(status).toBe(200);
    expect(await ended).toBe(0);
    await expect(new Line(url).ask(NEAREST)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('counts an asker’s requests on both together', async () => {
    const { url } = await serve({ RATE_LIMIT: 'read=6' });
    const [[one], [two]] = await linesTo(url);
    const start = Date.now();
    const statuses: number[] = [];
    for (let i = 0; i < 10; i++) statuses.push((await (i % 2 === 0 ? one! : two!).ask(NEAREST)).status);
    const flowedIn = Math.floor((Date.now() - start) / 10_000);
    const answered = statuses.filter((status) => status === 200).length;
    expect(answered).toBeGreaterThanOrEqual(6);
    expect(answered).toBeLessThanOrEqual(6 + flowedIn);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10 - answered);
  });

  it.each([
    [{ WORKERS: '65' }, 2, 'WORKERS=65 cannot be used: expected auto, or a whole number from 0 to 64'],
    [{ WORKERS: 'many' }, 2, 'WORKERS=many cannot be used'],
    [{ WORKERS: '2', DATABASE_URL: 'sqlite::memory:' }, 2, 'a store in memory'],
    [{ WORKERS: '2', HOST: '203.0.113.1' }, 1, 'this machine has no such address'],
  ])('does not start with %j, and says why', async (env, code, words) => {
    const database = `sqlite:${join(folder(), 'a.db')}`;
    const { ended, output } = yizhan(['serve'], { PORT: '0', DATABASE_URL: database, ...env });
    expect(await ended).toBe(code);
    expect(output.err).toContain(words);
    expect(output.err).not.toContain('    at ');
  });
});
