import { parseArgs } from 'node:util';
import type { Facility } from '../core/facility.js';
import type { FacilityStore } from '../core/store.js';
import type { CommandIo, ExitCode } from './command.js';

export const UNPLACED_HELP = `yizhan unplaced [--source ID] [--json]

Lists the places without a position: id, name, address and publisher, separated by tabs. They are kept, but near nothing.

  --source ID   only those this publisher speaks of
  --json        one JSON object a line: id, name, address, source

To place them by hand: yizhan export --unplaced --format csv --bom --out to-place.csv, fill in lon and lat (WGS-84), and
yizhan import to-place.csv.
`;

export interface UnplacedCommandDeps {
  readonly io: CommandIo;
  readonly withStore: <T>(work: (store: FacilityStore) => Promise<T>) => Promise<T>;
}

const PAGE = 500;

/** `yizhan unplaced`. */
export async function unplacedCommand(
  argv: readonly string[],
  { io, withStore }: UnplacedCommandDeps,
): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      source: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (values.help) {
    io.stdout.write(UNPLACED_HELP);
    return 0;
  }
  const { source, json } = values;
  const filter = { placed: false, ...(source === undefined ? {} : { source }) };
  await withStore(async (store) => {
    for (let after = 0; ;) {
      const cards = await store.list(filter, after, PAGE);
      if (cards.length === 0) return;
      after = cards.at(-1)!.key;
      for (const one of await store.facilities(cards.map(({ key }) => key)))
        if (one) io.stdout.write(`${json ? JSON.stringify(told(one)) : line(one)}\n`);
    }
  });
  return 0;
}

function told({ id, body }: Facility) {
  const { name, address, sources } = body;
  return {
    id,
    name: name.zh ?? name.en ?? '',
    address: address?.text?.zh ?? address?.text?.en ?? '',
    source: sources[0]?.source ?? '',
  };
}

/** A tab or a line end inside a text would make two columns or lines of one. */
function line(facility: Facility): string {
  return Object.values(told(facility))
    .map((text) => text.replaceAll(/\s+/g, ' '))
    .join('\t');
}
