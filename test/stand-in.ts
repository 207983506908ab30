import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in does with one request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface StandIn {
  readonly url: string;
  /** What was asked, in order. */
  readonly asked: { readonly url: URL; readonly headers: IncomingMessage['headers'] }[];
  /** Connections that the asking side closed before the answer was whole. */
  readonly given: { closedEarly: number };
  close(): Promise<void>;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** An HTTP server on this machine that gives these answers one after the other, the last one again and again. */
export async function standIn(...answers: readonly Answer[]): Promise<StandIn> {
  const asked: StandIn['asked'] = [];
  const given = { closedEarly: 0 };
  const server = createServer((request, response) => {
    response.on('close', () => void (response.writableFinished || given.closedEarly++));
    asked.push({ url: new URL(request.url!, 'http://stand-in'), headers: request.headers });
    answers[Math.min(asked.length, answers.length) - 1]!(response, request);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, asked, given, close };
}

/** A clock that only moves when somebody sleeps. */
export function stillClock(start = Date.parse('2026-03-01T08:00:00Z')) {
  let time = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      time += milliseconds;
      slept.push(Math.round(milliseconds));
      return Promise.resolve();
    },
    pass: (milliseconds: number) => void (time += milliseconds),
  };
}
