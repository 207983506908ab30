import express, { type Request, type Response } from 'express';
import { UserError } from '../core/errors.js';
import { HttpError } from './problem.js';

/** Largest body, in bytes, of routes that do not say another. */
export const MOST_BYTES = 1_048_576;

type Parser = ReturnType<typeof express.json>;

const parsers = { json: new Map<number, Parser>(), raw: new Map<number, Parser>() };

function parserFor(form: 'json' | 'raw', limit: number): Parser {
  const known = parsers[form].get(limit) ?? express[form]({ limit, type: () => true });
  parsers[form].set(limit, known);
  return known;
}

/**
 * The members of a JSON body.
 * @param how `most`: bytes; `type`: the one media type that is taken, absent: any JSON
 * @throws UserError for another media type, a body too large, and what is no JSON object
 */
export async function readBody(
  request: Request,
  response: Response,
  { most = MOST_BYTES, type }: { most?: number | undefined; type?: string | undefined } = {},
): Promise<Record<string, unknown>> {
  const isOther = request.is(type === undefined ? ['application/json', '+json'] : [type]) === false;
  if (isOther) throw otherType(type ?? 'application/json', request.method);
  await take(parserFor('json', most), { request, response }, most);
  return asObject(request.body);
}

/**
 * A JSON body as it came, unpacked but not read; nothing where it is not sent as UTF-8.
 * @throws UserError for another media type, and a body too large
 */
export async function readUnread(
  request: Request,
  response: Response,
  most: number = MOST_BYTES,
): Promise<Uint8Array | undefined> {
  if (request.is(['application/json', '+json']) === false)
    throw otherType('application/json', request.method);
  if (!/^[^;]*(; *charset="?utf-8"?)?$/i.test(request.headers['content-type'] ?? '')) return undefined;
  await take(parserFor('raw', most), { request, response }, most);
  return (request.body as Uint8Array | undefined) ?? new Uint8Array();
}

/** The members of a body that was read by `readUnread`. @throws UserError for what is no JSON object */
export function membersOf(unread: Uint8Array): Record<string, unknown> {
  if (unread.length === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(unread));
  } catch {
    throw new UserError('invalid-body', NO_OBJECT);
  }
  return asObject(body);
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

function take(parser: Parser, { request, response }: Exchange, most: number): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(asUserError(error, most)),
    );
  });
}

const NO_OBJECT = 'The body is not a JSON object (RFC 8259).';

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new UserError('invalid-body', 'The body must be a JSON object.');
}

/** RFC 5789 section 3.1 names what may be sent instead. */
function otherType(type: string, method: string): UserError {
  const headers = method === 'PATCH' ? { 'Accept-Patch': type } : {};
  return new HttpError('unsupported-media-type', `Send the body as ${type}.`, { headers });
}

/** The body parser's faults, by their documented `type`. */
function asUserError(error: unknown, most: number): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new UserError('too-large', `The body is larger than ${most} bytes.`);
    case 'entity.parse.failed':
      return new UserError('invalid-body', NO_OBJECT);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new UserError(
        'unsupported-media-type',
        'The body must be UTF-8, plain or compressed by gzip, deflate or br.',
      );
    case 'request.size.invalid':
    case 'request.aborted':
    case 'encoding.invalid':
      return new UserError('invalid-body', 'The body did not arrive whole.');
    default:
      return isClientFault(error)
        ? new UserError('invalid-body', 'The body is damaged: it cannot be unpacked or read.')
        : error;
  }
}

/** The parser gives the sender's faults a status of 4xx; zlib's errors about damaged bytes have no `type`. */
function isClientFault(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
}
