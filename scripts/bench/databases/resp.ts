import { connect, type Socket } from 'node:net';

/** What Redis answers (RESP 2): text, a number, nothing, or a list of such. */
export type Reply = string | number | null | readonly Reply[];

/**
 * A small client of Redis over one connection. Commands are sent as they come, many before the first is answered
 * (pipelining), as the usual clients do.
 */
export class Resp {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  #received: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param path of a Unix socket */
  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  send(...words: readonly (string | number)[]): Promise<Reply> {
    const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
    this.#socket.write(`*${words.length}\r\n${parts.join('')}`);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#at = 0;
    let done = 0;
    for (let reply = this.#next(); reply !== undefined; reply = this.#next()) {
      const { resolve, reject } = this.#waiting.shift()!;
      if (reply instanceof Error) reject(reply);
      else resolve(reply);
      done = this.#at;
    }
    this.#received = this.#received.subarray(done);
  }

  /** The reply that begins here; `undefined` where it is not whole yet. */
  #next(): Reply | Error | undefined {
    const end = this.#received.indexOf('\r\n', this.#at);
    if (end < 0) return undefined;
    const kind = String.fromCharCode(this.#received[this.#at]!);
    const line = this.#received.toString('utf8', this.#at + 1, end);
    this.#at = end + 2;
    if (kind === '+') return line;
    if (kind === '-') return new Error(line);
    if (kind === ':') return Number(line);
    return kind === '$' ? this.#text(Number(line)) : this.#list(Number(line));
  }

  #text(length: number): string | null | undefined {
    if (length < 0) return null;
    if (this.#received.length < this.#at + length + 2) return undefined;
    this.#at += length + 2;
    return this.#received.toString('utf8', this.#at - length - 2, this.#at - 2);
  }

  #list(length: number): Reply | undefined {
    if (length < 0) return null;
    const replies: Reply[] = [];
    for (let i = 0; i < length; i++) {
      const reply = this.#next();
      if (reply === undefined) return undefined;
      if (!(reply instanceof Error)) replies.push(reply);
    }
    return replies;
  }
}
