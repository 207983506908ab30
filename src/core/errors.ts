/**
 * The faults a user can make, a closed set. Anything else that is thrown is a bug and leaves as a 500 with an id.
 */
export const ERROR_KINDS = [
  'invalid-parameter',
  'not-supported-yet',
  'invalid-body',
  'unauthorized',
  'forbidden',
  'not-found',
  'gone',
  'method-not-allowed',
  'not-acceptable',
  'too-large',
  'unsupported-media-type',
  'invalid-file',
  'conflict',
  'precondition-failed',
  'precondition-required',
  'too-many-requests',
  'unavailable',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** One thing that is wrong with one value, in words a person can act on (a member of RFC 9457 `errors`). */
export interface Fault {
  /** The parameter's name, or the JSON path inside a body. */
  readonly parameter: string;
  /** What was sent, cut to a readable length. */
  readonly value?: string;
  readonly detail: string;
  /** What would have been accepted: a list of words, or a range in words. */
  readonly allowed?: string | readonly string[];
}

/** One sentence, in English or in both languages. */
export type Sentence = string | { readonly zh: string; readonly en: string };

/** A user's fault: what kind, one sentence, and the single values that are wrong. */
export class UserError extends Error {
  readonly kind: ErrorKind;
  /** The sentence in Chinese, where office staff meets it. The message is English. */
  readonly zh: string | undefined;
  readonly faults: readonly Fault[];

  constructor(kind: ErrorKind, detail: Sentence, faults: readonly Fault[] = []) {
    super(typeof detail === 'string' ? detail : detail.en);
    this.name = 'UserError';
    this.kind = kind;
    this.zh = typeof detail === 'string' ? undefined : detail.zh;
    this.faults = faults;
  }
}

/** A file that cannot be used: what it is, and what to do instead. */
export function invalidFile(detail: Sentence): UserError {
  return new UserError('invalid-file', detail);
}

/** Refuses one parameter. */
export function invalidParameter(fault: Fault): UserError {
  return new UserError('invalid-parameter', `${fault.parameter}: ${fault.detail}`, [fault]);
}
