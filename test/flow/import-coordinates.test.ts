import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import gcoordModule from 'gcoord';
import type { CrsName } from '../../src/core/crs.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { loadServiceWords, loadSourceFile } from '../../src/importer/shipped.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { realData, root } from '../root.js';

const dataFolder = join(root, 'data');
const vocabulary = await loadVocabulary();
const serviceWords = await loadServiceWords(dataFolder, vocabulary);
const folder = mkdtempSync(join(tmpdir(), 'yizhan-coordinates-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gcoord = gcoordModule as unknown as {
  transform(position: [number, number], from: string, to: string): [number, number];
};

let store: FacilityStore;
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
});
afterEach(() => store.close());

interface Asked {
  readonly source: string;
  readonly crs?: CrsName;
  readonly description?: object;
}
const take = (file: string, { source, crs, description }: Asked) =>
  importFile(
    { file, source, crs, ...(description ? {} : { category: 'clinic' }) },
    {
      store,
      vocabulary,
      serviceWords,
      sourceFile: () => Promise.resolve(description),
      now: () => '2026-03-01T08:00:00.000Z',
    },
  );

interface Place {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly address?: string;
}
function table(places: readonly Place[]): string {
  const path = join(folder, `${places.length}-${Math.round(places[0]!.lon * 1e6)}-${places[0]!.name}.csv`);
  const lines = places.map(({ name, lon, lat, address = '' }) => `${name},${lon},${lat},${address}`);
  writeFileSync(path, ['名称,经度,纬度,地址', ...lines].join('\n'));
  return path;
}

/** Twelve places of Putuo in WGS-84, a kilometre apart. */
const PLACES: readonly Place[] = Array.from({ length: 12 }, (_, i) => ({
  name: `社区卫生服务站${'甲乙丙丁戊己庚辛壬癸子丑'[i]}`,
  lon: 121.4 + (i % 4) * 0.01,
  lat: 31.23 + Math.floor(i / 4) * 0.01,
}));
const moved = (to: 'GCJ02' | 'BD09', places = PLACES) =>
  places.map((place) => {
    const [lon, lat] = gcoord.transform([place.lon, place.lat], 'WGS84', to);
    return { ...place, lon, lat };
  });
const doubts = (report: Awaited<ReturnType<typeof take>>) =>
  report.issues.filter(({ rule }) => rule === 'position.other_datum');

describe('the declared datum is compared with places already known', () => {
  beforeEach(() => take(table(PLACES), { source: 'known', crs: 'wgs84' }));

  it.each([
    ['GCJ02', 'GCJ-02'],
    ['BD09', 'BD-09'],
  ] as const)(
    '%s declared as WGS-84 is found and named in both languages, and goes in all the same',
    async (to, label) => {
      const report = await take(table(moved(to)), { source: 'other', crs: 'wgs84' });
      const [doubt, none] = doubts(report);
      expect(none).toBeUndefined();
      expect(doubt).toMatchObject({ severity: 'warning', row: 2 });
      expect(doubt!.words.en).toContain(`looks like ${label}: as WGS-84, 12 places`);
      expect(doubt!.words.zh).toContain(`像是 ${label}`);
      expect(report).toMatchObject({ written: true, counts: { new: 12, rejected: 0 } });
    },
  );

  it('WGS-84 declared as GCJ-02 is found too, and what is declared rightly is not', async () => {
    const wrong = await take(table(PLACES), { source: 'other', crs: 'gcj02' });
    expect(doubts(wrong)[0]!.words.en).toContain('looks like WGS-84: as GCJ-02');
    expect(doubts(await take(table(PLACES), { source: 'third', crs: 'wgs84' }))).toEqual([]);
    expect(doubts(await take(table(moved('BD09')), { source: 'fourth', crs: 'bd09' }))).toEqual([]);
  });

  it("a publisher's own places of last time tell it as well", async () => {
    const report = await take(table(moved('GCJ02')), { source: 'known', crs: 'wgs84' });
    expect(doubts(report)).toHaveLength(1);
  });

  it('a common move that is no datum, few places, and a few wrong ones among many say nothing', async () => {
    const east = PLACES.map((place) => ({ ...place, lon: place.lon + 0.006 }));
    expect(doubts(await take(table(east), { source: 'east', crs: 'wgs84' }))).toEqual([]);
    expect(doubts(await take(table(moved('GCJ02').slice(0, 4)), { source: 'four', crs: 'wgs84' }))).toEqual(
      [],
    );
    const mixed = [...PLACES.slice(0, 8), ...moved('GCJ02').slice(8)];
    expect(doubts(await take(table(mixed), { source: 'mixed', crs: 'wgs84' }))).toEqual([]);
  });
});

it('places are matched by their address where the names differ', async () => {
  const named = (places: readonly Place[], word: string) =>
    places.map((place, i) => ({ ...place, name: `${word}${i}`, address: `长寿路${100 + i}号` }));
  await take(table(named(PLACES, '驿站')), { source: 'known', crs: 'wgs84' });
  const report = await take(table(named(moved('GCJ02'), '小屋')), { source: 'other', crs: 'wgs84' });
  expect(doubts(report)).toHaveLength(1);
});

describe('positions outside the area a source declares', () => {
  const away = { name: '临江花园', lon: 126.9, lat: 41.8 };
  const description = (area: unknown) => ({ id: 'city', category: 'clinic', crs: 'wgs84', area });
  const ring = [[121, 31], [122, 31], [122, 32], [121, 32], [121, 31]]; // prettier-ignore

  it.each([
    ['a box', [121, 31, 122, 32]],
    ['a polygon', { type: 'Polygon', coordinates: [ring] }],
  ])('%s: the row goes in without them, as unplaced, and keeps the numbers', async (_, area) => {
    const report = await take(table([...PLACES, away]), { source: 'city', description: description(area) });
    expect(report.counts).toMatchObject({ new: 13, unplaced: 1, rejected: 0 });
    expect(report.issues).toMatchObject([{ rule: 'position.outside_area', row: 14, value: '126.9, 41.8' }]);
    expect(report.unplaced).toMatchObject([{ row: 14, name: '临江花园' }]);
    const [card] = await store.list({ text: '临江花园' }, 0, 1);
    const [facility] = await store.facilities([card!.key]);
    expect(facility!.body.position).toBeUndefined();
    expect(facility!.body.sourcePosition).toEqual({ x: 126.9, y: 41.8, crs: 'wgs84' });
  });

  it.each([
    ['numbers out of range', [121, 31, 400, 32]],
    ['a ring that is not closed', { type: 'Polygon', coordinates: [ring.slice(0, 4)] }],
    ['a line', { type: 'LineString', coordinates: ring }],
  ])('%s: the source file is refused', async (_, area) => {
    await expect(take(table(PLACES), { source: 'city', description: description(area) })).rejects.toThrow(
      'The source file city.json is wrong',
    );
  });
});

describe('the district a row names', () => {
  const of = (district: string, lon: number, lat: number): Place[] =>
    Array.from({ length: 30 }, (_, i) => ({
      name: `${district}${i}号站`,
      lon: lon + (i % 6) * 0.003,
      lat: lat + Math.floor(i / 6) * 0.003,
      address: `上海市${district}某路${i}号`,
    }));
  const misplaced = ({ issues }: Awaited<ReturnType<typeof take>>) =>
    issues.filter(({ rule }) => rule === 'position.other_district');
  const lost = { name: '迷路站', lon: 121.555, lat: 31.205, address: '上海市普陀区长寿路1号' };

  it('is held against the places of the file, and the row goes in all the same', async () => {
    const places = [...of('普陀区', 121.4, 31.24), lost, ...of('浦东新区', 121.55, 31.2)];
    const report = await take(table(places), { source: 'one', crs: 'wgs84' });
    expect(misplaced(report)).toMatchObject([{ row: 32, severity: 'warning', value: '迷路站' }]);
    expect(report.counts).toMatchObject({ new: 61, unplaced: 0 });
  });

  it("is held against places already known where the file is short, but not against its publisher's own", async () => {
    const known = [...of('普陀区', 121.4, 31.24), ...of('浦东新区', 121.55, 31.2)];
    await take(table(known), { source: 'known', crs: 'wgs84' });
    expect(misplaced(await take(table([lost]), { source: 'short', crs: 'wgs84' }))).toHaveLength(1);
    expect(misplaced(await take(table([lost]), { source: 'known', crs: 'wgs84' }))).toEqual([]);
  });
});

describe('the points of Hangzhou that lie in other cities', () => {
  const file = 'stations/hangzhou/hangzhou_sampling_points.geojson';
  const wrong = [118, 175, 597];

  it('are found by the area of the source file', async () => {
    const path = realData(file);
    if (!path) return;
    const description = (await loadSourceFile(dataFolder, 'hangzhou-sampling')) as object;
    const report = await take(path, { source: 'hangzhou-sampling', description });
    const outside = report.issues.filter(({ rule }) => rule === 'position.outside_area');
    expect(outside.map(({ row }) => row)).toEqual(wrong);
    expect(report.counts).toMatchObject({ new: 844, unplaced: 3 });
  });

  it('are found without it, by being far from all the others, and no village is accused', async () => {
    const path = realData(file);
    if (!path) return;
    const report = await take(path, { source: 'unknown', crs: 'wgs84' });
    const far = report.issues.filter(({ rule }) => rule === 'position.far_from_rest');
    expect(far.map(({ row }) => row)).toEqual(wrong);
    expect(report.counts).toMatchObject({ new: 844, unplaced: 0 });
  });
});

it('an area may be a file beside the source files', async () => {
  const ring = [[121, 31], [122, 31], [122, 32], [121, 32], [121, 31]]; // prettier-ignore
  const area = { type: 'Polygon', coordinates: [ring] };
  mkdirSync(join(folder, 'sources'));
  writeFileSync(join(folder, 'sources', 'city.json'), JSON.stringify({ id: 'city', area: 'city.geojson' }));
  await expect(loadSourceFile(folder, 'city')).rejects.toThrow('city.geojson');
  writeFileSync(
    join(folder, 'sources', 'city.geojson'),
    JSON.stringify({ type: 'Feature', properties: {}, geometry: area }),
  );
  expect(await loadSourceFile(folder, 'city')).toEqual({ id: 'city', area });
});
