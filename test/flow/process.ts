import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach } from '@jest/globals';
import { root } from '../root.js';

/** `yizhan` as a process of its own, as whoever runs it has it. What a test starts or makes here ends with the test. */

const MAIN = join(root, 'build', 'src', 'cli', 'main.js');
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** Done after the test, the last one first. */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

/** A new, empty folder. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'yizhan-process-'));
  atEnd(() => rmSync(path, { recursive: true }));
  return path;
}

export interface Command {
  readonly process: ChildProcess;
  readonly output: { out: string; err: string };
  /** Its exit code; `null` where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs a command with these settings and no others. */
export function yizhan(argv: readonly string[], env: Readonly<Record<string, string>>): Command {
  const child = spawn(process.execPath, [MAIN, ...argv], { env: { PATH: process.env['PATH'], ...env } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, output, ended };
}

/** `yizhan serve …` on a free port, as soon as it answers. A stop waits for what was asked, however slow the machine. */
export async function serve(
  options: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Command & { readonly url: string }> {
  const command = yizhan(['serve', ...options], { PORT: '0', STOP_TIMEOUT_MS: '600000', ...env });
  const url = await until(() => /http:\/\/\S+/.exec(command.output.out)?.[0], command);
  return { ...command, url };
}

/** Looks until there is something to be seen, however long the machine takes; not beyond the test, nor the process. */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  command?: Command,
): Promise<T> {
  let over = false;
  atEnd(() => (over = true));
  for (;;) {
    const dead = command !== undefined && (command.process.exitCode ?? command.process.signalCode) !== null;
    const found = await look();
    if (found !== undefined) return found;
    if (over || dead) throw new Error(`it did not happen: ${JSON.stringify(command?.output)}`);
    await wait(25);
  }
}
