import express, { type Request, type Response } from 'express';
import { UserError } from '../core/errors.js';
import { HttpError } from './problem.js';

/** Largest body, in bytes, of routes that do not say another. */
export const MOST_BYTES = 1_048_576;

const parsers = new Map<number, ReturnType<typeof express.json>>();

function parserFor(limit: number): ReturnType<typeof express.json> {
  const known = parsers.get(limit) ?? express.json({ limit, type: () => true, strict: true });
  parsers.set(limit, known);
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
  await new Promise<void>((resolve, reject) => {
    parserFor(most)(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(asUserError(error, most)),
    );
  });
  const body: unknown = request.body;
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
      return new UserError('invalid-body', 'The body is not a JSON object (RFC 8259).');
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
