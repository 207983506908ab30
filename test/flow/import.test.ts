import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.js';
import type { ImportRequest } from '../../src/core/import.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { loadServiceWords, loadSourceFile } from '../../src/importer/shipped.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { root } from '../root.js';

const dataFolder = join(root, 'data');
const vocabulary = await loadVocabulary();
const serviceWords = await loadServiceWords(dataFolder, vocabulary);

let folder: string;
let store: FacilityStore;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
});
afterEach(() => store.close());

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const run = (request: ImportRequest) =>
  importFile(request, {
    store,
    vocabulary,
    serviceWords,
    sourceFile: (id) => loadSourceFile(dataFolder, id),
    now: () => '2026-03-01T08:00:00.000Z',
  });
const stations = (rows: readonly string[]) =>
  write('stations.csv', `编号,名称,地址,经度,纬度\n${rows.join('\n')}\n`);
const asked = { category: 'relay_station', crs: 'wgs84', source: 'union' } as const;

describe('importing a list', () => {
  it('brings its places into the store, and a second time changes nothing', async () => {
    const file = stations(['1,一站,路1号,121.43,31.24', '2,二站,路2号,121.44,31.25', '3,三站,路3号,,']);
    const first = await run({ file, ...asked });
    expect(first.counts).toEqual({
      rows: 3,
      new: 3,
      changed: 0,
      same: 0,
      repeated: 0,
      rejected: 0,
      skipped: 0,
      gone: 0,
      unplaced: 1,
    });
    expect([first.written, first.crs, first.crsFrom]).toEqual([true, 'wgs84', 'option']);
    expect(first.unplaced).toEqual([{ row: 4, name: '三站', address: '路3号' }]);
    expect(await store.count()).toEqual({ total: 3, unplaced: 1 });
    const head = await store.head();
    const second = await run({ file, ...asked });
    expect(second.counts).toMatchObject({ rows: 3, new: 0, same: 3, unplaced: 1 });
    expect(await store.head()).toBe(head);
  });

  it('changes what has changed and nothing else', async () => {
    await run({ file: stations(['1,一站,路1号,121.43,31.24', '2,二站,路2号,121.44,31.25']), ...asked });
    const report = await run({
      file: stations(['1,一站,路1号,121.43,31.24', '2,二站（新）,路2号,121.44,31.25']),
      ...asked,
    });
    expect(report.counts).toMatchObject({ new: 0, changed: 1, same: 1 });
  });

  it('rejects bad rows one by one, and says row, column, value, rule and words', async () => {
    const file = stations([
      '1,一站,路1号,121.43,31.24',
      '2,二站,路2号,31.25,121.44',
      '3,,路3号,121.4,31.2',
      '4,四站,路4号,0,0',
    ]);
    const { counts, issues, rules } = await run({ file, ...asked });
    expect(counts).toMatchObject({ rows: 4, new: 1, rejected: 3 });
    expect(issues.map(({ row, rule, column, value }) => ({ row, rule, column, value }))).toEqual([
      { row: 3, rule: 'position.swapped', column: '经度, 纬度', value: '31.25, 121.44' },
      { row: 4, rule: 'name.missing', column: undefined, value: undefined },
      { row: 5, rule: 'position.zero', column: '经度, 纬度', value: '0, 0' },
    ]);
    expect(issues[0]!.words).toEqual({ zh: '经度和纬度写反了', en: 'longitude and latitude are swapped' });
    expect(rules.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(await store.count()).toMatchObject({ total: 1 });
  });

  it('takes a record once, and says where it came again', async () => {
    const { counts, issues } = await run({
      file: stations(['1,一站,路1号,121.43,31.24', '1,一站,路1号,121.43,31.24']),
      ...asked,
    });
    expect(counts).toMatchObject({ rows: 2, new: 1, repeated: 1 });
    expect(issues).toMatchObject([{ row: 3, rule: 'id.repeated', severity: 'warning' }]);
  });

  it('converts the datum that is declared and keeps the numbers of the source', async () => {
    // People's Square, Shanghai: the shift of GCJ-02 is some 500 m there.
    await run({ file: stations(['1,人民广场,,121.4759,31.2323']), ...asked, crs: 'gcj02' });
    const [card] = await store.list({}, 0, 1);
    const [facility] = await store.facilities([card!.key]);
    expect(facility!.body.sourcePosition).toEqual({ x: 121.4759, y: 31.2323, crs: 'gcj02' });
    expect(facility!.body.position!.lon).toBeCloseTo(121.4714, 3);
    expect(facility!.body.position!.lat).toBeCloseTo(31.2342, 3);
  });

  it('takes the datum from a heading, and asks for it where nobody says it', async () => {
    const named = write('named.csv', '名称,经度(GCJ-02),纬度(GCJ-02)\n一站,121.43,31.24\n');
    expect(await run({ file: named, category: 'clinic' })).toMatchObject({
      crs: 'gcj02',
      crsFrom: 'heading',
    });
    const file = stations(['1,一站,路1号,121.43,31.24']);
    await expect(run({ file, category: 'relay_station' })).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringMatching(/wgs84.*gcj02.*bd09/),
    });
    const unplaced = stations(['1,一站,路1号,,']);
    expect(await run({ file: unplaced, category: 'relay_station' })).toMatchObject({
      crsFrom: 'none',
      counts: { new: 1 },
    });
  });

  it('takes its category from a column by a map', async () => {
    const file = write('kinds.csv', '名称,类,地址\n一,公厕,a\n二,医院,b\n三,别的,c\n');
    const report = await run({
      file,
      categoryColumn: '类',
      categoryMap: { 公厕: 'public_toilet', 医院: 'hospital' },
    });
    expect(report.counts).toMatchObject({ new: 2, rejected: 1 });
    expect(report.issues.find(({ severity }) => severity === 'error')).toMatchObject({
      row: 4,
      rule: 'category.unknown',
      column: '类',
      value: '别的',
    });
  });

  it('lists the headings it understood and those it did not', async () => {
    const file = write('headings.csv', '序号,站点名称,地 址：,星级\n1,一站,路1号,五星\n');
    const { headings } = await run({ file, category: 'relay_station' });
    expect(headings).toEqual({
      understood: [
        { heading: '站点名称', field: 'name' },
        { heading: '地 址：', field: 'address' },
      ],
      ignored: [],
      notUsed: ['序号', '星级'],
    });
  });
});

describe("persons' numbers", () => {
  const columns =
    '名称,别名,地址,联系电话,说明,服务内容,开放时间,入口,开放对象,门禁方式,运营单位,楼层,面积,备注';
  const file = () => {
    const cells = columns
      .split(',')
      .map((column, i) => `${column === '名称' ? '站' : '问'}张三138 0013 80${10 + i}`);
    return write('persons.csv', `${columns},经度,纬度\n${cells.join(',')},121.43,31.24\n`);
  };

  it('are published in no text, in whatever column they stand, and are kept inside', async () => {
    const report = await run({ file: file(), ...asked, dryRun: false });
    expect(report.counts).toMatchObject({ new: 1 });
    const [card] = await store.list({}, 0, 10);
    const [facility] = await store.facilities([card!.key]);
    const { internal, ...published } = facility!.body;
    expect(JSON.stringify(published)).not.toMatch(/80\d\d/);
    expect(published.name).toEqual({ zh: '站张三***' });
    expect(internal!.phone).toHaveLength(10);
    expect(internal!.phone).toContain('13800138010');
  });

  it('are repeated in no report', async () => {
    const { issues, ...rest } = await run({ file: file(), ...asked, dryRun: true });
    expect(rest.rules).toContainEqual(
      expect.objectContaining({ rule: 'text.personal_number', severity: 'warning' }),
    );
    expect(JSON.stringify([issues, rest])).not.toMatch(/0013|80\d\d"/);
    await run({ file: file(), ...asked });
    const other = write(
      'persons.csv',
      '名称,别名,地址,联系电话,联系人\n站张三138 0013 8010,,问张三138 0013 8012,13900139000,李四\n',
    );
    const { diff } = await run({ file: other, ...asked, dryRun: true });
    expect(diff!.changes[0]!.fields).toContainEqual({ field: 'internal.person', after: '***' });
    expect(JSON.stringify(diff)).not.toMatch(/李四|13900139000|0013/);
  });
});

describe('characters that nobody sees', () => {
  it('go into no text, and are told of', async () => {
    const file = write(
      'unseen.csv',
      '名称,地址,经度,纬度\n爱心\u0007驿\u200b站\u202e,长寿路\u001b[31m1号,121.43,31.24\n',
    );
    const report = await run({ file, ...asked, dryRun: false });
    expect(report.rules).toContainEqual(expect.objectContaining({ rule: 'text.unseen', severity: 'info' }));
    const [card] = await store.list({}, 0, 10);
    const [facility] = await store.facilities([card!.key]);
    expect(facility!.body.name).toEqual({ zh: '爱心 驿站' });
    expect(facility!.body.address!.text).toEqual({ zh: '长寿路 [31m1号' });
  });
});

describe('nothing is written', () => {
  const before = ['1,一站,路1号,121.43,31.24'];
  beforeEach(async () => {
    await run({ file: stations(before), ...asked });
  });
  const unchanged = async (act: () => Promise<unknown>) => {
    const head = await store.head();
    const result = await act();
    expect(await store.head()).toBe(head);
    expect(await store.count()).toMatchObject({ total: 1 });
    return result;
  };

  it('by a dry run, which tells what a real one would do', async () => {
    const report = await unchanged(() =>
      run({ file: stations([...before, '2,二站,路2号,121.4,31.2']), ...asked, dryRun: true }),
    );
    expect(report).toMatchObject({ written: false, counts: { new: 1, same: 1 } });
  });

  it('by --strict with one bad row', async () => {
    const report = await unchanged(() =>
      run({ file: stations(['2,二站,路2号,121.4,31.2', '3,,x,1,1']), ...asked, strict: true }),
    );
    expect(report).toMatchObject({
      written: false,
      refused: { en: expect.stringContaining('--strict') },
      counts: { rejected: 1 },
    });
  });

  it('by a whole list with a bad row, because it would withdraw a place that is there', async () => {
    const report = await unchanged(() =>
      run({ file: stations(['1,,路1号,121.43,31.24', '2,二站,路2号,121.4,31.2']), ...asked, snapshot: true }),
    );
    expect(report).toMatchObject({ written: false, refused: { en: expect.stringContaining('--snapshot') } });
  });

  it('by a file that breaks at row 9,999', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `n${i},站${i},路${i}号,121.4,31.2`);
    rows[9997] = '"n9997,never closed,x,121.4,31.2';
    await unchanged(() =>
      expect(run({ file: stations(rows), ...asked })).rejects.toMatchObject({
        kind: 'invalid-file',
        message: expect.stringContaining('9999'),
      }),
    );
    const features = rows.slice(0, 9998).map((_, i) => ({ name: `站${i}`, id: `j${i}`, lon: 121, lat: 31 }));
    const json = write('cut.json', JSON.stringify(features).slice(0, -20));
    await unchanged(() => expect(run({ file: json, ...asked })).rejects.toBeInstanceOf(UserError));
  });

  it('by a file without rows, without a name, or with nothing but bad rows', async () => {
    for (const [content, words] of [
      ['名称,地址\n', { refused: expect.anything() }],
      ['名称,地址,经度,纬度\n站,路,31,121\n', { refused: expect.anything() }],
    ] as const) {
      const report = await unchanged(() => run({ file: write('bad.csv', content), ...asked }));
      expect(report).toMatchObject({ written: false, ...words });
    }
    const nameless = write('nameless.csv', '站名儿,地址\n一站,路1号\n');
    await unchanged(() =>
      expect(run({ file: nameless, ...asked })).rejects.toMatchObject({
        message: expect.stringContaining('站名儿'),
      }),
    );
  });

  it('by a request that does not fit the vocabulary', async () => {
    const file = stations(before);
    for (const wrong of [
      { category: 'swimming_pool' },
      { categoryColumn: '类' },
      { category: 'clinic', categoryColumn: '类', categoryMap: {} },
      { source: 'Wrong Id' },
      { source: 'editor' },
      { source: 'geocode-street' },
    ]) {
      await unchanged(() =>
        expect(run({ file, ...asked, ...wrong })).rejects.toMatchObject({ kind: 'invalid-parameter' }),
      );
    }
    await expect(run({ file, ...asked, source: 'Wrong Id' })).rejects.toMatchObject({
      message: 'source: "Wrong Id" is not an id',
      faults: [{ allowed: expect.stringContaining('lower-case letters') }],
    });
  });

  it('by a run that was stopped', async () => {
    const stop = new AbortController();
    const rows = Array.from({ length: 5000 }, (_, i) => `s${i},站${i},路${i}号,121.4,31.2`);
    const onProgress = () => stop.abort();
    await unchanged(() =>
      expect(run({ file: stations(rows), ...asked, signal: stop.signal, onProgress })).rejects.toBeDefined(),
    );
  });
});

describe('a whole list', () => {
  it('withdraws what it no longer names, of its own publisher only', async () => {
    await run({ file: stations(['1,一站,路1号,121.43,31.24', '2,二站,路2号,121.44,31.25']), ...asked });
    await run({ file: stations(['9,别家,路9号,121.5,31.3']), ...asked, source: 'other' });
    const report = await run({
      file: stations(['1,一站,路1号,121.43,31.24']),
      ...asked,
      snapshot: true,
      yes: true,
    });
    expect(report.counts).toMatchObject({ rows: 1, same: 1, gone: 1 });
    expect(await store.count()).toMatchObject({ total: 2 });
  });
});
