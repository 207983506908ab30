import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importCommand } from '../../src/cli/import.js';
import { importReport } from '../../src/core/import-report.js';
import type { ImportReport } from '../../src/core/import.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { learnSource } from '../../src/importer/learn.js';
import { loadServiceWords } from '../../src/importer/shipped.js';
import { parseSourceFile } from '../../src/importer/sources/source-file.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { importOnce, learn } from '../../src/system/importing.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { served } from '../contract/store-undo.js';
import { root } from '../root.js';

const vocabulary = await loadVocabulary();
const serviceWords = await loadServiceWords(join(root, 'data'), vocabulary);

let folder: string;
let file: string;
let store: FacilityStore;
const learned = new Map<string, unknown>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-command-'));
  file = join(folder, 'list.csv');
  writeFileSync(
    file,
    '编号,名称,类型,地址,经度,纬度,星级\n1,一站,公厕,路1号,121.43,31.24,五\n2,二站,别的,路2号,31.24,121.43,四\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
});
afterEach(() => store.close());

/** The command on a clock on which every look takes a second. */
async function run(...argv: string[]) {
  let [out, err, time] = ['', '', 0];
  const code = await importCommand(argv, {
    io: {
      stdout: { write: (text: string) => void (out += text) },
      stderr: { write: (text: string) => void (err += text) },
    },
    importFile: (request) =>
      importFile(request, {
        store,
        vocabulary,
        serviceWords,
        sourceFile: (id) => Promise.resolve(learned.get(id)),
        now: () => '2026-03-01T08:00:00.000Z',
      }),
    undo: ({ source, dryRun }) =>
      store.undo({ source: { id: source }, label: 'undo', at: '2026-03-02T08:00:00.000Z', dryRun }),
    learn: async (id, request) => {
      const source = await learnSource(id, request, vocabulary);
      learned.set(id, source);
      return JSON.stringify(source);
    },
    lang: 'en',
    clock: () => (time += 1000),
  });
  return { code, out, err };
}

describe('yizhan import', () => {
  it('ends with a report a person can read, in either language', async () => {
    const english = await run(file, '--category', 'public_toilet', '--crs', 'wgs84');
    expect([english.code, english.err]).toEqual([0, '']);
    expect(english.out).toContain('2 rows = new 1 + rejected 1');
    expect(english.out).toMatch(
      /error position\.swapped ×1: longitude and latitude are swapped\n\s+→ .+ swap the headings .+\n\s+row 3, 经度, 纬度, "31.24, 121.43"/,
    );
    expect(english.out).toContain('Headings not understood and not used: 星级');
    const chinese = await run(file, '--category', 'public_toilet', '--crs', 'wgs84', '--lang', 'zh');
    expect(chinese.out).toContain('2 行 = 新增 0 + 未变 1 + 不合格 1');
    expect(chinese.out).toContain('经度和纬度写反了');
    expect(chinese.out).toContain('请对调两列的表头');
  });

  it('asks whether a new publisher is a known one under another id', async () => {
    const first = await run(file, '--category', 'public_toilet', '--crs', 'wgs84', '--source', 'my-street');
    expect(first.out).not.toContain('new publisher');
    const second = await run(file, '--category', 'public_toilet', '--crs', 'wgs84', '--source', 'my-stret');
    expect(second.out).toContain('! my-stret is a new publisher. If it is my-street, which is known,');
    const third = await run(file, '--category', 'public_toilet', '--crs', 'wgs84', '--source', 'other');
    expect(third.out).not.toContain('new publisher');
  });

  it('asks for the publisher where the name of the file makes no id, in either language', async () => {
    const path = join(folder, '站点.csv');
    writeFileSync(path, '名称,地址\n一站,路1号\n');
    const english = await run(path, '--category', 'clinic');
    expect([english.code, english.err]).toEqual([2, expect.stringContaining('--source changshou-union')]);
    const chinese = await run(path, '--category', 'clinic', '--lang', 'zh');
    expect(chinese.err).toContain('无法由文件名得出来源编号，请用 --source 指明');
    expect(chinese.err).not.toContain('no id');
  });

  it('says which category may have been meant, and does not repeat a heading as long as a file', async () => {
    const { code, err } = await run(file, '--category', 'public_toilt', '--crs', 'wgs84');
    expect([code, err]).toEqual([2, expect.stringContaining('"public_toilt" is not a category')]);
    expect(err).toContain('(did you mean public_toilet?)');
    const path = join(folder, 'long.csv');
    writeFileSync(path, 'a'.repeat(10_000));
    const long = await run(path, '--category', 'public_toilet');
    expect(long.err).toContain('The headings found are: aaa');
    expect(long.err.length).toBeLessThan(400);
  });

  it('ends with a report that a file cannot use to write on the terminal', async () => {
    const path = join(folder, 'escape.csv');
    writeFileSync(path, '名称,地址\n\u001b[31m红\u001b]0;x\u0007站\u202e,"路\n1号"\n');
    const { out } = await run(path, '--category', 'clinic', '--dry-run');
    expect(out).toMatch(/row 2: +\[31m红 \]0;x 站 +路 1号\n/);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    writeFileSync(path, '\u001b[31m红,\u001b]0;x\u0007\n1,2\n');
    const { err } = await run(path, '--category', 'clinic');
    expect(err).toContain('The headings found are: ');
    expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('refuses a file in either language, with what to do instead', async () => {
    const path = join(folder, 'refused.csv');
    for (const [content, zh] of [
      ['', '是空文件'],
      ['%PDF-1.7', '请向提供者索取原表格'],
      ['a,b\n1,2\n', '请把其中一列的表头改为“名称”'],
      ['名称,经度,纬度\n站,121.4,31.2\n', 'gcj02（高德、腾讯，国内多数应用）'],
      ['名称,地址\n"站,路\n', '第 2 行的引号 (") 没有结束'],
    ] as const) {
      writeFileSync(path, content);
      const chinese = await run(path, '--category', 'clinic', '--lang', 'zh');
      expect(chinese.err).toContain(zh);
      const english = await run(path, '--category', 'clinic');
      expect(english.err).not.toMatch(/[，。（]/);
      expect(english.code).toBe(chinese.code);
    }
  });

  it('ends with a report a program can read', async () => {
    const path = join(folder, 'report.json');
    const { out } = await run(
      file,
      '--category',
      'public_toilet',
      '--crs',
      'wgs84',
      '--json',
      '--report',
      path,
    );
    const report = JSON.parse(out) as ImportReport;
    expect(report).toMatchObject({ source: 'list', written: true, counts: { rows: 2, new: 1, rejected: 1 } });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
  });

  it('shows how far it is, a line a second, when asked', async () => {
    const big = join(folder, 'big.csv');
    writeFileSync(
      big,
      `名称,地址\n${Array.from({ length: 2000 }, (_, i) => `站${i},路${i}号`).join('\n')}\n`,
    );
    const { err } = await run(big, '--category', 'clinic', '--progress');
    expect(err).toMatch(/^500 rows · \d+ rows\/s · \d+ %/);
    expect((await run(big, '--category', 'clinic', '--no-progress')).err).toBe('');
  });

  it('ends with 1 when nothing was written', async () => {
    expect(await run(file, '--category', 'public_toilet', '--crs', 'wgs84', '--strict')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^2 rows; rejected 1\nNOTHING WAS WRITTEN/m),
    });
    expect(await run(join(folder, 'no.csv'), '--category', 'clinic')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no file'),
    });
    expect(await store.count()).toMatchObject({ total: 0 });
  });

  it.each([
    [[], 'FILE'],
    [['a.csv', 'b.csv'], 'one file at a time'],
    [['FILE', '--category', 'pool'], 'public_toilet'],
    [['FILE', '--category', 'clinic'], 'wgs84'],
    [['FILE', '--crs', 'utm'], 'gcj02'],
    [['FILE', '--format', 'pdf'], 'geojsonseq'],
    [['FILE', '--category-column', '类型', '--category-map', '公厕:public_toilet'], '公厕=public_toilet'],
    [['FILE', '--category-map', '公厕=public_toilet'], '--category-column'],
    [['FILE', '--category-column', '类别', '--category-map', '公厕=public_toilet'], '类型'],
    [
      ['FILE', '--category', 'clinic', '--crs', 'wgs84', '--report', '/no/such/folder/r.json'],
      'cannot be written',
    ],
    [['FILE', '--category', 'clinic', '--crs', 'wgs84', '--report', 'FILE'], 'is the file to import'],
    [['FILE', '--source', '../x', '--category', 'clinic'], 'lower-case'],
    [['FILE', '--colour'], '--colour'],
    [['FILE', '--source', 'editor', '--category', 'clinic'], 'by hand'],
    [['FILE', '--source', 'same-place', '--category', 'clinic'], 'by hand'],
    [['FILE', '--sheet', '2', '--category', 'clinic', '--crs', 'wgs84'], '.xlsx only'],
    [['FILE', '--category', 'clinic', '--merge-above', '0.5'], '0.8 to 1'],
    [['FILE', '--category', 'clinic', '--merge-above', '90%'], '0.8 to 1'],
  ])('ends with 2 and what is allowed for a wrong call: %j', async (argv, words) => {
    const { code, out, err } = await run(...argv.map((arg) => (arg === 'FILE' ? file : arg)));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err).toContain('--help');
    expect(readFileSync(file, 'utf8')).not.toBe('');
  });

  it('refuses a whole list that misses more than a fifth of what is known, unless told yes', async () => {
    const list = join(folder, 'whole.csv');
    const rows = (...numbers: number[]) =>
      writeFileSync(list, `编号,名称,地址\n${numbers.map((n) => `${n},站${n},路${n}号`).join('\n')}\n`);
    const argv = [list, '--category', 'clinic', '--snapshot'];
    rows(1, 2, 3, 4, 5);
    await run(...argv);
    rows(1, 2, 3, 4);
    expect((await run(...argv)).out).toContain('withdrawn 1');
    rows(1, 2, 3);
    const refused = await run(...argv);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('misses 1 of the 4') });
    expect(await store.count()).toMatchObject({ total: 4 });
    const { out } = await run(...argv, '--dry-run');
    expect(out).toContain('! The list misses 1 of the 4');
    expect(out).toContain('- 站4 [4]');
    expect(await run(...argv, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('withdrawn 1'),
    });
  });

  it('shows in a dry run what would change, field by field, and takes an import back', async () => {
    const list = join(folder, 'undo.csv');
    const argv = [list, '--category', 'clinic', '--source', 'undo'];
    writeFileSync(list, '编号,名称,地址\n1,站1,路1号\n2,站2,路2号\n');
    await run(...argv);
    writeFileSync(list, '编号,名称,地址\n1,站1,路9号\n2,站2,路2号\n3,站3,路3号\n');
    const { out } = await run(...argv, '--dry-run');
    expect(out).toMatch(/~ 站1 \[1\]\n +address\.text\.zh: 路1号 → 路9号\n +\+ 站3 \[3\]/);
    const before = await served(store);
    await run(...argv);
    const undone = await run('--undo', '--source', 'undo');
    expect(undone).toMatchObject({ code: 0, out: expect.stringContaining('put back 1') });
    expect(await served(store)).toEqual(before);
    expect(await run('--undo', '--source', 'undo')).toMatchObject({ code: 1 });
    expect(await run('--undo')).toMatchObject({ code: 2 });
    expect(await run('--undo', '--source', 'undo', list)).toMatchObject({ code: 2 });
  });

  it('proposes known places that may be the same, and links them when told', async () => {
    const list = join(folder, 'alike.csv');
    writeFileSync(list, '编号,名称,经度,纬度\n1,长寿路驿站,121.43,31.24\n');
    const argv = [list, '--category', 'relay_station', '--crs', 'wgs84'];
    await run(...argv, '--source', 'one');
    const { out } = await run(...argv, '--source', 'two', '--dry-run');
    expect(out).toMatch(
      /1\.00 same_place row 2: 长寿路驿站 ≈ 长寿路驿站 \[\w+\] \(names 100 % alike, 0 m apart\)/,
    );
    await run(...argv, '--source', 'two', '--link');
    const { facility: one } = (await store.record('one', '1'))!;
    const { facility: two } = (await store.record('two', '1'))!;
    expect(await store.resolve(two)).toMatchObject({
      facility: { relations: [{ kind: 'same_place', to: one }] },
    });
  });

  it('makes one of places that are surely the same, only when told, and can be taken back', async () => {
    const list = join(folder, 'merge.csv');
    const argv = [list, '--category', 'relay_station', '--crs', 'wgs84'];
    const rows = '1,长寿路驿站,121.43,31.24\n2,武宁路驿站,121.44,31.25\n';
    writeFileSync(list, `编号,名称,经度,纬度\n${rows}`);
    await run(...argv, '--source', 'one');
    const before = await served(store);
    writeFileSync(
      list,
      `编号,名称,经度,纬度,电话\n${rows.replaceAll('\n', ',62771111\n')}3,别处,121.5,31.2,\n`,
    );
    const asked = [...argv, '--source', 'two', '--merge-above', '0.95'];
    const { out } = await run(...asked, '--dry-run');
    expect(out).toContain('2 places were made one with known ones; 0 pairs');
    expect(out).toMatch(/1\.00 merged row 2: 长寿路驿站/);
    expect(await served(store)).toEqual(before);
    expect(await run(...argv, '--source', 'two')).toMatchObject({ code: 0 });
    expect(await store.count()).toMatchObject({ total: 5 }); // not told: proposed only
    const known = (await store.record('one', '1'))!.facility;
    const fresh = (await store.record('two', '1'))!.facility;
    await run(...asked); // rows that are known already are looked at too, when told
    expect(await store.count()).toMatchObject({ total: 3 });
    expect(await store.resolve(fresh)).toEqual({ kind: 'merged', into: known });
    expect(await store.resolve(known)).toMatchObject({
      facility: { body: { contact: { phone: ['62771111'] }, sources: [{}, { source: 'two' }] } },
    });
    const dry = importReport.parse(JSON.parse((await run(...asked, '--json', '--dry-run')).out));
    expect(dry.proposals).toEqual([]);
    const again = JSON.parse((await run(...asked, '--json')).out) as ImportReport;
    expect(again).toMatchObject({ counts: { same: 3 }, proposals: [] });
    await run('--undo', '--source', 'two');
    expect(await served(store)).toEqual(before); // the known places say what they said,
    expect(await store.resolve(fresh)).toEqual({ kind: 'merged', into: known }); // and handed-out ids lead to them
  });

  it('lets a publisher overwrite what its source file says it may, and nothing else', async () => {
    const list = join(folder, 'overwrites.csv');
    const write = (name: string, hours: string, phone: string) =>
      writeFileSync(list, `编号,名称,经度,纬度,开放时间,电话\n1,${name},121.43,31.24,${hours},${phone}\n`);
    const source = { id: 'operator', category: 'relay_station', crs: 'wgs84' };
    learned.set('operator', { ...source, overwrites: ['hours', 'contact'] });
    write('长寿路驿站', '全天', '62771111');
    await run(list, '--category', 'relay_station', '--crs', 'wgs84', '--source', 'union');
    write('上海市普陀区长寿路驿站', '9:00-17:00', '62772222');
    await run(list, '--source', 'operator', '--merge-above', '0.9');
    const place = async () => {
      const found = await store.resolve((await store.record('union', '1'))!.facility);
      return found?.kind === 'facility' ? found.facility.body : undefined;
    };
    expect(await place()).toMatchObject({
      name: { zh: '长寿路驿站' },
      hours: { text: '9:00-17:00' },
      contact: { phone: ['62772222'] },
    });
    learned.set('operator', source);
    expect((await run(list, '--source', 'operator')).out).toContain('changed 1');
    expect(await place()).toMatchObject({ hours: { text: '全天' } });
    learned.set('operator', { ...source, overwrites: ['phones'] });
    expect(await run(list, '--source', 'operator')).toMatchObject({
      code: 1,
      err: expect.stringContaining('overwrites'),
    });
  });

  it('leaves what has two candidates, and two places of one publisher, to a person', async () => {
    const list = join(folder, 'rivals.csv');
    const argv = [list, '--category', 'relay_station', '--crs', 'wgs84'];
    const row = (n: number) => `${n},长寿路驿站,121.43,31.24\n`;
    writeFileSync(list, `编号,名称,经度,纬度\n${row(1)}${row(2)}`);
    await run(...argv, '--source', 'one', '--merge-above', '0.8');
    expect(await store.count()).toMatchObject({ total: 2 });
    writeFileSync(list, `编号,名称,经度,纬度\n${row(3)}`);
    const { out } = await run(...argv, '--source', 'two', '--merge-above', '0.8');
    expect(out).toContain('0 places were made one with known ones; 2 pairs more');
    expect(await store.count()).toMatchObject({ total: 3 });
  });

  it('links a room with its house, the room being part of the house', async () => {
    const list = join(folder, 'room.csv');
    const argv = ['--crs', 'wgs84', '--link'];
    writeFileSync(list, '编号,名称,经度,纬度\n1,长寿路街道党群服务中心爱心接力站,121.43,31.24\n');
    await run(list, ...argv, '--category', 'relay_station', '--source', 'stations');
    writeFileSync(list, '编号,名称,经度,纬度\n1,长寿路街道党群服务中心,121.43,31.24\n');
    await run(list, ...argv, '--category', 'party_service_centre', '--source', 'centres');
    const room = (await store.record('stations', '1'))!.facility;
    const house = (await store.record('centres', '1'))!.facility;
    expect(await store.resolve(room)).toMatchObject({
      facility: { relations: [{ kind: 'part_of', to: house }] },
    });
  });

  it('says that nothing was written when it was stopped', async () => {
    const stop = AbortSignal.abort();
    const stopped = () => Promise.reject(new Error('stopped'));
    let err = '';
    const io = {
      stdout: { write: () => undefined },
      stderr: { write: (text: string) => void (err += text) },
    };
    const deps = {
      io,
      importFile: stopped,
      undo: () => Promise.reject(new Error('not asked for')),
      learn: () => Promise.resolve(''),
      lang: 'en',
      clock: () => 0,
      signal: stop,
    } as const;
    expect(await importCommand([file, '--category', 'clinic'], deps)).toBe(1);
    expect(err).toContain('Nothing was written');
  });

  it('learns no source file outside the folder of source files', async () => {
    for (const id of ['../x', 'a/b', 'editor', ''])
      await expect(learn(id, { file })).rejects.toMatchObject({ kind: 'invalid-parameter' });
  });

  it('makes no store for a dry run where there was none', async () => {
    const path = join(folder, 'none', 'store.db');
    const request = { file, category: 'public_toilet', crs: 'wgs84', dryRun: true } as const;
    expect(await importOnce({ kind: 'sqlite', path }, request)).toMatchObject({ counts: { new: 1 } });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('--crs wgs84|gcj02|bd09'),
    });
  });

  it('learns a source file that can be used as it is, and that leaves undecided what it cannot know', async () => {
    const { code, out } = await run(file, '--learn', 'toilets', '--crs', 'gcj02');
    expect(code).toBe(0);
    expect(parseSourceFile('toilets', JSON.parse(out))).toMatchObject({
      crs: 'gcj02',
      headings: { name: ['名称'], lon: ['经度'], externalId: ['编号'] },
      ignore: { 星级: 'not understood' },
      category: {
        column: '类型',
        rules: [
          { equals: ['公厕'], category: 'public_toilet' },
          { contains: ['别的'], skip: { id: 'not-decided' } },
        ],
      },
    });
    const { out: text } = await run(file, '--source', 'toilets', '--json');
    const report = JSON.parse(text) as ImportReport;
    expect(report).toMatchObject({ crs: 'gcj02', crsFrom: 'source', counts: { new: 1, skipped: 1 } });
    expect(report.rules).toMatchObject([{ rule: 'skipped.not-decided', count: 1 }]);
  });
});
