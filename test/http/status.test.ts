import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { HERE, NOW, place, world, type World } from './harness.js';

const MINUTE = 60_000;
const NEAREST = `/v1/facilities/nearest?lat=${HERE.lat}&lon=${HERE.lon}`;
/** Every test has an hour of its own, so that what it sends is newer than what the one before sent. */
let now = NOW;
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const full = { online: true, slots: 12, emptySlots: 3, fullBatteries: { 48: 0, 60: 4 } };

let here: World;
let operator: { Authorization: string };
beforeAll(async () => {
  const cabinet = { category: 'swap_cabinet', hours: { osm: '24/7', coverage: 'full' as const } };
  here = await world([
    place('near', HERE.lat + 0.001, HERE.lon, cabinet),
    place('mid', HERE.lat + 0.002, HERE.lon, cabinet),
    place('far', HERE.lat + 0.003, HERE.lon, cabinet),
    place('charger', HERE.lat + 0.004, HERE.lon, { category: 'ebike_charging_point' }),
    place('silent', HERE.lat + 0.0001, HERE.lon, { category: 'relay_station' }),
  ]);
  operator = await here.keyOf('operator', 'Cabinets Ltd');
});
afterAll(() => here.close());

interface Found {
  readonly id: string;
  readonly properties: { readonly status?: Record<string, unknown>; readonly name: string };
}

async function send(...statuses: object[]) {
  const answer = await here.put('/v1/status', { statuses }, operator);
  await here.refresh();
  return answer;
}
const by = (externalId: string, rest: object) => ({
  source: 'test',
  externalId,
  observedAt: ago(0),
  ...rest,
});
async function names(query: string): Promise<string[]> {
  const { body } = await here.get(`${NEAREST}&lang=en&${query}`);
  return (body.features as Found[]).map(({ properties }) => properties.name.split(' ')[0]!);
}
async function at<T>(moment: number, work: () => Promise<T>): Promise<T> {
  here.clock.now = moment;
  try {
    return await work();
  } finally {
    here.clock.now = now;
  }
}

beforeEach(async () => {
  now += 60 * MINUTE;
  here.clock.now = now;
  await send(...['near', 'mid', 'far'].map((name) => ({ ...by(name, full), observedAt: ago(600) })), {
    ...by('charger', { available: 2, capacity: 4 }),
    observedAt: ago(600),
  });
});

describe('PUT /v1/status', () => {
  it('needs the key of an operator', async () => {
    expect((await here.put('/v1/status', { statuses: [] })).status).toBe(401);
    const editor = await here.keyOf('editor');
    expect((await here.put('/v1/status', { statuses: [] }, editor)).status).toBe(403);
  });

  it('judges each observation by itself', async () => {
    const { status, body, headers } = await send(
      by('near', full),
      by('near', full),
      { ...by('near', full), observedAt: ago(60) },
      { id: here.idOf('mid'), observedAt: ago(0), ...full },
      by('nowhere', full),
      by('far', { emptySlots: -1 }),
    );
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.counts).toEqual({ stored: 2, older: 1, same: 1, 'unknown-facility': 1, invalid: 1 });
    expect(body.results).toEqual([
      { verdict: 'stored' },
      { verdict: 'same' },
      { verdict: 'older' },
      { verdict: 'stored' },
      { verdict: 'unknown-facility' },
      { verdict: 'invalid', detail: 'emptySlots must not be negative' },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 7, /^must be an object$/],
    ['nothing', null, /^must be an object$/],
    ['no place', { observedAt: ago(0), online: true }, /^name the place by id, or by source and externalId$/],
    ['half a record', { source: 'test', observedAt: ago(0), online: true }, /^name the place/],
    ['two places', { id: 'x', ...by('near', full) }, /^name the place/],
    ['no instant', { id: 'x', online: true }, /^observedAt must be an instant with an offset/],
    ['a local time', { ...by('near', full), observedAt: '2026-11-22T10:00:00' }, /^observedAt must be/],
    ['a number for an instant', { ...by('near', full), observedAt: 1790000000 }, /^observedAt must be/],
    [
      'the future',
      { ...by('near', full), observedAt: '2099-01-01T00:00:00Z' },
      /more than 60 seconds in the future/,
    ],
    ['nothing observed', by('near', {}), /^nothing was observed$/],
    ['a misspelt count', by('near', { emptyslots: 1 }), /^emptyslots is not known; known are .*emptySlots/],
    [
      'half a battery',
      by('near', { fullBatteries: { 60: 0.5 } }),
      /^fullBatteries\.60 must be a whole number/,
    ],
    [
      'another voltage',
      by('near', { fullBatteries: { 50: 1 } }),
      /^fullBatteries: 50 is not known; known are 48/,
    ],
    ['text for a number', by('near', { available: '3' }), /^available must be a whole number/],
    ['far too many', by('near', { available: 10_001 }), /^available is too large/],
    ['text for yes', by('near', { online: 'true' }), /^online must be true or false/],
    ['more than there is room for', by('near', { ...full, emptySlots: 9 }), /more than the 12 slots/],
  ])('says of what cannot be an observation why: %s', async (_, entry, words) => {
    const { status, body } = await here.put('/v1/status', { statuses: [entry] }, operator);
    expect(status).toBe(200);
    expect(body.results[0].verdict).toBe('invalid');
    expect(body.results[0].detail).toMatch(words);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an empty list', { statuses: [] }],
    ['no list', { statuses: by('near', full) }],
    ['too many', { statuses: Array.from({ length: 10_001 }, () => ({})) }],
    ['another member', { statuses: [by('near', full)], dryRun: true }],
  ])('refuses a body that is no list of observations: %s', async (_, body) => {
    const answer = await here.put('/v1/status', body, operator);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].parameter).toMatch(/statuses|dryRun/);
  });

  it.each<[string, string]>([
    [
      'NaN',
      '{"statuses":[{"source":"test","externalId":"near","observedAt":"2026-11-22T02:00:00Z","slots":NaN}]}',
    ],
    ['no JSON', '{"statuses":['],
    ['a list', '[]'],
    ['nothing', ''],
    ['a bare word', 'null'],
    ['a member twice over', '{"statuses":[],"__proto__":{"statuses":[{}]}}'],
  ])('refuses a body that cannot be read, in words: %s', async (_, text) => {
    const answer = await request(here.app)
      .put('/v1/status')
      .set({ ...operator, 'Content-Type': 'application/json' })
      .send(text);
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body.status).toBe(400);
    expect(answer.body.title).not.toBe('');
    expect(answer.body.detail).not.toBe('');
  });

  it.each<[string, string, RegExp]>([
    ['larger than any number', '1e999', /^slots must be a whole number/],
    ['below none', '-1', /^slots must not be negative/],
    ['above the bound', '10001', /^slots is too large/],
    ['not whole', '1.5', /^slots must be a whole number/],
    ['no number', 'true', /^slots must be a whole number/],
    ['null', 'null', /^slots must be a whole number/],
  ])('says of a count why it cannot be: %s', async (_, count, words) => {
    const observedAt = ago(0);
    const answer = await request(here.app)
      .put('/v1/status')
      .set({ ...operator, 'Content-Type': 'application/json' })
      .send(
        `{"statuses":[{"source":"test","externalId":"near","observedAt":"${observedAt}","slots":${count}}]}`,
      );
    expect(answer.status).toBe(200);
    expect(answer.body.results[0]).toMatchObject({
      verdict: 'invalid',
      detail: expect.stringMatching(words),
    });
  });

  it('takes ten thousand at once, and again without a change', async () => {
    const statuses = Array.from({ length: 10_000 }, (_, i) => ({
      ...by('near', { ...full, outOfOrder: i }),
      observedAt: ago(9_999 - i),
    }));
    const first = await here.put('/v1/status', { statuses }, operator);
    expect(first.status).toBe(200);
    expect(first.body.results).toHaveLength(10_000);
    expect(first.body.counts.stored + first.body.counts.older).toBe(10_000);
    const again = await here.put('/v1/status', { statuses }, operator);
    expect(again.body.counts).toMatchObject({ stored: 0, older: 9_999, same: 1 });
  });

  it('leaves the change log alone', async () => {
    const before = await here.deps.stores.facilities.head();
    await send(by('near', full));
    expect(await here.deps.stores.facilities.head()).toBe(before);
  });

  it('does not fill the audit log with what says by itself who sent it, but notes who was refused', async () => {
    const editor = await here.keyOf('editor', 'somebody else');
    await here.put('/v1/status', { statuses: [by('near', full)] }, editor);
    await send(by('near', full));
    const noted = await here.deps.stores.audit.list({}, 0, 100);
    expect(noted.filter(({ route }) => route === '/v1/status').map(({ status }) => status)).not.toContain(
      200,
    );
    expect(noted.at(-1)).toMatchObject({ key: { label: 'somebody else' }, status: 403 });
  });
});

describe('live status in an answer', () => {
  const statusOf = async (name: string) => {
    const { body } = await here.get(`${NEAREST}&category=power&limit=20`);
    return (body.features as Found[]).find(({ id }) => id === here.idOf(name))?.properties.status;
  };

  it('is told with its age, doubtful after five minutes, and without counts after twenty', async () => {
    await send(by('near', full));
    expect(await statusOf('near')).toEqual({ ...full, observedAt: ago(0), ageSeconds: 0, fresh: 'yes' });
    await at(now + 5 * MINUTE, async () =>
      expect(await statusOf('near')).toMatchObject({ ageSeconds: 300, fresh: 'yes' }),
    );
    await at(now + 5 * MINUTE + 1000, async () =>
      expect(await statusOf('near')).toMatchObject({ emptySlots: 3, ageSeconds: 301, fresh: 'doubtful' }),
    );
    await at(now + 20 * MINUTE + 1000, async () =>
      expect(await statusOf('near')).toEqual({ observedAt: ago(0), ageSeconds: 1201, fresh: 'unknown' }),
    );
  });

  it('is absent where nobody observes the place', async () => {
    const { body } = await here.get(NEAREST);
    expect(body.features[0].id).toBe(here.idOf('silent'));
    expect(body.features[0].properties).not.toHaveProperty('status');
  });

  it('is a member that `fields` can name', async () => {
    await send(by('near', full));
    const { body } = await here.get(`${NEAREST}&category=swap_cabinet&limit=1&fields=name,status`);
    expect(Object.keys(body.features[0].properties)).toEqual(['name', 'status']);
  });

  it('is told whole of one facility: who observed it, and apart from what is known, what was last known', async () => {
    await send({ id: here.idOf('near'), observedAt: ago(0), ...full });
    const path = `/v1/facilities/${here.idOf('near')}`;
    const known = { source: 'Cabinets Ltd', receivedAt: ago(0), observedAt: ago(0) };
    expect((await here.get(path)).body.properties.status).toEqual({
      ...full,
      ...known,
      ageSeconds: 0,
      fresh: 'yes',
    });
    await at(now + 30 * MINUTE, async () => {
      const { status } = (await here.get(path)).body.properties;
      expect(status).toEqual({ ...known, ageSeconds: 1800, fresh: 'unknown', lastKnown: full });
    });
  });

  it.each([
    ['nearest', `${NEAREST}&category=swap_cabinet&limit=1`],
    ['a list', '/v1/facilities?category=swap_cabinet'],
  ])('is a part of the ETag: of %s', async (_, path) => {
    await send(by('near', full));
    const tag = async () => (await here.get(path)).headers['etag'];
    const first = await tag();
    expect(await tag()).toBe(first);
    await send({ ...by('near', { ...full, emptySlots: 2 }), observedAt: ago(0) });
    expect(await tag()).not.toBe(first);
  });

  it('changes the ETag at the second at which it ages, not only with the minute', async () => {
    await send({ ...by('near', full), observedAt: ago(30) });
    const path = `${NEAREST}&category=swap_cabinet&limit=1`;
    const tag = async () => (await here.get(path)).headers['etag'];
    const fresh = await at(now + 4 * MINUTE + 30_000, tag);
    const doubtful = await at(now + 4 * MINUTE + 31_000, tag);
    const still = await at(now + 4 * MINUTE + 59_000, tag);
    expect(doubtful).not.toBe(fresh);
    expect(still).toBe(doubtful);
  });
});

describe('asking for live stock', () => {
  it('finds what could be used now, before the limit', async () => {
    await send(
      by('near', { ...full, fullBatteries: { 48: 0, 60: 0 } }),
      by('mid', { ...full, online: false }),
      by('charger', { available: 0, capacity: 4 }),
    );
    expect(await names('available=true&limit=1')).toEqual(['far']);
    expect(await names('category=power')).toEqual(['near', 'mid', 'far', 'charger']);
  });

  it('goes by voltage and by how many', async () => {
    await send(by('near', full), by('mid', { ...full, fullBatteries: { 48: 5, 60: 1 } }));
    expect(await names('batteryVoltage=48')).toEqual(['mid']);
    expect(await names('batteryVoltage=60&minBatteries=2')).toEqual(['near', 'far']);
    expect(await names('minBatteries=5')).toEqual(['mid']);
    expect(await names('available=true&batteryVoltage=72')).toEqual([]);
    expect(await names('available=true&category=ebike_charging_point')).toEqual(['charger']);
  });

  it('does not take what is too old for news', async () => {
    await send(by('near', full));
    expect(await names('maxStatusAge=60')).toEqual(['near']);
    await at(now + 2 * MINUTE, async () => expect(await names('maxStatusAge=60')).toEqual([]));
    await at(now + 20 * MINUTE, async () => expect(await names('available=true')).toEqual(['near']));
    await at(now + 21 * MINUTE, async () => expect(await names('available=true')).toEqual([]));
  });

  it('says back what it understood, by POST and in lists as well', async () => {
    await send(by('near', full));
    const asked = { available: true, batteryVoltage: 60, minBatteries: 1, maxStatusAge: 900 };
    const { body } = await here.post('/v1/facilities/nearest', { ...HERE, ...asked });
    expect(body.query).toMatchObject(asked);
    const list = await here.get('/v1/facilities?available=true&batteryVoltage=60&maxStatusAge=5');
    expect((list.body.features as Found[]).map(({ id }) => id)).toEqual([here.idOf('near')]);
    const box = await here.get('/v1/facilities?bbox=121,31,122,32&available=true&maxStatusAge=5');
    expect((box.body.features as Found[]).map(({ id }) => id)).toEqual([here.idOf('near')]);
    const ring = [[121, 31], [122, 31], [122, 32], [121, 31]]; // prettier-ignore
    const area = { within: { type: 'Polygon', coordinates: [ring] }, available: true };
    expect((await here.post('/v1/facilities/search', area)).body.numberReturned).toBeGreaterThan(0);
  });

  it.each([
    ['available=false', 'available', ['true']],
    ['available=1', 'available', ['true']],
    ['batteryVoltage=50', 'batteryVoltage', ['48', '60', '72']],
    ['batteryVoltage=60V', 'batteryVoltage', ['48', '60', '72']],
    ['minBatteries=0', 'minBatteries', 'a whole number from 1 to 10000'],
    ['minBatteries=1.5', 'minBatteries', 'a whole number from 1 to 10000'],
    ['maxStatusAge=0', 'maxStatusAge', 'a whole number of seconds from 1 to 86400'],
    ['maxStatusAge=5m', 'maxStatusAge', 'a whole number of seconds from 1 to 86400'],
  ])('names what is wrong: %s', async (query, parameter, allowed) => {
    const { status, body } = await here.get(`${NEAREST}&${query}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter, allowed }]);
  });

  it('and the home screen does not send a rider to a cabinet that was just seen empty', async () => {
    const offered = async () => {
      const { body } = await here.get(`/v1/needs/nearest?lat=${HERE.lat}&lon=${HERE.lon}&need=swap_battery`);
      return body.needs[0].facility.id;
    };
    const empty = { ...full, fullBatteries: { 48: 0, 60: 0 } };
    await send(by('near', empty));
    expect(await offered()).toBe(here.idOf('mid'));
    await send(by('mid', { ...full, online: false }), by('far', empty));
    expect(await offered()).toBe(here.idOf('near')); // where all are empty, the nearest
    await at(now + 21 * MINUTE, async () => expect(await offered()).toBe(here.idOf('near')));
  });
});
