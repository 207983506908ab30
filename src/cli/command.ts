import type { UserError } from '../core/errors.js';

/** What a command writes to. `process` fits. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** 0 done · 1 nothing was done · 2 the call itself is wrong. */
export type ExitCode = 0 | 1 | 2;

/** Tells a user's fault on stderr. @returns the exit code it stands for */
export function tellFault(error: UserError, io: CommandIo, command: string): ExitCode {
  io.stderr.write(`${error.message}\n`);
  for (const { allowed } of error.faults) {
    if (allowed !== undefined)
      io.stderr.write(`  allowed: ${typeof allowed === 'string' ? allowed : allowed.join(', ')}\n`);
  }
  if (error.kind !== 'invalid-parameter') return 1;
  io.stderr.write(`  yizhan ${command} --help explains every option.\n`);
  return 2;
}

/** Whether the error is `parseArgs` refusing the arguments; its message is fit for a user. */
export function isArgumentError(error: unknown): error is Error {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  return known && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** What `parseArgs` says about arguments it refuses, fit for a user; `undefined` for any other error. */
export function argumentFault(error: unknown): string | undefined {
  return isArgumentError(error) ? error.message : undefined;
}
