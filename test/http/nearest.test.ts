import { splitCard } from '../../src/core/card.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import request from 'supertest';
import { distance } from '../../src/core/distance.js';
import type { NearestQuery } from '../../src/core/query.js';
import { createApp } from '../../src/http/app.js';
import type { HttpDeps } from '../../src/http/deps.js';
import { USABLE_REASONS } from '../../src/core/usable.js';
import { bytesOf } from '../../src/http/format/byte-writer.js';
import { featureObject, writeFeature } from '../../src/http/format/feature.js';
import type { Hit } from '../../src/core/answer.js';
import type { Presentation } from '../../src/core/query.js';
import { HERE, NOW, place, world, type World } from './harness.js';

const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
const yes = { state: 'yes' as const };
let here: World;

beforeAll(async () => {
  here = await world([
    place('far', 31.25, 121.43, { services: { heating: yes, seating: yes } }),
    place('near', 31.2411, 121.4266, { services: { seating: yes, heating: { state: 'no' } } }),
    place('clinic', 31.2421, 121.4275, {
      category: 'community_health_centre',
      hours: { text: '听通知', coverage: 'none' },
    }),
    place('hospital', 31.2435, 121.429, { category: 'hospital' }),
    place('toilet', 31.2415, 121.427, { category: 'public_toilet', inService: false }),
    place('unplaced', null, 0),
  ]);
});
afterAll(() => here.close());

const names = (answer: { body: { features: { properties: { name: string } }[] } }) =>
  answer.body.features.map((one) => one.properties.name.split(/[ 驿]/)[0]);

describe('GET /v1/facilities/nearest', () => {
  it('answers with the nearest first, each with its distance', async () => {
    const answer = await here.get(`/v1/facilities/nearest?${AT}`);
    expect(answer.status).toBe(200);
    expect(names(answer)).toEqual(['near', 'toilet', 'clinic', 'hospital', 'far']);
    for (const { geometry, properties } of answer.body.features) {
      const [lon, lat] = geometry.coordinates;
      expect(properties.distance).toBeCloseTo(distance(HERE, { lon, lat }), 0);
    }
  });

  it('has the members of the contract around the features', async () => {
    const { body, headers } = await here.get(`/v1/facilities/nearest?${AT}&limit=1&category=health`);
    expect(body).toMatchObject({
      type: 'FeatureCollection',
      numberReturned: 1,
      timeStamp: new Date(NOW).toISOString(),
      crs: 'wgs84',
      query: {
        ...HERE,
        limit: 1,
        crs: 'wgs84',
        outCrs: 'wgs84',
        lang: 'zh',
        category: expect.arrayContaining(['hospital', 'community_health_centre', 'clinic']),
      },
      warnings: [],
      links: [{ rel: 'self', href: `/v1/facilities/nearest?${AT}&limit=1&category=health` }],
    });
    expect(headers).toMatchObject({
      'content-type': 'application/geo+json',
      'content-crs': 'wgs84',
      'cache-control': 'private, no-cache',
      vary: 'Accept-Language',
      'access-control-allow-origin': '*',
      'content-language': 'zh',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('says unknown where the words tell nothing, and no where a place is out of service', async () => {
    const { body } = await here.get(
      `/v1/facilities/nearest?${AT}&category=community_health_centre,public_toilet`,
    );
    const [toilet, clinic] = body.features;
    expect(clinic.properties.open).toEqual({ state: 'unknown', reason: 'not-understood', words: '听通知' });
    expect(clinic.properties.usable).toEqual({
      state: 'unknown',
      reasons: ['hours-unknown', 'audience-assumed'],
    });
    expect(toilet.properties.usable).toEqual({ state: 'no', reasons: ['out-of-service'] });
  });

  it.each([
    ['limit=2', ['near', 'toilet']],
    ['radius=60', ['near']],
    ['category=hospital', ['hospital']],
    ['category=hospital,public_toilet', ['toilet', 'hospital']],
    ['services=seating', ['near', 'far']],
    ['services=seating,heating', ['far']],
    ['services=seating, heating', ['far']],
    ['anyService=heating', ['far']],
    ['need=doctor', ['clinic', 'hospital']],
    [
      'category=hospital,public_toilet,community_health_centre&perCategory=1',
      ['toilet', 'clinic', 'hospital'],
    ],
    ['services=heating&unknownServices=include&category=hospital', ['hospital']],
    ['sort=distance&limit=1', ['near']],
  ])('understands %s', async (query, expected) => {
    expect(names(await here.get(`/v1/facilities/nearest?${AT}&${query}`))).toEqual(expected);
  });

  it('leaves out what is excluded', async () => {
    const answer = await here.get(`/v1/facilities/nearest?${AT}&exclude=${here.idOf('near')},nobody`);
    expect(names(answer)).not.toContain('near');
  });

  it('takes lng for lon', async () => {
    const answer = await here.get(`/v1/facilities/nearest?lat=${HERE.lat}&lng=${HERE.lon}&limit=1`);
    expect(names(answer)).toEqual(['near']);
    expect(answer.body.query).toMatchObject(HERE);
  });

  it('marks services that are not known', async () => {
    const { body } = await here.get(
      `/v1/facilities/nearest?${AT}&services=heating&unknownServices=include&category=hospital`,
    );
    expect(body.features[0].properties.unknownServices).toEqual(['heating']);
  });

  it('speaks the language asked for, and the parameter beats the header', async () => {
    const name = async (query: string, header: string) => {
      const answer = await here.get(`/v1/facilities/nearest?${AT}&limit=1${query}`, {
        'Accept-Language': header,
      });
      return answer.body.features[0].properties.name;
    };
    expect(await name('', 'en-GB,en;q=0.9,zh;q=0.8')).toBe('near station');
    expect(await name('', 'fr, zh-CN;q=0.5')).toBe('near驿站');
    expect(await name('&lang=zh', 'en')).toBe('near驿站');
    expect(await name('', 'fr')).toBe('near驿站');
  });

  it('gives only the members asked for', async () => {
    const { body } = await here.get(`/v1/facilities/nearest?${AT}&fields=name,distance&limit=1`);
    expect(body.features[0].properties).toEqual({ name: 'near驿站', distance: expect.any(Number) });
    expect(body.query.fields).toEqual(['name', 'distance']);
  });
});

describe('POST /v1/facilities/nearest', () => {
  it('answers as GET does, without a position in the address', async () => {
    const asked = await here.get(`/v1/facilities/nearest?${AT}&services=seating&limit=2`);
    const posted = await here.post('/v1/facilities/nearest', { ...HERE, services: ['seating'], limit: 2 });
    expect(posted.body.features).toEqual(asked.body.features);
    expect(JSON.stringify(posted.body.links)).not.toContain('121');
    expect(
      (await here.post('/v1/facilities/nearest', { ...HERE, services: 'seating', limit: 2 })).body.features,
    ).toEqual(asked.body.features);
  });

  it('refuses what belongs into the body', async () => {
    const answer = await here.post('/v1/facilities/nearest?limit=3', HERE);
    expect(answer.body.errors).toMatchObject([{ parameter: 'limit', detail: 'belongs into the body' }]);
  });
});

describe('POST /v1/facilities/nearest/batch', () => {
  it('gives each query its own answer or problem', async () => {
    const { status, body } = await here.post('/v1/facilities/nearest/batch', {
      queries: [{ ...HERE, limit: 1 }, { ...HERE, limit: 0 }, 7, { ...HERE, mode: 'walk' }],
    });
    expect(status).toBe(200);
    expect(body.answers.map((one: { status: number }) => one.status)).toEqual([200, 400, 400, 400]);
    expect(body.answers[0].answer.features).toHaveLength(1);
    expect(body.answers[1].problem.errors[0]).toMatchObject({ parameter: 'limit', value: '0' });
    expect(body.answers[3].problem.type).toBe('/problems/not-supported-yet');
  });

  it.each([
    [{}],
    [{ queries: [] }],
    [{ queries: 'x' }],
    [{ queries: Array.from({ length: 101 }, () => HERE) }],
  ])('refuses %j', async (body) => {
    expect((await here.post('/v1/facilities/nearest/batch', body)).body.errors[0].parameter).toBe('queries');
  });

  it('takes a hundred', async () => {
    const queries = Array.from({ length: 100 }, () => ({ ...HERE, limit: 1 }));
    expect((await here.post('/v1/facilities/nearest/batch', { queries })).body.answers).toHaveLength(100);
  });

  it.each([
    ['by limit', Array.from({ length: 11 }, () => ({ ...HERE, limit: 91 })), 1001],
    ['by default', [...Array(91).fill(HERE), { ...HERE, limit: 91 }], 1001],
    [
      'by category',
      Array.from({ length: 26 }, () => ({ ...HERE, category: 'clinic,hospital', perCategory: 20 })),
      1040,
    ],
  ])('bounds what is asked for in all: %s', async (_, queries, sum) => {
    const refused = await here.post('/v1/facilities/nearest/batch', { queries });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      {
        parameter: 'queries',
        detail: `ask for ${sum} facilities in all; lower limit, or send them in several calls`,
        allowed: 'limits that add up to 1000 at most',
      },
    ]);
    const fewer = await here.post('/v1/facilities/nearest/batch', { queries: queries.slice(1) });
    expect(fewer.status).toBe(200);
  });

  it('is answered with so many others at a time, and free again for the next', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let waiting = 0;
    const busy = await world([place('near', 31.2411, 121.4266)]);
    const finder = {
      nearest: async (query: NearestQuery) => {
        waiting++;
        await gate;
        return busy.deps.finder.nearest(query);
      },
    } as HttpDeps['finder'];
    const app = createApp({ ...busy.deps, finder, settings: { maxBatches: 2 } });
    const send = () =>
      request(app)
        .post('/v1/facilities/nearest/batch')
        .send({ queries: [HERE] })
        .then((it) => it);
    const first = [send(), send()];
    while (waiting < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const third = await send();
    expect(third.status).toBe(503);
    expect(third.headers['retry-after']).toBe('1');
    expect(third.body).toMatchObject({
      type: '/problems/unavailable',
      detail: expect.stringMatching(/batches/),
    });
    release();
    for (const answer of await Promise.all(first)) expect(answer.body.answers[0].status).toBe(200);
    expect((await send()).status).toBe(200);
    await busy.close();
  });
});

describe('the text of a feature', () => {
  const featureText = (hit: Hit, shape: Presentation) =>
    bytesOf((out) => writeFeature(hit, shape, out)).toString();
  const card = fc.record({
    key: fc.integer(),
    id: fc.string(),
    seq: fc.integer(),
    lon: fc.option(fc.double({ min: -180, max: 180, noNaN: true }).map((it) => it + 0)),
    lat: fc.double({ min: -90, max: 90, noNaN: true }).map((it) => it + 0),
    nameZh: fc.option(fc.string({ unit: 'binary' })),
    nameEn: fc.option(fc.string()),
  });
  const said = fc
    .dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue())
    .map((it) => splitCard(Buffer.from(JSON.stringify({ category: 'toilet', updatedAt: '2026', ...it }))));
  const open = fc.record(
    {
      state: fc.constantFrom('open' as const, 'closed' as const, 'unknown' as const),
      until: fc.integer({ min: 0, max: 4e12 }),
      opensAt: fc.integer({ min: 0, max: 4e12 }),
      reason: fc.constantFrom('not-said' as const, 'holiday' as const),
      words: fc.string(),
    },
    { requiredKeys: ['state'] },
  );
  const hit = fc.record(
    {
      card: fc.tuple(card, said).map(([one, text]) => ({ ...one, ...text })),
      open,
      distance: fc.double({ min: 0, max: 2e7, noNaN: true }),
      unknownServices: fc.array(fc.string()),
      usable: fc.record({
        state: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
        reasons: fc.subarray([...USABLE_REASONS]),
      }),
      reports: fc.array(
        fc.record({
          kind: fc.constantFrom('locked' as const, 'gone' as const),
          state: fc.constantFrom('unknown' as const, 'no' as const),
          count: fc.nat(),
          observedAt: fc.integer({ min: 0, max: 4e12 }),
          ageSeconds: fc.nat(),
        }),
      ),
    },
    { requiredKeys: ['card', 'open', 'usable'] },
  );

  it('says what the object says', () => {
    const shape = { crs: 'wgs84', outCrs: 'wgs84', lang: 'zh' } as const;
    fc.assert(
      fc.property(hit, (one) => {
        const object = JSON.parse(JSON.stringify(featureObject(one, shape))) as object;
        expect(JSON.parse(featureText(one, shape))).toEqual(object);
      }),
      { numRuns: 500 },
    );
  });

  it('holds with nothing on the card', () => {
    const bareText = splitCard(Buffer.from('{"category":"toilet","updatedAt":"2026"}'));
    const bare = {
      open: { state: 'unknown' } as const,
      usable: { state: 'unknown', reasons: [] } as const,
      card: { key: 1, id: 'a', seq: 1, lon: null, lat: null, nameZh: null, nameEn: null, ...bareText },
    };
    const shape = { crs: 'wgs84', outCrs: 'gcj02', lang: 'en' } as const;
    expect(JSON.parse(featureText(bare, shape))).toEqual(featureObject(bare, shape));
  });
});

describe('asking again', () => {
  it('costs nothing while nothing has changed', async () => {
    const path = `/v1/facilities/nearest?${AT}&limit=1`;
    const first = await here.get(path);
    expect(first.headers['etag']).toMatch(/^W\/"[\w.]+"$/);
    const again = await request(here.app).get(path).set('If-None-Match', `"x", ${first.headers['etag']}`);
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect(again.headers).toMatchObject({
      etag: first.headers['etag'],
      vary: 'Accept-Language',
      'cache-control': 'private, no-cache',
    });
    here.clock.now += 60_000;
    expect((await request(here.app).get(path).set('If-None-Match', first.headers['etag']!)).status).toBe(200);
    here.clock.now = NOW;
  });

  it('tells languages, datums and data apart', async () => {
    const tag = async (query: string, lang = 'zh') => {
      const answer = await here.get(`/v1/facilities/nearest?${AT}${query}`, { 'Accept-Language': lang });
      return answer.headers['etag'];
    };
    const before = await tag('');
    expect(await tag('')).toBe(before);
    expect(await tag('', 'en')).not.toBe(before);
    expect(await tag('&outCrs=gcj02')).not.toBe(before);
    await here.apply([place('later', 31.3, 121.5)]);
    expect(await tag('')).not.toBe(before);
  });
});
