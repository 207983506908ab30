import { connect, type Socket } from 'node:net';
import { percentile } from '../measure.js';
import { seeded } from '../random.js';

/** A path to get, or one to post something to. */
export type Question = string | { readonly path: string; readonly body: unknown };

/** The request as it goes over the wire. */
export function requestOf(question: Question): string {
  if (typeof question === 'string') return `GET ${question} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const body = JSON.stringify(question.body);
  const head = `POST ${question.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json`;
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export interface Load {
  readonly port: number;
  /** Paths with query, asked in turn; with a body where it is sent by POST. */
  readonly paths: readonly Question[];
  readonly connections: number;
  /** Milliseconds. */
  readonly duration: number;
  /** No more questions than these are asked. */
  readonly most?: number;
  /** Milliseconds for which a connection rests after an answer, from none to twice as long; absent: it asks on at once. */
  readonly rest?: number;
}

export interface LoadFigures {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly bytes: number;
  /** Answers with another status than 200. */
  readonly failed: number;
}

/**
 * Asks over keep-alive connections, one question at a time on each. It speaks just enough HTTP to know where an answer
 * ends, so that the one who asks is not slower than the one who answers.
 */
export async function load(wanted: Load): Promise<LoadFigures> {
  const { port, paths, connections, duration, most = Infinity, rest = 0 } = wanted;
  const times: number[] = [];
  let bytes = 0;
  let failed = 0;
  let asked = 0;
  const next = seeded(7);
  const start = performance.now();
  const ask = (socket: Socket) => {
    socket.write(requestOf(paths[asked++ % paths.length]!));
  };
  const converse = () =>
    new Promise<void>((resolve, reject) => {
      let since = performance.now();
      let length: number | undefined;
      let received = 0;
      const socket: Socket = connect({
        port,
        host: '127.0.0.1',
        onread: { buffer: Buffer.alloc(ROOM), callback: take },
      })
        .setNoDelay(true)
        .once('error', reject)
        .once('close', () => resolve());
      function take(count: number, buffer: Uint8Array): boolean {
        if (received === 0) {
          length = answerLength(buffer.subarray(0, count));
          if (!OK.equals(buffer.subarray(0, OK.length))) failed++;
        }
        received += count;
        if (received < length!) return true;
        const now = performance.now();
        times.push(now - since);
        bytes += received;
        received = 0;
        if (now - start >= duration || asked >= most) socket.end();
        else askOn();
        return true;
      }
      const askNow = () => {
        since = performance.now();
        ask(socket);
      };
      const askOn = () => {
        if (rest === 0) askNow();
        else setTimeout(askNow, rest * 2 * next());
      };
      // Askers who rest do not all begin at one instant either: of a short round that burst alone would be the slowest
      // hundredth, whatever the server does.
      askOn();
    });
  await Promise.all(Array.from({ length: connections }, converse));
  const seconds = (performance.now() - start) / 1000;
  return {
    perSecond: times.length / seconds,
    median: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    bytes: bytes / times.length,
    failed,
  };
}

/** Each connection reads into memory of its own, again and again: nothing is left for the collector to stop this process. */
const ROOM = 65_536;
const OK = Buffer.from('HTTP/1.1 200');
const HEAD_END = Buffer.from('\r\n\r\n');

/** Bytes of the answer whose first bytes these are. A head is sent at once, so that it is always whole. */
export function answerLength(received: Uint8Array): number {
  const text = Buffer.from(received.buffer, received.byteOffset, received.length);
  const end = text.indexOf(HEAD_END);
  const head = text.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (end < 0 || length === undefined) throw new Error(`an answer without a length: ${head}`);
  return end + HEAD_END.length + Number(length);
}
