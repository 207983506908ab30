import type { Change, Verdict } from '../../core/change.js';
import { invalidParameter } from '../../core/errors.js';
import type { Run } from '../../core/store.js';
import type { LastRun } from './history.js';

const NO_VERDICTS = { new: 0, changed: 0, same: 0, gone: 0, absent: 0, repeated: 0 };

/** What a run found, for whoever started it and for the table of runs. */
export interface Outcome {
  readonly run: Run;
  readonly at: number;
  readonly verdicts: Record<Verdict, number>;
  /** The number of its first new record: those before were there. */
  first: number;
  /** The run it takes back. */
  readonly undoes?: LastRun;
}

/** @throws UserError `invalid-parameter` for a run without an instant; what its signal was aborted with */
export function begun(run: Run): Outcome {
  const at = Date.parse(run.at);
  if (Number.isNaN(at))
    throw invalidParameter({ parameter: 'at', value: run.at, detail: 'is not an instant' });
  run.signal?.throwIfAborted();
  return { run, at, verdicts: { ...NO_VERDICTS }, first: 0 };
}

/** Counts what became of a change, and tells whoever started the run. */
export function tell({ run, verdicts }: Outcome, change: Change, verdict: Verdict): void {
  verdicts[verdict]++;
  run.onVerdict?.(change, verdict);
}
