import type { UserError } from '../core/errors.js';
import type { Language } from '../core/vocabulary.js';
import { printable } from './printable.js';

/** What a command writes to. `process` fits. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** 0 done · 1 nothing was done · 2 the call itself is wrong. */
export type ExitCode = 0 | 1 | 2;

/** Tells a user's fault on stderr, which may quote what a file holds. @returns the exit code it stands for */
export function tellFault(error: UserError, io: CommandIo, command: string, lang: Language = 'en'): ExitCode {
  const lines = [(lang === 'zh' && error.zh) || error.message];
  for (const { allowed } of error.faults) {
    if (allowed !== undefined)
      lines.push(`  ${ALLOWED[lang]}${typeof allowed === 'string' ? allowed : allowed.join(', ')}`);
  }
  const isCall = error.kind === 'invalid-parameter';
  if (isCall) lines.push(HELP[lang](command));
  for (const line of lines) io.stderr.write(`${printable(line)}\n`);
  return isCall ? 2 : 1;
}

const ALLOWED = { zh: '可用：', en: 'allowed: ' } as const;
const HELP = {
  zh: (command: string) => `  各选项的说明：yizhan ${command} --help`,
  en: (command: string) => `  yizhan ${command} --help explains every option.`,
} as const;

/** Whether the error is `parseArgs` refusing the arguments; its message is fit for a user. */
export function isArgumentError(error: unknown): error is Error {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  return known && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** What `parseArgs` says about arguments it refuses, fit for a user; `undefined` for any other error. */
export function argumentFault(error: unknown): string | undefined {
  return isArgumentError(error) ? error.message : undefined;
}
