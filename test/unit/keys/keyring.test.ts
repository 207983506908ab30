import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stores } from '../../../src/core/stores.js';
import { Keyring } from '../../../src/keys/keyring.js';
import { openSqliteStores } from '../../../src/store/sqlite/stores.js';
import { vocabulary } from '../../contract/store-vocabulary.js';

const START = Date.parse('2026-11-22T02:00:00Z');
let stores: Stores;
let now: number;
let keyring: Keyring;
beforeEach(() => {
  stores = openSqliteStores({ path: ':memory:', vocabulary });
  now = START;
  keyring = new Keyring({ keys: stores.keys, now: () => now });
});
afterEach(() => stores.close());

describe('a keyring', () => {
  it('keeps the hash of a key and not the key', async () => {
    const { id, text } = await keyring.create('editor', '长寿路街道');
    const [kept] = await stores.keys.list();
    expect(kept).toMatchObject({
      id,
      label: '长寿路街道',
      role: 'editor',
      created: '2026-11-22T02:00:00.000Z',
    });
    expect(kept!.hash).toBe(createHash('sha256').update(text).digest('hex'));
    expect(JSON.stringify(kept)).not.toContain(text.slice(14, 42));
  });

  it('knows its keys, and refuses all others by what is wrong with them', async () => {
    const { id, text } = await keyring.create('operator', 'feed');
    const { text: other } = await keyring.create('operator', 'feed 2');
    expect(await keyring.check(text)).toEqual({
      kind: 'known',
      holder: { id, label: 'feed', role: 'operator' },
    });
    expect(await keyring.check(`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`)).toEqual({
      kind: 'typo',
    });
    expect(await keyring.check('yz')).toEqual({ kind: 'malformed' });
    await stores.keys.revoke(id, new Date(now).toISOString());
    expect(await keyring.check(text)).toEqual({ kind: 'revoked' });
    expect(await keyring.check(other)).toMatchObject({ kind: 'known' });
  });

  it('does not know the key of another server, be its id the same', async () => {
    const elsewhere = openSqliteStores({ path: ':memory:', vocabulary });
    const { id, text } = await new Keyring({ keys: elsewhere.keys, now: () => now }).create('editor', 'a');
    await elsewhere.close();
    expect(await keyring.check(text)).toEqual({ kind: 'unknown' });
    await stores.keys.add({
      id,
      label: 'b',
      role: 'editor',
      hash: 'ab'.repeat(32),
      created: '2026-01-01T00:00:00Z',
    });
    expect(await keyring.check(text)).toEqual({ kind: 'unknown' });
  });

  it('notes its use once an hour, and never that of a wrong key', async () => {
    const { text } = await keyring.create('editor', 'a');
    const lastUsed = async () => (await stores.keys.list())[0]!.lastUsed;
    await keyring.check(text);
    expect(await lastUsed()).toBe('2026-11-22T02:00:00.000Z');
    now += 3_599_999;
    await keyring.check(text);
    expect(await lastUsed()).toBe('2026-11-22T02:00:00.000Z');
    now += 1;
    await new Keyring({ keys: stores.keys, now: () => now }).check(text);
    expect(await lastUsed()).toBe('2026-11-22T03:00:00.000Z');
  });
});
