import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { networkOf, prefixOf } from '../../../src/http/address.js';
import { OwnBuckets } from '../../../src/http/buckets.js';
import { HttpError } from '../../../src/http/problem.js';
import { RateLimiter } from '../../../src/http/rate-limit.js';

const LIMITS = { read: 60, search: 6, write: 60, report: 2 };

function limiter(most?: number) {
  const clock = { now: 1_000_000 };
  const it = new RateLimiter(LIMITS, new OwnBuckets(() => clock.now, most));
  const asks = (cost: keyof typeof LIMITS, asker: string): HttpError | Readonly<Record<string, string>> => {
    try {
      return it.take(cost, asker);
    } catch (error) {
      if (error instanceof HttpError) return error;
      throw error;
    }
  };
  return {
    clock,
    asks,
    passes: (cost: keyof typeof LIMITS, asker: string) => !(asks(cost, asker) instanceof HttpError),
  };
}

describe('a token bucket', () => {
  it('lets a minute’s requests through at once, and then one each time it has filled by one', () => {
    const { clock, asks, passes } = limiter();
    for (let i = 59; i >= 0; i--)
      expect(asks('read', 'a')).toEqual({
        RateLimit: `"read";r=${i};t=${60 - i}`,
        'RateLimit-Policy': '"read";q=60;w=60',
      });
    const refused = asks('read', 'a') as HttpError;
    expect(refused).toMatchObject({ kind: 'too-many-requests', status: 429 });
    expect(refused.headers).toEqual({
      RateLimit: '"read";r=0;t=60',
      'RateLimit-Policy': '"read";q=60;w=60',
      'Retry-After': '1',
    });
    clock.now += 999;
    expect(passes('read', 'a')).toBe(false);
    clock.now += 1;
    expect(passes('read', 'a')).toBe(true);
    expect(passes('read', 'a')).toBe(false);
  });

  it('keeps costs and askers apart', () => {
    const { passes } = limiter();
    expect([1, 2, 3].map(() => passes('report', 'a'))).toEqual([true, true, false]);
    expect(passes('read', 'a')).toBe(true);
    expect(passes('report', 'b')).toBe(true);
  });

  it('says a time after which the next one passes, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 60 }), (waits) => {
        const { clock, asks, passes } = limiter();
        for (const wait of waits) {
          clock.now += wait;
          const answer = asks('search', 'a');
          if (!(answer instanceof HttpError)) continue;
          clock.now += Number(answer.headers['Retry-After']) * 1000;
          expect(passes('search', 'a')).toBe(true);
        }
      }),
    );
  });

  it('never lets more through in a stretch of time than it holds and is filled by', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (waits) => {
        const { clock, passes } = limiter();
        const start = clock.now;
        let passed = 0;
        for (const wait of waits) {
          clock.now += wait;
          if (passes('search', 'a')) passed++;
          expect(passed).toBeLessThanOrEqual(6 + ((clock.now - start) * 6) / 60_000 + 1e-9);
        }
      }),
    );
  });

  it('fills nothing when the clock is set back', () => {
    const { clock, passes } = limiter();
    passes('report', 'a');
    passes('report', 'a');
    clock.now -= 3_600_000;
    expect(passes('report', 'a')).toBe(false);
  });

  it('remembers so many askers and forgets the one not heard of for longest', () => {
    const { passes } = limiter(3);
    for (const asker of ['a', 'b', 'c'])
      for (let i = 0; i < 2; i++) expect(passes('report', asker)).toBe(true);
    expect(passes('report', 'a')).toBe(false);
    expect(passes('report', 'd')).toBe(true); // b is forgotten
    expect(passes('report', 'a')).toBe(false);
    expect(passes('report', 'b')).toBe(true);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['', ''],
  ])('%s is of %s', (address, network) => expect(prefixOf(address)).toBe(network));

  const from = (peer: string, forwarded?: string) =>
    ({
      socket: { remoteAddress: peer },
      headers: { 'x-forwarded-for': forwarded },
    }) as unknown as IncomingMessage;

  it('is the peer’s, whatever a header says, where no proxy is trusted', () => {
    expect(networkOf(from('192.0.2.1', '203.0.113.9'), 0)).toBe('192.0.2.1');
  });

  it.each([
    ['203.0.113.9', 1, '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9', 1, '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9, 10.0.0.1', 2, '203.0.113.9'],
    ['203.0.113.9', 2, '203.0.113.9'],
    ['[2001:db8::1]:4711', 1, '2001:db8:0:0::/64'],
    ['203.0.113.9:4711', 1, '203.0.113.9'],
    ['unknown', 1, '192.0.2.1'],
    ['', 1, '192.0.2.1'],
  ])('behind proxies is what the outermost trusted one wrote: %j, %d', (forwarded, hops, network) => {
    expect(networkOf(from('192.0.2.1', forwarded), hops)).toBe(network);
  });
});
