import { STATUS_CODES } from 'node:http';
import { UserError, type ErrorKind, type Fault } from '../core/errors.js';
import type { Language, Words } from '../core/vocabulary.js';
import type { Reply } from './reply.js';

/** A fault on the wire: `application/problem+json` (RFC 9457). */
export interface Problem {
  /** Where the kind of problem is explained, relative to this server. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path asked for, without its query: that may hold a position. */
  readonly instance: string;
  readonly errors?: readonly Fault[];
  /** Names a bug in our log. */
  readonly id?: string;
}

interface Kind {
  readonly status: number;
  readonly title: Words;
  /** What it means and what to do, for the page of the kind. */
  readonly advice: string;
}

/** Every kind of problem there is. */
export const PROBLEM_KINDS: Readonly<Record<ErrorKind | 'internal', Kind>> = {
  'invalid-parameter': {
    status: 400,
    title: { en: 'A parameter is wrong', zh: '参数有误' },
    advice:
      'A parameter is missing, unknown, given twice or has a value that cannot be used. `errors` names each one.',
  },
  'not-supported-yet': {
    status: 400,
    title: { en: 'Not supported yet', zh: '暂不支持' },
    advice:
      'This is part of the published contract, but this version cannot answer it. It is refused rather than ignored.',
  },
  'invalid-body': {
    status: 400,
    title: { en: 'The body cannot be read', zh: '请求正文有误' },
    advice: 'The body is not JSON (RFC 8259), or not an object.',
  },
  unauthorized: {
    status: 401,
    title: { en: 'A key is needed', zh: '需要密钥' },
    advice:
      'This needs a key, in the header `Authorization` as `Bearer` and the key. Whoever runs the server makes one with `yizhan keys create`.',
  },
  forbidden: {
    status: 403,
    title: { en: 'Not with this key', zh: '此密钥无权限' },
    advice: 'The key is right, but has another role: `detail` says which one is needed.',
  },
  'not-found': {
    status: 404,
    title: { en: 'Not found', zh: '未找到' },
    advice: 'There is nothing at this path, or no facility has this id. `/openapi.yaml` lists the paths.',
  },
  gone: {
    status: 410,
    title: { en: 'No longer there', zh: '已不存在' },
    advice: 'There was a facility with this id; its publishers no longer list it, or an editor removed it.',
  },
  'method-not-allowed': {
    status: 405,
    title: { en: 'Method not allowed', zh: '不允许的方法' },
    advice: 'The path exists, but not for this method. The header `Allow` lists those it has.',
  },
  'not-acceptable': {
    status: 406,
    title: { en: 'No such representation', zh: '无此格式' },
    advice: 'The header `Accept` asks for a format this path does not have.',
  },
  'too-large': {
    status: 413,
    title: { en: 'Too large', zh: '请求过大' },
    advice: 'The body is larger than is accepted. Send it in pieces.',
  },
  'unsupported-media-type': {
    status: 415,
    title: { en: 'Unsupported media type', zh: '不支持的媒体类型' },
    advice: 'Bodies are `application/json` in UTF-8.',
  },
  'invalid-file': {
    status: 422,
    title: { en: 'The file cannot be used', zh: '文件有误' },
    advice: 'The file is not what its name says, or has nothing in it that can be read.',
  },
  conflict: {
    status: 409,
    title: { en: 'Conflict', zh: '冲突' },
    advice: 'The change does not fit what is stored now. Read it again and decide anew.',
  },
  'precondition-failed': {
    status: 412,
    title: { en: 'Changed in the meantime', zh: '内容已被更改' },
    advice:
      'What you wanted to change is not what you had read: somebody was faster. Read it again, and send `If-Match` with its new `ETag`.',
  },
  'precondition-required': {
    status: 428,
    title: { en: 'If-Match is missing', zh: '缺少 If-Match' },
    advice:
      'Say what you have read: send the `ETag` of the answer in the header `If-Match`, so that nobody else’s change is lost.',
  },
  'too-many-requests': {
    status: 429,
    title: { en: 'Too many requests', zh: '请求过多' },
    advice: 'More than this server answers one asker in a minute. Wait the seconds in `Retry-After`.',
  },
  unavailable: {
    status: 503,
    title: { en: 'Not available now', zh: '暂不可用' },
    advice: 'The answer cannot be given at the moment. Try again after the seconds in `Retry-After`.',
  },
  internal: {
    status: 500,
    title: { en: 'Our fault', zh: '服务器内部错误' },
    advice: 'A bug. The `id` names it in the log of the server; tell it to the operator.',
  },
};

/** A user's fault that leaves with another status than its kind's, or with headers of its own. */
export class HttpError extends UserError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ErrorKind,
    detail: string,
    how: { status?: number; headers?: Readonly<Record<string, string>>; faults?: readonly Fault[] },
  ) {
    super(kind, detail, how.faults);
    this.status = how.status ?? PROBLEM_KINDS[kind].status;
    this.headers = how.headers ?? {};
  }
}

export interface ProblemContext {
  readonly path: string;
  readonly lang: Language;
}

/** The problem a user's fault leaves as. */
export function problemOf(error: UserError, { path, lang }: ProblemContext): Problem {
  const kind = PROBLEM_KINDS[error.kind];
  return {
    type: `/problems/${error.kind}`,
    title: kind.title[lang],
    status: error instanceof HttpError ? error.status : kind.status,
    detail: error.message,
    instance: path,
    ...(error.faults.length > 0 ? { errors: error.faults } : {}),
  };
}

/** What a bug leaves as: an id, and nothing of its inside. */
export function bugProblem(id: string, { path, lang }: ProblemContext): Problem {
  return {
    type: '/problems/internal',
    title: PROBLEM_KINDS.internal.title[lang],
    status: 500,
    detail: `Something went wrong on our side. It is in the log as ${id}.`,
    instance: path,
    id,
  };
}

/** The answer that carries a problem. */
export function problemReply(problem: Problem, lang: Language, error?: unknown): Reply {
  return {
    status: problem.status,
    type: 'application/problem+json',
    body: JSON.stringify(problem),
    headers: {
      'Cache-Control': 'no-store',
      'Content-Language': lang,
      Vary: 'Accept-Language',
      ...(problem.status === 503 ? { 'Retry-After': '5' } : {}),
      ...(error instanceof HttpError ? error.headers : {}),
    },
  };
}

/** The reason phrase of a status, for descriptions. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? String(status);
}
