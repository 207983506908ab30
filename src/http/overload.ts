import type { IncomingMessage, ServerResponse } from 'node:http';
import { UserError } from '../core/errors.js';
import { problemOf } from './problem.js';
import { CORS_HEADERS } from './reply.js';

/**
 * How long a request may wait behind others of its turn before it counts as waiting, in milliseconds: as long as some
 * seventy askers at once take, for whom nobody need be refused.
 */
const TARGET = 30;
/**
 * How long, and for how many turns in a row, turns must be too long before anything is refused: a burst, or a moment in
 * which the machine does something else, makes a few long turns and is waited out; a flood goes on.
 */
const INTERVAL = 150;
const TURNS = 4;
/** A server refusing requests says when to come back: soon, for it recovers as soon as fewer come. */
const RETRY_AFTER = '1';
/** What an operator's probe asks is answered whatever comes. */
const ALWAYS = ['/healthz', '/readyz'];

/** When the present turn of the event loop ends: `setImmediate`, but for tests. */
type AtEndOfTurn = (work: () => void) => void;

/**
 * Decides which requests are still answered when more come than can be. All that arrived while a turn of the event loop
 * was going on is read in the next one, one after the other, so the length of turns is how long requests wait. Once
 * turns have been longer than `TARGET` for an `INTERVAL`, each one answers for as long as `TARGET` and refuses the rest,
 * which costs a fraction of answering; so those that are answered are answered soon, instead of all of them late
 * (the idea of CoDel, RFC 8289: a standing queue is bad, a passing one is not).
 */
export class Overload {
  readonly #now: () => number;
  readonly #atEndOfTurn: AtEndOfTurn;
  /** When the first request of this turn was read. */
  #turn: number | undefined;
  /** Since when every turn has been too long, and how many that were. */
  #since: number | undefined;
  #turns = 0;

  /** @param now milliseconds on a clock that does not jump */
  constructor(now: () => number = () => performance.now(), atEndOfTurn: AtEndOfTurn = setImmediate) {
    this.#now = now;
    this.#atEndOfTurn = atEndOfTurn;
  }

  /** Whether a request that is read now is to be answered. */
  admits(): boolean {
    const now = this.#now();
    if (this.#turn === undefined) {
      this.#turn = now;
      this.#atEndOfTurn(() => this.#endTurn());
    }
    if (now - this.#turn < TARGET) return true;
    return this.#since === undefined || now - this.#since < INTERVAL || this.#turns < TURNS;
  }

  #endTurn(): void {
    const tooLong = this.#now() - this.#turn! > TARGET;
    this.#since = tooLong ? (this.#since ?? this.#turn) : undefined;
    this.#turns = tooLong ? this.#turns + 1 : 0;
    this.#turn = undefined;
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The listener for what is admitted; the rest gets a 503 that says when to come back. */
export function sheddingListener(listener: Listener, overload: Overload): Listener {
  const words = 'More is asked than this server answers at the moment.';
  const body = Buffer.from(
    JSON.stringify(problemOf(new UserError('unavailable', words), { path: '/', lang: 'en' })),
  );
  const headers = {
    ...CORS_HEADERS,
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    'Retry-After': RETRY_AFTER,
    'Cache-Control': 'no-store',
  };
  return (request, response) => {
    if (overload.admits() || ALWAYS.includes(request.url!)) return listener(request, response);
    response.writeHead(503, headers).end(request.method === 'HEAD' ? undefined : body);
  };
}
