import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { UserError } from '../core/errors.js';
import { membersOf, readBody, readUnread } from './body.js';
import { namesIn, readAddress } from './read-params.js';
import { hasBody, type Route } from './route.js';

/** A request with or without what Express adds to it. */
export interface Incoming extends IncomingMessage {
  url: string;
  readonly method: string;
  /** What stands in the path; only where Express matched a pattern. */
  readonly params?: unknown;
  readonly body?: unknown;
}

export interface Exchange {
  readonly request: Incoming;
  readonly response: ServerResponse;
}

/** What a request says, before it is checked. */
export interface Sent {
  /** Parameters by name. */
  readonly values: Record<string, unknown>;
  /** The body of a route that takes a document. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** The body of a route that takes it unread: then there are no values yet. */
  readonly unread?: Uint8Array;
}

/**
 * Reads a request's parameters from where its route has them: address, body or both.
 * @throws UserError for a name in the wrong place, and for a body that cannot be read
 */
export async function readRequest(route: Route, { request, response }: Exchange): Promise<Sent> {
  const inBody = hasBody(route.method);
  const misplaced = misplacedNames(route, request.url);
  if (misplaced.length > 0) {
    const detail = inBody ? 'belongs into the body' : 'stands in the path already';
    const allowed = inBody ? 'nothing after the path' : 'in the path only';
    const faults = misplaced.slice(0, 20).map((name) => ({ parameter: name.slice(0, 80), detail, allowed }));
    throw new UserError(
      'invalid-parameter',
      faults.map((it) => `${it.parameter} ${it.detail}`).join('; ') + '.',
      faults,
    );
  }
  if (!inBody) return { values: withPath(readAddress(request.url, route.params), { route, request }) };
  if (route.unread) {
    const unread = await readUnread(request as Request, response as Response, route.mostBytes);
    if (unread) return { values: {}, unread };
  }
  const body = await readBody(request as Request, response as Response, {
    most: route.mostBytes,
    type: route.document?.type,
  });
  if (route.document) return { values: withPath({}, { route, request }), document: body };
  return { values: inBodyAndPath(body, { route, request }) };
}

/** Names in an address that belong elsewhere. */
function misplacedNames({ method, pathNames }: Route, url: string): readonly string[] {
  if (hasBody(method)) return namesIn(url);
  if (pathNames.length === 0) return pathNames;
  const sent = namesIn(url);
  return pathNames.filter((name) => sent.includes(name));
}

/** The values of a body that a route was given unread and did not take. @throws UserError as `readRequest` */
export function valuesOf(unread: Uint8Array, route: Route, request: Incoming): Record<string, unknown> {
  return inBodyAndPath(membersOf(unread), { route, request });
}

interface RouteAndRequest {
  readonly route: Route;
  readonly request: Incoming;
}

function inBodyAndPath(
  body: Record<string, unknown>,
  { route, request }: RouteAndRequest,
): Record<string, unknown> {
  const twice = route.pathNames.find((name) => Object.hasOwn(body, name));
  if (twice !== undefined) throw inPathAlready(twice);
  return withPath(body, { route, request });
}

function withPath(
  values: Record<string, unknown>,
  { route, request }: RouteAndRequest,
): Record<string, unknown> {
  const inPath = (request.params ?? {}) as Readonly<Record<string, string>>;
  for (const name of route.pathNames) values[name] = inPath[name] ?? '';
  return values;
}

function inPathAlready(parameter: string): UserError {
  const fault = { parameter, detail: 'stands in the path already', allowed: 'in the path only' };
  return new UserError('invalid-parameter', `${parameter} ${fault.detail}.`, [fault]);
}
