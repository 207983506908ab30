import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeXlsx, type WriteSheet } from 'hucre';
import { headingScore } from '../../../../src/importer/headings.js';
import { readFile } from '../../../../src/importer/readers/read-file.js';
import type { SourceRow } from '../../../../src/importer/readers/reading.js';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-xlsx-'));
  path = join(folder, 'list.xlsx');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(sheets: WriteSheet[], sheet?: string) {
  writeFileSync(path, await writeXlsx({ sheets }));
  return readWritten(sheet);
}

async function readWritten(sheet?: string) {
  const reading = await readFile(path, { headingScore, ...(sheet ? { sheet } : {}) });
  const rows: SourceRow[] = [];
  for await (const row of reading.rows) rows.push(row);
  return { ...reading, rows };
}

describe('a workbook', () => {
  it('is read below its title, with phones and codes as digits and dates and times as people see them', async () => {
    const { headings, rows, notes } = await read([
      {
        name: '站点',
        rows: [
          ['普陀区户外职工爱心接力站一览表'],
          [],
          ['编号', '名称', '联系电话', '启用日期', '开放时间', '经度'],
          [1001, '一站', 13_800_000_000, new Date(Date.UTC(2025, 6, 1)), '8:00-17:00', 121.43],
        ],
      },
    ]);
    expect(headings).toEqual(['编号', '名称', '联系电话', '启用日期', '开放时间', '经度']);
    expect(rows).toEqual([
      {
        row: 4,
        values: {
          编号: 1001,
          名称: '一站',
          联系电话: 13_800_000_000,
          启用日期: '2025-07-01',
          开放时间: '8:00-17:00',
          经度: 121.43,
        },
      },
    ]);
    expect(notes[0]!.en).toContain('row 3');
  });

  it('puts a value merged over several rows into each of them, and only there', async () => {
    const { rows } = await read([
      {
        name: 'a',
        rows: [
          ['街道', '名称', '地址'],
          ['长寿路街道', '一站', '路1号'],
          [null, '二站', '路2号'],
          [null, '三站', '路3号'],
          [null, '四站', '路4号'],
        ],
        merges: [{ startRow: 1, endRow: 3, startCol: 0, endCol: 0 }],
      },
    ]);
    expect(rows.map(({ values }) => values['街道'])).toEqual([
      '长寿路街道',
      '长寿路街道',
      '长寿路街道',
      undefined,
    ]);
  });

  it('finds headings in two rows where some are merged down', async () => {
    const { headings } = await read([
      {
        name: 'a',
        rows: [
          ['名称', '坐标', null],
          [null, '经度', '纬度'],
          ['一站', 121.4, 31.2],
        ],
        merges: [
          { startRow: 0, endRow: 1, startCol: 0, endCol: 0 },
          { startRow: 0, endRow: 0, startCol: 1, endCol: 2 },
        ],
      },
    ]);
    expect(headings).toEqual(['名称', '经度', '纬度']);
  });

  it('reads the sheet with the headings that are understood, or the one that is named', async () => {
    const sheets: WriteSheet[] = [
      { name: '说明', rows: [['本表由总工会填报'], ['请勿修改']] },
      {
        name: '名单',
        rows: [
          ['名称', '地址'],
          ['一站', '路1号'],
        ],
      },
      { name: '旧', rows: [['名称'], ['旧站']] },
    ];
    const best = await read(sheets);
    expect([best.sheet, best.rows[0]!.values]).toEqual(['名单', { 名称: '一站', 地址: '路1号' }]);
    expect(best.notes.at(-1)!.zh).toContain('说明');
    expect((await read(sheets, '旧')).rows[0]!.values).toEqual({ 名称: '旧站' });
    expect((await read(sheets, '3')).sheet).toBe('旧');
    await expect(read(sheets, '没有')).rejects.toMatchObject({
      kind: 'invalid-parameter',
      faults: [{ allowed: ['说明', '名单', '旧'] }],
    });
  });

  it('is refused when it is empty, damaged, or another kind of archive', async () => {
    await expect(read([{ name: 'a', rows: [] }])).rejects.toMatchObject({ kind: 'invalid-file' });
    await read([{ name: 'a', rows: [['名称'], ['一站']] }]);
    const whole = readFileSync(path);
    for (const part of [whole.subarray(0, whole.length - 30), whole.subarray(0, 60)]) {
      writeFileSync(path, part);
      await expect(readWritten()).rejects.toMatchObject({ kind: 'invalid-file' });
    }
    writeFileSync(path, zip({ 'word/document.xml': Buffer.from('<w/>') }));
    await expect(readWritten()).rejects.toMatchObject({ message: expect.stringContaining('Word') });
    writeFileSync(path, zip({ 'a.csv': Buffer.from('name') }));
    await expect(readWritten()).rejects.toMatchObject({ message: expect.stringContaining('unpack') });
  });

  it('is refused when it would unpack to absurd size, and when it lies about that', async () => {
    const parts = {
      'xl/workbook.xml': Buffer.from('<workbook/>'),
      'xl/worksheets/sheet1.xml': Buffer.alloc(50_000_000, ' '),
    };
    writeFileSync(path, zip(parts));
    await expect(readWritten()).rejects.toMatchObject({
      message: expect.stringMatching(/48 MiB of next to nothing .*sheet1/),
    });
    const noise = Buffer.from(Float64Array.from({ length: 500_000 }, (_, i) => Math.sin(i)).buffer);
    parts['xl/worksheets/sheet1.xml'] = noise;
    writeFileSync(path, zip(parts, { 'xl/worksheets/sheet1.xml': 600_000_000 }));
    await expect(readWritten()).rejects.toMatchObject({ message: expect.stringContaining('unpacks to') });
    writeFileSync(path, zip(parts, { 'xl/worksheets/sheet1.xml': 1000 }));
    await expect(readWritten()).rejects.toMatchObject({
      message: expect.stringContaining('larger than it says'),
    });
  });
});

/** A ZIP of these parts (PKWARE APPNOTE); `claimed` sizes stand in its lists instead of the true ones. */
function zip(
  parts: Readonly<Record<string, Buffer>>,
  claimed: Readonly<Record<string, number>> = {},
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(claimed[name] ?? content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\0'), shared, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, list, Buffer.from('PK\u0005\u0006'), end]);
}
