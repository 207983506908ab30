import { afterEach, describe, expect, it } from '@jest/globals';
import { Pool, type Loss, type PoolParts } from '../../../src/workers/pool.js';

const pools: Pool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.stop(1_000);
});

/** What threads of these tests do: each says who it is, and does what it is told. */
const THREAD = `
  import { parentPort, workerData, threadId } from 'node:worker_threads';
  const life = new Int32Array(workerData.board);
  setInterval(() => Atomics.add(life, workerData.thread * 3, 1), 5);
  parentPort.on('message', (told) => {
    if (told === 'down') parentPort.postMessage('bye'), process.exit();
    if (told.thread !== undefined && told.thread !== workerData.thread) return;
    if (told.do === 'throw') throw new Error('as told');
    if (told.do === 'hang') for (;;);
    parentPort.postMessage({ thread: workerData.thread, threadId });
  });
  if (workerData.words !== 'hello') throw new Error('no setup');
  parentPort.postMessage('up');
`;

interface Answer {
  readonly thread: number;
  readonly threadId: number;
}

function pool(size: number, over: Partial<PoolParts> = {}) {
  const losses: Loss[] = [];
  const answers: (Answer | 'bye')[] = [];
  const it = new Pool({
    size,
    script: script(THREAD),
    setup: () => ({ words: 'hello' }),
    onMessage: (message) => answers.push(message as Answer),
    onLoss: (loss) => losses.push(loss),
    ...over,
    timing: { look: 50, silences: 20, again: 10, mostAgain: 40, ...over.timing },
  });
  pools.push(it);
  /** Asks all until each of `size` has answered. */
  const ask = async () => {
    answers.length = 0;
    await until(() => {
      it.post({ do: 'answer' });
      return new Set(answers.map((one) => (one as Answer).thread)).size === size;
    });
    return [...answers] as Answer[];
  };
  return { it, losses, answers, ask };
}

function script(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

async function until(look: () => boolean): Promise<void> {
  while (!look()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a pool of threads', () => {
  it('starts so many, each with a number of its own, and tells all of them the same', async () => {
    const { it: three, ask } = pool(3);
    await three.start();
    const answers = await ask();
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(3);
  });

  it('starts a thread again that throws, and leaves the others alone', async () => {
    const { it: two, losses, ask } = pool(2);
    await two.start();
    const before = await ask();
    two.post({ do: 'throw', thread: 1 });
    await until(() => losses.length > 0);
    expect(losses[0]).toMatchObject({ thread: 1, again: 10 });
    expect(losses[0]!.error.message).toMatch(/as told/);
    const after = await ask();
    const idOf = (answers: readonly Answer[], thread: number) =>
      answers.findLast((one) => one.thread === thread)!.threadId;
    expect(idOf(after, 0)).toBe(idOf(before, 0));
    expect(idOf(after, 1)).not.toBe(idOf(before, 1));
    expect(losses).toHaveLength(1);
  });

  it('starts a thread again whose event loop is stuck', async () => {
    const { it: two, losses, ask } = pool(2);
    await two.start();
    await ask();
    two.post({ do: 'hang', thread: 0 });
    await until(() => losses.length > 0);
    expect(losses[0]!.thread).toBe(0);
    expect(losses[0]!.error.message).toMatch(/stuck/);
    expect(await ask()).not.toEqual([]);
  });

  it('waits ever longer with a thread that ends again and again, and not longer than it shall', async () => {
    const { it: two, losses } = pool(2, {
      script: script(`
        import { parentPort, workerData } from 'node:worker_threads';
        if (workerData.thread === 1) throw new Error('never');
        parentPort.on('message', () => process.exit());
        parentPort.postMessage('up');`),
      timing: { silences: Infinity },
    });
    await two.start();
    await until(() => losses.length >= 4);
    expect(losses.slice(0, 4).map(({ thread, again }) => [thread, again])).toEqual([
      [1, 10],
      [1, 20],
      [1, 40],
      [1, 40],
    ]);
  });

  it('does not start where no thread comes up, and says why', async () => {
    const { it: two } = pool(2, { setup: () => ({}) });
    await expect(two.start()).rejects.toThrow('no setup');
  });

  it('lets threads end by themselves when it stops, and starts none again', async () => {
    const { it: two, answers, losses } = pool(2);
    await two.start();
    await two.stop(10_000);
    expect(answers).toEqual(['bye', 'bye']);
    expect(losses).toEqual([]);
  });

  it('ends a thread that does not stop', async () => {
    const { it: two, ask } = pool(2);
    await two.start();
    await ask();
    two.post({ do: 'hang', thread: 0 });
    await two.stop(300);
  });
});
