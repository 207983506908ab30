import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Change } from '../../src/core/change.js';
import { createApp } from '../../src/http/app.js';
import type { HttpDeps } from '../../src/http/deps.js';
import { place, world, type World } from './harness.js';

let here: World;
beforeAll(async () => {
  here = await world([
    place('room', 31.241, 121.4265, {
      services: {
        heating: { state: 'yes', note: { zh: '冬季' }, season: 'winter' },
        seating: { state: 'broken' },
      },
      hours: { text: '每天8:30-17:00', osm: '08:30-17:00', coverage: 'full' },
      contact: { phone: ['021-1234 5678'] },
      internal: { person: 'somebody', phone: ['13800000000'] },
    }),
    place('centre', 31.2411, 121.4266, { category: 'party_service_centre' }),
    place('twin', 31.241, 121.4265),
    place('closing', 31.3, 121.5),
  ]);
  const [room, centre, twin] = ['room', 'centre', 'twin'].map(here.idOf);
  const changes: Change[] = [
    { kind: 'relate', from: room!, relation: 'part_of', to: centre! },
    { kind: 'merge', from: twin!, into: room! },
    { kind: 'withdraw', source: 'test', externalId: 'closing' },
  ];
  ids = { room: room!, centre: centre!, twin: twin!, closing: here.idOf('closing') };
  await here.apply(changes);
});
afterAll(() => here.close());
let ids: Record<'room' | 'centre' | 'twin' | 'closing', string>;

describe('GET /v1/facilities/{id}', () => {
  it('answers with everything that may be shown', async () => {
    const { status, body, headers } = await here.get(`/v1/facilities/${ids.room}?lang=en`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/geo+json',
      'cache-control': 'no-cache',
      'content-crs': 'wgs84',
    });
    expect(body).toMatchObject({
      type: 'Feature',
      id: ids.room,
      geometry: { type: 'Point', coordinates: [121.4265, 31.241] },
      properties: {
        name: 'room station',
        names: { zh: 'room驿站', en: 'room station' },
        category: 'relay_station',
        categoryLabel: 'relay station',
        hours: { text: '每天8:30-17:00', osm: '08:30-17:00', coverage: 'full' },
        phone: ['021-1234 5678'],
        positionPrecision: 'building',
        open: { state: 'open', until: '2026-11-22T17:00:00+08:00' },
        today: {
          date: '2026-11-22',
          text: '08:30–17:00',
          state: 'open, until 17:00',
          intervals: [{ from: '08:30', to: '17:00', state: 'open' }],
        },
        sources: [{ id: 'test', name: 'Tests', licence: 'CC0-1.0', attribution: 'nobody' }],
        related: [
          { relation: 'part_of', id: ids.centre, name: 'centre station', category: 'party_service_centre' },
        ],
      },
    });
    expect(body.properties.services).toEqual([
      {
        code: 'heating',
        label: 'heating',
        state: 'yes',
        note: { zh: '冬季' },
        season: 'winter',
        // That a winter without dates has begun in November nobody knows.
        open: {
          state: 'unknown',
          reason: 'season',
          until: '2026-11-22T17:00:00+08:00',
          opensAt: '2026-12-01T08:30:00+08:00',
        },
      },
      { code: 'seating', label: 'seats and tables', state: 'broken' },
    ]);
    expect(body.properties.related[0].distance).toBeGreaterThan(10);
  });

  it('never tells what is internal', async () => {
    const { text } = await here.get(`/v1/facilities/${ids.room}`);
    expect(text).not.toMatch(/somebody|13800000000|internal|externalId/);
  });

  it('leads from a merged facility to the one it is now', async () => {
    const answer = await here.get(`/v1/facilities/${ids.twin}?lang=en`);
    expect(answer.status).toBe(308);
    expect(answer.headers['location']).toBe(`/v1/facilities/${ids.room}?lang=en`);
    expect(answer.body).toMatchObject({ id: ids.room });
  });

  it('says of a removed one that it is gone', async () => {
    const answer = await here.get(`/v1/facilities/${ids.closing}`);
    expect(answer.status).toBe(410);
    expect(answer.body.type).toBe('/problems/gone');
  });

  it('does not find what never was', async () => {
    for (const id of ['nobody', '驿站', 'a%2Fb', "';--"]) {
      const answer = await here.get(`/v1/facilities/${encodeURIComponent(id)}`);
      expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found']);
    }
  });

  it('refuses a parameter that stands in the path, and one it does not know', async () => {
    expect((await here.get(`/v1/facilities/${ids.room}?id=x`)).status).toBe(400);
    expect((await here.get(`/v1/facilities/${ids.room}?limit=1`)).status).toBe(400);
  });

  it('answers 304 while nothing has changed', async () => {
    const path = `/v1/facilities/${ids.room}`;
    const { headers } = await here.get(path);
    expect((await request(here.app).get(path).set('If-None-Match', headers['etag']!)).status).toBe(304);
  });
});

describe('the vocabularies', () => {
  it.each(['categories', 'services', 'needs', 'measures'])(
    'lists %s in the language asked for',
    async (name) => {
      const zh = await here.get(`/v1/${name}`);
      const en = await here.get(`/v1/${name}?lang=en`);
      expect(zh.headers).toMatchObject({
        'content-type': 'application/json',
        vary: 'Accept-Language',
        'cache-control': 'no-cache',
      });
      expect(zh.body.lang).toBe('zh');
      expect(zh.body[name].length).toBeGreaterThan(5);
      expect(en.body[name][0].label).toBe(en.body[name][0].labels.en);
      expect(en.headers['etag']).not.toBe(zh.headers['etag']);
      const again = await request(here.app).get(`/v1/${name}`).set('If-None-Match', zh.headers['etag']!);
      expect(again.status).toBe(304);
    },
  );
});

describe('signs of life', () => {
  it('tells health and readiness', async () => {
    expect((await here.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await here.get('/readyz')).body).toEqual({ ready: true, checks: { index: { ok: true } } });
  });

  it('says what is not ready', async () => {
    const checks = { index: { ok: false, detail: 'loading' } };
    const starting = await world([], { readiness: () => ({ ready: false, checks }) });
    const answer = await starting.get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.body).toEqual({ ready: false, checks });
    await starting.close();
  });
});

describe('the tag of an answer', () => {
  it('never says newer than what was read', async () => {
    const inner = here.deps.stores.facilities;
    const sources = async () => {
      const found = await inner.sources();
      await here.apply([place('late', 31.2, 121.4)]); // a change between reading and answering
      return found;
    };
    const resolve = (id: string) => inner.resolve(id);
    const store = { resolve, sources, head: () => inner.head() } as HttpDeps['stores']['facilities'];
    const path = `/v1/facilities/${ids.room}`;
    const during = await request(
      createApp({ ...here.deps, stores: { ...here.deps.stores, facilities: store } }),
    ).get(path);
    expect(during.status).toBe(200);
    expect((await here.get(path)).headers['etag']).not.toBe(during.headers['etag']);
  });
});
