import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Express } from 'express';
import { UserError, type ErrorKind } from '../core/errors.js';
import { exchangeOf, listenerOf } from './app.js';
import { Overload, sheddingListener } from './overload.js';
import { problemOf } from './problem.js';

export interface Listening {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Stops gracefully; see `startServer`. Resolves when the last connection is closed. */
  readonly close: () => Promise<void>;
}

/** A listening socket as Node holds it inside; `listen` of its servers takes one. */
export interface SocketHandle {
  readonly fd: number;
}

interface Where {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** A port that other threads listen on too, in the place of host and port. */
  readonly handle?: SocketHandle;
  /** Milliseconds after which a stop no longer waits for requests in flight. */
  readonly patience?: number;
  /** Called for each request. */
  readonly onRequest?: () => void;
}

/**
 * Serves the application. A stop ends event streams, takes connections until nobody makes new ones (half of
 * `patience` at most), answers every request that was sent, and closes each connection when it has been silent for
 * a while; after `patience` (10 s) it closes the rest.
 * @throws what `listen` fails with, such as EADDRINUSE
 */
export async function startServer(
  app: Express,
  { host, port, handle, patience = 10_000, onRequest }: Where,
): Promise<Listening> {
  const server = createServer({
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    requireHostHeader: false,
    ...exchangeOf(app),
  });
  const open = trackConnections(server);
  if (onRequest) server.on('request', onRequest);
  server.on('request', sheddingListener(listenerOf(app), new Overload()));
  server.on('checkExpectation', app); // of both the application says what is missing or wrong
  server.on('clientError', answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(handle ?? { host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Listening on a host and port, its address is no pipe's name.
  const address = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(address),
    close: () => (stopped ??= stop(server, app, { open, patience })),
  };
}

/** Where a server at this address is found. */
export function urlOf({ family, address, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** What is known of an open connection. */
interface Connection {
  /** Requests under way. */
  requests: number;
  /** Bytes read when the last request was over; where there are more, another one is on its way. */
  heard: number;
  /** Ticks of a stop for which it has been silent. */
  silent: number;
}
type Connections = Map<Socket, Connection>;

function trackConnections(server: Server): Connections {
  const open: Connections = new Map();
  server.on('connection', (socket: Socket) => {
    open.set(socket, { requests: 0, heard: 0, silent: 0 });
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = open.get(socket);
    if (connection === undefined) return;
    connection.requests++;
    response.once('close', () => {
      connection.requests--;
      connection.heard = socket.bytesRead;
    });
  });
  return open;
}

interface Stopping {
  readonly open: Connections;
  readonly patience: number;
}

/** Milliseconds between two looks at the connections while the server stops. */
const TICK = 20;
/**
 * Looks without a new connection after which no more are taken. Looks are counted, not milliseconds: between two
 * of them the event loop has turned, however busy the process is.
 */
const QUIET = 5;
/** Turns of the event loop in which those are accepted who still come after half of the patience. */
const MOST_TURNS = 10_000;
/** Looks after which a connection that says nothing is closed; its request may be on the way until then. */
const GRACE = 25;

async function stop(server: Server, app: Express, { open, patience }: Stopping): Promise<void> {
  app.emit('stopping');
  // Whoever asks again on an open connection is told to make a new one elsewhere.
  server.prependListener('request', (_: IncomingMessage, response) =>
    response.setHeader('Connection', 'close'),
  );
  const end = globalThis.setTimeout(() => server.closeAllConnections(), patience);
  const silence = setInterval(() => endSilent(open), TICK);
  const arrivedDuring = watchArrivals(server);
  const start = performance.now();
  for (let ticks = 0; ticks < QUIET && performance.now() < start + patience / 2; ticks++)
    if (await arrivedDuring(setTimeout(TICK))) ticks = -1;
  const serveHeld = holdRequests(server, app);
  for (let turns = 0; turns < MOST_TURNS && (await arrivedDuring(setImmediate())); turns++);
  // The HTTP server's own `close` destroys connections it takes for idle, and with them what is still in their
  // buffers: a long answer would be cut off. `end` sends it first.
  const closed = new Promise<void>((resolve) => void NetServer.prototype.close.call(server, () => resolve()));
  serveHeld();
  await closed;
  clearInterval(silence);
  clearTimeout(end);
}

/** A function that tells whether anybody connected while something was waited for. */
function watchArrivals(server: Server): (wait: Promise<unknown>) => Promise<boolean> {
  let arrivals = 0;
  server.on('connection', () => arrivals++);
  return async (wait) => {
    const before = arrivals;
    await wait;
    return arrivals > before;
  };
}

/**
 * Puts requests aside until the function it returns is called. To stop listening resets connections that wait to be
 * accepted, and Node accepts one in each turn of its loop; turns without work let it get through them.
 */
function holdRequests(server: Server, app: Express): () => void {
  const held: [IncomingMessage, ServerResponse][] = [];
  const hold = (request: IncomingMessage, response: ServerResponse) => void held.push([request, response]);
  server.off('request', app).on('request', hold);
  return () => {
    server.off('request', hold).on('request', app);
    for (const [request, response] of held) app(request, response);
  };
}

function endSilent(open: Connections): void {
  for (const [socket, connection] of open) {
    const waits = connection.requests === 0 && socket.bytesRead === connection.heard;
    connection.silent = waits ? connection.silent + 1 : 0;
    if (connection.silent >= GRACE) socket.end();
  }
}

interface Refusal {
  readonly status: string;
  readonly kind: ErrorKind;
  readonly detail: string;
}

/** What can be wrong before there is a request, by the code Node gives it. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    kind: 'too-large',
    detail: 'The address and headers are too long.',
  },
  HPE_INVALID_URL: {
    status: '400 Bad Request',
    kind: 'invalid-parameter',
    detail:
      'The address has characters that must be percent-encoded; with curl, write -G --data-urlencode "q=爱心" instead of ?q=爱心.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    kind: 'unavailable',
    detail: 'The request did not arrive in time.',
  },
};
const NO_HTTP: Refusal = { status: '400 Bad Request', kind: 'invalid-body', detail: 'This is not HTTP/1.1.' };

const UNKNOWN_METHOD: Refusal = {
  status: '501 Not Implemented',
  kind: 'method-not-allowed',
  detail: 'This method is not known. Methods are written in capitals: GET, HEAD, POST, OPTIONS.',
};
const REQUEST_LINE = /^[!#$%&'*+.^_`|~\dA-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/;

function refusalOf({ code = '', rawPacket }: BrokenRequest): Refusal {
  const line = code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(rawPacket?.toString('latin1') ?? '');
  return line ? UNKNOWN_METHOD : (REFUSALS[code] ?? NO_HTTP);
}

/** @see https://nodejs.org/api/http.html#event-clienterror */
interface BrokenRequest extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** What is no HTTP never reaches the application; it is answered by a problem as well, and cut off. */
function answerBrokenRequest(error: BrokenRequest, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, kind, detail } = refusalOf(error);
  const fault = new UserError(kind, detail);
  const problem = { ...problemOf(fault, { path: '', lang: 'en' }), status: Number.parseInt(status, 10) };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
