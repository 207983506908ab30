import { connect, type Socket } from 'node:net';
import { percentile } from '../measure.js';
import { answerLength, requestOf, type Question } from './load.js';

/** One answer of a server that was asked whether or not it had answered before. */
export interface Answered {
  /** When it was due to be asked, on the clock of `performance.now`. */
  readonly due: number;
  /** Milliseconds from then to the whole answer: what waits for a free connection has waited too. */
  readonly took: number;
  readonly status: number;
}

interface Wanted {
  readonly port: number;
  /** Asked in turn. */
  readonly questions: readonly Question[];
  /** How many are open from the start; a question waits where all are taken. */
  readonly connections: number;
  /** Called with the body of each answer whose status is 200. */
  readonly onBody?: (body: Buffer, question: Question) => void;
}

/**
 * Asks at a fixed rate, as people do who know nothing of one another (an open loop): who asks does not wait for the
 * answers of others, so a server that falls behind is asked no less.
 */
export class OpenLoop {
  /** Questions a second; may be changed at any time. */
  rate = 0;
  readonly answers: Answered[] = [];
  /** Milliseconds by which questions were sent late, for want of time or of a free connection. */
  readonly late: number[] = [];
  /** Questions whose connection broke. */
  broken = 0;
  readonly #wanted: Wanted;
  readonly #free: Socket[] = [];
  readonly #waiting: number[] = [];
  readonly #under = new Map<Socket, UnderWay>();
  #asked = 0;
  #owed = 0;
  #tick = performance.now();
  #timer: NodeJS.Timeout | undefined;

  private constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** Opens the connections one after the other; a flood of new ones would be another question. */
  static async over(wanted: Wanted): Promise<OpenLoop> {
    const loop = new OpenLoop(wanted);
    for (let i = 0; i < wanted.connections; i++) await loop.#open();
    loop.#tick = performance.now();
    loop.#timer = setInterval(() => loop.#send(), 1);
    return loop;
  }

  /** Stops asking, waits for what is under way, and closes. */
  async end(): Promise<void> {
    this.rate = 0;
    while (this.#under.size > 0 || this.#waiting.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.#timer);
    for (const socket of this.#free.splice(0)) socket.destroy();
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const buffer = Buffer.alloc(ROOM);
      const callback = (count: number) => {
        this.#receive(socket, buffer.subarray(0, count));
        return true;
      };
      const port = this.#wanted.port;
      const socket: Socket = connect({ port, host: '127.0.0.1', onread: { buffer, callback } });
      socket.setNoDelay(true);
      socket.once('connect', () => {
        this.#free.push(socket);
        resolve();
      });
      socket.once('error', reject);
      socket.once('close', () => {
        if (this.#under.delete(socket)) this.broken++;
        const at = this.#free.indexOf(socket);
        if (at >= 0) this.#free.splice(at, 1);
      });
    });
  }

  #send(): void {
    const now = performance.now();
    this.#owed += ((now - this.#tick) * this.rate) / 1000;
    const count = Math.floor(this.#owed);
    this.#owed -= count;
    for (let i = 0; i < count; i++) this.#waiting.push(this.#tick + ((now - this.#tick) * (i + 1)) / count);
    this.#tick = now;
    while (this.#waiting.length > 0 && this.#free.length > 0) this.#ask(this.#waiting.shift()!);
  }

  #ask(due: number): void {
    const socket = this.#free.shift()!;
    const { questions } = this.#wanted;
    const question = questions[this.#asked++ % questions.length]!;
    this.#under.set(socket, { due, question, length: 0, received: 0, status: 0, parts: [] });
    this.late.push(performance.now() - due);
    socket.write(requestOf(question));
  }

  /** @param chunk memory that is written over afterwards */
  #receive(socket: Socket, chunk: Buffer): void {
    const answer = this.#under.get(socket);
    if (answer === undefined) return;
    if (answer.received === 0) {
      answer.length = answerLength(chunk);
      answer.status = Number(chunk.toString('latin1', 9, 12));
    }
    answer.received += chunk.length;
    if (this.#wanted.onBody) answer.parts.push(Buffer.from(chunk));
    if (answer.received < answer.length) return;
    this.#under.delete(socket);
    this.#free.push(socket);
    const { due, question, status, parts } = answer;
    this.answers.push({ due, took: performance.now() - due, status });
    if (status !== 200) return;
    const whole = Buffer.concat(parts);
    this.#wanted.onBody?.(whole.subarray(whole.indexOf('\r\n\r\n') + 4), question);
  }
}

/** Bytes that one connection reads at once. */
const ROOM = 16_384;

/** A question that was sent, and what has come of its answer. */
interface UnderWay {
  readonly due: number;
  readonly question: Question;
  length: number;
  received: number;
  status: number;
  readonly parts: Buffer[];
}

/** Figures of the answers that were due in a span of time, and of those served among them. */
export class Span {
  readonly all: readonly Answered[];
  readonly served: readonly Answered[];

  constructor(answers: readonly Answered[], from: number, to: number) {
    this.all = answers.filter(({ due }) => due >= from && due < to);
    this.served = this.all.filter(({ status }) => status === 200);
  }

  /** Share of all answers with this status. */
  share(status: number): number {
    return this.all.filter((one) => one.status === status).length / this.all.length;
  }

  /** Milliseconds below which a share of the served took. */
  took(share: number): number {
    return percentile(
      this.served.map(({ took }) => took),
      share,
    );
  }
}
