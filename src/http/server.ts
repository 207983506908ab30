import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import type { Express } from 'express';
import { UserError, type ErrorKind } from '../core/errors.js';
import { problemOf } from './problem.js';

export interface Listening {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Stops gracefully; see `startServer`. Resolves when the last connection is closed. */
  readonly close: () => Promise<void>;
}

interface Where {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Milliseconds after which a stop no longer waits for requests in flight. */
  readonly patience?: number;
}

/**
 * Serves the application. A stop takes no new connections, ends event streams, lets requests in flight finish
 * and closes each connection as soon as it has nothing to do; after `patience` (10 s) it closes the rest.
 * @throws what `listen` fails with, such as EADDRINUSE
 */
export async function startServer(
  app: Express,
  { host, port, patience = 10_000 }: Where,
): Promise<Listening> {
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 30_000 });
  const busy = trackSockets(server);
  server.on('request', app);
  server.on('clientError', answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Listening on a host and port, its address is no pipe's name.
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${name}:${address.port}`,
    close: () => (stopped ??= stop(server, app, { busy, patience })),
  };
}

/** Connections, and how many requests are under way on each. */
type Sockets = Map<Socket, number>;

function trackSockets(server: Server): Sockets {
  const busy: Sockets = new Map();
  server.on('connection', (socket: Socket) => {
    busy.set(socket, 0);
    socket.once('close', () => busy.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1);
    response.once('close', () => {
      if (busy.has(socket)) busy.set(socket, busy.get(socket)! - 1);
    });
  });
  return busy;
}

interface Stopping {
  readonly busy: Sockets;
  readonly patience: number;
}

async function stop(server: Server, app: Express, { busy, patience }: Stopping): Promise<void> {
  app.emit('stopping');
  // Whoever asks again on an open connection is told to make a new one elsewhere.
  server.prependListener('request', (_: IncomingMessage, response) =>
    response.setHeader('Connection', 'close'),
  );
  const closed = new Promise<void>((resolve) => {
    // The HTTP server's own `close` destroys connections it takes for idle, and with them what is still in their
    // buffers: a long answer would be cut off. `end` sends it first.
    NetServer.prototype.close.call(server, () => resolve());
  });
  const idle = setInterval(() => {
    for (const [socket, requests] of busy) if (requests === 0) socket.end();
  }, 20);
  const end = setTimeout(() => server.closeAllConnections(), patience);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
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

/** What is no HTTP never reaches the application; it is answered by a problem as well, and cut off. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, kind, detail } = REFUSALS[error.code ?? ''] ?? NO_HTTP;
  const fault = new UserError(kind, detail);
  const problem = { ...problemOf(fault, { path: '', lang: 'en' }), status: Number.parseInt(status, 10) };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
