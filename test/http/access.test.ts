import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Access } from '../../src/core/facility.js';
import { place, world, type World } from './harness.js';

const hours = { osm: '24/7', coverage: 'full' as const };
const PLACES: Record<string, Access | undefined> = {
  all: { audience: ['everyone'], mode: ['open_door'] },
  outdoor: {
    audience: ['outdoor_workers'],
    mode: ['staffed'],
    night: { mode: ['qr_code'], hours: { text: '22:00-6:00', osm: '22:00-06:00', coverage: 'full' } },
    entrance: { zh: '侧门', en: 'side door' },
    floor: '2',
  },
  riders: { audience: ['riders'], mode: ['app'] },
  residents: { audience: ['residents'], mode: ['id_card'] },
  silent: undefined,
};

let here: World;
beforeAll(async () => {
  here = await world(
    Object.entries(PLACES).map(([name, access], i) =>
      place(name, 31.2411 + i / 10_000, 121.4266, { hours, ...(access && { access }) }),
    ),
  );
});
afterAll(() => here.close());

const NEAREST = '/v1/facilities/nearest?lat=31.2410&lon=121.4265&lang=en';
interface Answer {
  body: { features: { properties: { name: string; entry?: object } }[] };
}
const names = ({ body }: Answer) => body.features.map((one) => one.properties.name.split(' ')[0]);
const asked = async (query: string) => names(await here.get(`${NEAREST}&${query}`));

describe('audience', () => {
  it('is who asks: places for everyone, for his group and for what it is part of; unknown ones are marked', async () => {
    const answer = await here.get(`${NEAREST}&audience=riders`);
    expect(names(answer)).toEqual(['all', 'outdoor', 'riders', 'silent']);
    expect(answer.body.features[0].properties.entry).toEqual({ state: 'yes' });
    expect(answer.body.features[3].properties.entry).toEqual({
      state: 'unknown',
      reason: 'audience-not-said',
      words: 'does not say whom it is for',
    });
    expect(answer.body.query).toMatchObject({ audience: ['riders'], unknownAccess: 'include' });
  });

  it('of several groups lets in wherever one of them may go', async () => {
    expect(await asked('audience=drivers,residents')).toEqual(['all', 'outdoor', 'residents', 'silent']);
    expect(await asked('audience=everyone')).toEqual(['all', 'silent']);
  });

  it('leaves unknown ones out where that is asked, before the limit', async () => {
    expect(await asked('audience=riders&unknownAccess=exclude&limit=3')).toEqual([
      'all',
      'outdoor',
      'riders',
    ]);
  });
});

describe('access', () => {
  it('is what the asker can use; an open door is always one of them', async () => {
    expect(await asked('access=app&unknownAccess=exclude&openAt=2026-11-23T12:00')).toEqual([
      'all',
      'riders',
    ]);
  });

  it('is judged for the time asked about: by night the code, by day the staff', async () => {
    const at = (time: string) => asked(`access=qr_code&unknownAccess=exclude&openAt=2026-11-23T${time}`);
    expect(await at('21:59')).toEqual(['all']);
    expect(await at('22:00')).toEqual(['all', 'outdoor']);
    expect(await at('05:59')).toEqual(['all', 'outdoor']);
    expect(await at('06:00')).toEqual(['all']);
  });

  it('holds in lists and by POST', async () => {
    expect(names(await here.get('/v1/facilities?access=id_card&lang=en'))).toEqual([
      'all',
      'residents',
      'silent',
    ]);
    const body = { lat: 31.241, lon: 121.4265, lang: 'en', access: ['app'], audience: ['riders'] };
    expect(names(await here.post('/v1/facilities/nearest', body))).toEqual(['all', 'riders', 'silent']);
  });
});

it('the page of a place says in words who may come in, how, where, and how at night', async () => {
  const path = `/v1/facilities/${here.idOf('outdoor')}`;
  expect((await here.get(`${path}?lang=en`)).body.properties.accessText).toBe(
    'for outdoor workers, somebody is there, side door, floor 2; at night (22:00-6:00): scan a QR code',
  );
  expect((await here.get(`${path}?lang=zh`)).body.properties.accessText).toBe(
    '面向户外劳动者，有人值守，侧门，2楼；夜间（22:00-6:00）：扫码',
  );
  expect((await here.get(`/v1/facilities/${here.idOf('silent')}`)).body.properties).not.toHaveProperty(
    'accessText',
  );
});

it.each([
  ['audience=rider', 'audience'],
  ['access=key', 'access'],
  ['audience=', 'audience'],
  ['unknownAccess=exclude', 'unknownAccess'],
  ['audience=riders&unknownAccess=last', 'unknownAccess'],
])('%s is refused', async (query, parameter) => {
  const answer = await here.get(`${NEAREST}&${query}`);
  expect(answer.status).toBe(400);
  expect((answer.body.errors as { parameter: string }[])[0]!.parameter).toBe(parameter);
});
