import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { UserError } from '../../../../src/core/errors.js';
import { headingScore } from '../../../../src/importer/headings.js';
import { findDelimiter } from '../../../../src/importer/readers/csv.js';
import type { ReadingOptions, SourceRow } from '../../../../src/importer/readers/reading.js';
import { readFile } from '../../../../src/importer/readers/read-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-readers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array, options: Partial<ReadingOptions> = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const reading = await readFile(path, { headingScore, ...options });
  const rows: SourceRow[] = [];
  for await (const row of reading.rows) rows.push(row);
  return { ...reading, rows };
}

const faultOf = (name: string, content: string | Uint8Array, options?: Partial<ReadingOptions>) =>
  read(name, content, options).then(
    () => undefined,
    (error: unknown) => error,
  );

/** 驿站 and 𠮷 (U+20BB7, a character beyond the first plane: four bytes) in GB18030, as Python's codec writes them. */
const STATION = Buffer.from([0xe6, 0xe4, 0xd5, 0xbe, 0x95, 0x34, 0xb2, 0x35]);

/** The CRC-32 stands in the last eight bytes (RFC 1952, 2.3.1). */
function withWrongChecksum(packed: Buffer): Buffer {
  const at = packed.length - 8;
  packed[at] = packed[at]! ^ 0xff;
  return packed;
}

describe('the encoding of a text', () => {
  it('is UTF-8 with or without a byte-order mark, which is not part of the first heading', async () => {
    for (const mark of ['', '\ufeff']) {
      const { encoding, headings } = await read('a.csv', `${mark}名称,地址\n驿站,路1号\n`);
      expect([encoding, headings]).toEqual(['utf-8', ['名称', '地址']]);
    }
  });

  it('is GB18030, four-byte characters included, wherever a read cuts them', async () => {
    // Names of 8 bytes in a file longer than the piece it is read in: eight shifts put each of those bytes at its end.
    for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const names = Array.from({ length: 112 }, () => STATION);
      const rows = Array.from({ length: 400 }, () => Buffer.concat([...names, Buffer.from('\n')]));
      const { encoding, rows: found } = await read(
        'gb.csv',
        Buffer.concat([Buffer.from(`name${' '.repeat(shift)}\n`), ...rows]),
      );
      expect([encoding, found.length]).toEqual(['gb18030', 400]);
      expect(new Set(found.map(({ values }) => values['name']))).toEqual(new Set(['驿站𠮷'.repeat(112)]));
    }
  });

  it('is GB18030 when the first Chinese character comes after a megabyte of ASCII', async () => {
    const rows = `name,address\n${`${'a'.repeat(400)},b\n`.repeat(3_000)}`;
    const tail = Buffer.concat([Buffer.from([0xe6, 0xe4, 0xd5, 0xbe]), Buffer.from(',c\n')]);
    const found = await read('late.csv', Buffer.concat([Buffer.from(rows), tail]));
    expect(found.encoding).toBe('gb18030');
    expect(found.rows.at(-1)!.values['name']).toBe('驿站');
  });

  it('is UTF-16 of either order, with a mark or without', async () => {
    const text = '名称,地址,备注\r\n驿站,路1号,abc 123\r\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const [bytes, encoding] of [
      [Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'utf-16le'],
      [Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'utf-16be'],
      [little, 'utf-16le'],
      [big, 'utf-16be'],
    ] as const) {
      const found = await read('wide.csv', bytes);
      expect([found.encoding, found.headings]).toEqual([encoding, ['名称', '地址', '备注']]);
    }
  });

  it('can be forced, and an unknown label is refused with those that are known', async () => {
    const big5 = Buffer.from([0xa6, 0x57, 0xba, 0xd9, 0x0a, 0xa5, 0x78, 0xa5, 0x5f, 0x0a]); // 名稱 / 台北
    const found = await read('big5.csv', big5, { encoding: 'big5' });
    expect(found.rows[0]!.values).toEqual({ 名稱: '台北' });
    expect(await faultOf('big5.csv', big5, { encoding: 'klingon' })).toMatchObject({
      kind: 'invalid-parameter',
    });
  });

  it('is refused when it is none of them', async () => {
    expect(
      await faultOf('x.csv', Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x0a, 0xff, 0xff, 0x80, 0x0a])),
    ).toMatchObject({
      kind: 'invalid-file',
      message: expect.stringContaining('--encoding'),
    });
  });
});

describe('a text that was damaged', () => {
  const whole = Buffer.from(`名称,地址\n${'驿站,长寿路四百零一号\n'.repeat(20)}`);

  it('is told from one in another encoding: which line, and whether it was cut short', async () => {
    const swapped = Buffer.from(whole);
    swapped[whole.indexOf('驿', 200)] = 0xff;
    const line = whole.subarray(0, whole.indexOf('驿', 200)).toString().split('\n').length;
    expect(await faultOf('damaged.csv', swapped)).toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^damaged.csv is UTF-8, but \\d+ characters.* in line ${line}\\.`),
      ),
    });
    expect(await faultOf('cut.csv', whole.subarray(0, whole.length - 3))).toMatchObject({
      message: expect.stringContaining('ends in the middle of a character (line 21)'),
    });
    const big5 = Buffer.concat(
      Array.from({ length: 50 }, () => Buffer.from([0xa4, 0xa4, 0xa4, 0xe5, 0xff, 10])),
    );
    expect(await faultOf('other.csv', big5)).toMatchObject({
      message: expect.stringContaining('neither in UTF-8 nor in GB18030'),
    });
  });

  it('is refused as JSON in words without the control characters that damage it', async () => {
    const fault = await faultOf('nul.json', '[{"name":"a"},{"na\u0001me":"b"}]');
    expect(fault).toBeInstanceOf(UserError);
    expect((fault as UserError).message).toMatch(/^The file is not JSON from element 2 on: [\P{Cc}]+$/u);
    expect((fault as UserError).message).not.toContain('position');
  });
});

describe('a table of text', () => {
  it.each([
    [',', 'name,address\n"Hall, north",Main St\n'],
    [';', 'name;address\n"Hall; north";Main St, 5\n'],
    ['\t', 'name\taddress\nHall, north\tMain St\n'],
    ['|', 'name|address|x\nHall|a,b|c\n'],
    [';', 'sep=;\nname;address\nHall;Main St\n'],
  ])('is parted by %j', (delimiter, text) => {
    expect(findDelimiter(text)).toBe(delimiter);
  });

  it('numbers its rows as a spreadsheet does, quoted line ends and blank rows included', async () => {
    const { rows } = await read('q.csv', 'name,address\n"two\nlines",a\n\n"say ""hi""",b\n');
    expect(rows).toEqual([
      { row: 2, values: { name: 'two\nlines', address: 'a' } },
      { row: 4, values: { name: 'say "hi"', address: 'b' } },
    ]);
  });

  it('finds its headings below a title', async () => {
    const { headings, rows } = await read(
      't.csv',
      '普陀区驿站一览表,,\n2024年制,,\n名称,地址,开放时间\n一站,路1号,8:00\n',
    );
    expect(headings).toEqual(['名称', '地址', '开放时间']);
    expect(rows).toEqual([{ row: 4, values: { 名称: '一站', 地址: '路1号', 开放时间: '8:00' } }]);
  });

  it('finds headings that stand in two rows, and takes no row of data for one', async () => {
    const double = await read('a.csv', '名称,类,经纬度,,备注\n,类,经度,纬度,\n一站,站,121.4,31.2,x\n');
    expect(double.headings).toEqual(['名称', '类', '经度', '纬度', '备注']);
    expect(double.rows).toMatchObject([
      { row: 3, values: { 名称: '一站', 经度: '121.4', 纬度: '31.2', 备注: 'x' } },
    ]);
    const single = await read('b.csv', '名称,地址,备注\n站点,地点,无\n二站,路,\n');
    expect(single.rows).toHaveLength(2);
  });

  it('keeps what stands under no heading, and tells columns of one name apart', async () => {
    const { headings, rows } = await read('s.csv', 'name,name,\na,b,c,d\n');
    expect(headings).toEqual(['name', 'name (column 2)']);
    expect(rows[0]).toEqual({ row: 2, values: { name: 'a', 'name (column 2)': 'b' }, surplus: ['c', 'd'] });
  });

  it('is refused with the row when a quotation mark is never closed', async () => {
    const fault = await faultOf('u.csv', `name,address\na,b\n"never closed,c\n${'d,e\n'.repeat(2_000_000)}`);
    expect(fault).toBeInstanceOf(UserError);
    expect(fault).toMatchObject({
      kind: 'invalid-file',
      message: expect.stringMatching(/Row 3 .*never closed/),
    });
  });

  it('is refused with the row when that is endless, which is no fault of a quotation mark', async () => {
    const fault = await faultOf('long.csv', `name,address\na,b\n${'x'.repeat(6_000_000)}\n`);
    expect(fault).toMatchObject({ kind: 'invalid-file', message: 'Row 3 is longer than 4 MiB.' });
  });

  it('gives back any cells that were written to it (property)', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replaceAll(/[\r\0\ufeff\s]/g, '').normalize('NFC'));
    const written = (rows: string[][]) =>
      rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join('\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (cells) => {
        const filled = cells.filter(
          ([a, b]) =>
            a !== '' &&
            b !== '' &&
            !/[\ud800-\udfff]/.test((a + b).replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
        );
        fc.pre(filled.length > 0);
        const { rows } = await read('p.csv', `name,address\n${written(filled)}\n`);
        expect(rows.map(({ values }) => [values['name'], values['address']])).toEqual(filled);
      }),
      { numRuns: 60 },
    );
  });
});

describe('JSON', () => {
  it('is read from a list, from a list inside an object, and by lines', async () => {
    for (const [name, text] of [
      ['a.json', '[{"name":"a"},{"name":"b"}]'],
      [
        'b.json',
        '{"result":1,"tags":["x"],"meta":{"n":[]},"data":[{"name":"a"},{"name":"b"}],"more":[{"name":"no"}]}',
      ],
      ['c.ndjson', '{"name":"a"}\n{"name":"b"}\n'],
    ] as const) {
      const { rows } = await read(name, text);
      expect(rows).toEqual([
        { row: 1, values: { name: 'a' } },
        { row: 2, values: { name: 'b' } },
      ]);
    }
  });

  it('is unfolded where it stands inside a string, and nested objects become paths', async () => {
    const inner = JSON.stringify({
      List: [
        { Value: 'Hall', Lang: 'en-US' },
        { Value: '廳', Lang: 'zh-TW' },
      ],
    });
    const { rows } = await read(
      'n.json',
      JSON.stringify([{ n: inner, address: { city: '上海', geo: { lat: 31 } } }]),
    );
    expect(rows[0]!.values).toEqual({
      n: JSON.parse(inner) as unknown,
      'address.city': '上海',
      'address.geo.lat': 31,
    });
  });

  it('goes on after a line that is broken, and says which', async () => {
    const { rows } = await read('l.ndjson', '{"name":"a"}\n{"name":\n{"name":"c"}\n');
    expect(rows.map((row) => row.fault === undefined)).toEqual([true, false, true]);
    expect(rows[1]!.row).toBe(2);
  });

  it('is a row that cannot be read where it is nested without end', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const { rows } = await read(
      'deep.json',
      `[{"name":"a","x":${deep}},{"name":"b","x":"${deep}"},{"name":"c"}]`,
    );
    expect(rows.map((row) => [row.values['name'], row.fault])).toEqual([
      [undefined, 'nested too deeply'],
      ['b', undefined],
      ['c', undefined],
    ]);
  });

  it('is refused where nothing but lists is in it, however deep', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(await faultOf('deep.json', deep)).toMatchObject({
      kind: 'invalid-file',
      message: expect.stringMatching(/without a list of objects.{0,50}$/),
    });
  });

  it('is read from a list inside a list, and from one under any key', async () => {
    for (const text of ['[[{"name":"a"}]]', '{"a..b":{"":[{"name":"a"}]}}', '{"x":[[[{"name":"a"}]]]}'])
      expect((await read('inner.json', text)).rows).toEqual([{ row: 1, values: { name: 'a' } }]);
  });

  it('is refused in few words, however long what is wrong', async () => {
    const fault = await faultOf('word.json', `[{"name":"a"},{"name":${'x'.repeat(50_000)}}]`);
    expect((fault as UserError).message.length).toBeLessThan(400);
  });

  it('is refused where it breaks off, with the number of the element', async () => {
    expect(await faultOf('cut.json', '[{"name":"a"},{"name":"b"},{"na')).toMatchObject({
      kind: 'invalid-file',
      message: expect.stringContaining('after element 2'),
    });
    expect(await faultOf('bad.json', '[{"name":"a"},{"name":oops}]')).toMatchObject({
      kind: 'invalid-file',
      message: expect.stringContaining('element 2'),
    });
  });

  it('is refused when there is no list of objects in it', async () => {
    expect(await faultOf('none.json', '{"a":1,"b":["x"]}')).toMatchObject({ kind: 'invalid-file' });
  });
});

describe('GeoJSON', () => {
  const feature = (n: number) =>
    `{"type":"Feature","id":${n},"properties":{"name":"p${n}"},"geometry":{"type":"Point","coordinates":[121,31]}}`;
  const row = (n: number) => ({
    row: n,
    values: { name: `p${n}`, id: n },
    geometry: { type: 'Point', coordinates: [121, 31] },
  });

  it('is read from a collection, also behind other lists, with the datum of its standard', async () => {
    const text = `{"links":[{"href":"x"}],"type":"FeatureCollection","features":[${feature(1)},${feature(2)}]}`;
    const found = await read('f.geojson', text);
    expect(found.rows).toEqual([row(1), row(2)]);
    expect(found.crs).toEqual({ name: 'wgs84', from: 'format' });
  });

  it('is read as a text sequence (RFC 8142) and as a single feature', async () => {
    expect((await read('s.geojsons', `\u001e${feature(1)}\n\u001e${feature(2)}\n`)).rows).toEqual([
      row(1),
      row(2),
    ]);
    expect((await read('one.geojson', feature(1))).rows).toEqual([row(1)]);
  });

  it('keeps features without a position, and an empty collection has no rows', async () => {
    const none =
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":null}]}';
    expect((await read('null.geojson', none)).rows).toEqual([{ row: 1, values: {}, geometry: null }]);
    expect((await read('empty.geojson', '{"type":"FeatureCollection","features":[]}')).rows).toEqual([]);
  });

  it('is refused where its features are no list', async () => {
    for (const features of ['{}', '{"a":{"type":"Feature"}}', '1', 'null']) {
      const text = `{"type":"FeatureCollection","features":${features}}`;
      expect(await faultOf('object.geojson', text)).toMatchObject({
        kind: 'invalid-file',
        message: expect.stringContaining('"features" are not a list'),
      });
    }
    expect(await faultOf('none.geojson', '{"type":"FeatureCollection"}')).toMatchObject({
      message: expect.stringContaining('no "features"'),
    });
    const inner = `{"a":{"features":1},"type":"FeatureCollection","features":[${feature(1)}]}`;
    expect((await read('inner.geojson', inner)).rows).toEqual([row(1)]);
  });

  it('is refused in a datum it cannot have', async () => {
    const crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}';
    expect(await faultOf('m.geojson', `{"type":"FeatureCollection",${crs},"features":[]}`)).toMatchObject({
      message: expect.stringContaining('3857'),
    });
  });
});

describe('a file that is not what its name says', () => {
  it('is read as what it is, and the report says so', async () => {
    const found = await read('really.csv', '[{"name":"a"}]');
    expect(found.format).toBe('json');
    expect(found.notes[0]!.en).toContain('.csv');
  });

  it('is unpacked when it is gzip, whatever its name', async () => {
    const found = await read('packed.csv', gzipSync('name,address\na,b\n'));
    expect([found.compressed, found.rows.length]).toEqual([true, 1]);
  });

  it.each([
    [
      'an old workbook',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
      'save it as .xlsx',
    ],
    [
      'a protected workbook',
      Buffer.concat([
        Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        Buffer.alloc(2000),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      'remove the password',
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n...'), '.xlsx'],
    ['a web page', Buffer.from('<html><table><tr><td>名称</td></tr></table></html>'), 'save it as .xlsx'],
    ['XML', Buffer.from('<?xml version="1.0"?><kml/>'), 'GeoJSON'],
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['zeros', Buffer.alloc(100), 'not text'],
    ['a zero in a text', Buffer.from('name,address\na\0b,c\n'), 'not text'],
    ['gzip of gzip', gzipSync(gzipSync('name,address\na,b\n')), 'gzip inside gzip: unpack it once'],
    ['gzip with a wrong checksum', withWrongChecksum(gzipSync('name,address\na,b\n')), 'but damaged'],
    ['gzip without its end', gzipSync('name,address\na,b\n').subarray(0, -8), 'but cut short'],
    ['cut gzip', gzipSync('name,address\n'.repeat(50_000)).subarray(0, 100), 'cut short'],
  ])('is refused with what to do: %s', async (_, bytes, words) => {
    const fault = await faultOf('list.xls', bytes);
    expect(fault).toMatchObject({ kind: 'invalid-file', message: expect.stringContaining(words) });
  });

  it('is refused when it is not there or is a folder', async () => {
    for (const path of [join(folder, 'nothing.csv'), folder]) {
      await expect(readFile(path, { headingScore })).rejects.toMatchObject({ kind: 'invalid-file' });
    }
  });
});
