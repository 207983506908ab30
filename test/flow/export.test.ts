import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { exportCommand } from '../../src/cli/export.js';
import type { Change } from '../../src/core/change.js';
import { claim as claimSchema, type Claim } from '../../src/core/facility.js';
import { hoursOfText } from '../../src/core/hours/hours-of-text.js';
import type { ImportRequest } from '../../src/core/import.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { loadServiceWords } from '../../src/importer/shipped.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { withStore } from '../../src/system/stores.js';
import { root } from '../root.js';

const vocabulary = await loadVocabulary();
const serviceWords = await loadServiceWords(join(root, 'data'), vocabulary);
const AT = '2026-03-01T08:00:00.000Z';

let folder: string;
let store: FacilityStore;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => store.close());

const CLAIMS: readonly Claim[] = [
  {
    name: { zh: '一站', en: 'First' },
    category: 'relay_station',
    position: { lon: -0.125, lat: 51.5, precision: 'entrance' },
    sourcePosition: { x: -0.125, y: 51.5, crs: 'wgs84' },
    services: { heating: { state: 'yes', season: 'winter' }, toilet: { state: 'no' } },
    hours: { text: '8:00-17:00', coverage: 'none' },
    internal: { person: '张三', phone: ['13812345678'] },
  },
  {
    name: { zh: '=HYPERLINK("http://x","点我")' },
    category: 'clinic',
    contact: { phone: ['+86 21 62988888'] },
    description: { zh: '@SUM(1)\n"引号"' },
  },
  {
    name: { zh: "'=已经有撇号" },
    category: 'clinic',
    position: { lon: 121.4, lat: 31.2, precision: 'street', estimated: true },
  },
];

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
  const changes = CLAIMS.map((claim, i): Change => ({
    kind: 'put',
    source: 'union',
    externalId: `u${i}`,
    claim,
  }));
  await store.apply(changes, { source: { id: 'union' }, label: 'test', at: AT });
});

const run = (...argv: string[]) => runWith(join(folder, 'store.db'), ...argv);

async function runWith(storeFile: string, ...argv: string[]) {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => void (out += text) },
    stderr: { write: (text: string) => void (err += text) },
  };
  const code = await exportCommand(argv, {
    io,
    withStore: (work) => work(store, vocabulary),
    withStores: () => Promise.reject(new Error('only facilities are asked for')),
    storePath: () => storeFile,
  });
  return { code, out, err };
}
const load = (request: ImportRequest) =>
  importFile(request, {
    store,
    vocabulary,
    serviceWords,
    sourceFile: () => Promise.resolve(undefined),
    readHours: (text) => hoursOfText(text).hours,
    now: () => AT,
  });
const back = (name: string, content: string) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return load({ file });
};
interface Collection {
  features: { geometry: unknown; id: string; properties: Record<string, unknown> }[];
}

it.each(['store.db', 'store.db-wal', 'store.db-shm', './store.db', 'linked.db'])(
  'an export is not written over the store: %s',
  async (name) => {
    const file = join(folder, 'store.db');
    writeFileSync(file, 'the store');
    if (!existsSync(join(folder, 'linked.db'))) linkSync(file, join(folder, 'linked.db'));
    const { code, out, err } = await run('--out', `${folder}/${name}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`${folder}/${name} belongs to the store`);
    expect(readFileSync(file, 'utf8')).toBe('the store');
  },
);

it('an export whose text would be gathered in the file of the store is not written either', async () => {
  writeFileSync(join(folder, 'geo.part'), 'no store');
  const { code } = await run('--out', join(folder, 'store'));
  expect(code).toBe(0);
  const { err } = await runWith(join(folder, 'geo.part'), '--out', join(folder, 'geo'));
  expect(err).toContain('belongs to the store');
});

describe('an export', () => {
  it('is GeoJSON with everything public, places without a position included', async () => {
    const { features } = JSON.parse((await run()).out) as Collection;
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [-0.125, 51.5] },
      null,
      { type: 'Point', coordinates: [121.4, 31.2] },
    ]);
    expect(features[0]!.properties).toMatchObject({
      source: 'union',
      external_id: 'u0',
      name_en: 'First',
      services: 'heating|toilet=no',
    });
    expect(JSON.stringify(features)).not.toMatch(/张三|13812345678/);
  });

  it('is refused for a publisher nobody knows, and where it cannot be written', async () => {
    expect(await run('--source', 'unions')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('"unions" is not known (did you mean union?)'),
    });
    expect(await run('--out', join(folder, 'none', 'x.csv'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/x\.csv cannot be written: there is no such file or folder\n$/),
    });
  });

  it('is one feature a line as geojsonseq', async () => {
    const { out } = await run('--format', 'geojsonseq');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['Feature', 'Feature', 'Feature']);
  });

  it('is CSV in which no text is a formula, and numbers stay numbers', async () => {
    const { out } = await run('--format', 'csv', '--bom');
    expect(out.startsWith('\ufeffyizhan_id,')).toBe(true);
    const rows: Record<string, string>[] = parse(out, { columns: true, bom: true });
    expect(rows.map((row) => row['name_zh'])).toEqual([
      '一站',
      `'=HYPERLINK("http://x","点我")`,
      "''=已经有撇号",
    ]);
    expect(rows[1]).toMatchObject({
      phone: "'+86 21 62988888",
      description_zh: '\'@SUM(1)\n"引号"',
      lon: '',
      lat: '',
    });
    expect(rows[0]!['lon']).toBe('-0.125');
  });

  it('holds only what was asked for', async () => {
    const ids = async (...argv: string[]) =>
      (JSON.parse((await run(...argv)).out) as Collection).features.map(
        ({ properties }) => properties['external_id'],
      );
    expect(await ids('--category', 'clinic')).toEqual(['u1', 'u2']);
    expect(await ids('--category', 'health')).toEqual(['u1', 'u2']);
    expect(await ids('--unplaced')).toEqual(['u1']);
    expect(await ids('--source', 'union')).toEqual(['u0', 'u1', 'u2']);
  });

  it('goes to a file whole or not at all', async () => {
    const out = join(folder, 'out.csv');
    expect(await run('--out', out)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(out, 'utf8')).toContain('yizhan_id');
    expect(existsSync(`${out}.part`)).toBe(false);
    expect(await run('--out', join(folder, 'no', 'such', 'folder.csv'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be written'),
    });
  });

  it('is refused where there is no store, and makes none', async () => {
    const path = join(folder, 'mistyped', 'store.db');
    const open = () => withStore({ kind: 'sqlite', path }, () => Promise.resolve());
    await expect(open()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/no store at .*store\.db.*DATABASE_URL/),
    });
    expect(existsSync(join(folder, 'mistyped'))).toBe(false);
  });

  it('refuses a wrong call with exit code 2 and what is allowed', async () => {
    for (const argv of [['--format', 'kml'], ['--category', 'pool'], ['--colour'], ['surplus']]) {
      const { code, out, err } = await run(...argv);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('--help');
    }
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Examples') });
  });
});

describe('an export that comes back', () => {
  it.each(['geojson', 'geojsonseq', 'csv'])('changes nothing when nobody touched it: %s', async (format) => {
    const head = await store.head();
    const { counts } = await back(`all.${format}`, (await run('--format', format)).out);
    expect(counts).toMatchObject({ rows: 3, same: 3, new: 0, changed: 0, rejected: 0, unplaced: 1 });
    expect(await store.head()).toBe(head);
  });

  it('changes nothing whatever its places say (property)', async () => {
    const text = fc
      .oneof(
        fc.constantFrom('a|b', '\\|', "'=1", '=1+1', '"引号"', 'a\r\nb', '1e5', '007'),
        fc.string({ minLength: 1 }),
      )
      .map((one) => one.trim())
      .filter((one) => one !== '' && !one.includes('\0'));
    const state = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const, 'broken' as const);
    const said = fc.record(
      {
        name: fc.record({ zh: text }),
        aliases: fc.uniqueArray(text, { maxLength: 3 }),
        position: fc.record({
          lon: fc.double({ min: -180, max: 180, noNaN: true }),
          lat: fc.double({ min: -90, max: 90, noNaN: true }),
          precision: fc.constant('street' as const),
        }),
        services: fc.dictionary(fc.constantFrom('wifi', 'toilet', 'heating'), fc.record({ state })),
        access: fc.record({ floor: text.map((one) => one.slice(0, 50).trim()) }),
        contact: fc.record({ phone: fc.array(text, { maxLength: 3 }) }),
      },
      { requiredKeys: ['name'], noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (all) => {
        const changes = all.map((one, i): Change => {
          const claim = claimSchema.parse({ ...one, category: 'clinic' });
          return { kind: 'put', source: 'any', externalId: `${i}`, claim };
        });
        await store.apply(changes, { source: { id: 'any' }, label: 'test', at: AT, snapshot: true });
        for (const format of ['csv', 'geojson']) {
          const { counts } = await back(`any.${format}`, (await run('--format', format)).out);
          expect(counts).toMatchObject({ rows: all.length + 3, same: all.length + 3, rejected: 0 });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('brings corrections by hand, which keep what was not edited and outlive the next import', async () => {
    const { out } = await run('--format', 'csv');
    const edited = out
      .replace(/(,clinic),,,,/, '$1,121.43,31.24,,')
      .replace('一站,First', '一站（新）,First');
    expect(edited).not.toBe(out);
    const report = await back('edited.csv', edited);
    expect(report.counts).toMatchObject({ rows: 3, same: 1, rejected: 0, unplaced: 0 });
    const cards = await store.list({}, 0, 10);
    const bodies = (await store.facilities(cards.map((card) => card.key))).map((facility) => facility!.body);
    expect(bodies[0]).toMatchObject({
      name: { zh: '一站（新）', en: 'First' },
      internal: { person: '张三' },
      hours: { text: '8:00-17:00' },
    });
    expect(bodies[1]).toMatchObject({
      position: { lon: 121.43, lat: 31.24, precision: 'building' },
      contact: CLAIMS[1]!.contact,
    });
    const again = await back('edited.csv', edited);
    expect(again.counts).toMatchObject({ rows: 3, changed: 0, new: 0 });
    expect(await store.count()).toMatchObject({ total: 3, unplaced: 0 });
  });

  it("keeps a person's number inside that was written into any of its cells", async () => {
    const { out } = await run('--format', 'csv');
    const edited = out
      .replace('+86 21 62988888', '+86 21 62988888|13912345678')
      .replace('@SUM(1)', '找张三13912345679');
    expect((await back('phones.csv', edited)).counts).toMatchObject({ same: 2, new: 1 });
    const again = (await run('--format', 'csv')).out;
    expect(again).not.toMatch(/139123/);
    expect(again).toContain('62988888');
    expect((await back('phones.csv', edited)).counts).toMatchObject({ same: 3 });
    expect((await back('again.csv', again)).counts).toMatchObject({ same: 3 });
    const [, card] = await store.list({}, 0, 10);
    const [facility] = await store.facilities([card!.key]);
    expect(facility!.body.internal?.phone).toEqual(['13912345679', '13912345678']);
  });

  it('is checked like any other row', async () => {
    const { out } = await run('--format', 'csv');
    const wrong = out
      .replace(/(,clinic),,,,/, '$1,31.24,121.43,,')
      .replace(/,relay_station,/, ',Relay Station,')
      .replace(/^[^,\n]+(,union,u2)/m, 'nobody$1');
    const { counts, issues } = await back('wrong.csv', wrong);
    expect(counts).toMatchObject({ rows: 3, rejected: 3, same: 0 });
    expect(
      issues.filter(({ severity }) => severity === 'error').map(({ row, rule }) => `${row} ${rule}`),
    ).toEqual(['2 claim.invalid', '3 position.swapped', '4 export.unknown_place']);
  });
});

describe('a place corrected by hand', () => {
  const HEADINGS = 'id,名称,category,lon,lat,电话,服务设施,服务时间,楼层';
  const published = async (row: string) => {
    const file = join(folder, 'list.csv');
    writeFileSync(file, `${HEADINGS}\r\n${row}\r\n`);
    const categoryMap = { r: 'relay_station', c: 'clinic' };
    await load({ file, source: 'city', crs: 'wgs84', categoryColumn: 'category', categoryMap });
  };
  const exported = async () => {
    const { out } = await run('--format', 'csv', '--source', 'city');
    return parse(out, { columns: true })[0] as Record<string, string>;
  };
  const asCsv = (row: Record<string, string>) =>
    [Object.keys(row), Object.values(row)]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\r\n');
  const edit = async (cells: Record<string, string>) =>
    back('by-hand.csv', asCsv({ ...(await exported()), ...cells }));
  const served = async () => {
    const [card] = await store.list({ source: 'city' }, 0, 1);
    return (await store.facilities([card!.key]))[0]!.body;
  };
  const FIRST = '7,小站,r,121.43,31.24,62771111,空调|厕所,8:00-17:00,1';
  beforeEach(() => published(FIRST));

  it('keeps following its publisher in everything that was not corrected, however often it was', async () => {
    expect((await edit({ services: 'air_conditioning|toilet|wifi' })).counts).toMatchObject({ new: 1 });
    await published(FIRST.replace('62771111', '62772222'));
    expect(await served()).toMatchObject({ contact: { phone: ['62772222'] } });
    expect((await edit({ floor: '2' })).counts).toMatchObject({ changed: 1 });
    await published('7,新站,c,121.44,31.24,62773333,热水,9:00-18:00,3');
    const body = await served();
    expect(body).toMatchObject({
      name: { zh: '新站' },
      category: 'clinic',
      position: { lon: 121.44 },
      contact: { phone: ['62773333'] },
      hours: { text: '9:00-18:00' },
      services: { hot_water: { state: 'yes' }, wifi: { state: 'yes' } },
      access: { floor: '2' },
    });
    expect(Object.keys(body.services!)).toHaveLength(2);
    expect(body).not.toHaveProperty('aliases');
    expect(body).not.toHaveProperty('restates');
  });

  it('is corrected once by the same file, also where the publisher went on meanwhile', async () => {
    const content = asCsv({
      ...(await exported()),
      name_zh: '大站',
      services: 'wifi|toilet',
      hours: '全天',
      floor: '',
    });
    expect((await back('twice.csv', content)).counts).toMatchObject({ new: 1 });
    const once = await served();
    expect(once.services).toMatchObject({ wifi: { state: 'yes' }, air_conditioning: { state: 'unknown' } });
    await published(FIRST.replace('62771111', '62772222'));
    const head = await store.head();
    for (let time = 0; time < 2; time++) {
      expect((await back('twice.csv', content)).counts).toMatchObject({ rows: 1, same: 1, changed: 0 });
    }
    expect(await store.head()).toBe(head);
    expect(await served()).toEqual({ ...once, contact: { phone: ['62772222'] } });
  });

  it('has its corrections taken back where their cells are emptied', async () => {
    await edit({ floor: '2', gate: '东门', phone: '12351', lon: '121.45' });
    expect(await served()).toMatchObject({ access: { floor: '2', gate: '东门' }, position: { lon: 121.45 } });
    await edit({ floor: '', lon: '', lat: '' });
    expect(await served()).toMatchObject({
      access: { floor: '1', gate: '东门' },
      position: { lon: 121.43 },
      contact: { phone: ['12351'] },
    });
    const { counts, rules } = await edit({ floor: '' });
    expect(counts).toMatchObject({ same: 1, changed: 0 });
    expect(rules.map(({ rule }) => rule)).toEqual(['export.emptied']);
  });

  it('keeps no correction of which nothing is left', async () => {
    const publishers = async () => (await served()).sources.map(({ source }) => source);
    await edit({ floor: '2' });
    expect(await publishers()).toContain('editor');
    const { counts } = await edit({ floor: '' });
    expect(counts).toMatchObject({ rows: 1, changed: 1, gone: 0 });
    expect(await publishers()).not.toContain('editor');
    expect(await served()).toMatchObject({ access: { floor: '1' } });
    expect((await edit({ floor: '' })).counts).toMatchObject({ same: 1, changed: 0 });
  });

  it('has new words of opening hours read, not the rules of the old ones kept', async () => {
    expect((await exported())['hours_osm']).toBe('08:00-17:00');
    await edit({ hours: '9:00-21:00' });
    expect((await served()).hours).toMatchObject({ text: '9:00-21:00', osm: '09:00-21:00' });
  });
});
