import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { facilityStoreContract } from './facility-store.js';
import { vocabulary } from './store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const file = () => join(folder, `${++files}`, 'store.db');

facilityStoreContract('SQLite in memory', () => openSqliteStore({ path: ':memory:', vocabulary }));
facilityStoreContract('SQLite in a file', () => openSqliteStore({ path: file(), vocabulary }));
const noEdits = 'here even a single edit is a run that waits for others';
facilityStoreContract(
  'SQLite, every run laid over',
  () => openSqliteStore({ path: file(), vocabulary, directLimit: 0, moveLimit: 0, batchSize: 50 }),
  {
    'at once wait for each other, and a few edits do not wait for them': noEdits,
    'keep what was edited while they were on their way': noEdits,
  },
);
facilityStoreContract('SQLite, laid over and not folded in', () =>
  openSqliteStore({ path: file(), vocabulary, moveLimit: 0, foldAtOnce: false }),
);
facilityStoreContract('SQLite, streams written by a thread', () =>
  openSqliteStore({ path: file(), vocabulary, threadFrom: 0 }),
);
