import type { Change, Verdict } from '../../core/change.js';
import type { Claim } from '../../core/facility.js';
import type { Missing } from '../../core/store.js';
import type { Batches } from './batches.js';
import type { ChangeWriter } from './change-writer.js';
import type { Committed } from './committed.js';
import type { Dictionary } from './dictionary.js';
import type { History, LastRun } from './history.js';
import { Newcomers } from './newcomers.js';
import { tell, type Outcome } from './outcome.js';
import type { Pace } from './pace.js';
import type { PreparedChange, PreparedPut } from './prepared-change.js';
import type { Staging } from './staging.js';
import { breathe, type Turns } from './turns.js';

export interface StagerParts {
  readonly turns: Turns;
  readonly committed: Committed;
  readonly pace: Pace;
  readonly dictionary: Dictionary;
  readonly history: History;
  readonly aside: Staging;
  readonly writer: ChangeWriter;
  /** Absent for a dry run: what would be new is staged like all the rest. */
  readonly newcomers: Newcomers | undefined;
  readonly outcome: Outcome;
  /** Throws where the run shall not go on. */
  readonly goOn: () => void;
}

/** Milliseconds that a step may take at most, whatever its rows are. */
const LONGEST = 60;
/** Records of one step of a run that takes another back. */
const UNDONE_AT_ONCE = 300;

/**
 * The first step of a big run: its changes are staged where no reader looks, in short transactions. Places that nobody
 * knew go another way, see newcomers.ts.
 */
export class Stager {
  readonly #parts: StagerParts;

  constructor(parts: StagerParts) {
    this.#parts = parts;
  }

  async stageAll(changes: Batches<PreparedChange>): Promise<void> {
    for await (const batch of changes) await this.#stage(batch);
    await this.#writeNewcomers();
    if (this.#parts.outcome.run.snapshot) await this.#withdrawUnseen();
  }

  /** The records of a run as they were before it; those that were new in it are withdrawn. */
  async stageUndo(undoes: LastRun): Promise<void> {
    await this.#restore(undoes);
    for (let after = 0; ;) {
      const rows = this.#parts.history.added(undoes, after, UNDONE_AT_ONCE);
      if (rows.length === 0) return;
      after = rows.at(-1)!.n;
      await this.#stage(rows.map(({ sourceId, externalId }) => withdrawal(sourceId, externalId)));
    }
  }

  async #restore(undoes: LastRun): Promise<void> {
    const { history, turns, writer, outcome, goOn } = this.#parts;
    for (let after = 0; ;) {
      const rows = history.before(undoes, after, UNDONE_AT_ONCE);
      if (rows.length === 0) return;
      after = rows.at(-1)!.n;
      goOn();
      const verdicts = await turns.take(() => rows.map((row) => writer.restore(row, undoes.run)));
      rows.forEach(({ sourceId: source, externalId, claim }, i) => {
        const change: Change = { kind: 'put', source, externalId, claim: JSON.parse(claim) as Claim };
        tell(outcome, change, verdicts[i]!);
      });
      await breathe();
    }
  }

  async #stage(batch: readonly PreparedChange[]): Promise<void> {
    this.#parts.goOn();
    const verdicts = await this.#offer(batch);
    const others = batch.filter((_, i) => verdicts[i] === undefined);
    const theirs = (await this.#write(others)).values();
    batch.forEach(({ change }, i) => tell(this.#parts.outcome, change, verdicts[i] ?? theirs.next().value!));
  }

  /** Lets the places that nobody knew wait; `undefined` for every change that has to be written here and now. */
  async #offer(changes: readonly PreparedChange[]): Promise<(Verdict | undefined)[]> {
    const { newcomers, turns, committed } = this.#parts;
    if (!newcomers) return changes.map(() => undefined);
    if (!changes.every((one) => Newcomers.isPlain(one))) {
      // These may speak of places that wait.
      await this.#writeNewcomers();
      return changes.map(() => undefined);
    }
    const offer = () => changes.map((one) => newcomers.offer(one as PreparedPut));
    if (changes.every((one) => newcomers.knowsWords(one))) return committed.read(offer);
    return turns.take(offer);
  }

  async #writeNewcomers(): Promise<void> {
    const { newcomers, goOn } = this.#parts;
    if (!newcomers) return;
    goOn();
    const rows = newcomers.takeWaiting();
    await this.#inTurns(rows, (row) => newcomers.write(row));
    await this.#inTurns(newcomers.inOrderOfIds(rows), (row) => newcomers.writeName(row));
  }

  async #write(changes: readonly PreparedChange[]): Promise<Verdict[]> {
    const { aside, writer } = this.#parts;
    const verdicts: Verdict[] = [];
    await this.#inTurns(changes, (one) => {
      const { kind } = one.change;
      if (kind !== 'put' && kind !== 'withdraw') aside.putChange(JSON.stringify(one.change));
      verdicts.push(writer.write(one));
    });
    return verdicts;
  }

  /** Works on all of them, in turns of the right length. */
  async #inTurns<T>(all: ArrayLike<T>, work: (one: T) => void): Promise<void> {
    const { turns, pace, goOn } = this.#parts;
    for (let done = 0; done < all.length;) {
      goOn();
      const rows = Math.min(pace.rows, all.length - done);
      done = await turns.takePaced(pace, rows, () => {
        const last = performance.now() + LONGEST;
        let at = done;
        while (at < done + rows && performance.now() < last) work(all[at++]!);
        return at;
      });
      await breathe();
    }
  }

  /** A whole list was given: withdraws the records of its source that are not in it. */
  async #withdrawUnseen(): Promise<void> {
    const { aside, dictionary, pace, writer, outcome } = this.#parts;
    const { id } = outcome.run.source;
    const source = dictionary.knownSource(id);
    if (source === undefined) return;
    await outcome.run.onMissing?.(this.#countUnseen(source));
    let after = '';
    for (;;) {
      const rows = aside.recordsOfSource(source, after, pace.rows);
      if (rows.length === 0) return;
      after = rows.at(-1)!.externalId;
      const unseen = rows.filter(({ n }) => !writer.seen.has(n));
      const changes = unseen.map(({ externalId }) => withdrawal(id, externalId));
      if (changes.length > 0) await this.#stage(changes);
      else await breathe();
    }
  }

  #countUnseen(source: number): Missing {
    const { history, writer, outcome } = this.#parts;
    let [known, missing] = [0, 0];
    for (const n of history.known(source, outcome.first)) {
      known++;
      if (!writer.seen.has(n)) missing++;
    }
    return { known, missing };
  }
}

function withdrawal(source: string, externalId: string): PreparedChange {
  return { change: { kind: 'withdraw', source, externalId } };
}
