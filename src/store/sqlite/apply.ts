import type { Database } from 'better-sqlite3';
import type { Change, Verdict } from '../../core/change.js';
import { invalidParameter, UserError } from '../../core/errors.js';
import type { ApplyResult, Run } from '../../core/store.js';
import { inBatches } from './batches.js';
import { Ahead } from './ahead.js';
import { ChangeWriter, type WriterParts } from './change-writer.js';
import { Conflicts } from './conflicts.js';
import type { Dictionary } from './dictionary.js';
import { Fold } from './fold.js';
import { Overlay } from './overlay.js';
import { Pace } from './pace.js';
import { prepareChange, type PreparedChange } from './prepared-change.js';
import { RunLock } from './run-lock.js';
import { RunTable } from './run-table.js';
import { Staging } from './staging.js';
import { State } from './state.js';
import { breathe, Turns } from './turns.js';

export interface ApplyOptions {
  /** Arrays of up to so many changes are written at once, without waiting for a run that is going on. */
  readonly directLimit?: number;
  /** A run that touches up to so many facilities is moved into place when it is committed; a bigger one is laid over. */
  readonly moveLimit?: number;
  /** Rows of each step of a big run; absent: as many as a short step takes. */
  readonly batchSize?: number;
  /** False: a big run stays an overlay until `settle` is called. */
  readonly foldAtOnce?: boolean;
  /** Length of new public ids. */
  readonly idLength?: number;
  /** How long another program may hold the file, in milliseconds, before an operation gives up. */
  readonly busyTimeout?: number;
}

/** Milliseconds that a step of staging may take at most, whatever its rows are. */
const LONGEST = 60;
const NO_VERDICTS = { new: 0, changed: 0, same: 0, gone: 0, absent: 0, repeated: 0 };
type Verdicts = Record<Verdict, number>;

/** What a run found, for whoever started it and for the table of runs. */
interface Outcome {
  readonly run: Run;
  readonly at: number;
  readonly verdicts: Verdicts;
}

/**
 * Writes runs. A few changes are written in one transaction. A big run goes through three steps, so that nobody waits
 * for it: its changes are *staged* in tables no reader looks at, in short transactions; one short transaction
 * *commits* it, from where on readers see the staged rows above the main tables; then they are *folded* into the
 * main tables, in short transactions again. Dying in the first step leaves the store as it was; dying in the last
 * leaves the rest of the folding to whoever opens the store or writes next.
 */
export class Applier {
  readonly #dictionary: Dictionary;
  readonly #options: Required<Omit<ApplyOptions, 'batchSize'>>;
  /** Of staging, and of folding in. */
  readonly #staging: Pace;
  readonly #folding: Pace;
  readonly #lock: RunLock;
  readonly #state: State;
  readonly #overlay: Overlay;
  readonly #ahead: Ahead;
  readonly #conflicts: Conflicts;
  readonly #direct: Staging;
  readonly #aside: Staging;
  readonly #foldDirect: Fold;
  readonly #foldAside: Fold;
  readonly #turns: Turns;
  readonly #runs: RunTable;
  #closed = false;

  constructor(db: Database, path: string, dictionary: Dictionary, options: ApplyOptions) {
    this.#dictionary = dictionary;
    this.#options = {
      directLimit: 500,
      moveLimit: 2000,
      foldAtOnce: true,
      idLength: 12,
      busyTimeout: 10_000,
      ...options,
    };
    this.#staging = new Pace(options.batchSize);
    this.#folding = new Pace(options.batchSize);
    this.#lock = new RunLock(path);
    this.#state = new State(db);
    this.#overlay = new Overlay(db, this.#state);
    this.#ahead = new Ahead(db, this.#state, dictionary);
    this.#conflicts = new Conflicts(db);
    this.#direct = new Staging(db, 'temp', [this.#overlay, this.#ahead]);
    this.#aside = new Staging(db, 'main');
    this.#foldDirect = new Fold(db, 'temp', this.#state);
    this.#foldAside = new Fold(db, 'main', this.#state);
    const { busyTimeout } = this.#options;
    this.#turns = new Turns({ db, state: this.#state, dictionary, busyTimeout });
    this.#runs = new RunTable(db, dictionary);
  }

  async apply(changes: Iterable<Change> | AsyncIterable<Change>, run: Run): Promise<ApplyResult> {
    const at = Date.parse(run.at);
    if (Number.isNaN(at))
      throw invalidParameter({ parameter: 'at', value: run.at, detail: 'is not an instant' });
    run.signal?.throwIfAborted();
    const outcome: Outcome = { run, at, verdicts: { ...NO_VERDICTS } };
    const few = Array.isArray(changes) && changes.length <= this.#options.directLimit && !run.snapshot;
    return few ? this.#writeDirectly(changes, outcome) : this.#writeAside(changes, outcome);
  }

  /** Finishes what a run that died left behind, unless another run is going on. */
  async recover(): Promise<void> {
    const { overlay, ahead } = this.#state.load();
    if (overlay === undefined && ahead === undefined && this.#aside.extent(1).records === 0) return;
    const release = this.#lock.try();
    if (!release) return;
    try {
      await this.#clear();
    } finally {
      release();
    }
  }

  /** Folds the overlay in, if there is one. */
  async settle(): Promise<void> {
    while (!this.#closed) {
      const { rows } = this.#folding;
      if (await this.#turns.takePaced(this.#folding, rows, () => this.#overlay.foldSome(rows))) return;
      await breathe();
    }
  }

  /** Makes runs that are going on stop after their present step. */
  close(): void {
    this.#closed = true;
  }

  #writeDirectly(changes: readonly Change[], outcome: Outcome): Promise<ApplyResult> {
    const prepared = changes.map(prepareChange);
    const { dryRun } = outcome.run;
    return this.#turns.take(() => {
      const { seq } = this.#state;
      const run = this.#state.nextRun();
      const writer = this.#writer({ staging: this.#direct, run, at: outcome.at });
      for (const change of prepared) this.#tell(outcome, change.change, writer.write(change));
      const result = this.#commitDirect(run, writer, outcome);
      return dryRun ? { seq, verdicts: result.verdicts } : result;
    }, dryRun);
  }

  #commitDirect(run: number, writer: ChangeWriter, outcome: Outcome): ApplyResult {
    const changed = this.#moveDirect();
    this.#runs.keepSources(outcome.run.source, writer.sources);
    return this.#finish(outcome, changed ? run : undefined);
  }

  /** Moves what a transaction staged into place; false if there was nothing. */
  #moveDirect(): boolean {
    const { places, records } = this.#direct.extent(Number.MAX_SAFE_INTEGER);
    if (places === 0 && records === 0) return false;
    this.#direct.number(this.#state.seq);
    this.#foldDirect.everything(0);
    this.#state.seq += places;
    return true;
  }

  async #writeAside(
    changes: Iterable<Change> | AsyncIterable<Change>,
    outcome: Outcome,
  ): Promise<ApplyResult> {
    const release = await this.#lock.take(() => this.#goOn(outcome.run));
    try {
      await this.#clear();
      const result = await this.#stageAndCommit(changes, outcome);
      if (this.#options.foldAtOnce) await this.settle();
      return result;
    } finally {
      release();
    }
  }

  async #stageAndCommit(
    changes: Iterable<Change> | AsyncIterable<Change>,
    outcome: Outcome,
  ): Promise<ApplyResult> {
    try {
      const { run, base } = await this.#turns.take(() => ({
        run: this.#state.nextRun(),
        base: this.#state.seq,
      }));
      const ahead = outcome.run.dryRun ? {} : { ahead: this.#ahead };
      const writer = this.#writer({ staging: this.#aside, run, at: outcome.at, ...ahead });
      for await (const batch of inBatches(changes, () => this.#staging.rows)) {
        await this.#stage(batch, writer, outcome);
        await breathe();
      }
      if (outcome.run.snapshot) await this.#withdrawUnseen(writer, outcome);
      this.#goOn(outcome.run);
      if (!outcome.run.dryRun) {
        return await this.#turns.take(() => this.#commitAside(run, base, writer, outcome));
      }
      await this.#discard();
      return { seq: base, verdicts: outcome.verdicts };
    } catch (error) {
      // What cannot be thrown away now is thrown away by the next run; the fault to tell of is the first one.
      await this.#discard().catch(() => undefined);
      throw error;
    }
  }

  async #stage(batch: readonly Change[], writer: ChangeWriter, outcome: Outcome): Promise<void> {
    this.#goOn(outcome.run);
    for (let rest = batch.map(prepareChange); rest.length > 0;) {
      const part = rest;
      const verdicts = await this.#turns.takePaced(this.#staging, part.length, () =>
        this.#writeFor(LONGEST, part, writer),
      );
      verdicts.forEach((verdict, i) => this.#tell(outcome, part[i]!.change, verdict));
      rest = part.slice(verdicts.length);
    }
  }

  /** Writes changes until so many milliseconds are over: the verdicts say how many they were. */
  #writeFor(milliseconds: number, changes: readonly PreparedChange[], writer: ChangeWriter): Verdict[] {
    const verdicts: Verdict[] = [];
    const end = performance.now() + milliseconds;
    for (const one of changes) {
      const { kind } = one.change;
      if (kind !== 'put' && kind !== 'withdraw') this.#aside.putChange(JSON.stringify(one.change));
      verdicts.push(writer.write(one));
      if (performance.now() > end) break;
    }
    return verdicts;
  }

  /** A whole list was given: withdraws the records of its source that are not in it. */
  async #withdrawUnseen(writer: ChangeWriter, outcome: Outcome): Promise<void> {
    const { id } = outcome.run.source;
    const source = this.#dictionary.knownSource(id);
    if (source === undefined) return;
    let after = '';
    for (;;) {
      const rows = this.#aside.recordsOfSource(source, after, this.#staging.rows);
      if (rows.length === 0) return;
      after = rows.at(-1)!.externalId;
      const unseen = rows.filter(({ n }) => !writer.seen.has(n));
      const changes = unseen.map(({ externalId }) => ({ kind: 'withdraw', source: id, externalId }) as const);
      if (changes.length > 0) await this.#stage(changes, writer, outcome);
      await breathe();
    }
  }

  #commitAside(run: number, base: number, writer: ChangeWriter, outcome: Outcome): ApplyResult {
    const again = this.#conflicts.takeOut({ base, head: this.#state.seq });
    const anew = this.#ahead.commit();
    const { moveLimit } = this.#options;
    const { places, records, first, last } = this.#aside.extent(moveLimit + 1);
    if (places <= moveLimit && records <= moveLimit) {
      this.#aside.number(this.#state.seq);
      this.#foldAside.everything(0);
      this.#state.seq += places;
    } else {
      const offset = this.#state.seq - (first ?? 1) + 1;
      this.#state.overlay = offset;
      if (last !== null) this.#state.seq = offset + last;
    }
    this.#aside.forgetChanges();
    const changed = this.#writeAgain(again, run, outcome.at) || anew || places > 0 || records > 0;
    this.#runs.keepSources(outcome.run.source, writer.sources);
    return this.#finish(outcome, changed ? run : undefined);
  }

  /** Changes that met an edit on their way: written once more, on top of it. */
  #writeAgain(changes: readonly PreparedChange[], run: number, at: number): boolean {
    const writer = this.#writer({ staging: this.#direct, run, at });
    for (const prepared of changes) {
      try {
        writer.write(prepared);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // An edit removed the facility that the change names: a record finds its place by itself, a merge is moot.
        const { change } = prepared;
        if (change.kind !== 'put') continue;
        const { facility: _, ...free } = change;
        writer.write({ ...prepared, change: free } as PreparedChange);
      }
    }
    return this.#moveDirect();
  }

  #finish({ run, at, verdicts }: Outcome, n: number | undefined): ApplyResult {
    const { seq } = this.#state;
    if (n === undefined) return { seq, verdicts };
    this.#runs.add({ n, source: run.source.id, label: run.label, at, seq, verdicts });
    return { run: n, seq, verdicts };
  }

  #writer(parts: Pick<WriterParts, 'staging' | 'run' | 'at' | 'ahead'>): ChangeWriter {
    const { idLength } = this.#options;
    return new ChangeWriter({ ...parts, state: this.#state, dictionary: this.#dictionary, idLength });
  }

  #tell({ run, verdicts }: Outcome, change: Change, verdict: Verdict): void {
    verdicts[verdict]++;
    run.onVerdict?.(change, verdict);
  }

  #goOn({ signal }: Run): void {
    signal?.throwIfAborted();
    if (this.#closed) throw new UserError('unavailable', 'the store was closed while a run was going on');
  }

  /** With the lock in hand: folds in what was committed, throws away what was not. */
  async #clear(): Promise<void> {
    await this.settle();
    await this.#discard();
  }

  async #discard(): Promise<void> {
    while (!this.#closed) {
      const { rows } = this.#folding;
      if (
        await this.#turns.takePaced(
          this.#folding,
          rows,
          () => this.#state.overlay !== undefined || this.#discardSome(rows),
        )
      ) {
        return;
      }
      await breathe();
    }
  }

  #discardSome(rows: number): boolean {
    const staged = this.#aside.discard(rows);
    return this.#ahead.discard(rows) && staged;
  }
}
