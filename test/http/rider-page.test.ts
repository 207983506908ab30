import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { mapHosts, parseMapSettings } from '../../src/core/map-settings.js';
import { place, world, type World } from './harness.js';

let here: World;
beforeAll(async () => {
  here = await world([
    place('kitchen', 31.2411, 121.4266, { services: { microwave: { state: 'broken' } } }),
    place('toilet', 31.2412, 121.4266, {
      hours: { osm: '24/7', coverage: 'full' },
      access: { mode: ['open_door'], audience: ['everyone'] },
      services: { toilet: { state: 'yes' } },
    }),
  ]);
});
afterAll(() => here.close());

describe('one place as a card shows it', () => {
  it('gives the reasons of usable in words of the language', async () => {
    const path = `/v1/facilities/${here.idOf('kitchen')}`;
    for (const [lang, words] of [
      ['zh', '此时是否开放不详'],
      ['en', 'not known whether it is open'],
    ]) {
      const { usable } = (await here.get(`${path}?lang=${lang}`)).body.properties;
      expect(usable.reasons[0]).toBe('hours-unknown');
      expect(usable.words).toHaveLength(usable.reasons.length);
      expect(usable.words[0]).toBe(words);
    }
  });

  it('is judged for what the rider looks for, as a search for it is', async () => {
    for (const need of ['toilet', 'swap_battery']) {
      const path = `/v1/facilities/${here.idOf('toilet')}?need=${need}`;
      const { usable } = (await here.get(path)).body.properties;
      expect([need, usable.state]).toEqual([need, need === 'toilet' ? 'yes' : 'unknown']);
    }
    const found = await here.get('/v1/facilities/nearest?lat=31.2412&lon=121.4266&need=toilet');
    expect(found.body.features[0].properties.usable.state).toBe('yes');
    const wrong = await here.get(`/v1/facilities/${here.idOf('toilet')}?need=gold`);
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors[0]).toMatchObject({ parameter: 'need', value: 'gold' });
  });

  it('can be reported, by kinds that are told in words', async () => {
    const { body } = await here.get('/v1/report-kinds?lang=en');
    const codes = body.kinds.map((one: { code: string }) => one.code);
    expect(codes).toEqual(['locked', 'open', 'broken_service', 'wrong_place', 'gone', 'suggestion']);
    expect(body.kinds[0]).toEqual({
      code: 'locked',
      label: 'it was locked',
      labels: { zh: '门锁着', en: 'it was locked' },
    });
  });
});

describe('the view “for you”', () => {
  it.each(['zh', 'en'])('names the ten measures before any script runs (%s)', async (lang) => {
    const { text } = await request(here.app).get(`/?lang=${lang}`).set('Accept', 'text/html');
    const { measures } = (await here.get(`/v1/measures?lang=${lang}`)).body;
    expect(measures).toHaveLength(10);
    for (const { code, label } of measures as { code: string; label: string }[])
      expect(text).toContain(`<a href="#for-you/${code}">${label}</a>`);
  });
});

describe('the map an operator chose', () => {
  const raster = 'https://tiles.example.org:8443/{z}/{x}/{y}.png';

  it('is let into the page, and no other host is', async () => {
    const settings = parseMapSettings({
      basemap: { raster, crs: 'gcj02', hosts: ['https://a.example.org'] },
    });
    const other = await world([], {
      map: { settings, streets: '{"type":"FeatureCollection","features":[]}' },
    });
    const page = await request(other.app).get('/').set('Accept', 'text/html');
    const policy = page.headers['content-security-policy']!;
    const hosts = [...policy.matchAll(/https?:\/\/[^\s;]+/g)].map(([host]) => host);
    expect(new Set(hosts)).toEqual(new Set(['https://tiles.example.org:8443', 'https://a.example.org']));
    const { body } = await other.get('/embed/settings.json');
    expect(body.basemap).toEqual({ raster, crs: 'gcj02', streets: '/embed/streets.geojson' });
    expect((await request(other.app).get('/embed/streets.geojson')).status).toBe(200);
    await other.close();
  });

  it('is none by default: the page lets nobody in, and there are no streets', async () => {
    const page = await request(here.app).get('/').set('Accept', 'text/html');
    expect(page.headers['content-security-policy']).not.toMatch(/https?:/);
    expect((await here.get('/embed/settings.json')).body.basemap).toEqual({});
    expect((await request(here.app).get('/embed/streets.geojson')).status).toBe(404);
  });

  it.each([
    ['a policy in an address', { basemap: { raster: 'https://x.org;script-src *;/{z}/{x}/{y}' } }],
    ['a policy in a host', { basemap: { hosts: ['https://x.org; script-src *'] } }],
    ['a path in a host', { basemap: { hosts: ['https://x.org/tiles'] } }],
    ['a raster without places for numbers', { basemap: { raster: 'https://x.org/tiles.png' } }],
    ['a style and a raster', { basemap: { raster, style: 'https://x.org/style.json' } }],
    ['a script for an address', { basemap: { style: 'javascript:alert(1)' } }],
    ['a datum there is not', { basemap: { crs: 'cgcs2000' } }],
    ['a centre beyond the map', { centre: { lat: 91, lon: 0 } }],
    ['a name that is not known', { basmap: {} }],
    ['no object', 'https://x.org/style.json'],
  ])('is refused for %s', (_, json) => expect(() => parseMapSettings(json)).toThrow());

  it('names each host once', () => {
    const settings = parseMapSettings({ basemap: { raster, hosts: ['https://tiles.example.org:8443'] } });
    expect(mapHosts(settings)).toEqual(['https://tiles.example.org:8443']);
  });
});
