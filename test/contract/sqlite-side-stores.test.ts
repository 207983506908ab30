import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { openSqliteStores } from '../../src/store/sqlite/stores.js';
import { keyStoreContract } from './key-store.js';
import { reportStoreContract } from './report-store.js';
import { offeringStoreContract } from './offering-store.js';
import { overrideStoreContract } from './override-store.js';
import { report, statusStoreContract } from './status-store.js';
import { put, run } from './store-samples.js';
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
offeringStoreContract('SQLite in memory', () => openSqliteStores({ path: ':memory:', vocabulary }));
offeringStoreContract('SQLite in a file', () => openSqliteStores({ path: file(), vocabulary }));

statusStoreContract('SQLite in memory', () => openSqliteStores({ path: ':memory:', vocabulary }));
statusStoreContract('SQLite in a file', () => openSqliteStores({ path: file(), vocabulary }));
statusStoreContract('SQLite in a file, written by a thread of its own', () =>
  openSqliteStores({ path: file(), vocabulary, statusThread: true }),
);

it('an older observation does not take the place of a newer one of another process, nor after a restart', async () => {
  const path = file();
  const [one, other] = [openSqliteStores({ path, vocabulary }), openSqliteStores({ path, vocabulary })];
  await one.facilities.apply([put('a')], run());
  const times = Array.from({ length: 200 }, (_, i) => (i * 37) % 200); // each once, in no order
  const lot = (rest: number) =>
    times.filter((_, i) => i % 2 === rest).map((at) => report('a', at, { available: at }));
  await Promise.all([one.status.put(lot(0)), other.status.put(lot(1))]);
  await Promise.all([one.close(), other.close()]);
  const again = openSqliteStores({ path, vocabulary });
  expect(((await again.status.since(0, 10)) ?? []).map(({ observation }) => observation)).toEqual([
    report('a', 199, { available: 199 }).observation,
  ]);
  expect(await again.status.put([report('a', 198)])).toEqual(['older']);
  await again.close();
});

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
