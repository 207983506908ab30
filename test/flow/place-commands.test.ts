import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportCommand } from '../../src/cli/export.js';
import { mergeCommand } from '../../src/cli/merge.js';
import { unplacedCommand, type PlacerName } from '../../src/cli/unplaced.js';
import { readSettings } from '../../src/config.js';
import type { FacilityStore } from '../../src/core/store.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { importerInto } from '../../src/system/importing.js';
import { placerFor } from '../../src/system/placer.js';
import { loadVocabulary } from '../../src/system/reference.js';

const vocabulary = await loadVocabulary();
const settings = readSettings({ DATABASE_URL: 'sqlite::memory:' });
let store: FacilityStore;
let out = '';
let folder: string;
const io = {
  stdout: { write: (text: string) => void (out += text) },
  stderr: { write: (text: string) => void (out += text) },
};
const deps = {
  io,
  withStore: <T>(work: (one: FacilityStore) => Promise<T>) => work(store),
  placer: (how: PlacerName) => placerFor(how, store, settings),
  now: () => '2026-03-02T08:00:00.000Z',
  lang: 'en' as const,
  stopSignal: () => new AbortController().signal,
};
const merge = (...argv: string[]) => mergeCommand(argv, { ...deps, now: () => '2026-03-02T08:00:00.000Z' });

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:', vocabulary });
  folder = mkdtempSync(join(tmpdir(), 'yizhan-places-'));
  out = '';
  const changes = ['长寿\t驿站', '曹杨驿站'].map((zh, i) => ({
    kind: 'put' as const,
    source: 'city',
    externalId: `${i}`,
    claim: { name: { zh }, category: 'relay_station', address: { text: { zh: '路1号' } } },
  }));
  await store.apply(changes, { source: { id: 'city' }, label: 'test', at: '2026-03-01T08:00:00.000Z' });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('yizhan unplaced', () => {
  it('lists a place a line, as text and as JSON', async () => {
    expect(await unplacedCommand([], deps)).toBe(0);
    expect(out).toMatch(/^\w+\t长寿 驿站\t路1号\tcity\n\w+\t曹杨驿站\t路1号\tcity\n$/);
    out = '';
    await unplacedCommand(['--json', '--source', 'city'], deps);
    expect(JSON.parse(out.split('\n')[1]!)).toMatchObject({ name: '曹杨驿站', source: 'city' });
    out = '';
    expect(await unplacedCommand(['--source', 'cty'], deps)).toBe(2);
    expect(out).toContain('"cty" is not known (did you mean city?)');
  });

  it('is empty once its export has come back with positions', async () => {
    const file = join(folder, 'to-place.csv');
    await exportCommand(['--unplaced', '--out', file], {
      io,
      withStore: (work) => work(store, vocabulary),
      withStores: () => Promise.reject(new Error('only facilities are asked for')),
      storePath: () => ':memory:',
    });
    const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\r\n');
    const columns = head!.split(',');
    const placed = rows.map((row) => {
      const cells = row.split(',');
      cells[columns.indexOf('lon')] = '121.43';
      cells[columns.indexOf('lat')] = '31.24';
      return cells.join(',');
    });
    writeFileSync(file, [head, ...placed].join('\r\n'));
    const report = await (await importerInto(store, vocabulary))({ file });
    expect(report).toMatchObject({ written: true, counts: { rejected: 0, unplaced: 0 } });
    expect(await store.count()).toEqual({ total: 2, unplaced: 0 });
    await unplacedCommand([], deps);
    expect(out).toBe('');
  });
});

describe('yizhan merge', () => {
  it('makes one place of two, and says so when they are one already', async () => {
    const [one, two] = (await store.list({}, 0, 2)).map(({ id }) => id);
    expect(await merge(two!, one!)).toBe(0);
    expect(await store.resolve(two!)).toEqual({ kind: 'merged', into: one });
    expect(await merge(two!, one!)).toBe(0);
    expect(out).toContain('one already');
  });

  it('refuses what is no place, and a call without two', async () => {
    const [one] = (await store.list({}, 0, 1)).map(({ id }) => id);
    await expect(merge('nothing', one!)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(merge(one!)).rejects.toMatchObject({ kind: 'invalid-parameter' });
    expect(await store.count()).toMatchObject({ total: 2 });
  });
});
