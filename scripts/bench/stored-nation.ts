import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { Change } from '../../src/core/change.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { PACKAGE_FOLDER } from '../../src/system/shipped.js';
import { openStore } from '../../src/system/stores.js';
import { claimOf, nation } from './nation.js';

/** Counts up when what is stored changes, so that no bench asks yesterday's store. */
const EDITION = 4;

/**
 * Path of a database with a nation of this size; it is made at the first call and kept in var/. The file is read once,
 * so that the first questions do not wait for the disk.
 */
export async function storedNation(size: number): Promise<string> {
  const path = `${PACKAGE_FOLDER}var/bench-nation-${EDITION}-${size}.db`;
  if (!existsSync(path)) await make(path, size);
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 22 }));
  return path;
}

async function make(path: string, size: number): Promise<void> {
  console.error(`storing a nation of ${size} facilities in ${path} …`);
  mkdirSync(`${PACKAGE_FOLDER}var`, { recursive: true });
  const making = `${path}.making`;
  for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true });
  const store = openStore({ kind: 'sqlite', path: making }, await loadVocabulary());
  const start = performance.now();
  await store.apply(changes(size), { source: { id: 'nation' }, label: 'bench', at: '2026-01-01T00:00:00Z' });
  await store.close();
  console.error(`${Math.round((size / (performance.now() - start)) * 1000)} facilities a second`);
  renameSync(making, path);
}

function* changes(size: number): Generator<Change> {
  let number = 0;
  for (const place of nation(size)) {
    number++;
    yield { kind: 'put', source: 'nation', externalId: String(number), claim: claimOf(place, number) };
  }
}
