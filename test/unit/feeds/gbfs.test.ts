import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readStationStatus, stationStatusUrl } from '../../../src/feeds/gbfs.js';
import { FeedError } from '../../../src/feeds/reading.js';
import { realData } from '../../root.js';

const MADE = Date.parse('2026-11-22T02:00:00Z');
const SECONDS = MADE / 1000;
const VEHICLES = { available: 'vehicles' } as const;
const feed = (...stations: unknown[]) => ({
  last_updated: SECONDS,
  ttl: 60,
  version: '2.3',
  data: { stations },
});
const read = (station: object, meaning: Parameters<typeof readStationStatus>[1] = VEHICLES) =>
  readStationStatus(feed(station), meaning);

describe('a station_status of GBFS', () => {
  const station = {
    station_id: 'a',
    is_installed: true,
    is_renting: true,
    is_returning: false,
    last_reported: SECONDS - 100,
    num_bikes_available: 3,
    num_bikes_disabled: 1,
    num_docks_available: 5,
  };

  it('says what can be taken, and when the station last reported', () => {
    expect(read(station)).toEqual({
      sightings: [
        {
          externalId: 'a',
          counts: { online: true, available: 3, emptySlots: 5, outOfOrder: 1 },
          observedAt: MADE - 100_000,
        },
      ],
      faulty: 0,
      ttl: 60,
    });
  });

  it('says of a bay how many docks are free, where that is what a rider comes for', () => {
    expect(read(station, { available: 'docks' }).sightings[0]?.counts).toEqual({
      online: false,
      available: 5,
    });
  });

  it('says of cabinets the full batteries by voltage, the empty slots, and whether it gives and takes', () => {
    const types = [
      { vehicle_type_id: 'p60', count: 2 },
      { vehicle_type_id: 'p60-new', count: 1 },
      { vehicle_type_id: 'p48', count: 0 },
      { vehicle_type_id: 'bike', count: 9 },
    ];
    const cabinet = { ...station, vehicle_types_available: types };
    const batteries = { p48: 48, p60: 60, 'p60-new': 60 } as const;
    expect(read(cabinet, { available: 'vehicles', batteries }).sightings[0]?.counts).toEqual({
      online: false,
      fullBatteries: { 48: 0, 60: 3 },
      emptySlots: 5,
    });
  });

  it('leaves unsaid what is not said', () => {
    const { sightings } = read({ station_id: 'a', num_vehicles_available: 1, last_reported: 1e12 });
    expect(sightings[0]?.counts).toEqual({ available: 1 });
  });

  it('was observed when the feed was made, where the station does not say when it reported', () => {
    for (const last_reported of [undefined, 0, 'yesterday']) {
      expect(read({ ...station, last_reported }).sightings[0]?.observedAt).toBe(MADE);
    }
  });

  it('is read station by station: one that is wrong is counted', () => {
    const reading = readStationStatus(
      feed(station, { station_id: '' }, { ...station, num_bikes_available: -1 }, { station_id: 'x' }, 7),
      VEHICLES,
    );
    expect(reading.sightings.map(({ externalId }) => externalId)).toEqual(['a']);
    expect(reading.faulty).toBe(4);
    expect(reading.fault).toMatch(/^station_id: /);
  });

  it.each([[null], [[]], [{}], [{ data: {} }], [{ data: { stations: 'none' } }]])(
    'is refused where it is none: %j',
    (document) => {
      expect(() => readStationStatus(document, VEHICLES)).toThrow(FeedError);
    },
  );
});

describe('a gbfs.json', () => {
  const url = 'https://example.org/station_status.json';
  const feeds = [
    { name: 'system_information', url: 'https://example.org/i' },
    { name: 'station_status', url },
  ];

  it('names the station_status, in version 3 and under a language in version 2', () => {
    expect(stationStatusUrl({ data: { feeds } })).toBe(url);
    expect(stationStatusUrl({ data: { nb: { feeds }, en: { feeds } } })).toBe(url);
  });

  it('is told from a station_status, and from one that names none', () => {
    expect(stationStatusUrl(feed())).toBeUndefined();
    expect(() => stationStatusUrl({ data: { feeds: feeds.slice(0, 1) } })).toThrow('names no station_status');
  });
});

const fixtures = realData('live/gbfs-fixtures/valid');
const versions = fixtures === undefined ? [] : readdirSync(fixtures);
(fixtures === undefined ? describe.skip : describe)('the published examples of GBFS', () => {
  it.each(versions)('are read whole: %s', (version) => {
    const document = (name: string): { data: { stations: { station_id: string }[] } } =>
      JSON.parse(readFileSync(`${fixtures}/${version}/${name}.json`, 'utf8'));
    const status = document('station_status');
    const reading = readStationStatus(status, VEHICLES);
    expect(reading.faulty).toBe(0);
    expect(reading.sightings.map(({ externalId }) => externalId)).toEqual(
      status.data.stations.map(({ station_id: id }) => id),
    );
    for (const { observedAt, counts } of reading.sightings) {
      expect(observedAt).toBeGreaterThan(Date.parse('2015-01-01'));
      expect(counts.available).toBeGreaterThanOrEqual(0);
    }
    expect(stationStatusUrl(document('gbfs'))).toMatch(/station.status/);
  });
});
