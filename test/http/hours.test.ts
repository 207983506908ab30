import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../src/core/facility.js';
import { HERE, place, world, type World } from './harness.js';

const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
const NEAREST = `/v1/facilities/nearest?${AT}`;
const open = (osm: string, rest: Partial<Claim> = {}): Partial<Claim> => ({
  hours: { osm, coverage: 'full' },
  ...rest,
});
const shelf = { services: { seating: { state: 'yes' } } } as const;
let here: World;

// Clock of the harness: 10:00 on Sunday, 22 November 2026, in Shanghai.
beforeAll(async () => {
  here = await world([
    place('weekdays', 31.2411, 121.4266, open('Mo-Fr 08:00-17:00')),
    place('unsaid', 31.2412, 121.4267),
    place('daily', 31.2413, 121.4268, open('08:00-12:00')),
    place('closed', 31.2414, 121.4269, open('08:00-22:00', { inService: false })),
    place('always', 31.2415, 121.427, open('24/7')),
    place('evening', 31.2416, 121.4271, open('18:00-02:00')),
    place('library', 31.2417, 121.4272, open('Mo 09:00-17:00', { category: 'learning_venue', ...shelf })),
    place('office', 31.2418, 121.4273, open('Tu 09:00-17:00', { category: 'learning_venue' })),
  ]);
});
afterAll(() => here.close());

const names = (answer: { body: { features: { properties: { name: string } }[] } }) =>
  answer.body.features.map((one) => one.properties.name.split(/[ 驿]/)[0]);

describe('the open state of every facility', () => {
  it('says until when, from when, and why not known', async () => {
    const { body } = await here.get(NEAREST);
    const states = Object.fromEntries(
      body.features.map(({ properties }: { properties: { name: string; open: object } }) => [
        properties.name.replace('驿站', ''),
        properties.open,
      ]),
    );
    expect(states).toMatchObject({
      weekdays: { state: 'closed', opensAt: '2026-11-23T08:00:00+08:00' },
      unsaid: { state: 'unknown', reason: 'not-said' },
      daily: { state: 'open', until: '2026-11-22T12:00:00+08:00' },
      always: { state: 'open' },
      evening: { state: 'closed', opensAt: '2026-11-22T18:00:00+08:00' },
    });
    expect(states.always).not.toHaveProperty('until');
  });

  it('makes a place no use when it is closed or out of service, and of use only when it is surely open', async () => {
    const { body } = await here.get(NEAREST);
    const usable = body.features.map(
      ({ properties }: { properties: { usable: { state: string } } }) => properties.usable.state,
    );
    expect(usable).toEqual(['no', 'unknown', 'yes', 'no', 'yes', 'no', 'no', 'no']);
  });
});

describe('openAt', () => {
  it('leaves out what is closed, and marks what nobody knows', async () => {
    const answer = await here.get(`${NEAREST}&openAt=now`);
    expect(names(answer)).toEqual(['unsaid', 'daily', 'always']);
    expect(answer.body.query).toMatchObject({ openAt: '2026-11-22T10:00:00+08:00', unknownHours: 'include' });
  });

  it.each([
    ['openAt=now&unknownHours=exclude', ['daily', 'always']],
    ['openAt=now&unknownHours=last', ['daily', 'always', 'unsaid']],
    ['openAt=now&unknownHours=last&limit=1', ['daily']],
    ['openAt=2026-11-23T09:30&unknownHours=exclude', ['weekdays', 'daily', 'always', 'library']],
    ['openAt=2026-11-23T09:30+08:00&unknownHours=exclude', ['weekdays', 'daily', 'always', 'library']],
    ['openAt=2026-11-23 09:30&unknownHours=exclude', ['weekdays', 'daily', 'always', 'library']],
    ['openAt=2026-11-23T01:00&unknownHours=exclude', ['always', 'evening']],
    ['openAt=2026-11-22T17:00Z&unknownHours=exclude', ['always', 'evening']],
    ['openFor=120&unknownHours=exclude', ['daily', 'always']],
    ['openFor=121&unknownHours=exclude', ['always']],
    ['openAt=2026-11-22T18:00&openFor=480&unknownHours=exclude', ['always', 'evening']],
    ['openAt=2026-11-22T18:00&openFor=481&unknownHours=exclude', ['always']],
  ])('%s', async (query, expected) => {
    expect(names(await here.get(`${NEAREST}&${query}`))).toEqual(expected);
  });

  it('filters lists as well, and their pages go on while the clock does', async () => {
    const first = await here.get('/v1/facilities?openAt=now&unknownHours=exclude&limit=1');
    expect(names(first)).toEqual(['daily']);
    here.clock.now += 60_000;
    const next = first.body.links.find((link: { rel: string }) => link.rel === 'next').href;
    expect(names(await here.get(next))).toEqual(['always']);
    here.clock.now -= 60_000;
  });

  it('says where to go instead when nothing is open', async () => {
    const { body } = await here.get(`${NEAREST}&category=learning_venue&openAt=now`);
    expect(body.features).toEqual([]);
    expect(body.fallback.nextToOpen.properties).toMatchObject({
      name: 'library驿站',
      open: { state: 'closed', opensAt: '2026-11-23T09:00:00+08:00' },
    });
    expect(body.fallback).not.toHaveProperty('roundTheClock');
  });
});

describe('the needs', () => {
  it('name the nearest that is not known to be closed, and who opens next where none is open', async () => {
    const { body } = await here.get(`/v1/needs/nearest?${AT}&need=rest`);
    expect(body.needs[0]).not.toHaveProperty('facility');
    expect(body.needs[0].nextToOpen.properties.name).toBe('library驿站');
  });
});

describe('the clock', () => {
  it('turns open into closed at the very minute, with another tag', async () => {
    const path = `${NEAREST}&category=relay_station&limit=3`;
    here.clock.now = Date.parse('2026-11-22T11:59:59+08:00');
    const before = await here.get(path);
    expect(before.body.features[2].properties.open.state).toBe('open');
    here.clock.now = Date.parse('2026-11-22T12:00:00+08:00');
    const after = await here.get(path, { 'If-None-Match': before.headers['etag']! });
    expect(after.status).toBe(200);
    expect(after.body.features[2].properties.open.state).toBe('closed');
  });
});

describe('a service that is there when its place is closed', () => {
  it('is found by a search with openAt, and not where nobody asks for it', async () => {
    const centre = open('Mo-Fr 09:00-17:00', {
      services: {
        phone_charging: { state: 'yes', hours: { osm: '24/7', coverage: 'full' } },
        seating: { state: 'yes' },
      },
    });
    const there = await world([
      place('centre', 31.2411, 121.4266, centre),
      place('other', 31.2412, 121.4267, open('Mo-Fr 09:00-17:00', shelf)),
    ]);
    const night = 'openAt=2026-11-23T03:00';
    const ask = async (more: string) => names(await there.get(`${NEAREST}&${night}&${more}`));
    expect(await ask('services=phone_charging')).toEqual(['centre']);
    expect(await ask('anyService=phone_charging,seating')).toEqual(['centre']);
    expect(await ask('services=phone_charging,seating')).toEqual([]);
    expect(await ask('services=seating')).toEqual([]);
    expect(await ask('limit=5')).toEqual([]);
    const { body } = await there.get(`${NEAREST}&${night}&services=phone_charging`);
    expect(body.features[0].properties).toMatchObject({
      open: { state: 'closed' },
      servicesOpen: { phone_charging: { state: 'open' } },
    });
    await there.close();
  });
});
