import { afterEach, describe, expect, it } from '@jest/globals';
import type { Geocoder, Located } from '../../src/core/geocoder.js';
import { Asker } from '../../src/geocode/ask.js';
import { json, standIn, stillClock, type Answer, type StandIn } from '../stand-in.js';

/** One service as the cases need it: how it is made, and what it says as its documentation has it. */
export interface GeocoderCase {
  readonly open: (url: string, asker: Asker) => Geocoder;
  /** The house that the question of the cases asks for. */
  readonly found: unknown;
  readonly expected: Partial<Located>;
  readonly nothing: unknown;
  /** JSON, but not what is documented. */
  readonly strange: readonly unknown[];
  /** A text that must never be in a message. */
  readonly secret: string;
}

export const QUESTION = {
  text: '阜通东大街6号',
  city: '北京市',
  district: '朝阳区',
  street: '阜通东大街',
  number: 6,
};

/** The promises of `Geocoder`, held against a server that speaks as the service is documented to. */
export function geocoderContract(name: string, service: GeocoderCase): void {
  let server: StandIn | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function against(...answers: Answer[]) {
    await server?.close();
    server = await standIn(...answers);
    const clock = stillClock();
    const headers = { 'User-Agent': 'Yizhan/test (office@example.org)' };
    const asker = new Asker({ fetch, clock, rate: 1, timeout: 5000, headers });
    return { geocoder: service.open(server.url, asker), clock, server, headers };
  }
  const fault = async (geocoder: Geocoder) => {
    const error: unknown = await geocoder.locate(QUESTION).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'GeocoderFault' });
    const { message, words } = error as Error & { words: object };
    for (const secret of [service.secret, '阜通', encodeURIComponent('阜通')])
      expect(`${message} ${JSON.stringify(words)}`).not.toContain(secret);
    return error;
  };

  describe(`${name}: a geocoder`, () => {
    it('finds the house, in WGS-84, with its precision and regions', async () => {
      const { geocoder, server } = await against(json(service.found));
      const [first] = await geocoder.locate(QUESTION);
      const { position } = first!;
      expect(first).toMatchObject({ ...service.expected, position: expect.anything() });
      expect(position.lon).toBeCloseTo(service.expected.position!.lon, 6);
      expect(position.lat).toBeCloseTo(service.expected.position!.lat, 6);
      expect(server.asked).toHaveLength(1);
      expect(server.asked[0]!.headers['user-agent']).toBe('Yizhan/test (office@example.org)');
    });

    it('knows that nothing is there', async () => {
      const { geocoder } = await against(json(service.nothing));
      expect(await geocoder.locate(QUESTION)).toEqual([]);
    });

    it('asks no faster than it may', async () => {
      const { geocoder, clock } = await against(json(service.nothing));
      await Promise.all([1, 2, 3].map(() => geocoder.locate(QUESTION)));
      clock.pass(10_000);
      await geocoder.locate(QUESTION);
      expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(2000);
      expect(clock.slept).toHaveLength(2);
    });

    it('asks again after 429, as late as it is told', async () => {
      const { geocoder, clock, server } = await against(
        json({}, 429, { 'Retry-After': '7' }),
        json(service.found),
      );
      expect(await geocoder.locate(QUESTION)).toHaveLength(1);
      expect(clock.slept[0]).toBe(7000);
      expect(server.asked).toHaveLength(2);
    });

    it('gives up when it should wait too long, and all questions with it', async () => {
      const { geocoder, server } = await against(json({}, 429, { 'Retry-After': '86400' }));
      expect(await fault(geocoder)).toMatchObject({ reach: 'all' });
      expect(server.asked).toHaveLength(1);
    });

    it('asks three times at most, each time later', async () => {
      const { geocoder, clock, server } = await against(json('', 503));
      expect(await fault(geocoder)).toMatchObject({ reach: 'row' });
      expect(server.asked).toHaveLength(3);
      expect(clock.slept.filter((one) => one >= 1000)).toEqual([1000, 2000]);
    });

    it('is refused once and for all by 401 and 403', async () => {
      const { geocoder, server } = await against(json({}, 403));
      expect(await fault(geocoder)).toMatchObject({ reach: 'all' });
      expect(server.asked).toHaveLength(1);
    });

    it('does not follow to another address, which would get the key', async () => {
      const other = await standIn(json(service.found));
      const { geocoder } = await against((response) => {
        response.writeHead(302, { Location: other.url });
        response.end();
      });
      await fault(geocoder);
      expect(other.asked).toEqual([]);
      await other.close();
    });

    it('does not wait forever', async () => {
      server = await standIn((response) => void response.writeHead(200).write('{'));
      const clock = stillClock();
      const asker = new Asker({ fetch, clock, rate: 1, timeout: 30, headers: {} });
      const error = await fault(service.open(server.url, asker));
      expect(error).toMatchObject({ reach: 'row', words: { en: expect.stringContaining('within 30 ms') } });
      expect(server.asked).toHaveLength(3);
    });

    it('is told apart from one that cannot be reached', async () => {
      const { geocoder, server } = await against(json(service.found));
      await server.close();
      expect(await fault(geocoder)).toMatchObject({
        reach: 'row',
        words: { en: expect.stringContaining('ECONNREFUSED') },
      });
    });

    it('refuses what is no JSON, and JSON that is not documented', async () => {
      const { geocoder } = await against(json('<html>'));
      expect(await fault(geocoder)).toMatchObject({
        reach: 'row',
        words: { en: expect.stringContaining('JSON') },
      });
      for (const strange of service.strange) {
        const { geocoder: other } = await against(json(strange));
        expect([strange, await fault(other)]).toMatchObject([strange, { reach: 'row' }]);
      }
    });

    it('reads no more than an answer can have', async () => {
      const { geocoder, server } = await against((response) => {
        const piece = '[1,'.repeat(100_000);
        const more = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on('drain', more);
        more();
      });
      expect(await fault(geocoder)).toMatchObject({ words: { en: expect.stringContaining('too large') } });
      expect(server.asked).toHaveLength(1);
    });

    it('stops when it is told to', async () => {
      const stop = new AbortController();
      const { geocoder } = await against(() => stop.abort(new Error('enough')));
      await expect(geocoder.locate(QUESTION, stop.signal)).rejects.toThrow('enough');
    });
  });
}
