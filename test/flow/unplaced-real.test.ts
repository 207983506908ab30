import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unplacedCommand } from '../../src/cli/unplaced.js';
import { readSettings } from '../../src/config.js';
import { fromWgs84 } from '../../src/core/crs.js';
import { distance } from '../../src/core/distance.js';
import type { Change } from '../../src/core/change.js';
import type { Claim } from '../../src/core/facility.js';
import type { Position } from '../../src/core/position.js';
import type { FacilityStore } from '../../src/core/store.js';
import { readStreetAddress } from '../../src/core/street-address.js';
import { parseCsvTable } from '../../src/importer/readers/csv-table.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { importerInto } from '../../src/system/importing.js';
import { placerFor } from '../../src/system/placer.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { realData } from '../root.js';
import { json, standIn, type StandIn } from '../stand-in.js';

const stations = realData('stations/relay_stations_from_articles.csv');
const clinics = realData('health/shanghai_hospital.csv');
const food = realData('health/shanghai_food.csv');
const AT = '2026-03-02T08:00:00.000Z';
const vocabulary = await loadVocabulary();
let store: FacilityStore;
let server: StandIn;

type Row = Readonly<Record<string, string>>;
const position = (row: Row): Position => ({ lon: Number(row['lon']), lat: Number(row['lat']) });

/** Houses and streets of Shanghai as the real lists have them, for a service that stands in for a real one. */
function gazetteer(rows: readonly Row[]): Map<string, Position> {
  const places = new Map<string, Position>();
  for (const row of rows) {
    const { street, number } = readStreetAddress(row['address'] ?? '');
    if (street === undefined) continue;
    places.set(`${row['adname']}${street}`, position(row));
    if (number !== undefined) places.set(`${row['adname']}${street}${number}`, position(row));
  }
  return places;
}

/** The same rows as known places; what the importer makes of them is not what is shown here. */
function known(row: Row, i: number): Change {
  const address = { text: { zh: row['address']! }, city: row['pname']!, district: row['adname']! };
  const claim: Claim = {
    name: { zh: row['name']! },
    category: 'clinic',
    position: { ...position(row), precision: 'building' },
    address,
  };
  return { kind: 'put', source: 'map', externalId: `${i}`, claim };
}

/** Speaks as Amap does: the house, else the street, else the district, which it never admits not to know. */
async function amapOf(places: ReadonlyMap<string, Position>): Promise<StandIn> {
  return standIn((response, request) => {
    const address = new URL(request.url!, 'http://x').searchParams.get('address')!;
    const { city = [], district = [], street = [], number } = readStreetAddress(address);
    const place = places.get(`${String(district)}${String(street)}${number}`);
    const near = place ?? places.get(`${String(district)}${String(street)}`);
    const { lon, lat } = fromWgs84(near ?? { lon: 121.47, lat: 31.23 }, 'gcj02');
    const level = place ? '门牌号' : near ? '道路' : '区县';
    const found = { province: city, city, district, street, number: place ? `${number}号` : [], level };
    const geocode = {
      ...found,
      formatted_address: address,
      township: [],
      location: `${lon.toFixed(6)},${lat.toFixed(6)}`,
    };
    json({ status: '1', info: 'OK', infocode: '10000', count: '1', geocodes: [geocode] })(response, request);
  });
}

async function unplaced(...argv: string[]) {
  let [out, err] = ['', ''];
  const settings = readSettings({
    DATABASE_URL: 'sqlite::memory:',
    GEOCODER_URL: server.url,
    GEOCODER_KEY: 'key',
    GEOCODER_RATE: '50',
  });
  const code = await unplacedCommand([...argv, '--source', 'articles-relay-stations', '--json'], {
    io: { stdout: { write: (text) => void (out += text) }, stderr: { write: (text) => void (err += text) } },
    withStore: (work) => work(store),
    placer: (how) => placerFor(how, store, settings),
    now: () => AT,
    lang: 'en',
    stopSignal: () => new AbortController().signal,
  });
  expect(code).toBe(0);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; position?: Position });
  return { lines, placed: lines.filter((one) => one.position), err };
}

beforeAll(async () => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
  const rows = [clinics, food].flatMap((path) => (path ? parseCsvTable(readFileSync(path, 'utf8')) : []));
  server = await amapOf(gazetteer(rows));
  await store.apply(rows.map(known), { source: { id: 'map' }, label: 'test', at: AT });
  if (stations)
    await (
      await importerInto(store, vocabulary)
    )({ file: stations, source: 'articles-relay-stations' });
});
afterAll(async () => {
  await server.close();
  await store.close();
});

describe('the real stations without positions', () => {
  it('are estimated where their streets are known, and geocoded where an address is', async () => {
    if (!clinics || !food || !stations) return;
    const estimated = await unplaced('--estimate');
    const geocoded = await unplaced('--geocode', 'amap');
    console.info(`--estimate: ${estimated.err}\n--geocode amap (stand-in): ${geocoded.err}`);
    expect([estimated.lines.length, geocoded.lines.length]).toEqual([97, 97]);
    expect(estimated.placed.length).toBeGreaterThan(0);
    const asked = new Set(server.asked.map(({ url }) => url.searchParams.get('address')));
    expect(asked.size).toBe(server.asked.length);
    const houses = new Map(geocoded.placed.map((one) => [one.id, one.position!]));
    const both = estimated.placed.filter((one) => houses.has(one.id));
    expect(both.length).toBeGreaterThan(0);
    for (const one of both) expect(distance(one.position!, houses.get(one.id)!)).toBeLessThan(1000);
    await unplaced('--geocode', 'amap', '--take');
    expect(server.asked.length).toBeLessThan(2 * geocoded.lines.length);
    const left = await store.list({ placed: false, source: 'articles-relay-stations' }, 0, 100);
    expect(left).toHaveLength(97 - geocoded.placed.length);
  });
});
