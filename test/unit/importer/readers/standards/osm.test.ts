import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../../../src/core/facility.js';
import { importFile } from '../../../../../src/importer/importer.js';
import { centreOf, type Point } from '../../../../../src/importer/readers/standards/osm/centre.js';
import { OsmTagTable } from '../../../../../src/importer/readers/standards/osm/tag-table.js';
import { loadOsmTags } from '../../../../../src/importer/shipped.js';
import { openSqliteStore } from '../../../../../src/store/sqlite/facility-store.js';
import { realData, root } from '../../../../root.js';
import { serviceWords, vocabulary } from '../../vocabulary.js';

const osmTags = await loadOsmTags(join(root, 'data'), vocabulary);
const folder = mkdtempSync(join(tmpdir(), 'yizhan-osm-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Imports the file; the claims by external id. */
async function take(file: string, more: { category?: string; with?: string } = {}) {
  const store = openSqliteStore({ path: ':memory:', vocabulary });
  const sourceFile = () => Promise.resolve(undefined);
  const now = () => '2026-03-01T08:00:00.000Z';
  try {
    const request = { file, source: 'test', ...more };
    const report = await importFile(request, { store, vocabulary, serviceWords, osmTags, sourceFile, now });
    const cards = await store.list({}, 0, 100);
    const facilities = await store.facilities(cards.map((card) => card.key));
    const bodies = facilities.map((one) => [one!.body.sources[0]!.externalId, one!.body] as const);
    return {
      report,
      claims: Object.fromEntries(bodies) as Record<string, Claim>,
      sources: await store.sources(),
    };
  } finally {
    await store.close();
  }
}

const QUARTER = `<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" lon="121.43" lat="31.24"><tag k="amenity" v="toilets"/><tag k="wheelchair" v="no"/></node>
  <node id="2" lon="121.44" lat="31.25"><tag k="amenity" v="pharmacy"/><tag k="name" v="长寿药房"/><tag k="name:en" v="Changshou &amp; Sons"/>
    <tag k="opening_hours" v="Mo-Su 08:00-20:00"/><tag k="addr:street" v="长寿路"/><tag k="addr:housenumber" v="1"/></node>
  <node id="3" lon="121.45" lat="31.26"><tag k="amenity" v="clinic"/><tag k="name" v="Clinic"/><tag k="opening_hours" v="ring the bell"/></node>
  <node id="4" lon="121.45" lat="31.26"><tag k="amenity" v="toilets"/><tag k="access" v="private"/></node>
  <node id="5" lon="121.45" lat="31.26" visible="false"><tag k="amenity" v="toilets"/></node>
  <node id="6" lon="121.45" lat="31.26"><tag k="amenity" v="restaurant"/></node>
  <node id="11" lon="0" lat="0"/><node id="12" lon="4" lat="0"/><node id="13" lon="4" lat="2"/><node id="14" lon="0" lat="2"/>
  <way id="1"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/><tag k="amenity" v="hospital"/><tag k="name" v="医院"/></way>
  <way id="2"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/></way>
  <way id="3"><nd ref="98"/><nd ref="99"/><tag k="amenity" v="shelter"/></way>
  <relation id="1"><member type="way" ref="2" role="outer"/><tag k="type" v="multipolygon"/><tag k="amenity" v="clinic"/><tag k="name" v="门诊"/></relation>
</osm>`;

describe('OpenStreetMap', () => {
  const quarter = write('quarter.osm', QUARTER);

  it('gives the elements that are places: nodes, and ways and relations by their centre', async () => {
    const { report, claims } = await take(quarter);
    expect(report).toMatchObject({ format: 'osm', standard: 'OSM', crs: 'wgs84' });
    expect(report.counts).toMatchObject({ rows: 7, new: 6, skipped: 1, rejected: 0, unplaced: 1 });
    expect(Object.keys(claims).toSorted()).toEqual([
      'node/1',
      'node/2',
      'node/3',
      'relation/1',
      'way/1',
      'way/3',
    ]);
    expect(claims['way/1']).toMatchObject({ category: 'hospital', position: { lon: 2, lat: 1 } });
    expect(claims['relation/1']).toMatchObject({ category: 'clinic', position: { lon: 2, lat: 1 } });
    expect(claims['way/3']!.position).toBeUndefined();
  });

  it('says what its tags say, and what it has no name for by its category', async () => {
    const { report, claims } = await take(quarter);
    expect(claims['node/1']).toMatchObject({
      name: { zh: '公厕', en: 'public toilet' },
      services: {
        toilet: { state: 'yes' },
        accessible_toilet: { state: 'no' },
        step_free_entrance: { state: 'no' },
      },
    });
    expect(claims['node/2']).toMatchObject({
      name: { zh: '长寿药房', en: 'Changshou & Sons' },
      address: { text: { zh: '长寿路1号' } },
      hours: { text: 'Mo-Su 08:00-20:00', osm: 'Mo-Su 08:00-20:00', coverage: 'full' },
    });
    expect(claims['node/3']!.hours).toEqual({ text: 'ring the bell', coverage: 'none' });
    expect(report.rules.find(({ rule }) => rule === 'name.from_category')!.count).toBe(2);
  });

  it('is attributed as its licence asks', async () => {
    const { sources } = await take(quarter);
    expect(sources).toMatchObject([{ licence: 'ODbL 1.0', attribution: '© OpenStreetMap contributors' }]);
  });

  it('is refused with words: no places, cut short, one category for all', async () => {
    const { report } = await take(write('roads.osm', '<osm><node id="1" lon="1" lat="1"/></osm>'));
    expect(report.refused?.en).toContain('no rows');
    await expect(take(write('cut.osm', QUARTER.slice(0, 600)))).rejects.toThrow('not XML to its end');
    await expect(take(quarter, { with: quarter })).rejects.toThrow('goes with a station_information');
    await expect(take(quarter, { category: 'clinic' })).rejects.toThrow('said by the tags');
  });
});

/** A block of a PBF file: the length of its header, the header (type, size), the body packed by zlib. */
function block(type: string, content: Uint8Array): Buffer {
  const packed = deflateSync(content);
  const body = Buffer.concat([Buffer.from([0x1a]), varint(packed.length), packed]);
  const header = Buffer.concat([
    Buffer.from([0x0a, type.length]),
    Buffer.from(type),
    Buffer.from([0x18]),
    varint(body.length),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, body]);
}
function varint(value: number): Buffer {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

describe('OpenStreetMap as PBF', () => {
  const head = block('OSMHeader', Buffer.alloc(0));
  it.each([
    ['cut short in a block', Buffer.concat([head, block('OSMData', Buffer.alloc(50)).subarray(0, -3)])],
    ['with a block that says it is huge', Buffer.concat([head, Buffer.from([0xff, 0xff, 0xff, 0xff])])],
    ['with a block that is not packed', Buffer.concat([head, block('OSMData', Buffer.from([1, 2, 3]))])],
    ['with bytes behind its end', Buffer.concat([head, Buffer.from([1, 2])])],
  ])('%s is refused with words', async (what, bytes) => {
    await expect(take(write(`${what}.osm.pbf`, bytes))).rejects.toThrow('is damaged or cut short');
  });

  it('puts every place of Helsinki into Helsinki, and refuses half a file', async () => {
    const file = realData('osm/helsinki_centre.osm.pbf');
    if (!file) return;
    const { report, claims } = await take(file);
    const { rows, new: added } = report.counts;
    expect([report.format, report.counts.rejected]).toEqual(['pbf', 0]);
    expect(added).toBe(rows);
    const positions = Object.values(claims).map((claim) => claim.position!);
    for (const { lon, lat } of positions) {
      expect(Math.abs(lon - 24.94)).toBeLessThan(0.1);
      expect(Math.abs(lat - 60.17)).toBeLessThan(0.1);
    }
    const cut = readFileSync(file).subarray(0, 300_000);
    await expect(take(write('helsinki.osm.pbf', cut))).rejects.toThrow('is damaged or cut short');
  });
});

describe('the centre', () => {
  const square: Point[] = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]; // prettier-ignore
  it('of an area is its centroid, however many nodes one side has', () => {
    const detailed: Point[] = [[0, 0], [0.1, 0], [0.2, 0], [0.3, 0], [2, 0], [2, 2], [0, 2], [0, 0]]; // prettier-ignore
    const [lon, lat] = centreOf([detailed])!;
    expect([lon, lat].map((x) => Number(x.toFixed(12)))).toEqual([1, 1]);
  });
  it('of two areas lies between them by their size, of a line it is the mean of its points', () => {
    const far = square.map(([x, y]): Point => [x + 10, y]);
    expect(centreOf([square, far])).toEqual([6, 1]);
    expect(centreOf([[[0, 0], [4, 2]]])).toEqual([2, 1]); // prettier-ignore
    expect(centreOf([[], []])).toBeUndefined();
  });
});

describe('the table of tags', () => {
  const table = (tags: string, gives: string, code: string) =>
    new OsmTagTable([{ tags, gives, code, state: '' }], vocabulary);
  it('takes the first line that fits, and values in a list', () => {
    expect(osmTags.categoryOf({ amenity: 'charging_station', bicycle: 'yes' })).toBe('ebike_charging_point');
    expect(osmTags.categoryOf({ bicycle: 'yes', motorcar: 'yes', amenity: 'charging_station' })).toBe(
      'ev_charging_station',
    );
    expect(osmTags.categoryOf({ amenity: 'cafe;toilets' })).toBe('public_toilet');
    expect(osmTags.categoryOf({ amenity: 'restaurant', toilets: 'yes' })).toBeUndefined();
  });
  it('refuses words that are not in the vocabulary, and lines that say nothing', () => {
    expect(() => table('amenity=x', 'category', 'nowhere')).toThrow('"nowhere" is not a category');
    expect(() => table('amenity', 'category', 'clinic')).toThrow('osm-tags');
    expect(() => table('amenity=x', 'colour', 'clinic')).toThrow('osm-tags');
  });
});
