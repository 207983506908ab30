import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/errors.js';
import type {
  EntryReading,
  Report,
  StatusResult,
  StatusStore,
  StatusVerdict,
  StoredStatus,
} from '../../core/status.js';
import type { OpenOptions } from './open.js';
import type { Done, Order, Work } from './status-thread.js';

/** Observations handed over in one message: to copy more of them would hold up answers. */
const AT_ONCE = 500;

interface Waiting {
  readonly resolve: (results: Done['results']) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Live status that is read, checked and written in a thread of its own, so that questions are answered meanwhile; what
 * was written is read here. The thread begins with the first observation. If it dies, what it had not confirmed is
 * refused, and the next observation begins another.
 */
export class ThreadedStatusStore implements StatusStore {
  readonly #reading: StatusStore;
  readonly #options: OpenOptions;
  readonly #waiting = new Map<number, Waiting>();
  /** Orders under way, for `close` to wait for. */
  readonly #running = new Set<Promise<unknown>>();
  #thread: Worker | undefined;
  #orders = 0;

  /** @param reading the same store, for everything that does not write */
  constructor(reading: StatusStore, options: OpenOptions) {
    this.#reading = reading;
    this.#options = options;
  }

  async put(reports: readonly Report[]): Promise<readonly StatusVerdict[]> {
    const verdicts: StatusVerdict[] = [];
    for (let from = 0; from < reports.length; from += AT_ONCE) {
      const results = await this.#order({ reports: reports.slice(from, from + AT_ONCE) });
      verdicts.push(...(results as readonly StatusVerdict[]));
    }
    return verdicts;
  }

  receive(written: Uint8Array, reading: EntryReading): Promise<readonly StatusResult[] | undefined> {
    return this.#order({ written, reading });
  }

  head(): Promise<number> {
    return this.#reading.head();
  }

  since(seq: number, limit: number): Promise<readonly StoredStatus[] | undefined> {
    return this.#reading.since(seq, limit);
  }

  all(afterKey: number, limit: number): Promise<readonly StoredStatus[]> {
    return this.#reading.all(afterKey, limit);
  }

  /** Waits for what is being written, then ends the thread. */
  async close(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    if (this.#thread) await this.#order();
  }

  /** @param work absent: the thread shall end */
  async #order(work?: Work): Promise<Done['results']> {
    const running = this.#send(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #send(work: Work | undefined): Promise<Done['results']> {
    const thread = (this.#thread ??= this.#start());
    const n = ++this.#orders;
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      thread.ref(); // until it is done, the program does not end
      thread.postMessage({ n, ...(work && { work }) } satisfies Order);
    });
  }

  #start(): Worker {
    const { path, busyTimeout, maxPages } = this.#options;
    const workerData = {
      path,
      ...(busyTimeout !== undefined && { busyTimeout }),
      ...(maxPages !== undefined && { maxPages }),
    } satisfies OpenOptions;
    const thread = new Worker(new URL('./status-thread.js', import.meta.url), { workerData });
    thread.on('message', (done: Done) => this.#settle(done));
    let why = 'it ended';
    thread.on('error', (error: Error) => (why = error.message));
    thread.on('exit', () => this.#lose(why));
    return thread;
  }

  #settle({ n, results, fault }: Done): void {
    const waiting = this.#waiting.get(n);
    this.#waiting.delete(n);
    if (this.#waiting.size === 0) this.#thread?.unref();
    if (fault === undefined) waiting?.resolve(results);
    else waiting?.reject(fault.kind ? new UserError(fault.kind, fault.message) : new Error(fault.message));
  }

  #lose(why: string): void {
    this.#thread = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    const words = `live status cannot be written: ${why}; send it again`;
    for (const { reject } of lost) reject(new UserError('unavailable', words));
  }
}
