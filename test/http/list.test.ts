import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { distance } from '../../src/core/distance.js';
import { place, world, type World } from './harness.js';

const LIST = '/v1/facilities';
const SEARCH = '/v1/facilities/search';
let here: World;

beforeAll(async () => {
  const row = Array.from({ length: 12 }, (_, i) =>
    place(`r${i}`, 31.24, 121.42 + i * 0.001, { category: i % 2 ? 'clinic' : 'relay_station' }),
  );
  const other = [
    place('changshou', 31.3, 121.5, {
      address: { text: { zh: '长寿路170号' } },
      services: { heating: { state: 'yes' } },
    }),
    place('unplaced', null, 0),
    place('fiji', -17, 179.5),
  ];
  here = await world([...row, ...other]);
});
afterAll(() => here.close());

const names = ({ body }: Response): string[] =>
  body.features.map((one: { properties: { name: string } }) => one.properties.name.replace('驿站', ''));
const next = ({ body }: Response) => body.links.find((link: { rel: string }) => link.rel === 'next');

describe('GET /v1/facilities', () => {
  it.each([
    ['bbox=121.4195,31.2,121.4215,31.25', ['r0', 'r1']],
    ['bbox=121.42,31.24,121.421,31.24', ['r0', 'r1']],
    ['bbox=179,-18,-179,-16', ['fiji']],
    ['bbox=121.41,31.2,121.43,31.25&category=clinic&limit=2', ['r1', 'r3']],
    ['q=长寿', ['changshou']],
    ['q=unplaced', ['unplaced']],
    ['services=heating', ['changshou']],
    ['modifiedSince=2030-01-01T00:00:00Z', []],
    ['q=nowhere', []],
  ])('understands %s', async (query, expected) => {
    const answer = await here.get(`${LIST}?${query}`);
    expect(answer.status).toBe(200);
    expect(names(answer).toSorted()).toEqual(expected.toSorted());
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it('has no position for a place without one, and says so', async () => {
    const { body } = await here.get(`${LIST}?q=unplaced`);
    expect(body.features[0].geometry).toBeNull();
    expect(body.features[0].properties).not.toHaveProperty('distance');
  });

  it('finds by ids', async () => {
    const answer = await here.get(`${LIST}?ids=${here.idOf('r3')},nobody,${here.idOf('fiji')}`);
    expect(names(answer).toSorted()).toEqual(['fiji', 'r3']);
  });

  it('names an id that nobody can have', async () => {
    const { status, body } = await here.get(`${LIST}?ids=${here.idOf('r3')},%E9%A9%BF%E7%AB%99`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      {
        parameter: 'ids',
        detail: expect.stringMatching(/: "驿站"$/),
        allowed: expect.stringMatching(/up to 100/),
      },
    ]);
    const posted = await here.post(`${LIST}/search`, { ids: ['SH-1'] });
    expect(posted.body.errors[0]).toMatchObject({
      parameter: 'ids',
      detail: expect.stringMatching(/: "SH-1"$/),
    });
  });

  it('takes instants of any offset, also with a plus that an address makes a blank of', async () => {
    for (const written of [
      '2026-11-22T10:00:00%2B08:00',
      '2026-11-22T10:00:00+08:00',
      '2026-11-22T02:00:00Z',
    ])
      expect(names(await here.get(`${LIST}?modifiedSince=${written}&limit=100`))).toHaveLength(15);
    for (const written of ['2026-11-22', '2026-11-22T10:00:00', 'yesterday'])
      expect((await here.get(`${LIST}?modifiedSince=${written}`)).status).toBe(400);
  });

  it('leads through all pages, each facility once', async () => {
    const all: string[] = [];
    let path: string | undefined = `${LIST}?limit=4`;
    for (let pages = 0; path !== undefined; pages++) {
      const answer: Response = await here.get(path);
      all.push(...names(answer));
      const link = next(answer);
      expect(answer.headers['link']).toBe(link && `<${link.href}>; rel="next"`);
      path = link?.href;
      expect(pages).toBeLessThan(5);
    }
    expect(all).toHaveLength(15);
    expect(new Set(all).size).toBe(15);
  });

  it('refuses a cursor of another question, or a mangled one, and says so', async () => {
    const cursor = new URLSearchParams(next(await here.get(`${LIST}?limit=4`)).href.split('?')[1]).get(
      'cursor',
    )!;
    expect((await here.get(`${LIST}?limit=7&lang=en&cursor=${cursor}`)).status).toBe(200);
    const mangled = [
      `category=clinic&cursor=${cursor}`,
      `cursor=${cursor}x`,
      `cursor=${cursor.slice(2)}`,
      `cursor=${encodeURIComponent('驿站')}`,
      'cursor=7',
    ];
    for (const query of mangled) {
      const { status, body } = await here.get(`${LIST}?${query}`);
      expect([query, status, body.errors[0].parameter]).toEqual([query, 400, 'cursor']);
      expect(body.detail).toMatch(/does not belong to this question/);
    }
  });

  it.each([
    ['bbox=121,31,122', /four numbers/],
    ['bbox=121,31,122,32,33', /four numbers/],
    ['bbox=121,31,122,x', /four numbers/],
    ['bbox=31,121,32,122', /out of range/],
    ['bbox=121,32,122,31', /order is west,south,east,north/],
    ['bbox=1e2,31,122,32', /plain digits/],
    ['modifiedSince=yesterday', /instant/],
    ['q=%20', /empty/],
    [`q=${'x'.repeat(101)}`, /too long/],
    ['within=POLYGON', /body/],
    ['lat=31&lon=121', /not a parameter/],
  ])('refuses %s', async (query, detail) => {
    const { status, body } = await here.get(`${LIST}?${query}`);
    expect(status).toBe(400);
    expect(body.detail).toMatch(query.startsWith('within') ? /not a parameter/ : detail);
  });
});

describe('POST /v1/facilities/search', () => {
  const triangle = { type: 'Polygon', coordinates: [[[121.4195, 31.23], [121.4225, 31.23], [121.4195, 31.245], [121.4195, 31.23]]] }; // prettier-ignore

  it('asks all that the list can ask', async () => {
    const asked = await here.get(`${LIST}?bbox=121.41,31.2,121.43,31.25&category=clinic&limit=3`);
    const posted = await here.post(SEARCH, {
      bbox: [121.41, 31.2, 121.43, 31.25],
      category: ['clinic'],
      limit: 3,
    });
    expect(posted.body.features).toEqual(asked.body.features);
    expect(posted.body.query.bbox).toEqual([121.41, 31.2, 121.43, 31.25]);
    const more = await here.post(SEARCH, {
      bbox: [121.41, 31.2, 121.43, 31.25],
      category: ['clinic'],
      limit: 3,
      ...next(posted).body,
    });
    expect(names(more)).toEqual(['r7', 'r9']);
  });

  it('finds what lies in an area', async () => {
    expect(names(await here.post(SEARCH, { within: triangle }))).toEqual(['r0']);
    const both = { type: 'MultiPolygon', coordinates: [triangle.coordinates, [[[179, -18], [180, -18], [180, -16], [179, -18]]]] }; // prettier-ignore
    const answer = await here.post(SEARCH, { within: both });
    expect(names(answer).toSorted()).toEqual(['fiji', 'r0']);
    expect(answer.body.query.within).toBe('MultiPolygon');
  });

  it('finds along a way, in its order, with the detour', async () => {
    const along = { type: 'LineString', coordinates: [[121.432, 31.2401], [121.4185, 31.2401]] }; // prettier-ignore
    const answer = await here.post(SEARCH, { along, corridor: 50, limit: 100 });
    expect(names(answer)).toEqual(['r11', 'r10', 'r9', 'r8', 'r7', 'r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
    const { properties } = answer.body.features[0];
    expect(properties.along).toBeCloseTo(
      distance({ lat: 31.24, lon: 121.432 }, { lat: 31.24, lon: 121.431 }),
      0,
    );
    expect(properties.distance).toBeCloseTo(11.1, 1);
    expect(properties.detour).toBeCloseTo(22.2, 1);
    expect(answer.body.query).toMatchObject({ along: 'LineString', corridor: 50 });
    expect(names(await here.post(SEARCH, { along, corridor: 5 }))).toEqual([]);
    expect((await here.post(SEARCH, { along })).body.query.corridor).toBe(200);
  });

  it('goes on along a way', async () => {
    const along = { type: 'LineString', coordinates: [[121.4185, 31.24], [121.432, 31.24]] }; // prettier-ignore
    const first = await here.post(SEARCH, { along, limit: 5 });
    const second = await here.post(SEARCH, { along, limit: 5, ...next(first).body });
    expect([...names(first), ...names(second)]).toEqual([
      'r0',
      'r1',
      'r2',
      'r3',
      'r4',
      'r5',
      'r6',
      'r7',
      'r8',
      'r9',
    ]);
    const other = await here.post(SEARCH, { along, corridor: 100, ...next(first).body });
    expect(other.body.errors[0].parameter).toBe('cursor');
  });

  it.each([
    ['a polygon that is not closed', { within: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1]]] } }, 'within.coordinates[0]'], // prettier-ignore
    ['one that crosses itself', { within: { type: 'Polygon', coordinates: [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]] } }, 'within.coordinates[0]'], // prettier-ignore
    ['no geometry', { within: 'POLYGON((0 0))' }, 'within.type'],
    ['a line for an area', { within: { type: 'LineString', coordinates: [] } }, 'within.type'],
    ['a way that is a point', { along: { type: 'LineString', coordinates: [[121, 31], [121, 31]] } }, 'along.coordinates'], // prettier-ignore
    ['a corridor without a way', { corridor: 100 }, 'corridor'],
    ['a corridor too wide', { along: {}, corridor: 5001 }, 'corridor'],
    ['a way and an area', { within: triangle, along: {} }, 'along'],
    ['an area and a text', { within: triangle, q: 'x' }, 'q'],
    ['a box of text', { bbox: '121,31,122,32' }, 'bbox'],
  ])('refuses %s', async (_, body, parameter) => {
    const answer = await here.post(SEARCH, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].parameter).toBe(parameter);
  });
});

describe('/v1/needs/nearest', () => {
  it('has for each need the nearest place that serves it, or none', async () => {
    const { body, headers } = await here.get('/v1/needs/nearest?lat=31.24&lon=121.42&lang=en');
    const by = new Map<string, { label: string; facility?: { properties: { name: string } } }>(
      body.needs.map((one: { need: string }) => [one.need, one]),
    );
    expect(by.get('doctor')).toMatchObject({
      label: 'see a doctor',
      facility: { properties: { name: 'r1 station' } },
    });
    expect(by.get('warm')?.facility?.properties.name).toBe('changshou station');
    expect(by.get('toilet')).not.toHaveProperty('facility');
    expect(by.size).toBe(here.deps.vocabulary.needs.size);
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', 'content-crs': 'wgs84' });
  });

  it('takes some needs only, also by POST', async () => {
    const asked = { lat: 31.24, lon: 121.42, need: ['warm', 'doctor'], radius: 1000 };
    const { body } = await here.post('/v1/needs/nearest', asked);
    expect(body.needs.map((one: { need: string }) => one.need)).toEqual(['warm', 'doctor']);
    expect(body.needs[0]).not.toHaveProperty('facility');
    expect(body.query).toMatchObject(asked);
    const wrong = await here.get('/v1/needs/nearest?lat=31&lon=121&need=warmth');
    expect(wrong.body.errors[0]).toMatchObject({
      parameter: 'need',
      value: 'warmth',
      allowed: expect.arrayContaining(['warm']),
    });
  });
});
