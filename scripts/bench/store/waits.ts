import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Waits {
  readonly count: number;
  /** Milliseconds from asking to having written. */
  readonly longest: number;
  readonly p99: number;
}

/** Lets another process write small edits into a store until the work is done. */
export async function editWhile(script: string, path: string, work: () => Promise<unknown>): Promise<Waits> {
  const editor = spawn(process.execPath, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const printed = text(editor.stdout);
  const ended = once(editor, 'exit');
  await work();
  editor.stdin.end();
  await ended;
  return JSON.parse(await printed) as Waits;
}
