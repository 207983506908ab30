import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { offeringText, type OfferingFormat } from '../../src/cli/export-offerings.js';
import { importCommand } from '../../src/cli/import.js';
import { importReport } from '../../src/core/import-report.js';
import type { ImportReport, ImportRequest } from '../../src/core/import.js';
import { OFFERING_KINDS, type OfferingKind } from '../../src/core/offerings/documents.js';
import type { AnyOffering } from '../../src/core/offerings/offering.js';
import { readOffering } from '../../src/core/offerings/read-offering.js';
import type { Stores } from '../../src/core/stores.js';
import { parseDemo } from '../../src/importer/demo.js';
import { loadDemoOfferings } from '../../src/importer/offerings/demo.js';
import { importOfferings } from '../../src/importer/offerings/import-offerings.js';
import { loadServiceWords } from '../../src/importer/shipped.js';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { place, vocabulary } from '../http/harness.js';
import { root } from '../root.js';

const serviceWords = await loadServiceWords(join(root, 'data'), vocabulary);
const DAY = 86_400_000;
/** A Tuesday morning in Shanghai. */
const NOW = Date.parse('2026-11-24T02:00:00Z');

let folder: string;
let stores: Stores;
let now: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-offerings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  now = NOW;
  stores = openSqliteStores({ path: ':memory:', vocabulary });
});
afterEach(() => stores.close());

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function bring(
  as: OfferingKind,
  path: string,
  more: Partial<ImportRequest> = {},
): Promise<ImportReport> {
  const parts = { stores, vocabulary, serviceWords, now: () => now };
  const report = await importOfferings({ file: path, source: 'union', ...more, as }, parts);
  expect(importReport.parse(report)).toEqual(report);
  return report;
}
const csv = (as: OfferingKind, lines: readonly string[], more?: Partial<ImportRequest>) =>
  bring(as, file('list.csv', lines.join('\n')), more);
const all = async (): Promise<AnyOffering[]> =>
  (await stores.offerings.changes(0, 1000)).filter((one) => one.removedAt === undefined);
const contents = async () => (await all()).map(({ content }) => content);
const rules = ({ issues }: ImportReport) => issues.map(({ row, rule }) => `${row} ${rule}`);
const apply = (...changes: ReturnType<typeof place>[]) =>
  stores.facilities.apply(changes, {
    source: { id: 'test' },
    label: 'test',
    at: new Date(NOW).toISOString(),
  });
const idOf = async (externalId: string) => (await stores.facilities.record('test', externalId))!.facility;

describe('a list of events', () => {
  const LIST = [
    '活动名称,活动时间,地点,区,措施,名额,报名方式,价格,对象',
    '短视频课程,2026年12月20日（周日） 14:00-16:00,a驿站,普陀区,乐学,30人,https://example.org/a,免费,骑手',
    '义剪,每月20日 9:00-11:30,a驿站,普陀区,暖“新”守候,不限,电话021-62345678,0元,户外劳动者',
    '茶话会,每周三下午2点,线上,,强音,20,,5元,所有人',
  ];
  const inDistrict = { address: { district: '普陀区' } };

  it('is read as people write it', async () => {
    await apply(place('a', 31.24, 121.42, inDistrict));
    const report = await csv('event', LIST);
    expect(report.counts).toMatchObject({ rows: 3, new: 3, rejected: 0 });
    expect(report.headings.notUsed).toEqual([]);
    const [course, haircut, tea] = await contents();
    expect(course).toEqual({
      name: { zh: '短视频课程' },
      audience: ['riders'],
      measure: 'learn',
      start: '2026-12-20T14:00:00+08:00',
      end: '2026-12-20T16:00:00+08:00',
      facility: await idOf('a'),
      seats: 30,
      price: 0,
      signUp: 'https://example.org/a',
    });
    expect(haircut).toMatchObject({
      measure: 'watch',
      start: '2026-12-20T09:00:00+08:00',
      rrule: 'FREQ=MONTHLY;BYMONTHDAY=20',
      phone: ['021-62345678'],
    });
    // Nobody says when it ends, and no place is of that name.
    expect(tea).toMatchObject({
      start: '2026-11-25T14:00:00+08:00',
      rrule: 'FREQ=WEEKLY;BYDAY=WE',
      address: '线上',
    });
    expect(tea).not.toHaveProperty('end');
    expect(rules(report)).toEqual(['3 time.begins_now', '4 facility.not_found', '4 time.begins_now']);
  });

  it('changes nothing when it comes again, weeks later too', async () => {
    await csv('event', LIST);
    const head = await stores.offerings.head();
    now += 30 * DAY;
    expect((await csv('event', LIST)).counts).toMatchObject({ new: 0, changed: 0, same: 3 });
    expect(await stores.offerings.head()).toBe(head);
  });

  it('has its wrong rows left out one by one, with row, column, value and words in both languages', async () => {
    const report = await csv('event', [
      '名称,时间,措施,价格,状态,经度,纬度',
      '无年份,11月20日14:00,强音,,,,',
      '反了,2026-12-01 12:00-10:00,强音,,,,',
      '负数,2026-12-01 10:00-12:00,强音,-3元,,,',
      '无此措施,2026-12-01 10:00-12:00,开心,,,,',
      '没有措施,2026-12-01 10:00-12:00,,,,,',
      '状态不明,2026-12-01 10:00-12:00,强音,,待定中,,',
      '没有坐标系,2026-12-01 10:00-12:00,强音,,,121.4,31.2',
      '没有时间,,强音,,,,',
      '好,2025-12-01 10:00-12:00,强音,一杯茶,,,',
    ]);
    expect(rules(report)).toEqual([
      '2 time.no_year',
      '3 time.ends_before_start',
      '4 price.below_zero',
      '5 measure.unknown',
      '6 measure.missing',
      '7 status.not_understood',
      '8 position.no_datum',
      '9 time.missing',
      '10 price.not_understood',
      '10 event.over',
    ]);
    expect(report.counts).toMatchObject({ rows: 9, new: 1, rejected: 8 });
    expect(report.issues[3]).toMatchObject({
      row: 5,
      column: '措施',
      value: '开心',
      words: { zh: expect.stringContaining('措施'), en: expect.stringContaining('measures') },
    });
    // It is over, and kept.
    expect(await contents()).toMatchObject([{ name: { zh: '好' }, description: { zh: '一杯茶' } }]);
  });

  it('ties an event to a place that is certain, and to no other', async () => {
    await apply(
      place('a', 31.24, 121.42, inDistrict),
      place('b', 31.24, 121.43, { ...inDistrict, name: { zh: '同名' } }),
      place('c', 31.24, 121.44, { ...inDistrict, name: { zh: '同名' } }),
      place('d', 31.24, 121.45, { address: { district: '静安区' }, name: { zh: '同名' } }),
    );
    const report = await csv('event', [
      '名称,时间,措施,地点,区,地址,facility,地点来源,地点编号',
      `一,2026-12-01 10:00,强音,,,,${await idOf('a')},,`,
      '二,2026-12-01 10:00,强音,,,,,test,a',
      '三,2026-12-01 10:00,强音,a驿站,普陀,,,,',
      '四,2026-12-01 10:00,强音,a驿站,,上海市普陀区新会路,,,',
      '五,2026-12-01 10:00,强音,同名,静安区,,,,',
      '六,2026-12-01 10:00,强音,同名,普陀区,,,,',
      '七,2026-12-01 10:00,强音,a驿站,,,,,',
      '八,2026-12-01 10:00,强音,a驿站,静安区,,,,',
      '九,2026-12-01 10:00,强音,,,,nowhere,,',
    ]);
    const [a, d] = [await idOf('a'), await idOf('d')];
    const at = (await contents()).map((one) => [
      (one as { facility?: string }).facility,
      (one as { address?: string }).address,
    ]);
    expect(at).toEqual([
      [a, undefined],
      [a, undefined],
      [a, undefined],
      [a, '上海市普陀区新会路'],
      [d, undefined],
      [undefined, '同名'],
      [undefined, 'a驿站'],
      [undefined, 'a驿站'],
      [undefined, undefined],
    ]);
    expect(rules(report)).toEqual([
      '7 facility.ambiguous',
      '8 facility.no_district',
      '9 facility.not_found',
      '10 facility.not_found',
    ]);
  });

  it('tells nobody’s own number', async () => {
    const report = await csv('event', [
      '名称,时间,措施,报名电话,说明',
      '茶,2026-12-01 10:00,强音,13812345678,找小王 138 1234 5678',
    ]);
    expect(rules(report)).toEqual(['2 offering.personal_number', '2 offering.personal_number']);
    expect(JSON.stringify([await all(), report])).not.toMatch(/1381234|5678/);
  });

  it('may be a calendar', async () => {
    const lines = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:one',
      'SUMMARY:夜校',
      'DTSTART;TZID=Asia/Shanghai:20261204T190000',
      'DTEND;TZID=Asia/Shanghai:20261204T203000',
      'RRULE:FREQ=WEEKLY',
      'CATEGORIES:learn',
      'GEO:31.24;121.42',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:two',
      'SUMMARY:另有日期',
      'DTSTART:20261204T190000',
      'RDATE:20261206T190000',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    const path = file('a.ics', lines.join('\r\n'));
    const report = await bring('event', path, { measure: 'voice' });
    expect(report).toMatchObject({ format: 'ics', counts: { rows: 2, new: 1, rejected: 1 } });
    expect(rules(report)).toEqual(['2 time.not_expressible']);
    expect(await all()).toMatchObject([
      {
        record: { source: 'union', externalId: 'one' },
        content: {
          measure: 'learn',
          start: '2026-12-04T19:00:00+08:00',
          rrule: 'FREQ=WEEKLY',
          position: { lon: 121.42, lat: 31.24, crs: 'wgs84' },
        },
      },
    ]);
    expect((await bring('event', path, { measure: 'voice' })).counts.same).toBe(1);
    await expect(bring('offer', path)).rejects.toMatchObject({ kind: 'invalid-parameter' });
  });

  it('is let in as a whole or not at all', async () => {
    const bad = [...LIST, '坏,11月20日,,,强音,,,,'];
    expect(await csv('event', bad, { strict: true })).toMatchObject({
      written: false,
      refused: expect.anything(),
    });
    const stop = new AbortController();
    stop.abort();
    await expect(csv('event', LIST, { signal: stop.signal })).rejects.toThrow();
    expect((await csv('event', LIST, { dryRun: true })).diff?.changes).toHaveLength(3);
    expect(await stores.offerings.head()).toBe(0);
  });

  it('that is the publisher’s whole list withdraws the rest, and asks before that is much', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `活动${i},2026-12-${10 + i} 10:00-11:00,强音`);
    const list = (count: number) => ['名称,时间,措施', ...rows.slice(0, count)];
    await csv('event', list(10));
    expect(await csv('event', list(7), { snapshot: true })).toMatchObject({ written: false });
    expect(await all()).toHaveLength(10);
    expect((await csv('event', list(9), { snapshot: true })).counts).toMatchObject({ same: 9, gone: 1 });
    const tried = await csv('event', list(7), { snapshot: true, dryRun: true });
    expect(tried.diff?.changes.map(({ kind, name }) => [kind, name])).toEqual([
      ['gone', '活动7'],
      ['gone', '活动8'],
    ]);
    expect(tried.notes).toHaveLength(1);
    expect((await csv('event', list(7), { snapshot: true, yes: true })).counts.gone).toBe(2);
  });

  it('leaves what an editor has changed as he left it', async () => {
    await csv('event', LIST);
    const [first] = await all();
    const run = { by: { id: 'k', label: 'editor' }, at: new Date(NOW).toISOString() };
    const { kind, id, content } = first as Extract<AnyOffering, { kind: 'event' }>;
    await stores.offerings.put([{ kind, id, content: { ...content, seats: 7 } }], run);
    const report = await csv('event', LIST);
    expect(rules(report)).toContain('2 offering.held');
    expect((await stores.offerings.get('event', id))?.content).toMatchObject({ seats: 7 });
  });
});

describe('lists of the other kinds', () => {
  it('are read as people write them', async () => {
    await apply(place('a', 31.24, 121.42, { address: { district: '普陀区' }, name: { zh: '暖新面馆' } }));
    await csv('organisation', [
      '单位名称,类型,电话,成员',
      '新会路商户联合工会,商户联合工会,021-62345678,暖新面馆、理发店',
    ]);
    const offers = await csv('offer', [
      '优惠名称,商户,区,服务项目,价格,折扣,时段,有效期,主办单位,对象',
      '骑手午餐,暖新面馆,普陀区,骑手爱心餐,10元,,每天13:30-15:00,2026年11月1日至2026年12月31日,新会路商户联合工会,骑手',
      '理发,不在册的店,普陀区,免费理发,,8.5折,,长期,,',
      '没有服务,暖新面馆,普陀区,,10,,,,,',
      '看不懂的期限,暖新面馆,普陀区,骑手优惠,10,,,差不多年底,,',
      '哪里都不在,,,骑手优惠,10,,,,,',
    ]);
    expect(rules(offers)).toEqual([
      '3 facility.not_found',
      '4 offer.no_service',
      '5 date.not_understood',
      '6 offer.no_place',
    ]);
    await csv('programme', [
      '项目名称,措施,步骤,所需材料,电话',
      '扫码入会,互助,"1. 扫码\n2. 填表",身份证,12351',
    ]);
    const hotlines = await csv('hotline', [
      '热线,号码,服务时间,措施,语言,主题,免费',
      '心理援助,12356,每天8:00-22:00,心语,中文、英语,情绪、睡眠,是',
      '王师傅,13812345678,,心语,,,',
    ]);
    expect(rules(hotlines)).toEqual(['3 hotline.no_number']);
    const [union, lunch, haircut, join, line] = await all();
    expect(union!.content).toMatchObject({
      type: 'merchants_union',
      members: [{ name: { zh: '暖新面馆' } }, { name: { zh: '理发店' } }],
    });
    expect(lunch!.content).toMatchObject({
      measure: 'shop',
      service: 'rider_meal',
      price: 10,
      facility: await idOf('a'),
      hours: { osm: '13:30-15:00', coverage: 'full' },
      validFrom: '2026-11-01',
      validTo: '2026-12-31',
      organiser: union!.id,
    });
    expect(haircut!.content).toMatchObject({ percentOff: 15, address: '不在册的店', measure: 'watch' });
    expect(join!.content).toMatchObject({
      steps: [{ zh: '扫码' }, { zh: '填表' }],
      phone: ['12351'],
      proof: { zh: '身份证' },
    });
    expect(line!.content).toMatchObject({
      number: '12356',
      languages: ['zh', 'en'],
      topics: [{ zh: '情绪' }, { zh: '睡眠' }],
      free: true,
    });
  });

  it('may be JSON as the API takes it', async () => {
    const programme = {
      id: 'p1',
      name: { zh: '入会', en: 'join' },
      measure: 'mutual',
      steps: [{ zh: '扫码', en: 'scan' }],
    };
    const path = file('p.json', JSON.stringify({ programmes: [programme] }));
    expect((await bring('programme', path)).counts).toMatchObject({ new: 1 });
    const { id: externalId, ...content } = programme;
    expect(await all()).toMatchObject([{ record: { source: 'union', externalId }, content }]);
  });
});

describe('an export', () => {
  const text = async (kind: OfferingKind, format: OfferingFormat, lang: 'zh' | 'en' = 'zh') => {
    let whole = '';
    for await (const piece of offeringText(stores, { kind, format, bom: false, lang })) whole += piece;
    return whole;
  };
  const again = async (kind: OfferingKind, format: OfferingFormat, change = (whole: string) => whole) =>
    bring(kind, file(`x.${format}`, change(await text(kind, format))), { source: undefined });
  const json = (name: string): unknown => JSON.parse(readFileSync(join(root, 'data/demo', name), 'utf8'));

  async function demo(): Promise<void> {
    for (const { source, changes } of parseDemo(json('changshou-road.geojson')))
      await stores.facilities.apply(changes, { source, label: 'demo', at: new Date(NOW).toISOString() });
    await loadDemoOfferings(json('offerings.json'), { stores, vocabulary, now });
  }

  it('of the whole demo that comes back changes nothing, in any format', async () => {
    await demo();
    const head = await stores.offerings.head();
    for (const kind of OFFERING_KINDS)
      for (const format of kind === 'event'
        ? (['csv', 'json', 'ics'] as const)
        : (['csv', 'json'] as const)) {
        const { counts } = await again(kind, format);
        expect([kind, format, counts.same === counts.rows, counts.rows > 0]).toEqual([
          kind,
          format,
          true,
          true,
        ]);
      }
    expect((await bring('event', file('en.ics', await text('event', 'ics', 'en')))).counts.rejected).toBe(0);
    expect(await stores.offerings.head()).toBe(head);
  });

  it('is safe in a spreadsheet, and comes back as it was', async () => {
    const names = ['=1+1', '-2', '+3', '@x', "'=1", '\tx', '＝1', 'a,"b"\nc', "'", '1|2\\3'];
    const run = { by: { id: 'k', label: 'editor' }, at: new Date(NOW).toISOString() };
    for (const zh of names) {
      const document = { name: { zh }, area: [zh, 'a|b'], phone: ['12351'] };
      const { content } = readOffering('organisation', document, vocabulary);
      await stores.offerings.put([{ kind: 'organisation', content: content! }], run);
    }
    const cells = (await text('organisation', 'csv')).split('\r\n').slice(1);
    for (const line of cells) expect(line).not.toMatch(/(?:^|,)"?[=+\-@\t＝]/);
    expect((await again('organisation', 'csv')).counts).toMatchObject({ same: names.length, rejected: 0 });
  });

  it('that was edited changes what was edited, by the editor’s hand, and refuses what cannot be', async () => {
    await demo();
    const before = (await all()).find(({ kind }) => kind === 'hotline')!;
    const report = await again('hotline', 'csv', (whole) =>
      whole.replace('mutual,12351', 'mutual,12352').replace(/$/, '999,,,x'),
    );
    expect(report.counts).toMatchObject({ changed: 1, rejected: 1 });
    expect(report.rules.map(({ rule }) => rule)).toContain('export.unknown_offering');
    const after = await stores.offerings.get('hotline', before.id);
    expect(after).toMatchObject({ edited: true, content: { ...before.content, number: '12352' } });
    const moved = await again('event', 'ics', (whole) => whole.replace('SUMMARY:', 'SUMMARY:改名'));
    expect(moved.counts).toMatchObject({ changed: 1, rejected: 0 });
  });
});

describe('yizhan import --as', () => {
  const run = async (...argv: string[]) => {
    let err = '';
    const code = await importCommand(argv, {
      io: { stdout: { write: () => true }, stderr: { write: (text: string) => void (err += text) } },
      importFile: (request) => bring(request.as!, request.file, request),
      undo: () => Promise.reject(new Error('not asked')),
      learn: () => Promise.reject(new Error('not asked')),
      lang: 'en',
      clock: () => 0,
    });
    return { code, err };
  };

  it('refuses what says nothing about such a list', async () => {
    const path = file('ok.csv', '名称,类型\n区总工会,工会\n');
    expect((await run(path, '--as', 'organisations')).code).toBe(0);
    for (const [option, ...value] of [
      ['--as', 'stations'],
      ['--as', 'events', '--category', 'clinic'],
      ['--as', 'events', '--learn', 'x'],
      ['--as', 'events', '--undo', '--source', 'x'],
      ['--as', 'events', '--measure', 'fun'],
      ['--measure', 'learn'],
      ['--as', 'events', '--link'],
    ] as const)
      expect([option, value, (await run(path, option, ...value)).code]).toEqual([option, value, 2]);
  });
});
