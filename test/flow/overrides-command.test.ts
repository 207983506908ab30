import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { overridesCommand } from '../../src/cli/overrides.js';
import type { OverrideTarget } from '../../src/core/override.js';
import type { Stores } from '../../src/core/stores.js';
import { judgeOverride } from '../../src/finder/judge-override.js';
import { countMatching } from '../../src/finder/matching.js';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { put, run } from '../contract/store-samples.js';
import { vocabulary } from '../contract/store-vocabulary.js';

/** Monday, 2026-11-23, 10:00 in Shanghai. */
const NOW = Date.parse('2026-11-23T02:00:00Z');
let stores: Stores;
let out: string;
let err: string;
const io = {
  stdout: { write: (text: string) => (out += text) },
  stderr: { write: (text: string) => (err += text) },
};
const now = () => NOW;
const overrides = (...argv: string[]) =>
  overridesCommand(argv, {
    io,
    now,
    withOverrides: (work) => {
      const matching = (target: OverrideTarget) =>
        countMatching(target, { store: stores.facilities, vocabulary });
      const judge = (said: Parameters<typeof judgeOverride>[0]) =>
        judgeOverride(said, { stores, vocabulary, matching, now });
      return work({ store: stores.overrides, audit: stores.audit, judge });
    },
  });
const STREET = ['--street', '长寿路街道', '--category', 'relay_station'];
const WEEK = ['--from', '2026-11-23', '--to', '2026-11-29', '--reason', '寒潮'];
const kept = () => stores.overrides.list({ after: 0, limit: 10 });

beforeEach(async () => {
  stores = openSqliteStores({ path: ':memory:', vocabulary });
  const street = (subdistrict: string) => ({ address: { district: '普陀区', subdistrict } });
  await stores.facilities.apply(
    [put('a', street('长寿路街道')), put('b', street('长寿路街道')), put('c', street('曹杨新村街道'))],
    run(),
  );
  out = '';
  err = '';
});
afterEach(() => stores.close());

describe('yizhan overrides', () => {
  it('keeps what an office says of a street for a week, as over HTTP, and notes who', async () => {
    expect(await overrides('add', ...STREET, ...WEEK, '--until', '22:00')).toBe(0);
    expect(out).toBe('Override 1 is kept, for 2 places of today.\n');
    expect(await kept()).toMatchObject([
      {
        kind: 'openUntil',
        until: '22:00',
        from: '2026-11-23',
        to: '2026-11-29',
        target: { subdistrict: ['长寿路街道'], category: ['relay_station'] },
        reason: { zh: '寒潮' },
        by: { label: 'command line' },
      },
    ]);
    out = '';
    await overrides('list');
    expect(out.trim().split('\t')).toEqual([
      '1',
      'in-force',
      'openUntil 22:00',
      '2026-11-23 … 2026-11-29',
      'subdistrict 长寿路街道 & category relay_station',
      '寒潮',
      'command line',
    ]);
    expect(await stores.audit.list({}, 0, 10)).toMatchObject([
      { key: { label: 'command line' }, method: 'POST', route: '/v1/overrides', ids: ['1'], status: 201 },
    ]);
  });

  it('shows without keeping anything for how many places it would be, and what may not be meant', async () => {
    await overrides('add', '--street', '长寿路', ...WEEK, '--closed', '--dry-run');
    expect(out).toBe('It would be for 0 places of today. Nothing was kept.\n');
    expect(err).toContain('to the letter');
    expect(await kept()).toEqual([]);
    expect(await stores.audit.list({}, 0, 10)).toEqual([]);
  });

  it('understands the days of a week in words, and one day where only that is said', async () => {
    for (const day of ['Wednesday', 'wed', 'We', '周三', '星期三'])
      await overrides('add', '--everything', '--from', '2026-11-28', '--reason', '调休', '--works-as', day);
    for (const one of await kept())
      expect(one).toMatchObject({ worksAs: 'We', from: '2026-11-28', to: '2026-11-28' });
    expect(await kept()).toHaveLength(5);
  });

  it('takes back by number, once, and shows it as history', async () => {
    await overrides('add', ...STREET, ...WEEK, '--open');
    expect(await overrides('remove', '1')).toBe(0);
    await expect(overrides('remove', '1')).rejects.toMatchObject({ kind: 'conflict' });
    out = '';
    await overrides('list');
    expect([out, err]).toEqual(['', 'There are no overrides planned or in force.\n']);
    await overrides('list', '--all', '--json');
    expect(JSON.parse(out)).toMatchObject({ id: '1', kind: 'open', by: { label: 'command line' } });
    expect(await stores.audit.list({}, 0, 10)).toMatchObject([
      { method: 'POST', status: 201 },
      { method: 'DELETE', status: 204, ids: ['1'] },
      { method: 'DELETE', status: 404 },
    ]);
  });

  it.each([
    [[], 'needs an action'],
    [['ad'], 'is no action'],
    [['add', ...STREET, ...WEEK], 'say what shall hold'],
    [['add', ...STREET, ...WEEK, '--closed', '--open'], 'say one of closed, open'],
    [['add', ...WEEK, '--closed'], 'say which places'],
    [['add', '--service', 'wifi', ...WEEK, '--closed'], 'say which places'],
    [['add', ...STREET, '--closed', '--from', '2026-11-23'], '--reason is missing'],
    [['add', ...STREET, '--closed', '--reason', 'x'], '--from is missing'],
    [['add', ...STREET, ...WEEK, '--until', '25'], '--until: 25 is no time'],
    [['add', ...STREET, ...WEEK, '--works-as', 'Someday'], '--works-as: Someday is no kind of day'],
    [['add', ...STREET, ...WEEK, '--hours', '看情况'], '--hours: 看情况 is not fully understood'],
    [['add', '--category', 'castle', ...WEEK, '--closed'], '--category: castle is not a word'],
    [['add', '--facility', 'nowhere', ...WEEK, '--closed'], '--facility: nowhere names no facility'],
    [['add', 'now', ...STREET, ...WEEK, '--closed'], '"now" is not understood'],
    [['add', ...STREET, ...WEEK, '--closed', '--all'], '--all: does not go with add'],
    [['list', '--closed'], '--closed: does not go with list'],
    [['remove'], 'needs the id'],
    [['remove', '1', '2'], 'needs the id'],
    [['remove', '1', '--dry-run'], '--dry-run: does not go with remove'],
  ])('refuses %j', async (argv, words) => {
    await expect(overrides(...argv)).rejects.toThrow(words);
    expect(await kept()).toEqual([]);
  });
});
