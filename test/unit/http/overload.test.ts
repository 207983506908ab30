import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Overload, sheddingListener } from '../../../src/http/overload.js';

/** A server whose every answer takes `cost` ms and every refusal a tenth of it, on a clock of its own. */
class Model {
  now = 0;
  readonly #ends: (() => void)[] = [];
  readonly overload = new Overload(
    () => this.now,
    (work) => void this.#ends.push(work),
  );

  /** One turn of the loop that reads so many requests; tells how many were answered. */
  turn(requests: number, cost = 1): number {
    let answered = 0;
    for (let i = 0; i < requests; i++) {
      const admitted = this.overload.admits();
      this.now += admitted ? cost : cost / 10;
      answered += admitted ? 1 : 0;
    }
    for (const end of this.#ends.splice(0)) end();
    return answered;
  }
}

describe('a server that is asked for more than it can answer', () => {
  it('answers everything while turns are short', () => {
    const model = new Model();
    for (let i = 0; i < 1000; i++) expect(model.turn(4)).toBe(4);
  });

  it('answers everything to a few askers who ask on at once, however long that lasts and however slow it is', () => {
    for (const cost of [0.5, 4, 40]) {
      const model = new Model();
      for (let i = 0; i < 300; i++) expect(model.turn(16, cost)).toBe(16);
    }
  });

  it('answers a burst, however large, when it passes', () => {
    const model = new Model();
    model.turn(3);
    expect(model.turn(900)).toBe(900);
    model.turn(1);
    expect(model.turn(90)).toBe(90);
  });

  it('refuses what waits too long when a flood goes on, and answers everything as soon as it is over', () => {
    const model = new Model();
    model.turn(100);
    // The second long turn is cut when it is long, the next ones when they have answered a few.
    const second = model.turn(100);
    expect(second).toBeGreaterThan(60);
    expect(second).toBeLessThan(70);
    expect(model.turn(100)).toBe(8);
    expect(model.turn(3)).toBe(3);
    expect(model.turn(100)).toBe(100);
  });

  it('refuses few who ask for what takes very long, and still answers some of them', () => {
    const model = new Model();
    expect(model.turn(20, 40)).toBe(20);
    expect(model.turn(20, 40)).toBe(17);
    expect(model.turn(20, 40)).toBe(1);
    expect(model.turn(1, 40)).toBe(1);
  });

  it('at a steady multiple of what it can answer, keeps the wait short and goes on answering', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (times, cost) => {
          const model = new Model();
          let waiting = 1;
          let answered = 0;
          let start = 0;
          for (let i = 0; i < 300; i++) {
            if (i === 200) start = model.now;
            const before = model.now;
            const done = model.turn(waiting, cost);
            const took = model.now - before;
            waiting = Math.max(1, Math.round((took / cost) * times));
            if (i < 200) continue;
            answered += done;
            // A turn answers for three milliseconds, or eight, and refuses at a tenth of the cost what came meanwhile.
            expect(took).toBeLessThan(3 * Math.max(3, 8 * cost));
          }
          // What it does not spend on refusing it answers.
          expect(answered * cost).toBeGreaterThan(0.4 * (model.now - start));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('says when to come back, and answers probes all the same', async () => {
    const busy = { admits: () => false } as unknown as Overload;
    const server = createServer(sheddingListener((_, response) => response.end('here'), busy));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const refused = await fetch(`${url}/v1/facilities/nearest`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ status: 503, type: '/problems/unavailable' });
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('here');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
