import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { KeyHolder, KeyRole } from '../core/key.js';
import type { Language } from '../core/vocabulary.js';
import type { AppDeps } from './deps.js';
import type { ParamTable, Values } from './params.js';
import type { Cost } from './rate-limit.js';
import { reader, type NotYet, type Reader } from './read-params.js';
import type { Reply, Stream } from './reply.js';

/** What a handler is given: the question, read and checked. */
export interface Asked<P extends ParamTable> {
  readonly params: Values<P>;
  readonly lang: Language;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body of a route that takes a document: an object, not yet checked. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Of a guarded route, whose key was sent; it has the route's role. */
  readonly key?: KeyHolder;
}

/** The same before the question is read. */
export type AskedUnread = Omit<Asked<ParamTable>, 'params'>;

/** One possible answer, for the document. */
export interface AnswerDoc {
  readonly description: string;
  readonly contentType: string;
  readonly schema: z.ZodType | 'string' | 'binary';
  readonly headers?: Readonly<Record<string, string>>;
  /** The same as text of another type. */
  readonly also?: string;
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** Whether the parameters stand in a JSON body; those of the path never do. */
export function hasBody(method: Method): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

/** A body that is more than a list of parameters. */
export interface DocumentSpec {
  /** Media type: the only one that is taken. */
  readonly type: string;
  /** For the document of the API. */
  readonly schema: z.ZodType;
  readonly description: string;
}

/**
 * A question that can be asked over HTTP, as data. Parsing, refusing, the document and the tests that
 * hold answers against it all come from here.
 */
export interface RouteSpec<P extends ParamTable> {
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/facilities/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Only with a key of this role: see guard.ts. */
  readonly role?: KeyRole;
  /** True: what was done is not noted in the audit log, because it says by itself who wrote it, many times a minute. */
  readonly unaudited?: boolean;
  /** What it counts as where requests are limited; absent: `write` with a role, else `read`. `free`: is never limited. */
  readonly cost?: Cost | 'free';
  /** GET and DELETE: path and query; the others: path and members of the body. */
  readonly params: P;
  /** The body is a document of its own, which the handler checks; `params` then stand in the path only. */
  readonly document?: DocumentSpec;
  /**
   * Takes the body as it came, where to read it here would hold up other answers. Without a reply it is read as usual:
   * so whatever is wrong with a body as a whole is told in the usual words.
   */
  readonly unread?: (body: Uint8Array, asked: AskedUnread, deps: AppDeps) => Promise<Reply | undefined>;
  /** Largest body, in bytes; absent: as body.ts says. */
  readonly mostBytes?: number;
  /** Names in the contract that this version refuses. */
  readonly notYet?: NotYet;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Query strings (GET) or bodies (POST) that work, by title; the first GET one is shown in the document. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** Statuses of problems it may answer with, besides 400 and 500. */
  readonly problems?: readonly number[];
  /** True: is no part of the document. */
  readonly hidden?: boolean;
  readonly handle: (asked: Asked<P>, deps: AppDeps) => Promise<Reply | Stream> | Reply | Stream;
}

export interface Route extends Omit<RouteSpec<ParamTable>, 'handle'> {
  /** Names in the path. */
  readonly pathNames: readonly string[];
  readonly answer: (
    raw: Readonly<Record<string, unknown>>,
    asked: AskedUnread,
    deps: AppDeps,
  ) => Promise<Reply | Stream> | Reply | Stream;
}

/** Makes a route of its description. */
export function route<P extends ParamTable>(spec: RouteSpec<P>): Route {
  const { handle, ...rest } = spec;
  const form = hasBody(spec.method) ? 'json' : 'text';
  const pathNames = [...spec.path.matchAll(/\{(\w+)\}/g)].map((it) => it[1]!);
  const { read }: Reader<P> = reader(spec.params, spec.notYet, pathNames);
  return {
    ...rest,
    pathNames,
    answer: (raw, asked, deps) => handle({ ...asked, params: read(raw, form) }, deps),
  };
}
