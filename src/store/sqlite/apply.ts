import type { Database } from 'better-sqlite3';
import type { Change } from '../../core/change.js';
import { UserError } from '../../core/errors.js';
import type { ApplyResult, Run, UndoResult } from '../../core/store.js';
import { Ahead } from './ahead.js';
import { firstOf, inBatches, mapped, type Batches } from './batches.js';
import { ChangeWriter, type WriterParts } from './change-writer.js';
import { Committed } from './committed.js';
import { Conflicts } from './conflicts.js';
import type { Dictionary } from './dictionary.js';
import { Fold } from './fold.js';
import { History } from './history.js';
import { Lookup } from './lookup.js';
import { Newcomers } from './newcomers.js';
import { begun, tell, type Outcome } from './outcome.js';
import { CHECKPOINT, IN_MEMORY, type OpenOptions } from './open.js';
import { Overlay } from './overlay.js';
import { Pace } from './pace.js';
import { prepareChange, type PreparedChange } from './prepared-change.js';
import { ID_LENGTH } from './public-id.js';
import { RunLock } from './run-lock.js';
import { RunTable } from './run-table.js';
import { Spool } from './spool.js';
import { Stager, type StagerParts } from './stager.js';
import { Staging } from './staging.js';
import { State } from './state.js';
import { ThreadedApply } from './threaded-apply.js';
import { Turns } from './turns.js';
import { Upkeep } from './upkeep.js';

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
  /** A run of more changes than this is written by a thread of its own; absent: none is. Not in memory. */
  readonly threadFrom?: number;
}

/** Changes of a big run that are looked at together. */
const AT_ONCE = 100;
/** Rows of runs that cannot be taken back any more, thrown away with a few changes. */
const PRUNED_AT_ONCE = 100;

/**
 * Writes runs. A few changes are written in one transaction. A big run goes through three steps, so that nobody waits
 * for it: its changes are *staged* in tables no reader looks at, in short transactions; one short transaction
 * *commits* it, from where on readers see the staged rows above the main tables; then they are *folded* into the
 * main tables, in short transactions again. Dying in the first step leaves the store as it was; dying in the last
 * leaves the rest of the folding to whoever opens the store or writes next.
 */
export class Applier {
  readonly #db: Database;
  readonly #path: string;
  readonly #dictionary: Dictionary;
  readonly #given: OpenOptions & ApplyOptions;
  readonly #options: Required<Omit<ApplyOptions, 'batchSize' | 'threadFrom'>>;
  readonly #pace: Pace;
  readonly #lock: RunLock;
  readonly #state: State;
  readonly #ahead: Ahead;
  readonly #conflicts: Conflicts;
  readonly #history: History;
  readonly #direct: Staging;
  readonly #aside: Staging;
  readonly #foldDirect: Fold;
  readonly #foldAside: Fold;
  readonly #turns: Turns;
  readonly #runs: RunTable;
  readonly #lookup: Lookup;
  readonly #upkeep: Upkeep;
  #thread: ThreadedApply | undefined;
  #closed = false;

  constructor(db: Database, options: OpenOptions & ApplyOptions, dictionary: Dictionary) {
    const { path } = options;
    this.#db = db;
    this.#path = path;
    this.#dictionary = dictionary;
    this.#given = options;
    this.#options = {
      directLimit: 500,
      moveLimit: 2000,
      foldAtOnce: true,
      idLength: ID_LENGTH,
      busyTimeout: 10_000,
      ...options,
    };
    this.#pace = new Pace(options.batchSize);
    this.#lock = new RunLock(path);
    this.#state = new State(db);
    const overlay = new Overlay(db, this.#state);
    this.#ahead = new Ahead(db, this.#state, dictionary);
    this.#conflicts = new Conflicts(db);
    this.#history = new History(db);
    this.#direct = new Staging(db, 'temp', [overlay, this.#ahead]);
    this.#aside = new Staging(db, 'main');
    this.#foldDirect = new Fold(db, 'temp', this.#state);
    this.#foldAside = new Fold(db, 'main', this.#state);
    const { busyTimeout } = this.#options;
    this.#turns = new Turns({ db, state: this.#state, dictionary, busyTimeout });
    this.#runs = new RunTable(db, dictionary);
    this.#lookup = new Lookup(db, dictionary);
    this.#upkeep = new Upkeep({
      state: this.#state,
      turns: this.#turns,
      pace: new Pace(options.batchSize),
      overlay,
      ahead: this.#ahead,
      history: this.#history,
      aside: this.#aside,
    });
  }

  async apply(changes: Iterable<Change> | AsyncIterable<Change>, run: Run): Promise<ApplyResult> {
    const outcome = begun(run);
    const few = Array.isArray(changes) && changes.length <= this.#options.directLimit && !run.snapshot;
    if (few) return this.#writeDirectly(changes, outcome);
    return this.#alone(run, () => this.#writeBig(outcome, inBatches(changes, AT_ONCE)));
  }

  /** The same for a thread that works for whoever holds the lock of big runs and puts the store in order. */
  applyLocked(changes: Batches<PreparedChange>, run: Run): Promise<ApplyResult> {
    return this.#stageAndCommit(begun(run), changes);
  }

  /** Takes the last run of a source back. @throws UserError `conflict` where there is none */
  async undo(run: Run): Promise<UndoResult> {
    const started = begun(run);
    return this.#alone(run, async () => {
      const undoes = this.#history.last(run.source.id);
      if (undoes === undefined) throw nothingToUndo(run.source.id);
      const { label, at } = undoes;
      const result = await this.#stageAndCommit({ ...started, undoes });
      return { ...result, undone: { label, at: new Date(at).toISOString() } };
    });
  }

  /** Finishes what a run that died left behind, unless another run is going on. */
  async recover(): Promise<void> {
    if (!this.#upkeep.isLeft() && !Spool.isLeft(this.#path)) return;
    const release = this.#lock.try();
    if (!release) return;
    try {
      Spool.sweep(this.#path);
      await this.#upkeep.clear();
    } finally {
      release();
    }
  }

  /** Folds the overlay in, if there is one. */
  settle(): Promise<void> {
    return this.#upkeep.settle();
  }

  /** Makes runs that are going on stop after their present step. */
  close(): void {
    this.#closed = true;
    this.#upkeep.close();
    this.#thread?.stop(closedMeanwhile());
  }

  async #writeBig(outcome: Outcome, changes: Batches<Change>): Promise<ApplyResult> {
    const { threadFrom } = this.#given;
    const here = (some: Batches<Change>) => this.#stageAndCommit(outcome, mapped(some, prepareChange));
    if (threadFrom === undefined || this.#path === IN_MEMORY) return here(changes);
    const { whole, all } = await firstOf(changes, threadFrom);
    if (whole) return here(all);
    this.#goOn(outcome.run);
    const { rows } = this.#dictionary.vocabulary;
    this.#thread = new ThreadedApply({ options: handedOn(this.#given), vocabulary: rows }, outcome.run);
    try {
      return await this.#thread.apply(all);
    } catch (error) {
      // Where the thread died, nobody has thrown away what it left.
      await this.#upkeep.discard().catch(() => undefined);
      throw error;
    } finally {
      this.#thread = undefined;
      Spool.sweep(this.#path);
    }
  }

  #writeDirectly(changes: readonly Change[], outcome: Outcome): Promise<ApplyResult> {
    const prepared = changes.map(prepareChange);
    const { dryRun } = outcome.run;
    return this.#turns.take(() => {
      this.#expect(outcome.run);
      const { seq } = this.#state;
      const run = this.#state.nextRun();
      outcome.first = this.#state.freeRecord;
      const writer = this.#writer({ staging: this.#direct, run, at: outcome.at });
      for (const change of prepared) tell(outcome, change.change, writer.write(change));
      const result = this.#commitDirect(run, writer, outcome);
      return dryRun ? { seq, verdicts: result.verdicts } : result;
    }, dryRun);
  }

  #commitDirect(run: number, writer: ChangeWriter, outcome: Outcome): ApplyResult {
    const changed = this.#moveDirect();
    this.#runs.keepSources(outcome.run.source, writer.sources);
    const result = this.#finish(outcome, changed ? run : undefined);
    this.#history.prune(PRUNED_AT_ONCE);
    return result;
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

  /** Does the work of a big run while no other run is going on, and in a store that is in order. */
  async #alone<T>(run: Run, work: () => Promise<T>): Promise<T> {
    let told = false;
    const release = await this.#lock.take((again) => {
      this.#goOn(run);
      if (again && !told) run.onWait?.();
      told = again;
    });
    try {
      // Whoever writes most shall also put the pages in their places, before an edit of another process has to.
      this.#db.pragma(`wal_autocheckpoint = ${CHECKPOINT / 2}`);
      await this.#upkeep.clear();
      const result = await work();
      if (this.#options.foldAtOnce) await this.settle();
      return result;
    } finally {
      this.#db.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
      release();
    }
  }

  /** @throws UserError `precondition-failed` where the facility is not what the caller read */
  #expect({ expect }: Run): void {
    if (!expect) return;
    const { seq, overlay } = this.#state;
    const found = this.#lookup.resolve(expect.id, { seq, overlay });
    if (found?.kind === 'facility' && found.facility.seq === expect.seq) return;
    throw new UserError('precondition-failed', 'The place was changed after it was read.');
  }

  /** @param changes absent: the run takes another back */
  async #stageAndCommit(outcome: Outcome, changes?: Batches<PreparedChange>): Promise<ApplyResult> {
    const { dryRun } = outcome.run;
    const spool = dryRun || !changes ? undefined : new Spool(this.#db, this.#path);
    try {
      const { run, base, first } = await this.#turns.take(() => ({
        run: this.#state.nextRun(),
        base: this.#state.seq,
        first: this.#state.freeRecord,
      }));
      outcome.first = first;
      const writer = this.#writer({ staging: this.#aside, run, at: outcome.at });
      const stager = this.#stager({
        writer,
        outcome,
        newcomers: spool && this.#newcomers(spool, writer, outcome.at),
      });
      await (changes ? stager.stageAll(changes) : stager.stageUndo(outcome.undoes!));
      this.#goOn(outcome.run);
      if (!dryRun) return await this.#turns.take(() => this.#commitAside(run, base, writer, outcome));
      await this.#upkeep.discard();
      return { seq: base, verdicts: outcome.verdicts };
    } catch (error) {
      // What cannot be thrown away now is thrown away by the next run; the fault to tell of is the first one.
      await this.#upkeep.discard().catch(() => undefined);
      throw error;
    } finally {
      spool?.close();
    }
  }

  #stager(parts: Pick<StagerParts, 'writer' | 'newcomers' | 'outcome'>): Stager {
    return new Stager({
      ...parts,
      turns: this.#turns,
      committed: new Committed(this.#db),
      pace: this.#pace,
      dictionary: this.#dictionary,
      history: this.#history,
      aside: this.#aside,
      goOn: () => this.#goOn(parts.outcome.run),
    });
  }

  #newcomers(spool: Spool, writer: ChangeWriter, at: number): Newcomers {
    return new Newcomers({
      spool,
      writer,
      at,
      run: writer.run,
      staging: this.#aside,
      state: this.#state,
      dictionary: this.#dictionary,
      ahead: this.#ahead,
      idLength: this.#options.idLength,
    });
  }

  #commitAside(run: number, base: number, writer: ChangeWriter, outcome: Outcome): ApplyResult {
    this.#expect(outcome.run);
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

  #finish({ run, at, verdicts, first, undoes }: Outcome, n: number | undefined): ApplyResult {
    const { seq } = this.#state;
    if (undoes) this.#history.forget(undoes.run);
    if (n === undefined) return { seq, verdicts };
    this.#history.begin(n, this.#dictionary.source(run.source.id), first);
    // What a run that takes another back wrote over is not kept: to have it again, import it again.
    if (undoes) this.#history.forget(n);
    this.#runs.add({ n, source: run.source.id, label: run.label, at, seq, verdicts });
    return { run: n, seq, verdicts };
  }

  #writer(parts: Pick<WriterParts, 'staging' | 'run' | 'at'>): ChangeWriter {
    const { idLength } = this.#options;
    return new ChangeWriter({ ...parts, state: this.#state, dictionary: this.#dictionary, idLength });
  }

  #goOn({ signal }: Run): void {
    signal?.throwIfAborted();
    if (this.#closed) throw closedMeanwhile();
  }
}

/** What a thread needs of the options to write as this one would. */
function handedOn(given: OpenOptions & ApplyOptions): OpenOptions & ApplyOptions {
  const { path, ...more } = given;
  const names = ['busyTimeout', 'maxPages', 'moveLimit', 'batchSize', 'idLength'] as const;
  const said = names.filter((name) => more[name] !== undefined);
  return { path, ...Object.fromEntries(said.map((name) => [name, more[name]])) };
}

function closedMeanwhile(): UserError {
  return new UserError('unavailable', 'the store was closed while a run was going on');
}

function nothingToUndo(id: string): UserError {
  const detail = 'only the last import of a source is kept, and only once';
  return new UserError('conflict', `there is no import of "${id}" that could be taken back`, [
    { parameter: 'source', value: id, detail },
  ]);
}
