import { Worker } from 'node:worker_threads';
import { Board } from './board.js';

export interface PoolParts {
  readonly size: number;
  /** What a thread runs. It posts `UP` when it answers, and ends by itself when it is posted `DOWN`. */
  readonly script: URL;
  /** What a thread begins with, as its `workerData`; it finds its number and the board besides. */
  readonly setup: () => object;
  /** Told what threads post. */
  readonly onMessage?: (message: unknown) => void;
  /** Told of a thread that ended unasked, and in how many milliseconds there will be a new one. */
  readonly onLoss?: (loss: Loss) => void;
  readonly timing?: Partial<Timing>;
}

export interface Loss {
  readonly thread: number;
  readonly error: Error;
  readonly again: number;
}

/** Milliseconds, but for `silences`. */
export interface Timing {
  /** Between two looks for signs of life. */
  readonly look: number;
  /** So many looks in a row without one: the thread is stuck. */
  readonly silences: number;
  /** Before the first new start of a thread; each further one waits twice as long. */
  readonly again: number;
  readonly mostAgain: number;
  /** After so long a thread is sound: the next new start is a first one. */
  readonly sound: number;
}

/** Patient: a thread that waits for the store's write lock inside SQLite says nothing for ten seconds. */
const TIMING: Timing = { look: 2_000, silences: 15, again: 100, mostAgain: 30_000, sound: 60_000 };

export const UP = 'up';
export const DOWN = 'down';

/** What `workerData` has besides what `setup` says. */
export interface Place {
  readonly thread: number;
  readonly board: SharedArrayBuffer;
}

interface Member {
  worker: Worker | undefined;
  /** New starts since it was sound. */
  starts: number;
  since: number;
  /** What the last look saw, and how many looks have seen the same. */
  life: number;
  silences: number;
  up: boolean;
  /** Why the pool ends it. */
  reason?: Error | undefined;
  timer?: NodeJS.Timeout;
}

/**
 * Keeps so many threads alive: one that throws, runs out of memory or is stuck is started again, soon the first time and
 * then ever later. The others do not notice.
 */
export class Pool {
  /** One place for each thread, and a last one for the thread that started them. */
  readonly board: Board;
  readonly #parts: PoolParts;
  readonly #timing: Timing;
  readonly #members: Member[];
  #looks: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#timing = { ...TIMING, ...parts.timing };
    this.board = new Board(parts.size + 1);
    const fresh = () => ({ worker: undefined, starts: 0, since: 0, life: 0, silences: 0, up: false });
    this.#members = Array.from({ length: parts.size }, fresh);
  }

  /**
   * Starts all threads. Resolves when each has either come up or ended at its first attempt.
   * @throws what the first one ended with, where none has come up
   */
  async start(): Promise<void> {
    const firsts = await Promise.allSettled(this.#members.map((_, thread) => this.#run(thread)));
    const failed = firsts.find((it) => it.status === 'rejected');
    if (failed && !firsts.some((it) => it.status === 'fulfilled')) {
      await this.stop(0);
      throw failed.reason;
    }
    this.#looks = setInterval(() => this.#look(), this.#timing.look);
  }

  /** Posts a message to every thread that is there. */
  post(message: unknown): void {
    for (const { worker } of this.#members) worker?.postMessage(message);
  }

  /** Ends one thread at once; a new one takes its place. */
  async replace(thread: number, reason: Error): Promise<void> {
    const member = this.#members[thread]!;
    member.reason = reason;
    await member.worker?.terminate();
  }

  /** Tells all to end, and ends those that have not after so many milliseconds. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#looks);
    for (const { timer } of this.#members) clearTimeout(timer);
    const workers = this.#members.flatMap(({ worker }) => worker ?? []);
    const ends = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    this.post(DOWN);
    const end = setTimeout(() => workers.forEach((worker) => void worker.terminate()), patience);
    await Promise.all(ends);
    clearTimeout(end);
  }

  /** Resolves when the thread has come up, rejects when it ended before. */
  #run(thread: number): Promise<void> {
    const member = this.#members[thread]!;
    const place: Place = { thread, board: this.board.memory };
    const worker = new Worker(this.#parts.script, { workerData: { ...this.#parts.setup(), ...place } });
    Object.assign(member, { worker, since: performance.now(), silences: 0, up: false, reason: undefined });
    return new Promise((resolve, reject) => {
      let fault: Error | undefined;
      worker.on('error', (error: Error) => (fault = error));
      worker.on('message', (message) => {
        if (message !== UP) return this.#parts.onMessage?.(message);
        member.up = true;
        resolve();
      });
      worker.once('exit', (code) => {
        const error = fault ?? member.reason ?? new Error(`the thread ended with code ${code}`);
        member.worker = undefined;
        this.board.tell(thread, 'starting');
        reject(error);
        if (!this.#stopping) this.#runLater(thread, error);
      });
    });
  }

  #runLater(thread: number, error: Error): void {
    const member = this.#members[thread]!;
    const { again: first, mostAgain, sound } = this.#timing;
    if (performance.now() - member.since > sound) member.starts = 0;
    const again = Math.min(mostAgain, first * 2 ** member.starts++);
    this.#parts.onLoss?.({ thread, error, again });
    // What a new start fails with is told when that thread has ended.
    member.timer = setTimeout(() => void this.#run(thread).catch(() => undefined), again);
  }

  /** Looks are counted, not milliseconds: a process that slept, or was busy itself, finds its threads alive. */
  #look(): void {
    for (const [thread, member] of this.#members.entries()) {
      const life = this.board.lifeOf(thread);
      member.silences = !member.up || life !== member.life ? 0 : member.silences + 1;
      member.life = life;
      if (member.silences < this.#timing.silences) continue;
      member.silences = 0;
      void this.replace(thread, new Error('its event loop was stuck'));
    }
  }
}
