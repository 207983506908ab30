import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { importReport } from '../../src/core/import-report.js';
import { openSqliteStore } from '../../src/store/sqlite/facility-store.js';
import { RunLock } from '../../src/store/sqlite/run-lock.js';
import { loadVocabulary } from '../../src/system/reference.js';
import { root } from '../root.js';

const vocabulary = await loadVocabulary();
const main = join(root, 'build', 'src', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'yizhan-process-'));
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** `yizhan import …` as a process of its own, on the store at `path`. */
function start(path: string, argv: readonly string[], shell?: string) {
  const env = { ...process.env, DATABASE_URL: `sqlite:${path}`, LC_ALL: 'C', NODE_OPTIONS: '' };
  const command = [process.execPath, main, 'import', ...argv];
  const [first = '', ...rest] = shell === undefined ? command : ['sh', '-c', shell, 'sh', ...command];
  const child = spawn(first, rest, { env });
  running.add(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...said });
    });
  });
  return { child, said, ended };
}

const HOW = ['--category', 'clinic', '--crs', 'wgs84', '--source', 'list', '--lang', 'en'];

/** A list of so many places, all of whose names begin with this word. */
function list(word: string, rows: number): string {
  const path = join(folder, `${word}-${rows}.csv`);
  const lines = Array.from(
    { length: rows },
    (_, i) => `${i},${word}${i}站,路${i}号,${121 + (i % 100) / 200},${31 + i / 200_000}`,
  );
  writeFileSync(path, `编号,名称,地址,经度,纬度\n${lines.join('\n')}\n`);
  return path;
}

/** How many places there are, and by which words their names begin. */
async function kept(path: string): Promise<{ total: number; words: string[] }> {
  const store = openSqliteStore({ path, vocabulary });
  try {
    const { total } = await store.count();
    const cards = await store.list({}, 0, total + 1);
    expect(cards).toHaveLength(total);
    return { total, words: [...new Set(cards.map(({ nameZh }) => nameZh!.replace(/\d.*/, '')))].toSorted() };
  } finally {
    await store.close();
  }
}

/** Waits until the import has begun to write. */
async function untilStaging(path: string): Promise<void> {
  const log = `${path}-wal`;
  while (!existsSync(log) || statSync(log).size < 500_000) await wait(5);
}

describe('an import as a process', () => {
  it('that is interrupted says so, ends with 1 and leaves the store as it was', async () => {
    const path = join(folder, 'interrupted.db');
    await start(path, [list('a', 100), ...HOW]).ended;
    const { child, ended } = start(path, [list('b', 60_000), ...HOW]);
    await untilStaging(path);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 1, out: '', err: 'Stopped. Nothing was written.\n' });
    expect(await kept(path)).toEqual({ total: 100, words: ['a'] });
  });

  it('that is killed leaves the store as it was or complete, and the next one goes through', async () => {
    const path = join(folder, 'killed.db');
    const rows = 2000;
    let before = 'a';
    const began = performance.now();
    await start(path, [list('a', rows), ...HOW]).ended;
    const whole = performance.now() - began;
    for (const [i, share] of [0.5, 0.75, 0.9].entries()) {
      const word = 'bcd'[i]!;
      const { child, ended } = start(path, [list(word, rows), ...HOW]);
      await wait(whole * share);
      child.kill('SIGKILL');
      await ended;
      const { total, words } = await kept(path);
      expect([total, words.length]).toEqual([rows, 1]);
      expect([before, word]).toContain(words[0]);
      before = words[0]!;
    }
    const last = await start(path, [list('z', rows), ...HOW]).ended;
    expect(last).toMatchObject({ code: 0, err: '' });
    expect(last.out).toContain(`changed ${rows}`);
    expect(await kept(path)).toEqual({ total: rows, words: ['z'] });
  });

  it('waits for another one, and says so', async () => {
    const path = join(folder, 'waiting.db');
    await openSqliteStore({ path, vocabulary }).close();
    const release = new RunLock(path).try()!;
    const { said, ended } = start(path, [list('a', 100), ...HOW]);
    while (said.err === '') await wait(5);
    expect(said.err).toBe('Another import is going on; waiting for it to end …\n');
    release();
    expect(await ended).toMatchObject({ code: 0 });
  });

  it('and another at the same time both complete', async () => {
    const path = join(folder, 'both.db');
    const [one, other] = await Promise.all([
      start(path, [list('a', 3000), ...HOW]).ended,
      start(path, [list('b', 3000), ...HOW, '--source', 'other']).ended,
    ]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(await kept(path)).toEqual({ total: 6000, words: ['a', 'b'] });
  });

  it('for which there is no room says so, ends with 1 and writes nothing', async () => {
    const path = join(folder, 'full.db');
    await start(path, [list('a', 100), ...HOW]).ended;
    const room = Math.ceil(statSync(path).size / 512) + 2000; // ulimit counts blocks of 512 bytes in POSIX shells
    const full = await start(path, [list('b', 60_000), ...HOW], `ulimit -f ${room}; exec "$@"`).ended;
    expect(full).toMatchObject({ code: 1, out: '' });
    expect(full.err).toMatch(/^the store .* would be larger than a file may be\. Nothing was changed\n$/);
    expect(await kept(path)).toEqual({ total: 100, words: ['a'] });
  });

  it('ends with 0, 1 or 2, and tells a program all about it as documented', async () => {
    const path = join(folder, 'codes.db');
    const file = join(folder, 'codes.csv');
    writeFileSync(file, '编号,名称,经度,纬度,星级\n1,一站,121.43,31.24,五\n2,,121.43,31.24,\n3,三站,,,无\n');
    const json = await start(path, [file, ...HOW, '--json', '--dry-run']).ended;
    expect(importReport.parse(JSON.parse(json.out))).toMatchObject({ dryRun: true, counts: { rows: 3 } });
    expect([json.code, existsSync(path)]).toEqual([0, false]);
    const strict = await start(path, [file, ...HOW, '--json', '--strict']).ended;
    expect(strict.code).toBe(1);
    expect(importReport.parse(JSON.parse(strict.out))).toMatchObject({ written: false, refused: {} });
    expect((await start(path, [file, ...HOW, '--crs', 'utm']).ended).code).toBe(2);
    expect((await start(path, [join(folder, 'none.csv'), ...HOW]).ended).code).toBe(1);
  });
});
