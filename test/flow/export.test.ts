import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { exportCommand } from '../../src/cli/export.js';
import type { Change } from '../../src/core/change.js';
import type { Claim } from '../../src/core/facility.js';
import type { FacilityStore } from '../../src/core/store.js';
import { importFile } from '../../src/importer/importer.js';
import { loadServiceWords } from '../../src/importer/shipped.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { loadVocabulary } from '../../src/system.js';
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

async function run(...argv: string[]) {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => void (out += text) },
    stderr: { write: (text: string) => void (err += text) },
  };
  const code = await exportCommand(argv, { io, withStore: (work) => work(store, vocabulary) });
  return { code, out, err };
}
const back = (name: string, content: string) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return importFile(
    { file },
    { store, vocabulary, serviceWords, sourceFile: () => Promise.resolve(undefined), now: () => AT },
  );
};
interface Collection {
  features: { geometry: unknown; id: string; properties: Record<string, unknown> }[];
}

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
    expect(await ids('--source', 'nobody')).toEqual([]);
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
