import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Report, StatusStore } from '../../../src/core/status.js';
import { nextDelay } from '../../../src/feeds/delay.js';
import { parseFeeds, type Feed } from '../../../src/feeds/feed-file.js';
import { Feeds, feedsInWords } from '../../../src/feeds/feeds.js';
import { Poller } from '../../../src/feeds/poller.js';
import { openSqliteStores } from '../../../src/store/sqlite/stores.js';
import { put, run } from '../../contract/store-samples.js';
import { vocabulary } from '../../contract/store-vocabulary.js';
import { realData, root } from '../../root.js';

const NOW = Date.parse('2026-11-22T02:00:00Z');
const SECONDS = NOW / 1000;
const json = (body: unknown, response: ServerResponse) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
};
const statusOf = (...stations: object[]) => ({
  last_updated: SECONDS,
  ttl: 0,
  version: '2.3',
  data: { stations },
});
const station = (id: string, bikes: number, reported = SECONDS) => ({
  station_id: id,
  is_installed: true,
  is_renting: true,
  num_bikes_available: bikes,
  last_reported: reported,
});

let server: Server;
let base: string;
/** What the server does, by path. */
let pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;
/** Paths in the order they were asked for. */
let asked: string[];
beforeEach(async () => {
  pages = {};
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url!);
    const page = pages[request.url!];
    if (page) page(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A store that keeps what it is given, and finds every place. */
function keeping() {
  const kept: Report[] = [];
  const store: StatusStore = {
    put: (reports) => {
      kept.push(...reports);
      return Promise.resolve(reports.map(() => 'stored' as const));
    },
    receive: () => Promise.resolve(undefined),
    head: () => Promise.resolve(0),
    since: () => Promise.resolve([]),
    all: () => Promise.resolve([]),
  };
  return { kept, store };
}

function feedAt(path: string, more: object = {}): Feed {
  const [feed] = parseFeeds(
    JSON.stringify({ feeds: [{ kind: 'gbfs', source: 'city', url: base + path, timeout: 5, ...more }] }),
    'test',
    { CITY_KEY: 'Token abc' },
  );
  return feed!;
}

function pollerOf(feed: Feed, store: StatusStore) {
  const poller = new Poller(feed, { store, fetch, now: () => NOW, chance: () => 0 });
  closing.push(() => poller.stop());
  return poller;
}

describe('a feed of GBFS', () => {
  it('is found by its gbfs.json, read into the places of its source, and asked whether it changed', async () => {
    pages['/gbfs.json'] = (_, response) =>
      json({ data: { en: { feeds: [{ name: 'station_status', url: `${base}/status` }] } } }, response);
    pages['/status'] = (request, response) => {
      response.setHeader('ETag', '"1"');
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else json(statusOf(station('a', 2), station('far', 1)), response);
    };
    const stores = openSqliteStores({ path: ':memory:', vocabulary });
    closing.push(() => stores.close());
    await stores.facilities.apply([put('a')], run());
    const poller = pollerOf(feedAt('/gbfs.json'), stores.status);
    expect(await poller.poll()).toMatchObject({
      state: 'ok',
      stations: 2,
      stored: 1,
      unknownFacility: 1,
      faulty: 0,
    });
    expect(await poller.poll()).toMatchObject({ state: 'ok', readAt: new Date(NOW).toISOString() });
    expect(asked).toEqual(['/gbfs.json', '/status', '/status']);
    const [kept] = await stores.status.all(0, 10);
    expect(kept!.observation).toEqual({
      counts: { online: true, available: 2 },
      observedAt: NOW,
      receivedAt: NOW,
      source: 'city',
    });
  });

  it('may be named directly', async () => {
    pages['/status'] = (_, response) => json(statusOf(station('a', 2)), response);
    const { store, kept } = keeping();
    await pollerOf(feedAt('/status'), store).poll();
    expect(kept).toHaveLength(1);
    expect(asked).toEqual(['/status']);
  });

  it('that fails says so, without its address, and leaves what it said to age', async () => {
    let broken = false;
    pages['/secret-path/status?key=secret'] = (_, response) =>
      broken ? response.writeHead(503).end() : json(statusOf(station('a', 2)), response);
    const { store, kept } = keeping();
    const poller = pollerOf(feedAt('/secret-path/status?key=secret'), store);
    await poller.poll();
    broken = true;
    await poller.poll();
    const health = await poller.poll();
    expect(health).toMatchObject({ state: 'failing', failures: 2, readAt: new Date(NOW).toISOString() });
    expect(health.problem).toMatch(/answered 503$/);
    expect(JSON.stringify(health)).not.toContain('secret');
    expect(feedsInWords([health], NOW + 90_000)).toMatchObject({ ok: false });
    expect(feedsInWords([health], NOW + 90_000).detail).toMatch(
      /^city \(gbfs\) failing for the 2nd time, read 90 s ago/,
    );
    expect(kept).toHaveLength(1);
    broken = false;
    expect(await poller.poll()).toMatchObject({ state: 'ok', failures: 0 });
    expect(poller.health).not.toHaveProperty('problem');
  });

  it('does not take what was observed in the future', async () => {
    pages['/status'] = (_, response) =>
      json(statusOf(station('a', 1, SECONDS + 61), station('b', 1, SECONDS + 59)), response);
    const { store, kept } = keeping();
    const health = await pollerOf(feedAt('/status'), store).poll();
    expect(health).toMatchObject({ stations: 2, stored: 1, faulty: 1 });
    expect(health.fault).toMatch(/in the future/);
    expect(kept).toHaveLength(1);
  });

  it('is polled one poll at a time', async () => {
    let [running, most] = [0, 0];
    pages['/status'] = (_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        json(statusOf(station('a', 1)), response);
      }, 20);
    };
    const poller = pollerOf(feedAt('/status'), keeping().store);
    await Promise.all([poller.poll(), poller.poll(), poller.poll()]);
    expect([most, asked.length]).toEqual([1, 3]);
  });

  it('that never answers is given up when the service stops', async () => {
    pages['/status'] = () => undefined;
    const poller = pollerOf(feedAt('/status'), keeping().store);
    const polling = poller.poll();
    await poller.stop();
    await polling;
    expect(poller.health.state).toBe('starting');
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['no JSON', (response) => response.end('<html>'), /does not answer with JSON$/],
    ['another document', (response) => json({ data: 1 }, response), /^no station_status of GBFS/],
    ['bytes that are no text', (response) => response.end(Buffer.from([0x7b, 0xff])), /ERR_ENCODING/],
    [
      'a redirect without end',
      (response) => response.writeHead(302, { Location: '/status' }).end(),
      /redirects again and again/,
    ],
    [
      'a redirect to a file',
      (response) => response.writeHead(302, { Location: 'file:///etc/hosts' }).end(),
      /no address of http/,
    ],
    [
      'an end in the middle',
      (response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{"data":');
        setTimeout(() => response.destroy(), 10);
      },
      /^http:/,
    ],
  ])('that answers with %s is a failure', async (_, page, words) => {
    pages['/status'] = (__, response) => page(response);
    const health = await pollerOf(feedAt('/status'), keeping().store).poll();
    expect(health.state).toBe('failing');
    expect(health.problem).toMatch(words);
  });

  it('that sends without end is cut off', async () => {
    pages['/status'] = (_, response) => {
      const lot = Buffer.alloc(1 << 20, 0x20);
      const go = () => {
        while (!response.destroyed && response.write(lot));
      };
      response.on('drain', go);
      go();
    };
    const health = await pollerOf(feedAt('/status'), keeping().store).poll();
    expect(health.problem).toMatch(/sends more than 33554432 bytes$/);
  });

  it('that is too slow is given up', async () => {
    pages['/status'] = () => undefined;
    const health = await pollerOf(feedAt('/status', { timeout: 1 }), keeping().store).poll();
    expect(health.problem).toMatch(/no answer within 1 s$/);
  });

  it('gets its secret, and nobody else does', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      json(statusOf(station('a', 1)), response);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => other.close(resolve)));
    pages['/status'] = (request, response) => {
      seen.push(request.headers.authorization);
      const { port } = other.address() as AddressInfo;
      response.writeHead(307, { Location: `http://127.0.0.1:${port}/` }).end();
    };
    const health = await pollerOf(
      feedAt('/status', { authorizationFrom: 'CITY_KEY' }),
      keeping().store,
    ).poll();
    expect(health.state).toBe('ok');
    expect(seen).toEqual(['Token abc', undefined]);
  });
});

describe('a feed of OCPI', () => {
  const page = (...ids: string[]) => ({
    status_code: 1000,
    timestamp: '2026-11-22T01:59:30Z',
    data: ids.map((id) => ({ id, evses: [{ status: 'AVAILABLE' }] })),
  });
  const linked = (body: object, next: string) => (_: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Link', `<${next}>; rel="next"`);
    json(body, response);
  };
  const ocpi = (more: object = {}) => feedAt('/locations', { kind: 'ocpi', ...more });

  it('is read page by page', async () => {
    pages['/locations'] = linked(page('1', '2'), '/locations?offset=2');
    pages['/locations?offset=2'] = linked(page('3'), `${base}/locations?offset=3`);
    pages['/locations?offset=3'] = (_, response) => json(page('4'), response);
    const { store, kept } = keeping();
    const health = await pollerOf(ocpi(), store).poll();
    expect(health).toMatchObject({ state: 'ok', stations: 4, stored: 4 });
    expect(kept.map(({ place }) => 'externalId' in place && place.externalId)).toEqual(['1', '2', '3', '4']);
  });

  it.each([
    ['lead back', '/locations', 'lead back'],
    ['leave the server', 'http://localhost:1/locations', 'another server'],
  ])('keeps nothing where its pages %s', async (_, next, words) => {
    pages['/locations'] = linked(page('1'), next);
    const { store, kept } = keeping();
    const health = await pollerOf(ocpi(), store).poll();
    expect(health.problem).toContain(words);
    expect(kept).toHaveLength(0);
  });

  const real = realData('live/ocpi-feeds/ocpi_2_2_locations-chargesini.json');
  (real === undefined ? it.skip : it)(
    'of a real operator is stored for the places of its import',
    async () => {
      const text = readFileSync(real!, 'utf8');
      const { timestamp, data } = JSON.parse(text) as {
        timestamp: string;
        data: { id: string; country_code: string; party_id: string }[];
      };
      pages['/locations'] = (_, response) => response.end(text);
      const stores = openSqliteStores({ path: ':memory:', vocabulary });
      closing.push(() => stores.close());
      const ids = data.map((one) => `${one.country_code}*${one.party_id}*${one.id}`);
      await stores.facilities.apply(
        ids.map((id) => put(id)),
        run(),
      );
      const poller = new Poller(ocpi(), {
        store: stores.status,
        fetch,
        now: () => Date.parse(timestamp) + 1000,
        chance: () => 0,
      });
      closing.push(() => poller.stop());
      const health = await poller.poll();
      expect(health).toMatchObject({ state: 'ok', unknownFacility: 0, faulty: 0 });
      expect(health.stored).toBe(health.stations);
      expect(health.stored).toBeGreaterThan(300);
      expect((await poller.poll()).stored).toBe(0);
    },
  );
});

describe('when a feed is polled next', () => {
  it('is after the interval or the ttl, whichever is longer, and a little scattered', () => {
    expect(nextDelay({ every: 60, failures: 0 }, 0)).toBe(60_000);
    expect(nextDelay({ every: 60, failures: 0 }, 1)).toBeCloseTo(66_000);
    expect(nextDelay({ every: 60, ttl: 90, failures: 0 }, 0)).toBe(90_000);
    expect(nextDelay({ every: 60, ttl: 86_400, failures: 0 }, 0)).toBe(900_000);
  });

  it('is twice as late after each failure, up to a quarter of an hour, between half of it and all', () => {
    const after = (failures: number, chance: number) => nextDelay({ every: 60, failures }, chance) / 1000;
    expect([1, 2, 3, 4, 5, 100].map((failures) => after(failures, 1))).toEqual([
      120, 240, 480, 900, 900, 900,
    ]);
    expect(after(3, 0)).toBe(240);
    expect(nextDelay({ every: 3600, failures: 5 }, 1)).toBe(3_600_000);
  });
});

describe('the file of feeds', () => {
  const parse = (feeds: unknown, env = {}) => parseFeeds(JSON.stringify({ feeds }), 'feeds.json', env);
  const good = { kind: 'gbfs', source: 'city', url: 'https://example.org/gbfs.json' };

  it('is read with its defaults, and as it is shipped', () => {
    expect(parse([good])).toEqual([{ ...good, every: 60, timeout: 20, available: 'vehicles' }]);
    const example = readFileSync(`${root}/data/feeds.example.json`, 'utf8');
    const feeds = parseFeeds(example, 'example', { MY_CHARGERS_AUTHORIZATION: 'Token x' });
    expect(feeds.map(({ kind }) => kind)).toEqual(['gbfs', 'gbfs', 'ocpi']);
    expect(feeds[2]).toMatchObject({ authorization: 'Token x' });
  });

  it.each<[string, unknown, string]>([
    ['no feed', [], 'feeds: '],
    ['another kind', [{ ...good, kind: 'rss' }], 'feeds.0.kind'],
    ['a file', [{ ...good, url: 'file:///etc/passwd' }], 'feeds.0.url: an address of http or https'],
    ['too often', [{ ...good, every: 1 }], 'feeds.0.every'],
    ['a misspelt member', [{ ...good, intervall: 5 }], 'intervall'],
    ['another voltage', [{ ...good, batteries: { a: 50 } }], 'feeds.0.batteries.a: one of 48, 60, 72'],
    ['the same twice', [good, good], 'the source city has one feed twice'],
    [
      'a secret in the file',
      [{ ...good, authorizationFrom: 'Token abc' }],
      'the name of an environment variable',
    ],
    [
      'a secret that is not set',
      [{ ...good, authorizationFrom: 'NOT_SET' }],
      'needs the environment variable NOT_SET',
    ],
  ])('names what is wrong: %s', (_, feeds, words) => {
    expect(() => parse(feeds)).toThrow(words);
  });

  it('is named where it is no JSON', () => {
    expect(() => parseFeeds('{', 'feeds.json', {})).toThrow(
      "The feeds' file feeds.json cannot be used: it is not JSON.",
    );
  });
});

describe('all feeds', () => {
  it('are polled by themselves once started, and no more when stopped', async () => {
    pages['/status'] = (_, response) => json(statusOf(station('a', 1)), response);
    const { store, kept } = keeping();
    let first: () => void;
    const polled = new Promise<void>((resolve) => (first = resolve));
    const parts = { store, fetch, now: () => NOW, chance: () => 0, onPoll: () => first() };
    const feeds = new Feeds([feedAt('/status')], parts);
    feeds.start();
    await polled;
    await feeds.stop();
    expect(feeds.health).toMatchObject([{ source: 'city', state: 'ok', stored: 1 }]);
    expect(kept).toHaveLength(1);
  });
});
