import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditCommand } from '../../src/cli/audit.js';
import { keysCommand } from '../../src/cli/keys.js';
import type { Stores } from '../../src/core/stores.js';
import { Keyring } from '../../src/keys/keyring.js';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { vocabulary } from '../contract/store-vocabulary.js';

let stores: Stores;
let keyring: Keyring;
let out: string;
let err: string;
const io = {
  stdout: { write: (text: string) => (out += text) },
  stderr: { write: (text: string) => (err += text) },
};
const AT = '2026-11-22T02:30:00.000Z';
const keys = (...argv: string[]) =>
  keysCommand(argv, {
    io,
    withKeys: (work) => work({ store: stores.keys, create: (role, label) => keyring.create(role, label) }),
    now: () => AT,
  });
const audit = (...argv: string[]) => auditCommand(argv, { io, withAudit: (work) => work(stores.audit) });

beforeEach(() => {
  stores = openSqliteStores({ path: ':memory:', vocabulary });
  keyring = new Keyring({ keys: stores.keys, now: () => Date.parse(AT) });
  out = '';
  err = '';
});
afterEach(() => stores.close());

describe('yizhan keys', () => {
  it('shows a new key once, alone on standard output', async () => {
    expect(await keys('create', '--role', 'editor', '--label', ' 长寿路街道 ')).toBe(0);
    const text = out.trim();
    expect(out).toBe(`${text}\n`);
    expect(await keyring.check(text)).toMatchObject({ kind: 'known', holder: { label: '长寿路街道' } });
    const { id } = (await stores.keys.list())[0]!;
    expect(err).toContain(id);
    out = '';
    await keys('list');
    await keys('list', '--json');
    expect(out).not.toContain(text.slice(14));
    expect(out).not.toMatch(/[0-9a-f]{64}/);
    const [line, json] = out.trim().split('\n');
    expect(line).toBe(`${id}\teditor\tmade 2026-11-22T02Z\tused 2026-11-22T02Z\t长寿路街道`);
    expect(JSON.parse(json!)).toEqual({
      id,
      role: 'editor',
      label: '长寿路街道',
      created: AT,
      lastUsed: AT,
      revoked: null,
    });
  });

  it('revokes a key by its id', async () => {
    await keys('create', '--role', 'operator', '--label', 'feed');
    const text = out.trim();
    const { id } = (await stores.keys.list())[0]!;
    expect(await keys('revoke', id)).toBe(0);
    expect(await keyring.check(text)).toEqual({ kind: 'revoked' });
    out = '';
    await keys('list');
    expect(out).toContain('revoked 2026-11-22T02Z');
    await expect(keys('revoke', 'nothing')).rejects.toMatchObject({ kind: 'conflict' });
    await expect(keys('revoke', text)).rejects.toMatchObject({ kind: 'invalid-parameter' });
  });

  it.each([
    [[]],
    [['sing']],
    [['create', '--label', 'a']],
    [['create', '--role', 'admin', '--label', 'a']],
    [['create', '--role', 'editor']],
    [['create', '--role', 'editor', '--label', '  ']],
    [['create', '--role', 'editor', '--label', 'two\nlines']],
    [['create', '--role', 'editor', '--label', 'x'.repeat(201)]],
    [['create', 'editor', '--role', 'editor', '--label', 'a']],
    [['list', 'all']],
    [['revoke']],
    [['revoke', 'a', 'b']],
  ])('refuses %j and writes nothing', async (argv) => {
    await expect(keys(...argv)).rejects.toMatchObject({ kind: 'invalid-parameter' });
    expect(await stores.keys.list()).toEqual([]);
  });
});

describe('yizhan audit', () => {
  const entry = (hour: string, id: string, ids: readonly string[]) => ({
    at: `2026-11-22T${hour}:00:00.000Z`,
    key: { id, label: '街道', role: 'editor' as const },
    method: 'PUT',
    route: '/v1/facilities/{id}',
    ids,
    count: ids.length,
    status: 200,
  });

  it('tells who wrote what, from a day in Shanghai on, of one key', async () => {
    await stores.audit.add(entry('15', 'aaa', ['x']));
    await stores.audit.add(
      entry(
        '16',
        'bbb',
        Array.from({ length: 120 }, (_, i) => `p${i}`),
      ),
    );
    await stores.audit.add(entry('17', 'aaa', ['z']));
    await audit();
    const [first, second] = out.split('\n');
    expect(first).toBe('2026-11-22T15:00:00.000Z\taaa\t街道\tPUT /v1/facilities/{id}\t200\tx');
    expect(second).toMatch(/ p99 and 20 more$/);
    out = '';
    await audit('--since', '2026-11-23', '--key', 'aaa', '--json');
    expect(JSON.parse(out)).toMatchObject(entry('17', 'aaa', ['z']));
    out = '';
    await audit('--since', '2026-11-22T16:30:00Z', '--key', 'bbb');
    expect(out).toBe('');
  });

  it('prints nothing that could write on the terminal', async () => {
    await stores.audit.add(entry('15', 'aaa', ['\u001b[31mred\u0000', '\u202edeb']));
    await audit();
    expect(out).toMatch(/^[^\p{Cc}\u202e]+(\t[^\p{Cc}\u202e]+)+\n$/u);
  });

  it.each(['yesterday', '2026-13-01', '2026-11-22T10:00', '5'])('refuses the time %s', async (time) => {
    await expect(audit('--since', time)).rejects.toMatchObject({ kind: 'invalid-parameter' });
  });
});
