import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { FacilityStore } from '../../../../src/core/store.js';
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { everything } from '../../../contract/facility-store.js';
import { put, run } from '../../../contract/store-samples.js';
import { vocabulary } from '../../../contract/store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const child = fileURLToPath(new URL('import-child.js', import.meta.url));
const COUNT = 2000;

async function startImport(path: string, name: string) {
  const importing = spawn(process.execPath, [child, path, `${COUNT}`, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(importing, 'exit');
  await Promise.race([once(importing.stdout, 'data'), ended]);
  return { importing, ended };
}

/** The first letters of all names, each once: one letter is a whole state, two are half of one. */
async function generations(store: FacilityStore): Promise<string[]> {
  const cards = await store.list({}, 0, 10 * COUNT);
  return [...new Set(cards.map(({ nameZh }) => nameZh!.slice(0, 1)))];
}

describe('a store whose writer is killed', () => {
  it('is as before or complete, whenever that happens, and can be written again', async () => {
    const path = join(folder, 'killed.db');
    const outcomes = new Set<string>();
    let before = 'a';
    const first = await startImport(path, before);
    const started = Date.now();
    await first.ended;
    const whole = Date.now() - started;
    for (let round = 1; round <= 8; round++) {
      const name = 'abcdefghi'[round]!;
      const { importing, ended } = await startImport(path, name);
      await wait((whole * round) / 8);
      importing.kill('SIGKILL');
      await ended;
      const store = openSqliteStore({ path, vocabulary, foldAtOnce: false });
      const state = await generations(store);
      expect([[before], [name]]).toContainEqual(state);
      expect(await store.count()).toEqual({ total: COUNT, unplaced: 0 });
      const seen = await everything(store);
      await store.settle();
      expect(await everything(store)).toEqual(seen);
      outcomes.add(state[0] === name ? 'complete' : 'as before');
      before = state[0]!;
      await store.close();
    }
    expect(outcomes).toContain('as before');
    const db = new Database(path);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    const store = openSqliteStore({ path, vocabulary });
    await store.apply(
      Array.from({ length: 600 }, (_, i) => put(`more ${i}`)),
      run(),
    );
    expect(await store.count()).toEqual({ total: COUNT + 600, unplaced: 0 });
    await store.close();
  });

  it('whose first import never ended holds nothing of it, and takes the next', async () => {
    const path = join(folder, 'first.db');
    const beside = openSqliteStore({ path, vocabulary });
    await beside.apply([put('edit')], run());
    const before = await everything(beside);
    const { importing, ended } = await startImport(path, 'x');
    const db = new Database(path, { readonly: true });
    const written = () => db.prepare<[], number>('SELECT count(*) FROM facility').pluck().get()!;
    while (written() < 200) {
      expect(await everything(beside)).toEqual(before);
      await wait(1);
    }
    importing.kill('SIGKILL');
    await ended;
    db.close();
    expect(await everything(beside)).toEqual(before);
    // An edit may take what the dead run wrote for its own.
    await beside.apply([put('7', { name: { zh: 'e7' } })], run());
    expect(await generations(beside)).toEqual(['驿', 'e']);
    const again = await startImport(path, 'y');
    await again.ended;
    expect(await generations(beside)).toEqual(['驿', 'y']);
    expect(await beside.count()).toEqual({ total: COUNT + 1, unplaced: 0 });
    await beside.close();
  });
});

describe('two processes on one store', () => {
  it('an edit does not wait for the import of the other, and both are kept', async () => {
    const path = join(folder, 'shared.db');
    const store = openSqliteStore({ path, vocabulary });
    const { ended } = await startImport(path, 'x');
    let edits = 0;
    let imported = false;
    void ended.then(() => (imported = true));
    while (!imported) {
      await store.apply([put(`edit ${edits++}`)], run());
      await wait(5);
    }
    expect(edits).toBeGreaterThan(2);
    expect(await store.count()).toEqual({ total: COUNT + edits, unplaced: 0 });
    const log = await store.changes(0, 10 * COUNT);
    expect(new Set(log.map(({ seq }) => seq)).size).toBe(COUNT + edits);
    await store.close();
  });

  it('big runs wait for each other', async () => {
    const path = join(folder, 'both.db');
    const [one, other] = await Promise.all([startImport(path, 'x'), startImport(path, 'y')]);
    const codes = await Promise.all([one.ended, other.ended]);
    expect(codes).toEqual([
      [0, null],
      [0, null],
    ]);
    const store = openSqliteStore({ path, vocabulary });
    expect(await store.count()).toEqual({ total: COUNT, unplaced: 0 });
    expect(await generations(store)).toHaveLength(1);
    await store.close();
  });
});
