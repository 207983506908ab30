import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../../../src/core/facility.js';
import { importFile } from '../../../../../src/importer/importer.js';
import { openSqliteStore } from '../../../../../src/store/sqlite/facility-store.js';
import { serviceWords, vocabulary } from '../../vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-standards-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Imports the file; the claims by external id. */
async function take(file: string, more: { category?: string; with?: string } = {}) {
  const store = openSqliteStore({ path: ':memory:', vocabulary });
  try {
    const report = await importFile(
      { file, source: 'test', ...more },
      {
        store,
        vocabulary,
        serviceWords,
        sourceFile: () => Promise.resolve(undefined),
        now: () => '2026-03-01T08:00:00.000Z',
      },
    );
    const cards = await store.list({}, 0, 100);
    const facilities = await store.facilities(cards.map((card) => card.key));
    const bodies = facilities.map((one) => [one!.body.sources[0]!.externalId, one!.body] as const);
    return { report, claims: Object.fromEntries(bodies) as Record<string, Claim> };
  } finally {
    await store.close();
  }
}

const gbfs = (version: string, stations: unknown[]) => ({
  last_updated: '2026-03-01T08:00:00Z',
  ttl: 60,
  version,
  data: { stations },
});

describe('GBFS', () => {
  const stations = write(
    'station_information.json',
    gbfs('3.0', [
      {
        station_id: 'a',
        name: [
          { text: 'Changshou Road', language: 'en' },
          { text: '长寿路', language: 'zh-Hans' },
        ],
        lat: 31.24,
        lon: 121.43,
        station_opening_hours: 'Mo-Fr 06:00-22:00; Sa,Su off',
        vehicle_docks_capacity: [
          { vehicle_type_ids: ['x', 'y'], count: 7 },
          { vehicle_type_ids: ['y'], count: 2 },
        ],
        rental_methods: ['key', 'creditcard', 'wechat'],
        is_charging_station: true,
      },
      { station_id: 'b', name: [{ text: 'Two', language: 'en' }], lat: 31.25, lon: 121.44, capacity: 12 },
      {
        station_id: 'c',
        name: [{ text: 'Three', language: 'en' }],
        lat: 31.26,
        lon: 121.45,
        station_opening_hours: 'sunrise-ish',
        vehicle_type_capacity: { x: 3, y: 3 },
      },
    ]),
  );

  it('gives names in both languages, hours as OSM rules, docks told once and how one pays', async () => {
    const { report, claims } = await take(stations, { category: 'parking_bay' });
    expect(report).toMatchObject({
      standard: 'GBFS 3.0',
      crs: 'wgs84',
      crsFrom: 'format',
    });
    expect(claims['a']).toMatchObject({
      name: { zh: '长寿路', en: 'Changshou Road' },
      position: { lon: 121.43, lat: 31.24 },
      hours: { osm: 'Mo-Fr 06:00-22:00; Sa,Su off', coverage: 'full' },
      capacity: { slots: 9 },
      services: { ebike_charging: { state: 'yes' } },
      description: {
        zh: '租用方式：会员卡、信用卡、wechat',
        en: 'Rental by member key, credit card, wechat',
      },
    });
    expect(claims['b']!.capacity).toEqual({ slots: 12 });
    expect(claims['b']!.inService).toBeUndefined();
  });

  it('claims no hours it cannot read, and no sum of docks that may be told twice', async () => {
    const { claims } = await take(stations, { category: 'parking_bay' });
    expect(claims['c']!.hours).toEqual({ text: 'sunrise-ish', coverage: 'none' });
    expect(claims['c']!.capacity).toBeUndefined();
  });

  it('takes from the status only whether a station is installed', async () => {
    const status = write(
      'other-name.json',
      gbfs('3.0', [
        { station_id: 'a', is_installed: false, is_renting: true, num_vehicles_available: 3 },
        { station_id: 'b', is_installed: 1, is_renting: false, num_vehicles_available: 0 },
      ]),
    );
    const { report, claims } = await take(stations, { category: 'parking_bay', with: status });
    expect([claims['a']!.inService, claims['b']!.inService, claims['c']!.inService]).toEqual([
      false,
      true,
      undefined,
    ]);
    expect(JSON.stringify(claims)).not.toContain('num_vehicles');
    expect(report.notes.map(({ en }) => en).join()).toContain('whether 2 stations are installed');
  });

  it('refuses a status in place of the list, a list in place of the status, and a companion nobody asked for', async () => {
    const status = write('status-only.json', gbfs('2.3', [{ station_id: 'a', is_installed: true }]));
    await expect(take(status, { category: 'parking_bay' })).rejects.toThrow('is a station_status');
    await expect(take(stations, { category: 'parking_bay', with: stations })).rejects.toThrow('with');
    const list = write('list.json', [{ name: '甲', category: 'clinic' }]);
    await expect(take(list, { with: status })).rejects.toThrow('goes with a station_information');
  });

  it('is rejected without a category: the standard does not say what a station is', async () => {
    const { report } = await take(stations);
    expect(report.written).toBe(false);
    expect(report.rules[0]).toMatchObject({ rule: 'category.missing', count: 3 });
  });
});

const location = (more: object) => ({
  id: 'L1',
  name: 'Gent Zuid',
  address: 'F.Rooseveltlaan 3A',
  city: 'Gent',
  country: 'BEL',
  coordinates: { latitude: '51.047599 ', longitude: ' 3.729944' },
  time_zone: 'Europe/Brussels',
  last_updated: '2026-01-01T00:00:00Z',
  ...more,
});
const day = (weekday: number, begin: string, end: string) => ({
  weekday,
  period_begin: begin,
  period_end: end,
});

describe('OCPI', () => {
  it('reads positions that are strings, counts the points that are there and keeps what is lasting', async () => {
    const evses = ['AVAILABLE', 'OUTOFORDER ', 'PLANNED', 'REMOVED '].map((status, uid) => ({ uid, status }));
    const operator = { name: '充电公司', website: 'https://example.org' };
    const more = {
      country_code: 'BE',
      party_id: 'BEC',
      evses,
      operator,
      facilities: ['WIFI', 'FUEL_STATION'],
    };
    const { report, claims } = await take(
      write('answer.json', { data: [location(more)], status_code: 1000 }),
    );
    expect(report.standard).toBe('OCPI 2.2');
    expect(claims['BE*BEC*L1']).toMatchObject({
      name: { en: 'Gent Zuid' },
      category: 'ev_charging_station',
      position: { lon: 3.729944, lat: 51.047599 },
      address: { text: { en: 'F.Rooseveltlaan 3A' }, city: 'Gent' },
      capacity: { slots: 2 },
      operator: { zh: '充电公司' },
      contact: { website: 'https://example.org' },
      services: { wifi: { state: 'yes' } },
      description: { en: 'On site: fuel station' },
    });
  });

  it('says out of service where every point is planned or removed, and nothing where there are none', async () => {
    const planned = location({ id: 'p', evses: [{ uid: '1', status: 'PLANNED' }] });
    const { claims } = await take(write('list.json', [planned, location({ id: 'n', evses: [] })]));
    expect([claims['p']!.inService, claims['p']!.capacity]).toEqual([false, undefined]);
    expect([claims['n']!.inService, claims['n']!.capacity]).toEqual([undefined, undefined]);
  });

  it('leaves out what the operator does not publish', async () => {
    const { report } = await take(
      write('hidden.json', [location({ publish: false }), location({ id: 'L2', publish: true })]),
    );
    expect(report.counts).toMatchObject({ rows: 2, new: 1, skipped: 1 });
  });

  it.each([
    [{ twentyfourseven: true }, '24/7', 'full'],
    [{ regular_hours: [1, 2, 3, 4, 5].map((n) => day(n, '08:00', '20:00')) }, 'Mo-Fr 08:00-20:00', 'full'],
    [{ regular_hours: [1, 2, 3, 4, 5, 6, 7].map((n) => day(n, '00:00', '23:59')) }, '24/7', 'full'],
    [
      { regular_hours: [day(1, '08:00', '12:00'), day(1, '13:00', '17:00'), day(3, '22:00', '02:00')] },
      'Mo 08:00-12:00,13:00-17:00; We 22:00-02:00',
      'full',
    ],
    [
      {
        regular_hours: [day(7, '09:00', '18:00')],
        exceptional_closings: [{ period_begin: '2026-12-25T03:00:00Z', period_end: '2026-12-25T05:00:00Z' }],
      },
      'Su 09:00-18:00',
      'partial',
    ],
    [{ regular_hours: [day(8, '09:00', '18:00')] }, undefined, undefined],
    [{ regular_hours: [day(1, '9', '18:00')] }, undefined, undefined],
    [{ regular_hours: null, twentyfourseven: false }, undefined, undefined],
  ])('makes rules of opening times %j', async (times, osm, coverage) => {
    const { claims } = await take(write('times.json', location({ opening_times: times })));
    expect([claims['L1']!.hours?.osm, claims['L1']!.hours?.coverage]).toEqual([osm, coverage]);
  });
});
