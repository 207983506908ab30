import { UserError, type Sentence } from '../core/errors.js';
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

/** What is wrong with arguments that `parseArgs` refused, as a user's fault; any other error is thrown on. */
export function argumentFault(error: unknown): UserError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS')) throw error;
  const said = String(message);
  const named = /'([^']*)'/.exec(said)?.[1] ?? '';
  return new UserError('invalid-parameter', ARGUMENT_FAULTS[code]?.(named, said) ?? said);
}

type ArgumentFault = (named: string, message: string) => Sentence | undefined;

/** Node's own words speak of "positional arguments", and of ways to write what nobody wanted to write. */
const ARGUMENT_FAULTS: Readonly<Record<string, ArgumentFault>> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: (option) => ({
    zh: `没有选项 ${option}。`,
    en: `There is no option ${option}.`,
  }),
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: (word) => ({
    zh: `多了一个参数：“${word}”。`,
    en: `"${word}" is one argument too many.`,
  }),
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: (_, message) => {
    const option = /--?[a-z][a-z-]*/i.exec(message)?.[0];
    if (option === undefined) return undefined;
    if (message.includes('does not take'))
      return { zh: `选项 ${option} 后面不带值。`, en: `${option} takes no value.` };
    return {
      zh: `选项 ${option} 后面需要一个值；以 - 开头的值写作 ${option}=-…`,
      en: `${option} needs a value after it; one that begins with - is written ${option}=-…`,
    };
  },
};
