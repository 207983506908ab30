import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fromWgs84 } from '../../../src/core/crs.js';
import { realData } from '../../root.js';
import { MAP_APPS, type MapApp } from '../../../src/embed/navigation.js';

const gcoord = createRequire(import.meta.url)('gcoord') as typeof import('gcoord').default;

/** Changshou Road station of the Shanghai metro, line 7 and 13, in WGS-84. */
const STATION = { lon: 121.43409, lat: 31.24186 };
/** The same by an independent library, which is exact to a decimetre here. */
const GCJ02 = gcoord.transform([STATION.lon, STATION.lat], gcoord.WGS84, gcoord.GCJ02) as [number, number];
const BD09 = gcoord.transform([STATION.lon, STATION.lat], gcoord.WGS84, gcoord.BD09) as [number, number];

function linkOf(id: MapApp['id'], place: { lon: number; lat: number }, name = '长寿路站'): URL {
  const app = MAP_APPS.find((one) => one.id === id)!;
  return new URL(app.link({ name, ...fromWgs84(place, app.crs) }));
}

/** Two numbers of a parameter. */
function pair(url: URL, parameter: string): [number, number] {
  const [first, second] = url.searchParams.get(parameter)!.split(',').map(Number);
  return [first!, second!];
}

const published = realData('vectors/coords/gcoord_china_cities.json');

describe('links to the phone’s own map', () => {
  it('give Amap longitude first, in GCJ-02, and say so', () => {
    const url = linkOf('amap', STATION);
    expect(url.host + url.pathname).toBe('uri.amap.com/navigation');
    const [lon, lat] = pair(url, 'to');
    expect(lon).toBeCloseTo(GCJ02[0], 5);
    expect(lat).toBeCloseTo(GCJ02[1], 5);
    expect(url.searchParams.get('to')!.split(',')[2]).toBe('长寿路站');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ coordinate: 'gaode', mode: 'ride' });
  });

  it('give Baidu latitude first, in BD-09, and say so', () => {
    const url = linkOf('baidu', STATION);
    expect(url.host + url.pathname).toBe('api.map.baidu.com/marker');
    const [lat, lon] = pair(url, 'location');
    expect(lon).toBeCloseTo(BD09[0], 5);
    expect(lat).toBeCloseTo(BD09[1], 5);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ coord_type: 'bd09ll', output: 'html' });
    for (const wanted of ['title', 'content', 'src']) expect(url.searchParams.get(wanted)).toBeTruthy();
  });

  it.each([
    ['apple', 'maps.apple.com/', 'daddr'],
    ['google', 'www.google.com/maps/dir/', 'destination'],
  ] as const)('give %s latitude first, in the datum of its map', (id, path, parameter) => {
    const url = linkOf(id, STATION);
    expect(url.host + url.pathname).toBe(path);
    const [lat, lon] = pair(url, parameter);
    expect(lon).toBeCloseTo(GCJ02[0], 5);
    expect(lat).toBeCloseTo(GCJ02[1], 5);
  });

  it('leave positions outside mainland China as they are', () => {
    const hongKong = { lon: 114.1588, lat: 22.2819 };
    expect(pair(linkOf('amap', hongKong), 'to')).toEqual([hongKong.lon, hongKong.lat]);
    expect(pair(linkOf('google', hongKong), 'destination')).toEqual([hongKong.lat, hongKong.lon]);
  });

  (published ? it : it.skip)('lead to where published conversions have 664 cities, to a metre', () => {
    type Pair = [number, number];
    const cities = JSON.parse(readFileSync(published!, 'utf8')) as {
      readonly coords: { readonly WGS84: Pair; readonly GCJ02: Pair; readonly BD09: Pair };
    }[];
    expect(cities).toHaveLength(664);
    // Degrees of a metre, and what is lost by six places.
    const [metre, flip] = [1.2e-5, ([lat, lon]: Pair): Pair => [lon, lat]];
    for (const { coords } of cities) {
      const [lon, lat] = coords.WGS84;
      const there = [
        [pair(linkOf('amap', { lon, lat }), 'to'), coords.GCJ02],
        [pair(linkOf('baidu', { lon, lat }), 'location'), flip(coords.BD09)],
        [pair(linkOf('apple', { lon, lat }), 'daddr'), flip(coords.GCJ02)],
        [pair(linkOf('google', { lon, lat }), 'destination'), flip(coords.GCJ02)],
      ];
      const apart = there.flatMap(([is, wanted]) => is!.map((value, i) => Math.abs(value - wanted![i]!)));
      expect(Math.max(...apart)).toBeLessThan(metre);
    }
  });

  it('are the very links the vendors document', () => {
    const to = { name: '长寿路站', lon: 121.438, lat: 31.24 };
    const links = Object.fromEntries(MAP_APPS.map((app) => [app.id, app.link(to)]));
    const name = encodeURIComponent(to.name);
    expect(links).toEqual({
      amap: `https://uri.amap.com/navigation?to=121.438,31.24,${name}&mode=ride&coordinate=gaode&callnative=1&src=yizhan`,
      baidu: `https://api.map.baidu.com/marker?location=31.24,121.438&title=${name}&content=${name}&coord_type=bd09ll&output=html&src=webapp.yizhan.yizhan`,
      apple: 'https://maps.apple.com/?daddr=31.24,121.438&dirflg=w',
      google: 'https://www.google.com/maps/dir/?api=1&destination=31.24,121.438&travelmode=bicycling',
    });
  });

  it('are not broken by what a name may hold', () => {
    const url = linkOf('amap', STATION, '小哥驿站，1号 & 2号|A?#');
    expect(url.searchParams.get('to')!.split(',')).toHaveLength(3);
    expect(url.searchParams.get('coordinate')).toBe('gaode');
    expect(url.hash).toBe('');
  });
});
