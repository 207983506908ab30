import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import type { Claim } from '../../src/core/facility.js';
import { MOST_AN_HOUR, MOST_BY_ONE } from '../../src/core/report.js';
import { Askers } from '../../src/http/asker.js';
import { HERE, NOW, place, world, type World } from './harness.js';

const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const always: Partial<Claim> = {
  hours: { osm: '24/7', coverage: 'full' },
  access: { audience: ['everyone'] },
};
const office: Partial<Claim> = { ...always, hours: { osm: '08:30-11:00,13:30-17:00', coverage: 'full' } };
const shelf = { services: { microwave: { state: 'yes' }, wifi: { state: 'yes' } } } as const;

let here: World;
let key: { readonly Authorization: string };

// Clock of the harness: 10:00 on Sunday, 22 November 2026, in Shanghai.
beforeEach(async () => {
  here = await world([
    place('always', 31.2411, 121.4266, { ...always, ...shelf }),
    place('office', 31.2412, 121.4267, office),
    place('unplaced', null, 0, always),
  ]);
  key = { Authorization: (await here.keyOf('operator', '长寿路街道')).Authorization };
});

afterEach(() => here.close());

/** Reports, and lets the service take it in. */
async function say(report: object, name = 'always'): Promise<Response> {
  const answer = await here.post('/v1/reports', { facility: here.idOf(name), ...report });
  await here.refresh();
  return answer;
}
async function whole(name = 'always') {
  const { body } = await here.get(`/v1/facilities/${here.idOf(name)}`);
  return body.properties;
}
const nearest = async (query: string) =>
  (await here.get(`/v1/facilities/nearest?${AT}&${query}`)).body.features.map(
    (one: { properties: { name: string } }) => one.properties.name.replace('驿站', ''),
  );

describe('POST /v1/reports', () => {
  it('takes a report, says what it kept and what happens next, and nothing about the place changes', async () => {
    const before = await here.deps.stores.facilities.head();
    const answer = await say({ kind: 'locked', lat: 31.24111, lon: 121.42661, note: '敲门没人 13812345678' });
    expect(answer.status).toBe(202);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      id: expect.any(String),
      status: 'open',
      kind: 'locked',
      facility: here.idOf('always'),
      observedAt: new Date(NOW).toISOString(),
      nearness: 'near',
      counted: true,
      next: expect.stringMatching(/谢谢/),
    });
    expect(await here.deps.stores.facilities.head()).toBe(before);
    const { body } = await here.get('/v1/reports', key);
    expect(body.reports).toMatchObject([{ note: '敲门没人 ***', nearness: 'near', kind: 'locked' }]);
    expect(JSON.stringify(body)).not.toContain('121.4266');
  });

  it('keeps of the position of the reporter only whether it is near, whatever its datum', async () => {
    // 121.4310, 31.2391 in GCJ-02 is about 121.4265, 31.2411 in WGS-84.
    const near = await say({ kind: 'locked', lat: 31.2391, lng: 121.431, crs: 'gcj02' });
    expect(near.body.nearness).toBe('near');
    expect((await say({ kind: 'gone', lat: 31.2511, lon: 121.4266 })).body.nearness).toBe('farther');
    expect((await say({ kind: 'open' })).body.nearness).toBe('not_told');
    expect((await say({ kind: 'locked', ...HERE }, 'unplaced')).body.nearness).toBe('not_told');
  });

  it('makes use doubtful by one locked door, tells its age, and ends when an open one is told of', async () => {
    expect((await whole()).usable).toMatchObject({ state: 'yes', reasons: [] });
    await say({ kind: 'locked' });
    expect(await whole()).toMatchObject({
      usable: { state: 'unknown', reasons: ['reported-locked'] },
      reports: [{ kind: 'locked', makes: 'unknown', count: 1, ageSeconds: 0 }],
      open: { state: 'open' },
    });
    expect(await nearest('usable=yes')).toEqual(['office']);
    here.clock.now += 10 * 60_000;
    expect((await whole()).reports[0].ageSeconds).toBe(600);
    await say({ kind: 'open' });
    expect((await whole()).usable).toMatchObject({ state: 'yes', reasons: [] });
    expect(await whole()).not.toHaveProperty('reports');
  });

  it('is shown in every answer that shows the place', async () => {
    await say({ kind: 'locked' });
    const marked = { usable: { reasons: ['reported-locked'] }, reports: [{ kind: 'locked' }] };
    const list = await here.get('/v1/facilities?limit=1');
    const near = await here.post('/v1/facilities/nearest', { ...HERE, limit: 1 });
    const batch = await here.post('/v1/facilities/nearest/batch', { queries: [{ ...HERE, limit: 1 }] });
    const area = { type: 'Polygon', coordinates: [[[121, 31], [122, 31], [122, 32], [121, 32], [121, 31]]] }; // prettier-ignore
    const within = await here.post('/v1/facilities/search', { within: area, limit: 1 });
    const way = { type: 'LineString', coordinates: [[121.42, 31.2411], [121.43, 31.2411]] }; // prettier-ignore
    const along = await here.post('/v1/facilities/search', { along: way, limit: 1 });
    for (const { features } of [list.body, near.body, batch.body.answers[0].answer, within.body, along.body])
      expect(features[0].properties).toMatchObject(marked);
    const fields = await here.get(`/v1/facilities/nearest?${AT}&limit=1&fields=reports`);
    expect(fields.body.features[0].properties).toEqual({
      reports: [expect.objectContaining({ kind: 'locked' })],
    });
  });

  it('is in the next answer already, and so is what an operator decides', async () => {
    const { body } = await here.post('/v1/reports', { facility: here.idOf('always'), kind: 'locked' });
    expect((await whole()).usable.state).toBe('unknown');
    await here.patch(`/v1/reports/${body.id}`, { status: 'rejected' }, key);
    expect((await whole()).usable.state).toBe('yes');
  });

  it('of a suggestion without a visible word is refused', async () => {
    const refused = await here.post('/v1/reports', { kind: 'suggestion', note: '\u202e\u0000' });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ parameter: 'note' }]);
  });

  it('holds for the place it was merged into, and can still be decided on', async () => {
    await say({ kind: 'locked' }, 'office');
    await here.apply([{ kind: 'merge', from: here.idOf('office'), into: here.idOf('always') }]);
    await here.refresh();
    expect((await whole()).usable).toMatchObject({ state: 'unknown', reasons: ['reported-locked'] });
    const [only, ...others] = (await here.get(`/v1/reports?facility=${here.idOf('always')}`, key)).body
      .reports;
    expect(others).toEqual([]);
    expect(only.facility).toMatchObject({ id: here.idOf('always'), name: 'always驿站' });
    await here.patch(`/v1/reports/${only.id}`, { status: 'rejected' }, key);
    await here.refresh();
    expect((await whole()).usable).toMatchObject({ state: 'yes', reasons: [] });
  });

  it('counts many askers behind a proxy apart, and one who changes within his network as one', async () => {
    await here.close();
    here = await world([place('always', 31.2411, 121.4266, always)], { settings: { proxies: 1 } });
    key = { Authorization: (await here.keyOf('operator')).Authorization };
    const from = async (address: string, kind = 'locked') => {
      const headers = { 'X-Forwarded-For': `198.51.100.7, ${address}` };
      const answer = await here.post('/v1/reports', { facility: here.idOf('always'), kind }, headers);
      await here.refresh();
      return answer;
    };
    for (const tail of ['1', '2', 'ffff'])
      expect((await from(`2001:db8:0:1::${tail}`)).body.counted).toBe(tail === '1');
    expect(await whole()).toMatchObject({ usable: { state: 'unknown' }, reports: [{ count: 1 }] });
    for (const network of ['203.0.113.1', '203.0.113.2']) await from(network);
    expect(await whole()).toMatchObject({ usable: { state: 'no' }, reports: [{ count: 3 }] });
    for (let n = 4; n <= MOST_AN_HOUR; n++) expect((await from(`203.0.113.${n}`)).status).toBe(202);
    const refused = await from('203.0.113.99');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '3600']);
    expect((await here.get('/v1/reports?limit=200', key)).body.numberReturned).toBe(MOST_AN_HOUR);
    expect(JSON.stringify(here.lines)).not.toMatch(/203\.0\.113|2001:db8/);
  });

  it('says nothing of the next opening: locked at ten, asked about half past one', async () => {
    await say({ kind: 'locked' }, 'office');
    const ask = (time: string) => nearest(`usable=yes&openAt=2026-11-22T${time}`);
    expect(await ask('10:30')).toEqual(['always']);
    expect(await ask('13:30')).toEqual(['always', 'office']);
  });

  it('is gone after half a day where the hours name no opening, and the ETag knows', async () => {
    await say({ kind: 'locked' });
    const path = `/v1/facilities/${here.idOf('always')}`;
    const { etag } = (await here.get(path)).headers;
    here.clock.now += 12 * HOUR - 1;
    expect((await whole()).usable.state).toBe('unknown');
    here.clock.now += 1;
    expect((await whole()).usable.state).toBe('yes');
    expect((await here.get(path)).headers['etag']).not.toBe(etag);
  });

  it('about a service touches those who come for it, and nobody else', async () => {
    await say({ kind: 'broken_service', service: 'microwave' });
    const answer = await here.get(`/v1/facilities/nearest?${AT}&services=microwave&limit=1`);
    expect(answer.body.features[0].properties.usable).toEqual({
      state: 'unknown',
      reasons: ['reported-broken'],
    });
    expect(await nearest('services=wifi&usable=yes')).toEqual(['always']);
    expect(await nearest('services=microwave&usable=yes')).toEqual([]);
    expect((await whole()).usable.state).toBe('yes');
    expect((await whole()).reports).toMatchObject([{ kind: 'broken_service', service: 'microwave' }]);
  });

  it('changes the ETag of an answer it is part of', async () => {
    const path = `/v1/facilities/nearest?${AT}&limit=1`;
    const { etag } = (await here.get(path)).headers;
    expect((await here.get(path, { 'If-None-Match': etag! })).status).toBe(304);
    await say({ kind: 'locked' });
    expect((await here.get(path, { 'If-None-Match': etag! })).status).toBe(200);
  });

  it('counts a thousand from one address once', async () => {
    const first = await say({ kind: 'locked' });
    for (let n = 0; n < 1_000; n++) {
      const sent = request(here.app)
        .post('/v1/reports')
        .send({ facility: here.idOf('always'), kind: 'locked' });
      expect((await sent).body).toMatchObject({ id: first.body.id, counted: false });
    }
    await here.refresh();
    expect((await whole()).reports).toMatchObject([{ count: 1, makes: 'unknown' }]);
    expect(await here.deps.stores.reports.head()).toBe(1);
  });

  it('refuses one asker after so many, and everybody after more, with Retry-After', async () => {
    const codes = ['wifi', 'heating', 'seating', 'toilet', 'aed', 'tv', 'shower'];
    const statuses: number[] = [];
    for (const service of codes) statuses.push((await say({ kind: 'broken_service', service })).status);
    expect(statuses).toEqual([...Array<number>(MOST_BY_ONE).fill(202), 429]);
    const refused = await say({ kind: 'gone' });
    expect(refused.body.type).toBe('/problems/too-many-requests');
    expect(Number(refused.headers['retry-after'])).toBe(HOUR / 1000);
    here.clock.now += HOUR;
    expect((await say({ kind: 'gone' })).status).toBe(202);
    expect(MOST_AN_HOUR).toBeGreaterThan(MOST_BY_ONE);
  });

  it('swallows what fills in the trap, without a word', async () => {
    const answer = await say({ kind: 'locked', website: 'https://example.com' });
    expect(answer.status).toBe(202);
    expect((await here.get('/v1/reports', key)).body.reports).toEqual([]);
  });

  it('takes a suggestion without a place, and the right place of a wrong pin', async () => {
    const suggestion = {
      kind: 'suggestion',
      note: '多设饮水点',
      suggestedLat: 31.2391,
      suggestedLon: 121.431,
      crs: 'gcj02',
    };
    expect((await here.post('/v1/reports', suggestion)).status).toBe(202);
    await say({ kind: 'wrong_place', suggestedLat: 31.2415, suggestedLon: 121.4266 });
    const { reports } = (await here.get('/v1/reports', key)).body;
    expect(reports[0].suggestedPosition).toEqual({ lon: 121.4266, lat: 31.2415 });
    expect(reports[1].suggestedPosition.lon).toBeCloseTo(121.4265, 3);
    expect(reports[1]).not.toHaveProperty('facility');
  });

  it.each([
    [{ kind: 'locked' }, 'facility', 'is missing'],
    [{ facility: 'ID', kind: 'burnt' }, 'kind', 'not one of the words allowed'],
    [{ facility: 'ID' }, 'kind', 'is missing'],
    [{ facility: 'ID', kind: 'broken_service' }, 'service', 'is missing'],
    [{ facility: 'ID', kind: 'broken_service', service: 'sauna' }, 'service', 'vocabulary'],
    [{ facility: 'ID', kind: 'locked', service: 'wifi' }, 'service', 'does not go with locked'],
    [{ kind: 'suggestion' }, 'note', 'is missing'],
    [{ facility: 'ID', kind: 'locked', note: 'x'.repeat(501) }, 'note', 'too long'],
    [{ facility: 'ID', kind: 'locked', note: 7 }, 'note', 'not text'],
    [{ facility: 'ID', kind: 'locked', lat: 31 }, 'lon', 'is missing'],
    [{ facility: 'ID', kind: 'locked', lat: 91, lon: 0 }, 'lat', 'out of range'],
    [{ facility: 'ID', kind: 'wrong_place', suggestedLat: 31.2 }, 'suggestedLon', 'is missing'],
    [
      { facility: 'ID', kind: 'locked', suggestedLat: 31.2, suggestedLon: 121 },
      'suggestedLat',
      'does not go',
    ],
    [
      { facility: 'ID', kind: 'wrong_place', suggestedLat: 30.2, suggestedLon: 121.4 },
      'suggestedLat',
      'km from',
    ],
    [{ facility: 'ID', kind: 'locked', observedAt: '2026-11-22T04:00:00Z' }, 'observedAt', 'future'],
    [{ facility: 'ID', kind: 'locked', observedAt: '2026-11-21T01:59:00Z' }, 'observedAt', 'more than a day'],
    [{ facility: 'ID', kind: 'locked', observedAt: 'just now' }, 'observedAt', 'not an instant'],
    [{ facility: 'ID', kind: 'locked', reporter: 'me' }, 'reporter', 'is not a parameter'],
  ])('refuses %j and keeps nothing', async (body, parameter, detail) => {
    const sent = JSON.parse(JSON.stringify(body).replace('"ID"', `"${here.idOf('always')}"`)) as object;
    const answer = await here.post('/v1/reports', sent);
    expect(answer.status).toBe(400);
    const names = answer.body.errors.map((one: { parameter: string }) => one.parameter);
    expect(names).toContain(parameter);
    expect(JSON.stringify(answer.body)).toContain(detail);
    expect(await here.deps.stores.reports.head()).toBe(0);
  });

  it('refuses a place there is not, one that is gone, and a body too large', async () => {
    expect((await here.post('/v1/reports', { facility: 'nowhere', kind: 'locked' })).status).toBe(404);
    const gone = here.idOf('office');
    await here.apply([{ kind: 'withdraw', source: 'test', externalId: 'office' }]);
    expect((await here.post('/v1/reports', { facility: gone, kind: 'locked' })).status).toBe(410);
    const big = { facility: here.idOf('always'), kind: 'locked', note: 'x'.repeat(9_000) };
    expect((await here.post('/v1/reports', big)).status).toBe(413);
  });

  it('takes a clock a little ahead for now', async () => {
    const observedAt = new Date(NOW + 30_000).toISOString();
    expect((await say({ kind: 'locked', observedAt })).body.observedAt).toBe(new Date(NOW).toISOString());
  });
});

describe('an operator', () => {
  it('alone may read and decide', async () => {
    expect((await here.get('/v1/reports')).status).toBe(401);
    const editor = { Authorization: (await here.keyOf('editor')).Authorization };
    expect((await here.get('/v1/reports', editor)).status).toBe(403);
    expect((await here.patch('/v1/reports/x', { status: 'accepted' }, editor)).status).toBe(403);
    expect((await here.patch('/v1/reports/x', { status: 'accepted' }, key)).status).toBe(404);
    expect((await here.patch('/v1/reports/x', { status: 'open' }, key)).status).toBe(400);
    expect((await here.patch('/v1/reports/x', {}, key)).status).toBe(400);
  });

  it('ends the effect of a report by deciding on it, and the log says who did', async () => {
    const { body: report } = await say({ kind: 'locked' });
    expect((await whole()).usable.state).toBe('unknown');
    const decided = await here.patch(
      `/v1/reports/${report.id}`,
      { status: 'rejected', word: '看过了，开着' },
      key,
    );
    expect(decided.body).toMatchObject({
      id: report.id,
      status: 'rejected',
      facility: { id: here.idOf('always'), name: 'always驿站' },
      resolution: { word: '看过了，开着', by: '长寿路街道', at: new Date(NOW).toISOString() },
    });
    await here.refresh();
    expect((await whole()).usable.state).toBe('yes');
    const log = await here.deps.stores.audit.list({}, 0, 9);
    expect(log).toMatchObject([
      { method: 'PATCH', route: '/v1/reports/{id}', ids: [report.id], status: 200 },
    ]);
  });

  it('pages through what nobody has looked at, newest first', async () => {
    const kinds = ['locked', 'gone', 'wrong_place', 'open'];
    for (const kind of kinds) {
      await say({ kind });
      here.clock.now += 1_000;
    }
    const first = (await here.get('/v1/reports?status=open&limit=3', key)).body;
    expect(first.reports.map((one: { kind: string }) => one.kind)).toEqual(['open', 'wrong_place', 'gone']);
    const next = first.links.find((one: { rel: string }) => one.rel === 'next').href;
    const second = (await here.get(next, key)).body;
    expect(second.reports.map((one: { kind: string }) => one.kind)).toEqual(['locked']);
    expect(second.links.map((one: { rel: string }) => one.rel)).toEqual(['self']);
    expect((await here.get(next.replace('status=open', 'status=accepted'), key)).status).toBe(400);
    const only = await here.get(`/v1/reports?kind=gone&facility=${here.idOf('always')}&lang=en`, key);
    expect(only.body.reports).toMatchObject([{ kind: 'gone', label: 'it is gone', ageSeconds: 3 }]);
    const since = encodeURIComponent(new Date(NOW + 2_000).toISOString());
    expect((await here.get(`/v1/reports?since=${since}`, key)).body.numberReturned).toBe(2);
    expect((await here.get('/v1/reports?facility=nowhere', key)).status).toBe(400);
  });
});

describe('usable', () => {
  it('comes first where that is asked, by distance within each state', async () => {
    expect(await nearest('')).toEqual(['always', 'office']);
    await say({ kind: 'locked' });
    expect(await nearest('')).toEqual(['always', 'office']);
    expect(await nearest('sort=usable')).toEqual(['office', 'always']);
    expect(await nearest('sort=usable&limit=1')).toEqual(['office']);
    const clash = await here.get(`/v1/facilities/nearest?${AT}&sort=usable&openAt=now&unknownHours=last`);
    expect(clash.body.errors).toMatchObject([{ parameter: 'unknownHours' }]);
  });

  it('filters lists as well, before the limit', async () => {
    await say({ kind: 'locked' });
    const { body } = await here.get('/v1/facilities?usable=yes&limit=1');
    expect(body.features.map((one: { id: string }) => one.id)).toEqual([here.idOf('office')]);
    expect(body.query).toMatchObject({ usable: 'yes' });
  });

  it('where nothing is, says where to go instead', async () => {
    here.clock.now = Date.parse('2026-11-22T12:00:00+08:00');
    await say({ kind: 'locked' });
    const { body } = await here.get(`/v1/facilities/nearest?${AT}&usable=yes`);
    expect(body.features).toEqual([]);
    expect(body.fallback.nextToOpen.id).toBe(here.idOf('office'));
    expect(body.fallback.roundTheClock.properties.usable).toEqual({
      state: 'unknown',
      reasons: ['reported-locked'],
    });
  });

  it('decides what a need is answered with: the nearest that is not known to be of no use', async () => {
    await here.apply([
      place('far', 31.2461, 121.4266, { ...always, category: 'public_toilet' }),
      place('near', 31.2451, 121.4266, { ...always, category: 'public_toilet' }),
    ]);
    const ask = async () => (await here.get(`/v1/needs/nearest?${AT}&need=toilet`)).body.needs[0].facility;
    expect(await ask()).toMatchObject({ id: here.idOf('near'), properties: { usable: { state: 'yes' } } });
    const key = (await here.deps.stores.facilities.list({ ids: [here.idOf('near')] }, 0, 1))[0]!.key;
    const one = { facility: { key, id: here.idOf('near') }, kind: 'locked', nearness: 'near' } as const;
    const add = async (asker: string) => {
      await here.deps.stores.reports.add({ ...one, id: asker, asker, observedAt: NOW, receivedAt: NOW });
      await here.refresh();
    };
    await add('a');
    expect(await ask()).toMatchObject({
      id: here.idOf('near'),
      properties: { usable: { state: 'unknown' } },
    });
    await add('b');
    expect(await ask()).toMatchObject({ id: here.idOf('far'), properties: { usable: { state: 'yes' } } });
  });
});

describe('the tag of an asker', () => {
  it('is the same for one address within a day of Shanghai and says nothing of it after', () => {
    const askers = new Askers();
    const tag = askers.tagOf('203.0.113.7', NOW);
    expect(askers.tagOf('203.0.113.7', NOW + HOUR)).toBe(tag);
    expect(askers.tagOf('203.0.113.8', NOW)).not.toBe(tag);
    expect(tag).toHaveLength(12);
    expect(askers.tagOf('203.0.113.7', NOW + DAY)).not.toBe(tag);
    expect(new Askers().tagOf('203.0.113.7', NOW)).not.toBe(tag);
  });
});
