import { parentPort, workerData } from 'node:worker_threads';
import type { Change, Verdict } from '../../core/change.js';
import { UserError } from '../../core/errors.js';
import type { ApplyResult, Missing, Run } from '../../core/store.js';
import { Vocabulary, type VocabularyRows } from '../../core/vocabulary.js';
import { Applier, type ApplyOptions } from './apply.js';
import { changesOf, type ChangeBatch } from './change-batch.js';
import { Dictionary } from './dictionary.js';
import { asUserError } from './failure.js';
import { CHECKPOINT, openDatabase, type OpenOptions } from './open.js';
import type { PreparedChange } from './prepared-change.js';

/** The program of the thread that writes a big run, with a connection of its own; see threaded-apply.ts. */

export interface ThreadSetup {
  readonly options: OpenOptions & ApplyOptions;
  readonly vocabulary: VocabularyRows;
  readonly run: Pick<Run, 'source' | 'label' | 'at' | 'expect' | 'dryRun' | 'snapshot'>;
}

export type Order =
  | { readonly batch: ChangeBatch }
  /** No more changes. */
  | { readonly end: true }
  /** What `onMissing` said: false where it threw. */
  | { readonly goOn: boolean }
  | { readonly stop: true };

export type Answer =
  | { readonly more: true }
  /** In the order of the changes; after the last one, of records that the run itself withdrew. The ids of all withdrawn ones. */
  | { readonly verdicts: readonly Verdict[]; readonly withdrawn: readonly string[] }
  | { readonly missing: Missing }
  | { readonly done: ApplyResult }
  | {
      readonly fault: Pick<UserError, 'message'> & Partial<Pick<UserError, 'kind' | 'zh' | 'faults'>>;
    };

/** Verdicts told in one message. */
const TOLD_AT_ONCE = 100;

const { options, vocabulary, run } = workerData as ThreadSetup;
const port = parentPort!;
const answer = (said: Answer) => port.postMessage(said);
const stopped = new AbortController();
const waiting: ChangeBatch[] = [];
let ended = false;
let wake: () => void = () => undefined;
let allow: (goOn: boolean) => void = () => undefined;

port.on('message', (order: Order) => {
  if ('batch' in order) waiting.push(order.batch);
  else if ('end' in order) ended = true;
  else if ('goOn' in order) allow(order.goOn);
  else stopped.abort();
  wake();
});

async function write(): Promise<ApplyResult> {
  const db = openDatabase(options);
  try {
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT / 2}`);
    db.pragma('cache_size = -32768'); // whoever started it has a cache as well
    const applier = new Applier(db, options, new Dictionary(db, new Vocabulary(vocabulary)));
    const told = new Told();
    const result = await applier.applyLocked(received(), {
      ...run,
      signal: stopped.signal,
      onVerdict: (change, verdict) => told.add(change, verdict),
      onMissing: missingIsRight,
    });
    told.send();
    return result;
  } finally {
    db.close();
  }
}

/** The changes as they come; asks for the next ones as soon as it takes some up. */
async function* received(): AsyncGenerator<PreparedChange[]> {
  for (;;) {
    stopped.signal.throwIfAborted();
    const batch = waiting.shift();
    if (batch) {
      answer({ more: true });
      yield changesOf(batch);
    } else if (ended) return;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function missingIsRight(missing: Missing): Promise<void> {
  answer({ missing });
  const goOn = await new Promise<boolean>((resolve) => (allow = resolve));
  if (!goOn) throw new Error('refused');
}

/** What became of the changes, gathered. */
class Told {
  #verdicts: Verdict[] = [];
  #withdrawn: string[] = [];

  add(change: Change, verdict: Verdict): void {
    this.#verdicts.push(verdict);
    if (change.kind === 'withdraw') this.#withdrawn.push(change.externalId);
    if (this.#verdicts.length === TOLD_AT_ONCE) this.send();
  }

  send(): void {
    answer({ verdicts: this.#verdicts, withdrawn: this.#withdrawn });
    this.#verdicts = [];
    this.#withdrawn = [];
  }
}

function faultOf(error: unknown): Extract<Answer, { fault: unknown }>['fault'] {
  if (error instanceof UserError) {
    const { message, kind, zh, faults } = error;
    return { message, kind, zh, faults };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

try {
  answer({ done: await write() });
} catch (error) {
  answer({ fault: faultOf(asUserError(error, options.path)) });
}
port.close();
