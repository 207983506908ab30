import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import request, { type Response } from 'supertest';
import { holdAgainstDocument } from './contract.js';
import { HERE, place, world, type World } from './harness.js';

const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
const NEAREST = '/v1/facilities/nearest';
let here: World;

beforeAll(async () => {
  here = await world([place('near', 31.2411, 121.4266)]);
});
afterAll(() => here.close());

function expectProblem(answer: Response, status: number, type: string): void {
  expect(answer.status).toBe(status);
  expect(answer.type).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    type: `/problems/${type}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.body.instance).not.toMatch(/\?|121|31\./);
  expect(answer.headers['cache-control']).toBe('no-store');
}

describe('a parameter that is wrong', () => {
  it.each([
    ['lat=abc&lon=121', 'lat', 'abc', /not a number/],
    ['lat=91&lon=121', 'lat', '91', /out of range/],
    ['lat=-90.0001&lon=121', 'lat', '-90.0001', /out of range/],
    ['lat=121.43&lon=31.24', 'lat', '121.43', /lat and lon the wrong way round/],
    [`${AT}&at=now`, 'at', 'now', /did you mean openAt\?/],
    ['lat=31&lon=181', 'lon', '181', /out of range/],
    ['lat=31&lng=181', 'lng', '181', /out of range/],
    ['lat=31&lng=121&lon=121', 'lng', '121', /same as lon/],
    ['lat=31', 'lon', undefined, /missing/],
    ['lat=&lon=121', 'lat', '', /empty/],
    ['lat=31&lon', 'lon', '', /empty/],
    ['lat=31&lat=31&lon=121', 'lat', '31', /twice/],
    ['lat=1e3&lon=121', 'lat', '1e3', /plain digits/],
    ['lat=0x10&lon=121', 'lat', '0x10', /plain digits/],
    ['lat=١٢&lon=121', 'lat', '١٢', /plain digits/],
    ['lat=%2031&lon=121', 'lat', ' 31', /plain digits/],
    ['lat=+31&lon=121', 'lat', ' 31', /plain digits/],
    ['lat=31.&lon=121', 'lat', '31.', /plain digits/],
    ['lat=NaN&lon=121', 'lat', 'NaN', /plain digits/],
    ['lat=Infinity&lon=121', 'lat', 'Infinity', /plain digits/],
    ['lat=31,2&lon=121', 'lat', '31,2', /plain digits/],
    [`${AT}&limit=0`, 'limit', '0', /out of range/],
    [`${AT}&limit=1000`, 'limit', '1000', /out of range/],
    [`${AT}&limit=ten`, 'limit', 'ten', /whole number/],
    [`${AT}&limit=1.5`, 'limit', '1.5', /whole number/],
    [`${AT}&radius=-1`, 'radius', '-1', /out of range/],
    [`${AT}&radius=0`, 'radius', '0', /out of range/],
    [`${AT}&radius=20037510`, 'radius', '20037510', /out of range/],
    [`${AT}&crs=wgs-84`, 'crs', 'wgs-84', /not one of/],
    [`${AT}&lang=fr`, 'lang', 'fr', /not one of/],
    [`${AT}&category=hospitals`, 'category', 'hospitals', /did you mean hospital\?/],
    [`${AT}&category=hospital,`, 'category', 'hospital,', /empty member/],
    [`${AT}&services=warmth`, 'services', 'warmth', /vocabulary/],
    [`${AT}&anyService=seatin`, 'anyService', 'seatin', /did you mean seating\?/],
    [`${AT}&need=Toilet`, 'need', 'Toilet', /did you mean toilet\?/],
    [`${AT}&fields=nmae`, 'fields', 'nmae', /not a property/],
    [`${AT}&perCategory=2`, 'perCategory', '2', /needs the parameter category/],
    [`${AT}&perCategory=2&category=clinic&limit=10`, 'limit', '10', /beside perCategory/],
    [`${AT}&perCategory=21&category=clinic`, 'perCategory', '21', /out of range/],
    [`${AT}&Limit=3`, 'Limit', '3', /did you mean limit\?/],
    [`${AT}&hasOwnProperty=1`, 'hasOwnProperty', '1', /not a parameter/],
    [`${AT}&__proto__=1`, '__proto__', '1', /not a parameter/],
    [`${AT}&exclude=${'x'.repeat(101)}`, 'exclude', `${'x'.repeat(80)}…`, /too long/],
    [`${AT}&exclude=1x;2x`, 'exclude', '1x;2x', /member .* expected: "1x;2x"/],
    [`${AT}&exclude=1x,RELAY-7`, 'exclude', '1x,RELAY-7', /expected: "RELAY-7"/],
    [
      `${AT}&exclude=${Array.from({ length: 101 }, (_, i) => i).join()}`,
      'exclude',
      expect.any(String),
      /more than 100/,
    ],
  ])('is named: %s', async (query, parameter, value, detail) => {
    const answer = await here.get(`${NEAREST}?${query}`);
    expectProblem(answer, 400, 'invalid-parameter');
    const fault = answer.body.errors.find((one: { parameter: string }) => one.parameter === parameter);
    expect(fault).toMatchObject({ detail: expect.stringMatching(detail) });
    expect(fault.value).toEqual(value);
  });

  it('comes with what is allowed', async () => {
    const { body } = await here.get(`${NEAREST}?lat=91&lon=121&crs=x&colour=red`);
    expect(body.errors).toEqual([
      {
        parameter: 'lat',
        value: '91',
        detail: 'is out of range',
        allowed: 'a number of degrees from -90 to 90',
      },
      {
        parameter: 'crs',
        value: 'x',
        detail: 'is not one of the words allowed',
        allowed: ['wgs84', 'gcj02', 'bd09'],
      },
      {
        parameter: 'colour',
        value: 'red',
        detail: 'is not a parameter of this path',
        allowed: expect.arrayContaining(['lat', 'lon', 'services']),
      },
    ]);
    const unknown = await here.get(`${NEAREST}?${AT}&category=volcano`);
    expect(unknown.body.errors[0].allowed).toEqual(expect.arrayContaining(['relay_station', 'health']));
  });

  it.each([
    [`${NEAREST}?lat=&lon=121`, 'lat', 'is empty; it needs a value', 'a number of degrees from -90 to 90'],
    [`${NEAREST}?lat=31&lng=`, 'lng', 'is empty; it needs a value', 'a number of degrees from -180 to 180'],
    [
      `${NEAREST}?${AT}&limit=`,
      'limit',
      'is empty; give it a value or leave it out',
      'a whole number from 1 to 100',
    ],
    [
      `${NEAREST}?${AT}&colour=`,
      'colour',
      'is empty, and no parameter of this path',
      expect.arrayContaining(['lat']),
    ],
  ])('is told what to do when it is empty: %s', async (path, parameter, detail, allowed) => {
    const { body } = await here.get(path);
    expect(body.errors).toEqual([{ parameter, value: '', detail, allowed }]);
  });

  it.each([
    ['/v1/facilities', 'sort=distance'],
    ['/v1/facilities', 'sort=duration'],
    ['/v1/needs/nearest', `${AT}&sort=distance`],
  ])('is sort where the order cannot be chosen: %s?%s', async (path, query) => {
    const { body } = await here.get(`${path}?${query}`);
    expect(body).toMatchObject({ type: '/problems/invalid-parameter' });
    expect(body.errors[0]).toMatchObject({ parameter: 'sort', detail: 'is not a parameter of this path' });
    expect(body.errors[0].allowed).not.toContain('sort');
  });

  it('is a position in a list, by whichever name', async () => {
    const { body } = await here.get('/v1/facilities?lng=3');
    expect(body.errors[0]).toMatchObject({ parameter: 'lng', detail: 'is not a parameter of this path' });
  });

  it('is the id where it stands in the path', async () => {
    const twice = await here.get('/v1/facilities/a?id=b');
    expect(twice.body.errors[0]).toMatchObject({ parameter: 'id', detail: 'stands in the path already' });
    const other = await here.get('/v1/facilities/a?colour=red');
    expect(other.body.errors[0].allowed).toEqual(['need', 'crs', 'outCrs', 'lang']);
  });

  it('ends in one sentence', async () => {
    const { body } = await here.get(`${NEAREST}?${AT}&category=healt`);
    expect(body.detail).toBe('category: "healt" is not a word of the vocabulary (did you mean health?).');
  });

  it('belongs into the body of a POST, empty or not', async () => {
    const { body } = await here.post(`${NEAREST}?lat=&lon=121`, {});
    expect(body.errors.map((one: { detail: string }) => one.detail)).toEqual([
      'belongs into the body',
      'belongs into the body',
    ]);
  });

  it('is told what a batch holds where it is missing', async () => {
    const { body } = await here.post(`${NEAREST}/batch`, {});
    expect(body.errors).toEqual([
      { parameter: 'queries', detail: 'is missing', allowed: '1 to 100 queries' },
    ]);
  });

  it('does not come back at full length', async () => {
    const { status, text } = await here.get(`${NEAREST}?lat=${'9'.repeat(4000)}&lon=121`);
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(1000);
  });

  it.each(['mode=walk', 'sort=duration', 'maxDuration=300'])(
    'is refused rather than ignored while it is not supported: %s',
    async (query) => {
      const answer = await here.get(`${NEAREST}?${AT}&${query}`);
      expectProblem(answer, 400, 'not-supported-yet');
      const [parameter, value] = query.split('=');
      const allowed = parameter === 'sort' ? ['distance', 'usable'] : 'nothing yet: leave it out';
      expect(answer.body.errors).toEqual([
        { parameter, value, detail: 'is not supported yet by this version', allowed },
      ]);
    },
  );

  it.each([
    ['openAt=tomorrow', 'openAt'],
    ['openAt=2026-02-30T10:00', 'openAt'],
    ['openAt=2026-10-01T25:00', 'openAt'],
    ['openAt=1790000000', 'openAt'],
    ['openFor=0', 'openFor'],
    ['openFor=10081', 'openFor'],
    ['openFor=1.5', 'openFor'],
    ['openAt=now&unknownHours=maybe', 'unknownHours'],
    ['unknownHours=last', 'unknownHours'],
  ])('is named when it is about hours: %s', async (query, parameter) => {
    const answer = await here.get(`${NEAREST}?${AT}&${query}`);
    expectProblem(answer, 400, 'invalid-parameter');
    expect(answer.body.errors.map((one: { parameter: string }) => one.parameter)).toEqual([parameter]);
  });

  it('is unknownHours=last in a list that has no order of distance', async () => {
    const answer = await here.get('/v1/facilities?openAt=now&unknownHours=last');
    expectProblem(answer, 400, 'invalid-parameter');
    expect(answer.body.errors[0]).toMatchObject({
      parameter: 'unknownHours',
      allowed: ['include', 'exclude'],
    });
  });

  it('is what is said where another one is not supported as well', async () => {
    const answer = await here.get(`${NEAREST}?lat=91&lon=121&mode=walk`);
    expectProblem(answer, 400, 'invalid-parameter');
    expect(answer.body.errors).toHaveLength(1);
  });

  it('has a title in the language of the asker', async () => {
    expect((await here.get(`${NEAREST}?lat=91`, { 'Accept-Language': 'en' })).body.title).toBe(
      'A parameter is wrong',
    );
    expect((await here.get(`${NEAREST}?lat=91`, { 'Accept-Language': 'zh-CN' })).body.title).toBe('参数有误');
  });

  it.each([
    ['lang=en', 'zh', 'en'],
    ['lang=zh', 'en', 'zh'],
    ['lang=fr', 'en', 'en'],
    ['lang=en&lang=en', 'zh', 'zh'],
  ])('has a title in the language asked for by %s, with Accept-Language: %s', async (query, header, lang) => {
    const title = { en: 'A parameter is wrong', zh: '参数有误' }[lang];
    const answer = await here.get(`${NEAREST}?lat=91&${query}`, { 'Accept-Language': header });
    expect([answer.body.title, answer.headers['content-language']]).toEqual([title, lang]);
    const body = Object.fromEntries(new URLSearchParams(query));
    if (query.includes('&')) return;
    const posted = await here.post(NEAREST, { lat: 91, ...body }, { 'Accept-Language': header });
    expect([posted.body.title, posted.headers['content-language']]).toEqual([title, lang]);
    const batch = await here.post(`${NEAREST}/batch`, { queries: [body] }, { 'Accept-Language': header });
    expect(batch.body.answers[0].problem.title).toBe(title);
  });

  it('does not keep its language where nothing is found', async () => {
    const ask = (path: string) => request(here.app).get(path).set('Accept-Language', 'zh');
    expect((await ask('/v1/facilities/nobody?lang=en')).body.title).toBe('Not found');
    expect((await ask('/nothing?lang=en')).body.title).toBe('Not found');
  });
});

describe('a body that is wrong', () => {
  it.each([
    ['broken JSON', '{"lat":31', 400, 'invalid-body'],
    ['no JSON', 'lat=31', 400, 'invalid-body'],
    ['a list', '[]', 400, 'invalid-body'],
    ['nothing', '', 400, 'invalid-parameter'],
    ['a number', '7', 400, 'invalid-body'],
    ['text for a number', '{"lat":"31","lon":121}', 400, 'invalid-parameter'],
    ['a list for a number', '{"lat":[31],"lon":121}', 400, 'invalid-parameter'],
    [
      'a deep value',
      `{"lat":${'['.repeat(50_000)}${']'.repeat(50_000)},"lon":121}`,
      400,
      'invalid-parameter',
    ],
    ['an unknown member', '{"lat":31,"lon":121,"__proto__":{"limit":5}}', 400, 'invalid-parameter'],
    ['more than a megabyte', `{"lat":31,"lon":121,"x":"${'x'.repeat(1_100_000)}"}`, 413, 'too-large'],
  ])('is refused: %s', async (_, body, status, type) => {
    const answer = await request(here.app).post(NEAREST).set('Content-Type', 'application/json').send(body);
    expectProblem(answer, status, type);
    await holdAgainstDocument('POST', NEAREST, answer);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=gbk', {}],
    ['application/json', { 'Content-Encoding': 'zstd' }],
  ])('is refused by its type: %s %j', async (type, headers) => {
    const answer = await request(here.app)
      .post(NEAREST)
      .set({ 'Content-Type': type, ...headers })
      .send('{}');
    expectProblem(answer, 415, 'unsupported-media-type');
  });
});

describe('a packed body', () => {
  const whole = gzipSync(JSON.stringify({ lat: 31, lon: 121 }));
  const send = (body: Buffer, encoding: string) =>
    request(here.app)
      .post(NEAREST)
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': encoding })
      .serialize((it) => it as unknown as string)
      .send(body);

  it('is read', async () => {
    expect((await send(whole, 'gzip')).status).toBe(200);
  });

  it.each([
    ['plain text', 'gzip', Buffer.from('{"lat":31,"lon":121}')],
    ['cut off', 'gzip', whole.subarray(0, whole.length - 12)],
    ['with a wrong checksum', 'gzip', Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)])],
    ['plain text', 'deflate', Buffer.from('{"lat":31,"lon":121}')],
    ['plain text', 'br', Buffer.from('{"lat":31,"lon":121}')],
  ])('is refused where it is damaged: %s as %s', async (_, encoding, body) => {
    expectProblem(await send(body, encoding), 400, 'invalid-body');
  });
});

describe('a path or method that is wrong', () => {
  it.each(['/nothing', '/v1', '/v1/facilities/a/b', '/v2/facilities/nearest', '/V1/facilities/nearest'])(
    'is not found: %s',
    async (path) => {
      expectProblem(await request(here.app).get(path), 404, 'not-found');
    },
  );

  it.each(['/ogc', '/ogc/collections', '/metrics'])('is said to be not supported yet: %s', async (path) => {
    const answer = await request(here.app).get(path);
    expectProblem(answer, 404, 'not-supported-yet');
    expect(answer.body.detail).toMatch(/not supported yet/);
  });

  it.each([
    ['put', NEAREST, 'GET, HEAD, POST, OPTIONS'],
    ['delete', '/v1/categories', 'GET, HEAD, OPTIONS'],
    ['get', `${NEAREST}/batch`, 'POST, OPTIONS'],
    ['patch', '/v1/changes', 'GET, HEAD, OPTIONS'],
    ['post', '/v1/facilities/abc', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ] as const)('is refused with what is allowed: %s %s', async (method, path, allow) => {
    const answer = await request(here.app)[method](path);
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers['allow']).toBe(allow);
  });

  it('is refused where the path cannot be decoded', async () => {
    expectProblem(await request(here.app).get('/v1/facilities/%E0%A4'), 400, 'invalid-parameter');
  });

  it('is refused where the format cannot be had', async () => {
    const ask = (accept: string) => request(here.app).get(`${NEAREST}?${AT}`).set('Accept', accept);
    expectProblem(await ask('image/png'), 406, 'not-acceptable');
    for (const accept of [
      'application/json;q=0',
      '*/*;q=0',
      'application/geo+json;q=0, */*',
      'image/*, TEXT/*',
    ])
      expectProblem(await ask(accept), 406, 'not-acceptable');
    for (const accept of [
      'Application/GEO+JSON;q=0.1, */*;q=0',
      'application/json;q=0, */*',
      '',
      'application/geo+json',
      'application/json',
      'application/*',
      'text/html, */*;q=0.1',
    ]) {
      expect((await ask(accept)).status).toBe(200);
    }
  });
});

describe('any question', () => {
  const name = fc.constantFrom('lat', 'lon', 'lng', 'limit', 'radius', 'category', 'services', 'need', 'crs', 'bbox', 'ids', 'q', 'cursor', 'fields', 'within', 'along', 'corridor', 'queries', 'constructor'); // prettier-ignore
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.double().map(String),
    fc.constantFrom('31', '121', 'health', 'seating', 'gcj02', '-0', '1,2,3,4', '180', '-90'),
  );
  const geometry = fc.record({
    type: fc.constantFrom('Polygon', 'MultiPolygon', 'LineString', 'x'),
    coordinates: fc.jsonValue(),
  });
  const path = fc.constantFrom(
    '/v1/facilities',
    NEAREST,
    '/v1/needs/nearest',
    '/v1/changes',
    '/v1/categories',
    '/v1/facilities/a',
  );

  it('is answered or refused, never met with a bug: in an address', async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.array(fc.tuple(name, value), { maxLength: 6 }), async (where, pairs) => {
        const answer = await here.get(`${where}?${new URLSearchParams(pairs).toString()}`);
        expect([200, 400, 404]).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
  });

  it('is answered or refused, never met with a bug: in a body', async () => {
    const member = fc.oneof(value, fc.jsonValue(), geometry);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(NEAREST, `${NEAREST}/batch`, '/v1/facilities/search', '/v1/needs/nearest'),
        fc.oneof(fc.dictionary(name, member, { maxKeys: 5 }), fc.jsonValue()),
        async (where, body) => {
          const answer = await here.post(where, JSON.stringify(body));
          expect([200, 400]).toContain(answer.status);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a bug', () => {
  it('leaves as an id and nothing else, and the log has the rest', async () => {
    const broken = await world([], {
      finder: { nearest: () => Promise.reject(new Error('secret of the inside')) } as never,
    });
    const answer = await broken.get(`${NEAREST}?${AT}`);
    expectProblem(answer, 500, 'internal');
    expect(answer.body).toMatchObject({ id: 'fault-1' });
    expect(answer.text).not.toMatch(/secret|\.js|at /);
    expect(broken.lines.find((line) => line.fields['id'] === 'fault-1')?.fields['err']).toBeInstanceOf(Error);
    await broken.close();
  });
});

describe('the manners', () => {
  it('answers HEAD without a body', async () => {
    const head = await request(here.app).head(`${NEAREST}?${AT}`);
    const get = await request(here.app).get(`${NEAREST}?${AT}`);
    expect(head.status).toBe(200);
    expect(head.text).toBeUndefined();
    for (const name of ['content-length', 'etag', 'content-type', 'content-crs'])
      expect(head.headers[name]).toBe(get.headers[name]);
  });

  it('lets any origin ask', async () => {
    const answer = await request(here.app).options(NEAREST).set({
      Origin: 'https://union.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      allow: 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-headers': 'Accept-Language, Content-Type, If-None-Match, Last-Event-ID',
      'access-control-max-age': '86400',
    });
    const problem = await request(here.app).get('/nothing');
    expect(problem.headers['access-control-allow-origin']).toBe('*');
    expect(problem.headers['access-control-expose-headers']).toBe(
      'Content-Crs, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate',
    );
  });

  it('keeps no position in the log', async () => {
    here.lines.length = 0;
    await here.get(`${NEAREST}?${AT}`);
    await here.get(`${NEAREST}?${AT}&limit=0`);
    await request(here.app).get(`/nothing/${HERE.lat}?${AT}`);
    await request(here.app).get(`/v1/facilities/abc`);
    expect(here.lines.map((line) => [line.message, line.fields['route'], line.fields['status']])).toEqual([
      ['request', NEAREST, 200],
      ['request', NEAREST, 400],
      ['request', '(none)', 404],
      ['request', '/v1/facilities/{id}', 404],
    ]);
    expect(JSON.stringify(here.lines)).not.toMatch(/31\.2|121\.4|127\.0|\?/);
  });
});
