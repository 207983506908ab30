import type { IncomingMessage, ServerResponse } from 'node:http';
import { UserError } from '../core/errors.js';
import { problemOf } from './problem.js';
import { CORS_HEADERS } from './reply.js';

/**
 * A turn in which more than so many are answered, for longer than so many milliseconds, is a long one. Fewer askers who
 * each ask on at once make shorter turns, however slow the machine is: nobody need be refused for them.
 */
const MANY = 64;
const LONG = 30;
/** The same for what takes long to answer: then fewer make a turn that is far too long. */
const SOME = 16;
const FAR_TOO_LONG = 300;
/** In a flood a turn answers for so many milliseconds, and at least so many; but never for `LONG`. */
const SHORT = 3;
const FEW = 8;
/** A server refusing requests says when to come back: soon, for it recovers as soon as fewer come. */
const RETRY_AFTER = '1';
/** What an operator's probe asks is answered whatever comes. */
const ALWAYS = ['/healthz', '/readyz'];

/** When the present turn of the event loop ends: `setImmediate`, but for tests. */
type AtEndOfTurn = (work: () => void) => void;

/**
 * Decides which requests are still answered when more come than can be. All that arrived while a turn of the event loop
 * was going on is read in the next one, one after the other, so the length of turns is how long requests wait. A burst
 * makes one long turn and is answered. Where a long turn follows another that was half as long, the queue stands or
 * grows: that is a flood, and from that moment each turn answers for a `SHORT` time and refuses the rest, which costs a
 * fraction of answering; so those that are answered are answered soon, instead of all of them late (the idea of CoDel,
 * RFC 8289: a standing queue is bad, a passing one is not). The first turn that need not refuse anybody ends it.
 */
export class Overload {
  readonly #now: () => number;
  readonly #atEndOfTurn: AtEndOfTurn;
  /** When the first request of this turn was read. */
  #turn: number | undefined;
  #answered = 0;
  #refused = 0;
  /** Whether the turn before was half a long one or more. */
  #behind = false;
  #flood = false;

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
    const passed = now - this.#turn;
    this.#flood ||= this.#behind && isLong(passed, this.#answered, 1);
    const admitted = !this.#flood || passed < SHORT || (this.#answered < FEW && passed < LONG);
    if (admitted) this.#answered++;
    else this.#refused++;
    return admitted;
  }

  #endTurn(): void {
    this.#behind = isLong(this.#now() - this.#turn!, this.#answered, 0.5);
    this.#flood = this.#refused > 0;
    this.#turn = undefined;
    this.#answered = 0;
    this.#refused = 0;
  }
}

/** Whether a turn that has answered so many in so many milliseconds is long, or that share of it. */
function isLong(passed: number, answered: number, share: number): boolean {
  const long = passed > share * LONG && answered > share * MANY;
  return long || (passed > share * FAR_TOO_LONG && answered > share * SOME);
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
