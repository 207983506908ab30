import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Worker } from 'node:worker_threads';
import { OwnBuckets } from '../../../src/http/buckets.js';
import { bucketMemory, SharedBuckets } from '../../../src/http/shared-buckets.js';

const memory = bucketMemory();
let names = 0;

describe('buckets that threads share', () => {
  it('let the same through as those of one thread, and say the same of what is left', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 70_000 }),
      who: fc.integer({ min: 0, max: 2 }),
    });
    const limits = fc.constantFrom(1, 2, 6, 30, 3000);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), limits, (steps, limit) => {
        let now = 5e9;
        const own = new OwnBuckets(() => now);
        const shared = new SharedBuckets(memory, () => now);
        const round = ++names;
        for (const { wait, who } of steps) {
          now += wait % 7 === 0 ? wait : wait % 1000;
          const name = `${round} ${who}`;
          const [a, b] = [own.take(name, limit), shared.take(name, limit)];
          // A token that is full to a millionth is a token.
          if (Math.abs(a.tokens - Math.round(a.tokens)) > 1e-3) expect(b.allowed).toBe(a.allowed);
          if (a.allowed !== b.allowed) return;
          expect(b.tokens).toBeCloseTo(a.tokens, 3);
        }
      }),
    );
  });

  it('count what all threads take together', async () => {
    const limit = 500;
    const script = `
      import { parentPort, workerData } from 'node:worker_threads';
      const { SharedBuckets } = await import(workerData.module);
      const buckets = new SharedBuckets(workerData.memory, () => 1_000_000);
      let allowed = 0;
      for (let i = 0; i < 400; i++) if (buckets.take('read everybody', ${limit}).allowed) allowed++;
      parentPort.postMessage(allowed);`;
    const module = new URL('../../../src/http/shared-buckets.js', import.meta.url).href;
    const counts = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<number>((resolve, reject) => {
            const workerData = { module, memory };
            const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), {
              workerData,
            });
            worker.once('message', resolve).once('error', reject);
          }),
      ),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(limit);
  });

  it('keep far more askers apart than come in a minute', () => {
    const buckets = new SharedBuckets(bucketMemory(), () => 1_000_000);
    const names = Array.from({ length: 30_000 }, (_, i) => `read 198.51.${i}`);
    const allowed = () => names.filter((name) => buckets.take(name, 1).allowed).length;
    expect(allowed()).toBe(30_000);
    expect(allowed()).toBeLessThan(30);
  });

  it('forget when they must, but never refuse who has not asked', () => {
    const buckets = new SharedBuckets(bucketMemory(), () => 1_000_000);
    const refused = Array.from({ length: 300_000 }, (_, i) => buckets.take(`read ${i}`, 2)).filter(
      ({ allowed }) => !allowed,
    );
    expect(refused).toEqual([]);
  });
});
