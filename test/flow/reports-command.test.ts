import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reportsCommand } from '../../src/cli/reports.js';
import type { ReportDraft } from '../../src/core/report.js';
import type { Stores } from '../../src/core/stores.js';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { vocabulary } from '../contract/store-vocabulary.js';

let stores: Stores;
let out: string;
const NOW = Date.parse('2026-11-22T02:30:00Z');
const reports = (...argv: string[]) => {
  out = '';
  return reportsCommand(argv, {
    io: { stdout: { write: (text: string) => (out += text) }, stderr: { write: () => true } },
    withStores: (work) => work(stores),
    now: () => NOW,
  });
};
const add = (more: Partial<ReportDraft>) =>
  stores.reports.add({
    id: 'r1',
    facility: { key: 7, id: 'seven' },
    kind: 'locked',
    nearness: 'near',
    observedAt: NOW,
    receivedAt: NOW,
    asker: 'somebody',
    ...more,
  });

beforeEach(() => {
  stores = openSqliteStores({ path: ':memory:', vocabulary });
});
afterEach(() => stores.close());

describe('yizhan reports', () => {
  it('lists the newest first in lines that no note can break or colour, and never the asker', async () => {
    await add({ note: '门锁着\n第二行\t\u001B[31m' });
    await add({ id: 'r2', kind: 'broken_service', service: 'microwave' });
    expect(await reports()).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('r2\t2026-11-22T02:30Z\topen\tbroken_service microwave\tseven\t');
    expect(lines[1]!.split('\t')).toHaveLength(6);
    expect(out).not.toContain('\u001B');
    await reports('--json');
    expect(out).not.toContain('somebody');
    expect(JSON.parse(out.split('\n')[0]!)).toEqual({
      id: 'r2',
      kind: 'broken_service',
      service: 'microwave',
      nearness: 'near',
      facility: { id: 'seven' },
      observedAt: '2026-11-22T02:30:00.000Z',
      receivedAt: '2026-11-22T02:30:00.000Z',
      status: 'open',
    });
  });

  it('decides on one, which is then no longer among the open ones', async () => {
    await add({});
    expect(await reports('--resolve', 'r1', '--as', 'accepted', '--note', '已通知管理员')).toBe(0);
    expect(await stores.reports.list({}, { limit: 9 })).toMatchObject([
      { status: 'accepted', resolution: { word: '已通知管理员', by: 'cli', at: NOW } },
    ]);
    await reports('--open');
    expect(out).toBe('');
    await reports();
    expect(out).toContain('accepted');
    await expect(reports('--resolve', 'nothing', '--as', 'rejected')).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('tells all of many', async () => {
    for (let n = 0; n < 401; n++) await add({ id: `many${n}`, facility: { key: n + 1, id: `p${n}` } });
    await reports('--open');
    expect(
      new Set(
        out
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t')[0]),
      ).size,
    ).toBe(401);
  });

  it.each([
    [['--resolve', 'r1']],
    [['--as', 'accepted']],
    [['--note', 'why']],
    [['--resolve', 'r1', '--as', 'open']],
    [['--resolve', 'r1', '--as', 'accepted', '--open']],
    [['--resolve', 'r1', '--as', 'accepted', '--note', ' ']],
    [['--resolve', 'r1', '--as', 'accepted', '--note', 'x'.repeat(501)]],
  ])('refuses %j', async (argv) => {
    await expect(reports(...argv)).rejects.toMatchObject({ kind: 'invalid-parameter' });
  });
});
