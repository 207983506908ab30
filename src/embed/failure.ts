import type { Signal } from './request.js';
import type { Problem } from './wire.js';

/**
 * Why there is no answer: the API refused (`problem`), it is overloaded and stayed so (`busy`), it was not
 * reached (`network`), it took too long (`timeout`), the asker changed its mind (`aborted`), or what came back is not
 * what the API says (`damaged`).
 */
export type FailureKind = 'problem' | 'busy' | 'network' | 'timeout' | 'aborted' | 'damaged';

/** What every call of the client fails with. */
export class YizhanError extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  /** What the API says is wrong, and with which parameter. */
  readonly problem: Problem | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    more: { status?: number; problem?: Problem | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'YizhanError';
    this.kind = kind;
    this.status = more.status;
    this.problem = more.problem;
  }
}

/** A failure of sending, told apart. */
export function failureOf(error: unknown, signal: Signal | undefined): YizhanError {
  const name = error instanceof Error ? error.name : '';
  if (signal?.aborted) return new YizhanError('aborted', 'The question was withdrawn.', { cause: error });
  if (name === 'TimeoutError')
    return new YizhanError('timeout', 'The server did not answer in time.', { cause: error });
  return new YizhanError('network', 'The server was not reached.', { cause: error });
}

/** An answer that is not one: a problem in the API's words, or else by its status. */
export function refusalOf(status: number, body: string): YizhanError {
  const problem = problemIn(body);
  const kind = status === 429 || status === 503 ? 'busy' : 'problem';
  return new YizhanError(kind, problem?.detail ?? `The server answered with status ${status}.`, {
    status,
    problem,
  });
}

function problemIn(body: string): Problem | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const told = typeof parsed === 'object' && parsed !== null && 'detail' in parsed;
    return told ? (parsed as Problem) : undefined;
  } catch {
    return undefined;
  }
}
