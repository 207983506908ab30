import type { Database } from 'better-sqlite3';
import type { Change, Verdict } from '../../core/change.js';
import { invalidParameter, UserError } from '../../core/errors.js';
import type { Claim } from '../../core/facility.js';
import type { ApplyResult, Missing, Run, UndoResult } from '../../core/store.js';
import { inBatches } from './batches.js';
import { Ahead } from './ahead.js';
import { ChangeWriter, type WriterParts } from './change-writer.js';
import { Conflicts } from './conflicts.js';
import type { Dictionary } from './dictionary.js';
import { Fold } from './fold.js';
import { History, type LastRun } from './history.js';
import { Lookup } from './lookup.js';
import { Overlay } from './overlay.js';
import { Pace } from './pace.js';
import { prepareChange, type PreparedChange } from './prepared-change.js';
import { RunLock, type Release } from './run-lock.js';
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
/** Records of one step of a run that takes another back. */
const UNDONE_AT_ONCE = 300;
/** Rows of runs that cannot be taken back any more, thrown away with a few changes, and in one step of a big run. */
const PRUNED_AT_ONCE = 100;
const PRUNED_ASIDE = 1000;
const NO_VERDICTS = { new: 0, changed: 0, same: 0, gone: 0, absent: 0, repeated: 0 };
type Verdicts = Record<Verdict, number>;

/** What a run found, for whoever started it and for the table of runs. */
interface Outcome {
  readonly run: Run;
  readonly at: number;
  readonly verdicts: Verdicts;
  /** The number of its first new record: those before were there. */
  first: number;
  /** The run it takes back. */
  readonly undoes?: LastRun;
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
  readonly #history: History;
  readonly #direct: Staging;
  readonly #aside: Staging;
  readonly #foldDirect: Fold;
  readonly #foldAside: Fold;
  readonly #turns: Turns;
  readonly #runs: RunTable;
  readonly #lookup: Lookup;
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
    this.#history = new History(db);
    this.#direct = new Staging(db, 'temp', [this.#overlay, this.#ahead]);
    this.#aside = new Staging(db, 'main');
    this.#foldDirect = new Fold(db, 'temp', this.#state);
    this.#foldAside = new Fold(db, 'main', this.#state);
    const { busyTimeout } = this.#options;
    this.#turns = new Turns({ db, state: this.#state, dictionary, busyTimeout });
    this.#runs = new RunTable(db, dictionary);
    this.#lookup = new Lookup(db, dictionary);
  }

  async apply(changes: Iterable<Change> | AsyncIterable<Change>, run: Run): Promise<ApplyResult> {
    const outcome = begun(run);
    const few = Array.isArray(changes) && changes.length <= this.#options.directLimit && !run.snapshot;
    return few ? this.#writeDirectly(changes, outcome) : this.#writeAside(changes, outcome);
  }

  /** Takes the last run of a source back. @throws UserError `conflict` where there is none */
  async undo(run: Run): Promise<UndoResult> {
    const started = begun(run);
    const release = await this.#waitForTurn(run);
    try {
      await this.#clear();
      const { id } = run.source;
      const undoes = this.#history.last(id);
      if (undoes === undefined)
        throw new UserError('conflict', `there is no import of "${id}" that could be taken back`, [
          {
            parameter: 'source',
            value: id,
            detail: 'only the last import of a source is kept, and only once',
          },
        ]);
      const outcome = { ...started, undoes };
      const result = await this.#stageAndCommit(outcome, (writer) => this.#stageUndo(writer, outcome));
      if (this.#options.foldAtOnce) await this.settle();
      const { label, at } = undoes;
      return { ...result, undone: { label, at: new Date(at).toISOString() } };
    } finally {
      release();
    }
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

  async #prune(): Promise<void> {
    while (!this.#closed && !(await this.#turns.take(() => this.#history.prune(PRUNED_ASIDE))))
      await breathe();
  }

  /** Makes runs that are going on stop after their present step. */
  close(): void {
    this.#closed = true;
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
      for (const change of prepared) this.#tell(outcome, change.change, writer.write(change));
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

  async #writeAside(
    changes: Iterable<Change> | AsyncIterable<Change>,
    outcome: Outcome,
  ): Promise<ApplyResult> {
    const release = await this.#waitForTurn(outcome.run);
    try {
      await this.#clear();
      const result = await this.#stageAndCommit(outcome, (writer) =>
        this.#stageAll(changes, writer, outcome),
      );
      if (this.#options.foldAtOnce) await this.settle();
      return result;
    } finally {
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

  #waitForTurn(run: Run): Promise<Release> {
    let told = false;
    return this.#lock.take((again) => {
      this.#goOn(run);
      if (again && !told) run.onWait?.();
      told = again;
    });
  }

  async #stageAndCommit(
    outcome: Outcome,
    stage: (writer: ChangeWriter) => Promise<void>,
  ): Promise<ApplyResult> {
    try {
      const { run, base, first } = await this.#turns.take(() => ({
        run: this.#state.nextRun(),
        base: this.#state.seq,
        first: this.#state.freeRecord,
      }));
      outcome.first = first;
      const ahead = outcome.run.dryRun ? {} : { ahead: this.#ahead };
      const writer = this.#writer({ staging: this.#aside, run, at: outcome.at, ...ahead });
      await stage(writer);
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

  async #stageAll(
    changes: Iterable<Change> | AsyncIterable<Change>,
    writer: ChangeWriter,
    outcome: Outcome,
  ): Promise<void> {
    for await (const batch of inBatches(changes, () => this.#staging.rows)) {
      await this.#stage(batch, writer, outcome);
      await breathe();
    }
    if (outcome.run.snapshot) await this.#withdrawUnseen(writer, outcome);
  }

  /** The records of a run as they were before it; those that were new in it are withdrawn. */
  async #stageUndo(writer: ChangeWriter, outcome: Outcome & { readonly undoes: LastRun }): Promise<void> {
    const { undoes } = outcome;
    for (let after = 0; ;) {
      const rows = this.#history.before(undoes, after, UNDONE_AT_ONCE);
      if (rows.length === 0) break;
      after = rows.at(-1)!.n;
      this.#goOn(outcome.run);
      const verdicts = await this.#turns.take(() => rows.map((row) => writer.restore(row, undoes.run)));
      rows.forEach(({ sourceId: source, externalId, claim }, i) => {
        const change: Change = { kind: 'put', source, externalId, claim: JSON.parse(claim) as Claim };
        this.#tell(outcome, change, verdicts[i]!);
      });
      await breathe();
    }
    for (let after = 0; ;) {
      const rows = this.#history.added(undoes, after, UNDONE_AT_ONCE);
      if (rows.length === 0) break;
      after = rows.at(-1)!.n;
      const changes = rows.map((row): Change => {
        return { kind: 'withdraw', source: row.sourceId, externalId: row.externalId };
      });
      await this.#stage(changes, writer, outcome);
      await breathe();
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
    outcome.run.onMissing?.(this.#countUnseen(source, writer, outcome));
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

  #countUnseen(source: number, writer: ChangeWriter, { first }: Outcome): Missing {
    let [known, missing] = [0, 0];
    for (const n of this.#history.known(source, first)) {
      known++;
      if (!writer.seen.has(n)) missing++;
    }
    return { known, missing };
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
    await this.#prune();
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

/** @throws UserError `invalid-parameter` for a run without an instant; what its signal was aborted with */
function begun(run: Run): Outcome {
  const at = Date.parse(run.at);
  if (Number.isNaN(at))
    throw invalidParameter({ parameter: 'at', value: run.at, detail: 'is not an instant' });
  run.signal?.throwIfAborted();
  return { run, at, verdicts: { ...NO_VERDICTS }, first: 0 };
}
