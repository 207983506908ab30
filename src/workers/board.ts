/** How a thread is: nothing can be said yet, it answers truly, it answers from before. */
export const STATES = ['starting', 'ready', 'failing'] as const;
export type ThreadState = (typeof STATES)[number];

/** Numbers of a thread: signs of life, its state, requests it has had. */
const FIELDS = 3;
const [LIFE, STATE, REQUESTS] = [0, 1, 2];

/** How each thread is, in memory that all share: any of them can tell of all, even of one that does not listen. */
export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  /** @param given how many threads, or the memory of the board another thread has */
  constructor(given: number | SharedArrayBuffer) {
    this.memory = typeof given === 'number' ? new SharedArrayBuffer(given * FIELDS * 4) : given;
    this.#numbers = new Int32Array(this.memory);
  }

  get size(): number {
    return this.#numbers.length / FIELDS;
  }

  /** Changes for as long as the thread's event loop turns. */
  lifeOf(thread: number): number {
    return Atomics.load(this.#numbers, thread * FIELDS + LIFE);
  }

  /** A sign of life, and how it is. */
  tell(thread: number, state: ThreadState): void {
    Atomics.add(this.#numbers, thread * FIELDS + LIFE, 1);
    Atomics.store(this.#numbers, thread * FIELDS + STATE, STATES.indexOf(state));
  }

  stateOf(thread: number): ThreadState {
    return STATES[Atomics.load(this.#numbers, thread * FIELDS + STATE)] ?? 'starting';
  }

  countRequest(thread: number): void {
    Atomics.add(this.#numbers, thread * FIELDS + REQUESTS, 1);
  }

  /** Since the process began, those before a new start of the thread included. */
  requestsOf(thread: number): number {
    return Atomics.load(this.#numbers, thread * FIELDS + REQUESTS) >>> 0;
  }
}
