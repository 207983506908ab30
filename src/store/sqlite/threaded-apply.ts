import { Worker } from 'node:worker_threads';
import type { Change, Verdict } from '../../core/change.js';
import { UserError } from '../../core/errors.js';
import type { ApplyResult, Missing, Run } from '../../core/store.js';
import type { Answer, Order, ThreadSetup } from './apply-thread.js';
import type { Batches } from './batches.js';
import { BatchWriter } from './change-batch.js';

/**
 * Batches that may be on their way. Not more: what waits for its verdict when the young are collected counts as old, and the
 * old are collected seldom.
 */
const ON_THE_WAY = 2;

/**
 * MiB of the thread's heap. What a run keeps of all its places is outside of it; where little is allowed, garbage is
 * collected earlier.
 */
const LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 256 };

/**
 * A big run written by a thread of its own, while this one reads the file and makes claims of its rows: the two halves of
 * the work take one processor each. Changes go over as the bytes that are stored of them; verdicts come back in the same
 * order. If the thread dies, nothing of the run was committed.
 */
export class ThreadedApply {
  readonly #run: Run;
  readonly #thread: Worker;
  /** Changes whose verdict is still to come. */
  readonly #waiting: Change[] = [];
  #room = ON_THE_WAY;
  #sent: () => void = () => undefined;
  #settle: { readonly resolve: (result: ApplyResult) => void; readonly reject: (why: unknown) => void };
  readonly #result: Promise<ApplyResult>;
  #over = false;
  /** Why it was stopped from here: stands above what the thread says to it. */
  #why: { readonly error: unknown } | undefined;

  constructor(setup: Omit<ThreadSetup, 'run'>, run: Run) {
    this.#run = run;
    const { source, label, at, expect, dryRun, snapshot } = run;
    const about = {
      source,
      label,
      at,
      ...(expect && { expect }),
      ...(dryRun !== undefined && { dryRun }),
      ...(snapshot !== undefined && { snapshot }),
    };
    const workerData = { ...setup, run: about } satisfies ThreadSetup;
    this.#thread = new Worker(new URL('./apply-thread.js', import.meta.url), {
      workerData,
      resourceLimits: LIMITS,
    });
    const { promise, resolve, reject } = settling<ApplyResult>();
    [this.#result, this.#settle] = [promise, { resolve, reject }];
    this.#thread.on('message', (answer: Answer) => void this.#hear(answer));
    this.#thread.on('error', (error) => this.#end(() => this.#settle.reject(lost(error.message))));
    this.#thread.on('exit', () => this.#end(() => this.#settle.reject(lost('its thread ended'))));
  }

  /** Writes the changes. @throws what `Applier.apply` throws, and what the changes do */
  async apply(changes: Batches<Change>): Promise<ApplyResult> {
    const { signal } = this.#run;
    const abort = () => this.stop(signal!.reason);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    const sending = this.#send(changes).catch((error: unknown) => this.stop(error));
    try {
      return await this.#result;
    } catch (error) {
      throw this.#why ? this.#why.error : error;
    } finally {
      signal?.removeEventListener('abort', abort);
      await sending;
      await this.#thread.terminate();
    }
  }

  /** Makes the run end without having written anything, unless it is committed by now. */
  stop(error: unknown): void {
    this.#why ??= { error };
    this.#order({ stop: true });
  }

  async #send(changes: Batches<Change>): Promise<void> {
    const writer = new BatchWriter();
    for await (const some of changes) {
      while (this.#room === 0 && !this.#stopped) await new Promise<void>((resolve) => (this.#sent = resolve));
      if (this.#stopped) return;
      this.#room--;
      for (const change of some) {
        this.#waiting.push(change);
        writer.write(change);
      }
      const batch = writer.take();
      this.#order({ batch }, [batch.bytes.buffer]);
    }
    this.#order({ end: true });
  }

  get #stopped(): boolean {
    return this.#over || this.#why !== undefined;
  }

  #order(order: Order, handedOver: readonly ArrayBuffer[] = []): void {
    this.#thread.postMessage(order, handedOver);
    if ('stop' in order) this.#sent();
  }

  async #hear(answer: Answer): Promise<void> {
    if ('more' in answer) {
      this.#room++;
      this.#sent();
    } else if ('verdicts' in answer) this.#tell(answer.verdicts, answer.withdrawn);
    else if ('missing' in answer) this.#order({ goOn: await this.#missingIsRight(answer.missing) });
    else if ('done' in answer) this.#end(() => this.#settle.resolve(answer.done));
    else this.#end(() => this.#settle.reject(errorOf(answer.fault)));
  }

  #tell(verdicts: readonly Verdict[], withdrawn: readonly string[]): void {
    const { onVerdict, source } = this.#run;
    const told = this.#waiting.splice(0, verdicts.length);
    // What the run withdrew by itself comes last.
    const own = withdrawn.slice(withdrawn.length - (verdicts.length - told.length));
    verdicts.forEach((verdict, i) => {
      const externalId = own[i - told.length]!;
      onVerdict?.(told[i] ?? { kind: 'withdraw', source: source.id, externalId }, verdict);
    });
  }

  async #missingIsRight(missing: Missing): Promise<boolean> {
    try {
      await this.#run.onMissing?.(missing);
      return true;
    } catch (error) {
      this.#why ??= { error };
      return false;
    }
  }

  #end(settle: () => void): void {
    this.#over = true;
    settle();
    this.#sent();
  }
}

function lost(why: string): UserError {
  return new UserError('unavailable', `the store cannot be written: ${why}; nothing was changed`);
}

function errorOf(fault: Extract<Answer, { fault: unknown }>['fault']): Error {
  const { kind, message, zh, faults } = fault;
  return kind
    ? new UserError(kind, zh === undefined ? message : { zh, en: message }, faults)
    : new Error(message);
}

function settling<T>() {
  let resolve!: (value: T) => void;
  let reject!: (why: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
