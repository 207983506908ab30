import { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { UserError } from '../core/errors.js';
import { LANGUAGES, type Language } from '../core/vocabulary.js';
import type { KeyHolder } from '../core/key.js';
import { networkOf } from './address.js';
import { accepts, offeredTypes } from './accept.js';
import { Askers } from './asker.js';
import { Assets } from './assets.js';
import { OwnBuckets } from './buckets.js';
import { ChangeStreams } from './change-streams.js';
import { DEFAULT_SETTINGS, type AppDeps, type HttpDeps } from './deps.js';
import { guarded } from './guard.js';
import { preferredLanguage } from './language.js';
import { logRequest } from './log.js';
import { shown } from './read-params.js';
import { readRequest, valuesOf, type Exchange, type Incoming } from './read-request.js';
import { bugProblem, HttpError, problemOf, problemReply } from './problem.js';
import { RateLimiter, type LimitHeaders } from './rate-limit.js';
import { CORS_HEADERS, sendReply, type Reply } from './reply.js';
import { METHODS, type Route } from './route.js';
import { nearest } from './routes/nearest.js';
import { NOT_YET_PATHS, ROUTES } from './routes.js';
import { Slots } from './slots.js';

/**
 * The application: every route at its path, and a problem for everything else. There is no chain of
 * middleware before a route; what all answers share is done once, in `sendReply`.
 */
export function createApp(parts: HttpDeps): Express {
  const app = express();
  const streams = new ChangeStreams(parts);
  (app as NodeJS.EventEmitter).on('stopping', () => streams.end());
  const settings = { ...DEFAULT_SETTINGS, ...parts.settings };
  const batches = new Slots(
    settings.maxBatches,
    'There are as many batches as this server answers at a time.',
  );
  const papers = new Slots(
    settings.maxPapers,
    'There are as many pages to print as this server makes at a time.',
  );
  const limiter = parts.limits && new RateLimiter(parts.limits, parts.buckets ?? new OwnBuckets(parts.now));
  const deps: AppDeps = {
    ...parts,
    settings,
    streams,
    batches,
    papers,
    assets: new Assets(parts.assetFolder),
    ...(limiter && { limiter }),
    askers: parts.askers ?? new Askers(),
  };
  app.disable('x-powered-by');
  app.disable('etag'); // ours are made from the data's revision
  app.set('query parser', false); // see readAddress
  app.enable('case sensitive routing');
  app.use((request, response, next) => {
    request.url = withoutOrigin(request.url);
    const fault = faultOfHead(request);
    if (fault === undefined) next();
    else refuse(fault, { request, response, pattern: '(none)' }, deps);
  });
  const groups = byPath(ROUTES);
  app.locals[SHORT_LANE] = shortLane(groups.get(nearest.path)!, deps);
  for (const [path, group] of groups) {
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.route(pattern).all((request, response) => void serve(group, { request, response }, deps));
  }
  app.use((request, response) =>
    refuse(noSuchPath(request.path), { request, response, pattern: '(none)' }, deps),
  );
  // Only what Express itself finds wrong comes here: a path that cannot be decoded.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const undecodable = error instanceof URIError;
    const fault = undecodable
      ? new UserError('invalid-parameter', 'The path is not valid percent-encoding.')
      : error;
    refuse(fault, { request, response, pattern: '(none)' }, deps);
  });
  return app;
}

/**
 * What a server for this application makes of each request and response: options of `createServer`. Express sets the
 * prototypes of both to its own when it takes them, and everything Node does with an object of which that was changed is
 * slow, which costs as much as half an answer. These have the application's prototypes from the start.
 * @see https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
export function exchangeOf(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse<R extends IncomingMessage> extends ServerResponse<R> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}

const SHORT_LANE = 'shortLane';

/** Takes a request, or says that it is not for it. */
type Lane = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * The listener of a server for this application: the busiest question takes the short lane, everything else the
 * application's router. Both end in the same route and the same `serve`.
 */
export function listenerOf(app: Express): (request: IncomingMessage, response: ServerResponse) => void {
  const lane = app.locals[SHORT_LANE] as Lane;
  return (request, response) => {
    if (!lane(request, response)) app(request, response);
  };
}

/** A plain GET of the nearest facilities, with nothing unusual about its head. Express's router costs as much as the answer. */
function shortLane(group: Group, deps: AppDeps): Lane {
  const start = `${nearest.path}?`;
  return (request, response) => {
    const { method, url, headers } = request;
    if (method !== 'GET' || !url!.startsWith(start)) return false;
    if (headers.host === undefined || headers.expect !== undefined) return false;
    void serve(group, { request: request as Incoming, response }, deps);
    return true;
  };
}

/**
 * Path and query of a request's target, which may be a whole URL (RFC 9112 section 3.2.2): links are made of it, and
 * shall not lead to whatever host the asker wrote.
 */
function withoutOrigin(target: string): string {
  if (target.startsWith('/')) return target;
  return target.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
}

/** What a request's head lacks or has too much of, before there is a question. */
function faultOfHead({ headers: { host, expect }, httpVersion }: Request): UserError | undefined {
  if (host === undefined && httpVersion === '1.1') {
    const fault = { parameter: 'Host', detail: 'is missing', allowed: 'the name this server is reached by' };
    return new UserError('invalid-parameter', 'The header Host is missing (RFC 9112 section 3.2).', [fault]);
  }
  if (expect === undefined || expect.toLowerCase() === '100-continue') return undefined;
  const fault = { parameter: 'Expect', ...shown(expect), detail: 'cannot be met', allowed: '100-continue' };
  return new HttpError('invalid-parameter', 'The header Expect asks for what cannot be met.', {
    status: 417,
    faults: [fault],
  });
}

/** What is at one path, by method. */
type Group = Readonly<Partial<Record<string, Route>>>;

function byPath(routes: readonly Route[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const route of routes) groups.set(route.path, { ...groups.get(route.path), [route.method]: route });
  return groups;
}

async function serve(group: Group, { request, response }: Exchange, deps: AppDeps): Promise<void> {
  const { method } = request;
  const route = method === 'HEAD' ? group.GET : group[method];
  const pattern = Object.values(group)[0]!.path;
  if (method === 'OPTIONS') {
    logRequest(request, response, { log: deps.log, pattern });
    return sendReply(request, response, preflight(group));
  }
  if (route === undefined) {
    const headers = { Allow: allowed(group) };
    const detail = `${method} is not possible here.`;
    return refuse(
      new HttpError('method-not-allowed', detail, { headers }),
      { request, response, pattern },
      deps,
    );
  }
  logRequest(request, response, { log: deps.log, pattern });
  const lang = preferredLanguage(request.headers['accept-language']);
  let limits: LimitHeaders | undefined;
  try {
    limits = limitOf(route, request, deps);
    if (!accepts(request.headers.accept, route)) {
      throw new UserError('not-acceptable', `This path answers as ${contentTypes(route).join(' or ')}.`);
    }
    const answer = async (key?: KeyHolder) => {
      const { values, document, unread } = await readRequest(route, { request, response });
      const asked = { lang, request, response, ...(key && { key }), ...(document && { document }) };
      if (unread === undefined) return route.answer(values, asked, deps);
      const early = await route.unread!(unread, asked, deps);
      return early ?? route.answer(valuesOf(unread, route, request), asked, deps);
    };
    const reply = await (route.role === undefined ? answer() : guarded(route, request, { deps, answer }));
    if ('stream' in reply) await reply.stream(request, response);
    else sendReply(request, response, reply, limits);
  } catch (error) {
    sendFault(error, { request, response }, deps, limits);
  }
}

/** Counts a request of the open routes by the asker's network; of guarded ones the guard counts by key. */
function limitOf({ role, cost = 'read' }: Route, request: Incoming, deps: AppDeps): LimitHeaders | undefined {
  const { limiter, settings } = deps;
  if (limiter === undefined || role !== undefined || cost === 'free') return undefined;
  return limiter.take(cost, networkOf(request, settings.proxies));
}

/** Logs and answers a request that no route takes. */
function refuse(
  error: unknown,
  { request, response, pattern }: Exchange & { pattern: string },
  deps: HttpDeps,
): void {
  logRequest(request, response, { log: deps.log, pattern });
  sendFault(error, { request, response }, deps);
}

function sendFault(
  error: unknown,
  { request, response }: Exchange,
  deps: HttpDeps,
  limits?: LimitHeaders,
): void {
  if (response.destroyed || response.writableEnded) return;
  const lang = languageOf(request);
  const context = { path: request.url.split('?', 1)[0]!, lang };
  const id = error instanceof UserError ? undefined : deps.id();
  if (id !== undefined) deps.log.error({ id, err: error }, 'a bug');
  if (response.headersSent) return void response.destroy();
  const problem = error instanceof UserError ? problemOf(error, context) : bugProblem(id!, context);
  sendReply(request, response, problemReply(problem, lang, error), limits);
}

/** The language a problem is told in: the one asked for by `lang`, where that much was right. */
function languageOf({ url, body, headers }: Incoming): Language {
  const written = new URLSearchParams(url.split('?')[1]).getAll('lang');
  const asked = written.length > 0 ? written : [(body as { lang?: unknown } | undefined)?.lang];
  const known = asked.length === 1 ? LANGUAGES.find((it) => it === asked[0]) : undefined;
  return known ?? preferredLanguage(headers['accept-language']);
}

function noSuchPath(path: string): UserError {
  if (NOT_YET_PATHS.some((it) => path === it || path.startsWith(`${it}/`))) {
    return new HttpError('not-supported-yet', 'This path is not supported yet by this version.', {
      status: 404,
    });
  }
  return new UserError('not-found', 'There is nothing at this path; /openapi.yaml lists what there is.');
}

function allowed(group: Group): string {
  const methods = METHODS.filter((method) => group[method]);
  return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(
    ', ',
  );
}

const PLAIN_HEADERS = 'Accept-Language, Content-Type, If-None-Match, Last-Event-ID';

function isGuarded(group: Group): boolean {
  return Object.values(group).some((route) => route?.role !== undefined);
}

/** What a browser asks before it asks across origins, and what any other client may learn by OPTIONS. */
function preflight(group: Group): Reply {
  return {
    status: 204,
    type: '',
    body: '',
    headers: {
      ...CORS_HEADERS,
      Allow: allowed(group),
      ...(group['PATCH']?.document && { 'Accept-Patch': group['PATCH'].document.type }),
      'Access-Control-Allow-Methods': allowed(group),
      'Access-Control-Allow-Headers': isGuarded(group)
        ? `${PLAIN_HEADERS}, Authorization, If-Match`
        : PLAIN_HEADERS,
      'Access-Control-Max-Age': '86400',
    },
  };
}

function contentTypes(route: Route): string[] {
  return [...offeredTypes(route)];
}
