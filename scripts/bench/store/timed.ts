import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Timed {
  /** Milliseconds by the clock, and of all processors in the program's name. */
  readonly wall: number;
  readonly cpu: number;
  readonly output: string;
}

/** Runs a command of the shell to its end. @throws Error where it fails */
export async function timed(command: string, env: NodeJS.ProcessEnv = {}): Promise<Timed> {
  const start = performance.now();
  const child = spawn('sh', ['-c', `${command}; code=$?; times; exit $code`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const output = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return { wall: performance.now() - start, cpu: childrenTimes(output), output };
}

/** `times` prints two lines, user and system: of the shell, then of what it ran. */
function childrenTimes(output: string): number {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1000 * Number(seconds),
    0,
  );
}
