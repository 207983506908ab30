import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../src/core/change.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { PACKAGE_FOLDER } from '../../src/system/shipped.js';
import { openStore } from '../../src/system/stores.js';
import { claimOf, nation } from './nation.js';

const FOLDER = `${PACKAGE_FOLDER}var`;

/**
 * Path of a database with a nation of this size; it is made at the first call and kept in var/. The file is read once,
 * so that the first questions do not wait for the disk.
 */
export async function storedNation(size: number): Promise<string> {
  const path = `${FOLDER}/bench-nation-${await edition()}-${size}.db`;
  if (!existsSync(path)) await make(path, size);
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 22 }));
  return path;
}

const SAMPLE = 100;

/** Names how places are stored now, so that no bench asks a store of another day: a hash of a small one's contents. */
async function edition(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-bench-'));
  try {
    const path = `${folder}/sample.db`;
    await fill(path, SAMPLE);
    const db = new Database(path, { readonly: true });
    const contents = [
      db.pragma('user_version', { simple: true }),
      db.prepare('SELECT sql FROM sqlite_master ORDER BY name').all(),
      ...['card', 'facility', 'hours_rule'].map((table) => db.prepare(`SELECT * FROM ${table}`).all()),
    ];
    db.close();
    return createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 8);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function make(path: string, size: number): Promise<void> {
  console.error(`storing a nation of ${size} facilities in ${path} …`);
  mkdirSync(FOLDER, { recursive: true });
  const making = `${path}.making`;
  for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true });
  const start = performance.now();
  await fill(making, size);
  console.error(`${Math.round((size / (performance.now() - start)) * 1000)} facilities a second`);
  renameSync(making, path);
  for (const end of ['-lock', '-run']) rmSync(making + end, { force: true });
}

async function fill(path: string, size: number): Promise<void> {
  const store = openStore({ kind: 'sqlite', path }, await loadVocabulary());
  await store.apply(changes(size), { source: { id: 'nation' }, label: 'bench', at: '2026-01-01T00:00:00Z' });
  await store.close();
}

function* changes(size: number): Generator<Change> {
  let number = 0;
  for (const place of nation(size)) {
    number++;
    yield { kind: 'put', source: 'nation', externalId: String(number), claim: claimOf(place, number) };
  }
}
