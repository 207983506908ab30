import { connect, type Socket } from 'node:net';
import { percentile } from '../measure.js';
import { seeded } from '../random.js';

export interface Load {
  readonly port: number;
  /** Paths with query, asked in turn. */
  readonly paths: readonly string[];
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
    const path = paths[asked++ % paths.length]!;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  };
  const converse = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
        .setNoDelay(true)
        .once('error', reject)
        .once('close', () => resolve());
      let since = performance.now();
      let received: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const length = answerLength(received);
        if (length === undefined || received.length < length) return;
        const now = performance.now();
        times.push(now - since);
        bytes += length;
        if (!received.subarray(0, 12).equals(OK)) failed++;
        received = Buffer.alloc(0);
        since = now;
        if (now - start >= duration || asked >= most) socket.end();
        else if (rest === 0) ask(socket);
        else
          setTimeout(
            () => {
              since = performance.now();
              ask(socket);
            },
            rest * 2 * next(),
          );
      });
      ask(socket);
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

const OK = Buffer.from('HTTP/1.1 200');
const HEAD_END = Buffer.from('\r\n\r\n');

/** Bytes of the first answer in the buffer, when its head is whole. */
function answerLength(received: Buffer): number | undefined {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return end + HEAD_END.length + Number(length);
}
