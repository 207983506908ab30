import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type * as GeoJSON from 'geojson';
import request from 'supertest';
import { fromWgs84, type CrsName } from '../../src/core/crs.js';
import { onMap } from '../../src/core/tile.js';
import { MOST_READ } from '../../src/finder/tile.js';
import { HERE, NOW, place, world, type World } from './harness.js';

const always = { hours: { osm: '24/7', coverage: 'full' as const } };
const never = { hours: { osm: 'Mo 09:00-10:00', coverage: 'full' as const } };
const yes = { state: 'yes' as const };

/** Places of a quarter, a town and far away; the seventh of each kind has no known hours. */
const PLACES = Array.from({ length: 700 }, (_, i) => {
  const far = i % 50 === 0;
  const lat = far ? -60 + i / 6 : HERE.lat + ((i * 37) % 100) / 1500;
  const lon = far ? -170 + i / 2.1 : HERE.lon + ((i * 61) % 100) / 1500;
  const category = ['relay_station', 'public_toilet', 'hospital'][i % 3]!;
  const missing = i % 11 === 0 ? { services: { toilet: { state: 'no' as const } } } : {};
  const services = i % 5 === 0 ? { services: { toilet: yes } } : missing;
  const hours = i % 7 === 0 ? {} : i % 2 === 0 ? always : never;
  return place(`p${i}`, lat, lon, { category, ...services, ...hours });
});
const COUNT = PLACES.length;

let here: World;
beforeAll(async () => {
  here = await world([...PLACES, place('unplaced', null, 0)]);
});
afterAll(() => here.close());

interface Decoded {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly lon: number;
  readonly lat: number;
}

/** The tile by an independent decoder. */
async function tile(
  z: number,
  x: number,
  y: number,
  query = '',
): Promise<{ places: Decoded[]; clusters: Decoded[] }> {
  const answer = await request(here.app).get(`/tiles/${z}/${x}/${y}.mvt${query}`).responseType('blob');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/vnd.mapbox-vector-tile');
  const decoded = new VectorTile(new PbfReader(answer.body as Buffer));
  const layer = (name: string) => {
    const found = decoded.layers[name];
    return Array.from({ length: found?.length ?? 0 }, (_, i) => {
      const { properties, geometry } = found!.feature(i).toGeoJSON(x, y, z);
      const [lon, lat] = (geometry as GeoJSON.Point).coordinates as [number, number];
      return { properties: properties as Record<string, unknown>, lon, lat };
    });
  };
  return { places: layer('places'), clusters: layer('clusters') };
}

/** Every tile of a zoom that has a place in it. */
function tilesAt(zoom: number, crs: CrsName = 'wgs84'): [number, number][] {
  const names = PLACES.map((change) => {
    const { position } = (change as { claim: { position: { lon: number; lat: number } } }).claim;
    const { x, y } = onMap(fromWgs84(position, crs));
    return `${Math.floor(x * 2 ** zoom)},${Math.floor(y * 2 ** zoom)}`;
  });
  return [...new Set(names)].map((name) => name.split(',').map(Number) as [number, number]);
}

async function totalAt(zoom: number, query = '', crs: CrsName = 'wgs84') {
  const total = { count: 0, open: 0, toilets: 0 };
  for (const [x, y] of tilesAt(zoom, crs)) {
    const { places, clusters } = await tile(zoom, x, y, query);
    for (const { properties } of places) {
      total.count += 1;
      total.open += properties['open'] === 'open' ? 1 : 0;
      total.toilets += properties['category'] === 'public_toilet' ? 1 : 0;
    }
    for (const { properties } of clusters) {
      total.count += properties['count'] as number;
      total.open += properties['open'] as number;
      total.toilets += (properties['public_toilet'] as number | undefined) ?? 0;
    }
  }
  return total;
}

const open = PLACES.filter((_, i) => i % 7 !== 0 && i % 2 === 0).length;
const toilets = PLACES.filter((_, i) => i % 3 === 1).length;

describe('tiles', () => {
  it.each([0, 3, 9, 12, 13, 14, 16])(
    'have every placed facility once at zoom %d, alone or counted',
    async (zoom) => {
      expect(await totalAt(zoom)).toEqual({ count: COUNT, open, toilets });
    },
  );

  it.each([9, 13, 14, 15])('have every facility once also on a map in GCJ-02, at zoom %d', async (zoom) => {
    expect(await totalAt(zoom, '?crs=gcj02', 'gcj02')).toEqual({ count: COUNT, open, toilets });
  });

  it('draw a single place where it is, with what a card needs', async () => {
    const [lat, lon] = [HERE.lat + 74 / 1500, HERE.lon + 22 / 1500]; // where p602 is
    const { x, y } = onMap({ lon, lat });
    const { places } = await tile(16, Math.floor(x * 2 ** 16), Math.floor(y * 2 ** 16), '?lang=en');
    const found = places.find(({ properties }) => properties['id'] === here.idOf('p602'))!;
    expect(found.lon).toBeCloseTo(lon, 4);
    expect(found.lat).toBeCloseTo(lat, 4);
    expect(found.properties).toMatchObject({
      name: 'p602 station',
      category: 'hospital',
      group: 'health',
      open: 'unknown',
    });
  });

  it.each([2, 10, 14])('count only what fits the filter, at zoom %d', async (zoom) => {
    const fits = (wish: (i: number) => boolean) => PLACES.filter((_, i) => wish(i)).length;
    expect((await totalAt(zoom, '?category=health')).count).toBe(fits((i) => i % 3 === 2));
    expect((await totalAt(zoom, '?services=toilet')).count).toBe(fits((i) => i % 5 === 0));
    expect((await totalAt(zoom, '?openAt=now&unknownHours=exclude')).count).toBe(open);
    expect((await totalAt(zoom, '?openAt=now')).count).toBe(open + fits((i) => i % 7 === 0));
    expect((await totalAt(zoom, '?openFor=60&unknownHours=exclude&category=hospital')).count).toBe(
      fits((i) => i % 7 !== 0 && i % 2 === 0 && i % 3 === 2),
    );
  });

  it.each([3, 10, 14])('count exactly what only cards tell, at zoom %d', async (zoom) => {
    const fits = (wish: (i: number) => boolean) => PLACES.filter((_, i) => wish(i)).length;
    const excluded = [1, 2, 3].map((i) => here.idOf(`p${i}`)).join(',');
    expect((await totalAt(zoom, `?exclude=${excluded}`)).count).toBe(COUNT - 3);
    const known = '?unknownServices=include&services=toilet';
    expect((await totalAt(zoom, known)).count).toBe(fits((i) => i % 11 !== 0 || i % 5 === 0));
    expect((await totalAt(zoom, `${known}&category=health`)).count).toBe(
      fits((i) => (i % 11 !== 0 || i % 5 === 0) && i % 3 === 2),
    );
  });

  it('say so where more may fit than cards are read', async () => {
    const crowd = await world(
      Array.from({ length: MOST_READ + 1 }, (_, i) => place(`c${i}`, HERE.lat + i * 1e-6, HERE.lon)),
    );
    const { x, y } = onMap(HERE);
    const path = `/tiles/9/${Math.floor(x * 2 ** 9)}/${Math.floor(y * 2 ** 9)}.mvt`;
    const cluster = async (query: string) => {
      const { body } = await request(crowd.app).get(`${path}?${query}`).responseType('blob');
      return new VectorTile(new PbfReader(body as Buffer)).layers['clusters']!.feature(0).properties;
    };
    const one = crowd.idOf('c0');
    expect(await cluster(`exclude=${one}`)).toMatchObject({ count: MOST_READ + 1, approximate: true });
    expect((await cluster('category=station'))['approximate']).toBeUndefined();
    await crowd.close();
  });

  it('gather what is too much for one tile instead of leaving it out', async () => {
    const heap = await world(
      Array.from({ length: 900 }, (_, i) => place(`h${i}`, HERE.lat + i * 1e-6, HERE.lon)),
    );
    const { x, y } = onMap(HERE);
    const path = `/tiles/14/${Math.floor(x * 2 ** 14)}/${Math.floor(y * 2 ** 14)}.mvt`;
    const { body } = await request(heap.app).get(path).responseType('blob');
    const { layers } = new VectorTile(new PbfReader(body as Buffer));
    expect(layers['places']!.length).toBe(500);
    const gathered = Array.from({ length: layers['clusters']!.length }, (_, i) =>
      layers['clusters']!.feature(i),
    );
    expect(gathered.reduce((sum, one) => sum + (one.properties['count'] as number), 0)).toBe(400);
    await heap.close();
  });

  it('show a change, and tell by the ETag that nothing changed', async () => {
    const path = '/tiles/0/0/0.mvt';
    const { etag } = (await request(here.app).get(path)).headers as { etag: string };
    expect((await request(here.app).get(path).set('If-None-Match', etag)).status).toBe(304);
    here.clock.now = NOW + 60_000; // an open state may have changed
    expect((await request(here.app).get(path).set('If-None-Match', etag)).status).toBe(200);
    here.clock.now = NOW;
    await here.apply([place('new', HERE.lat, HERE.lon)]);
    expect((await request(here.app).get(path).set('If-None-Match', etag)).status).toBe(200);
    expect((await totalAt(5)).count).toBe(COUNT + 1);
    await here.apply([{ kind: 'withdraw', source: 'test', externalId: 'new' }]);
    expect((await totalAt(5)).count).toBe(COUNT);
  });

  it('are refused where there is no such tile, or the question is wrong', async () => {
    for (const path of ['/tiles/2/4/0.mvt', '/tiles/0/0/1.mvt'])
      expect((await here.get(path)).status).toBe(404);
    for (const path of [
      '/tiles/23/0/0.mvt',
      '/tiles/a/0/0.mvt',
      '/tiles/1/-1/0.mvt',
      '/tiles/0/0/0.mvt?category=zoo',
    ])
      expect((await here.get(path)).status).toBe(400);
    for (const path of ['/tiles/0/0/0.png', '/tiles/0/0.mvt'])
      expect((await request(here.app).get(path)).status).toBe(404);
  });
});

describe('GET /tiles.json', () => {
  it('leads to the tiles with the same filters', async () => {
    const { body } = await here.get('/tiles.json?category=health&lang=en', { Host: 'maps.example.org' });
    expect(body.tiles).toEqual(['http://maps.example.org/tiles/{z}/{x}/{y}.mvt?category=health&lang=en']);
    expect(body.vector_layers.map((one: { id: string }) => one.id)).toEqual(['places', 'clusters']);
    const behind = await here.get('/tiles.json', { Host: 'x.org', 'X-Forwarded-Proto': 'https' });
    expect(behind.body.tiles).toEqual(['https://x.org/tiles/{z}/{x}/{y}.mvt']);
    expect((await here.get('/tiles.json?category=zoo')).status).toBe(400);
  });

  it('leads where riders reach the service, where that is set', async () => {
    const other = await world([], { settings: { publicUrl: 'https://yizhan.example.org/x' } });
    const { body } = await other.get('/tiles.json', { Host: '10.0.0.7:3000' });
    expect(body.tiles).toEqual(['https://yizhan.example.org/x/tiles/{z}/{x}/{y}.mvt']);
    await other.close();
  });
});
