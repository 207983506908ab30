import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { keyStoreContract } from './key-store.js';
import { reportStoreContract } from './report-store.js';
import { overrideStoreContract } from './override-store.js';
import { vocabulary } from './store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-side-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const file = () => join(folder, `${++files}.db`);

keyStoreContract('SQLite in memory', () => openSqliteStores({ path: ':memory:', vocabulary }));
keyStoreContract('SQLite in a file', () => openSqliteStores({ path: file(), vocabulary }));
reportStoreContract('SQLite in memory', () => openSqliteStores({ path: ':memory:', vocabulary }));
reportStoreContract('SQLite in a file', () => openSqliteStores({ path: file(), vocabulary }));
overrideStoreContract('SQLite in memory', () => openSqliteStores({ path: ':memory:', vocabulary }));
overrideStoreContract('SQLite in a file', () => openSqliteStores({ path: file(), vocabulary }));

it('a write that waits for another process is there when the store is closed', async () => {
  const path = file();
  const [one, other] = [openSqliteStores({ path, vocabulary }), openSqliteStores({ path, vocabulary })];
  const written = one.keys.add({
    id: 'aaa',
    label: 'a',
    role: 'editor',
    hash: '',
    created: '2026-11-22T02:00:00Z',
  });
  await one.close();
  await written;
  expect(await other.keys.list()).toMatchObject([{ id: 'aaa' }]);
  await other.close();
});
