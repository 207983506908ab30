import { parseArgs } from 'node:util';
import { EDITOR_SOURCE } from '../core/compose.js';
import { invalidParameter, UserError } from '../core/errors.js';
import type { FacilityStore } from '../core/store.js';
import type { CommandIo, ExitCode } from './command.js';

export const MERGE_HELP = `yizhan merge ID INTO

Says that two places are one: what was said of ID is said of INTO from now on, and ID leads there. Look at both first: it
cannot be taken back.

Exit code: 0 done (also when they are one already) · 1 nothing written · 2 wrong call.
`;

export interface MergeCommandDeps {
  readonly io: CommandIo;
  readonly withStore: <T>(work: (store: FacilityStore) => Promise<T>) => Promise<T>;
  /** Instant, ISO 8601 in UTC. */
  readonly now: () => string;
}

/** `yizhan merge`. @throws UserError for ids that are missing or lead to no place */
export async function mergeCommand(argv: readonly string[], deps: MergeCommandDeps): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    deps.io.stdout.write(MERGE_HELP);
    return 0;
  }
  const [from, into, third] = positionals;
  if (from === undefined || into === undefined || third !== undefined)
    throw invalidParameter({
      parameter: 'ID INTO',
      detail: 'name two places: the one that goes, the one that stays',
    });
  await deps.withStore(async (store) => {
    for (const id of [from, into]) {
      const found = await store.resolve(id);
      if (!found || found.kind === 'removed') throw new UserError('conflict', `there is no place ${id}`);
    }
    const change = { kind: 'merge', from, into } as const;
    const run = { source: { id: EDITOR_SOURCE }, label: 'merge', at: deps.now() };
    const { verdicts } = await store.apply([change], run);
    deps.io.stdout.write(
      verdicts.same > 0 ? 'They are one already.\n' : `${from} leads to ${into} from now on.\n`,
    );
  });
  return 0;
}
