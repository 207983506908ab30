import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readQrCodes } from '../qr-reader.js';
import { root } from '../root.js';

const MAIN = join(root, 'build', 'src', 'cli', 'main.js');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yizhan-paper-'));
  const rows = [
    '名称,地址,区,街道,经度,纬度,电话',
    '一号诊所,安远路1号,普陀区,长寿路街道,121.43,31.24,021-11112222',
  ];
  writeFileSync(join(folder, 'clinics.csv'), `${rows.join('\n')}\n`);
  yizhan(['import', join(folder, 'clinics.csv'), '--crs', 'wgs84', '--category', 'clinic']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function yizhan(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...argv], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATABASE_URL: `sqlite:${join(folder, 'store.db')}`, ...env },
  });
  return { status, stdout, stderr };
}
const HANDBOOK = ['handbook', '--area', '普陀区', '--lang', 'zh', '--out'];

function chromium(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v chromium || command -v google-chrome'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return undefined;
  }
}

describe('yizhan handbook', () => {
  it('writes a page with codes to where riders reach the service', () => {
    const out = join(folder, 'book.html');
    const { status, stdout, stderr } = yizhan([
      ...HANDBOOK,
      out,
      '--public-url',
      'https://yizhan.example.org/',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 place');
    const html = readFileSync(out, 'utf8');
    expect(html).toContain('一号诊所');
    expect(readQrCodes(html)[0]).toBe('https://yizhan.example.org/');
  });

  it('says that there are no codes where it does not know where they lead', () => {
    const { status, stderr } = yizhan([...HANDBOOK, join(folder, 'plain.html')]);
    expect(status).toBe(0);
    expect(stderr).toContain('PUBLIC_URL');
  });

  it.each([
    [['handbook', '--out', 'x.html'], 'area'],
    [['handbook', '--area', '普陀区'], 'out'],
    [['handbook', '--area', '普陀区', '--out', 'x.doc'], '.pdf'],
    [['handbook', '--area', '浦陀区', '--out', 'x.html'], '普陀区'],
    [['handbook', '--area', '普陀区', '--category', 'nonsense', '--out', 'x.html'], 'health'],
    [['handbook', '--area', '普陀区', '--format', 'a3', '--out', 'x.html'], 'a6'],
    [
      ['handbook', '--area', '普陀区', '--out', 'x.html', '--public-url', 'javascript:alert(1)'],
      'PUBLIC_URL',
    ],
    [['poster', '--out', 'x.html'], 'ID'],
  ])('refuses %j and says what is allowed', (argv, words) => {
    const { status, stderr } = yizhan(argv);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });

  it('says what to do where there is no Chromium', () => {
    const { status, stderr } = yizhan([...HANDBOOK, join(folder, 'no.pdf')], {
      CHROMIUM: '/nowhere/chromium',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('/nowhere/chromium');
    expect(stderr).toContain('FILE.html');
  });

  it('tells of a program that makes no PDF', () => {
    const { status, stderr } = yizhan([...HANDBOOK, join(folder, 'no.pdf')], { CHROMIUM: '/bin/false' });
    expect(status).toBe(1);
    expect(stderr).toContain('made no PDF');
  });

  it('does not find a place that is not there', () => {
    const { status, stderr } = yizhan(['poster', 'nobody', '--out', join(folder, 'x.html')]);
    expect([status, stderr.trim()]).toEqual([1, 'No facility has this id.']);
  });

  const program = chromium();
  if (program === undefined) console.warn('no chromium on the PATH: PDFs are not tried');
  (program === undefined ? it.skip : it)(
    'makes a PDF of A6 pages',
    () => {
      const out = join(folder, 'book.pdf');
      const { status, stderr } = yizhan(
        [...HANDBOOK, out, '--format', 'a6', '--public-url', 'https://y.example'],
        {
          HOME: folder,
        },
      );
      expect([status, stderr]).toEqual([0, '']);
      const pdf = readFileSync(out, 'latin1');
      expect(pdf.startsWith('%PDF-')).toBe(true);
      // A6 in points: 105 mm × 148 mm, to the pixel.
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.map(Number);
      expect(Math.abs(width! - 297.6)).toBeLessThan(1.5);
      expect(Math.abs(height! - 419.5)).toBeLessThan(1.5);
    },
    120_000,
  );
});
