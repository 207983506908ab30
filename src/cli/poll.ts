import { parseArgs } from 'node:util';
import type { CommandIo, ExitCode } from './command.js';

export const POLL_HELP = `yizhan poll [--once] [--json]

Reads the feeds of live status that FEEDS_FILE names, and keeps what they say in the store. serve does the same by itself
when FEEDS_FILE is set; this command does it in a process of its own, which is better for feeds of many thousand stations.

  --once    reads each feed once and tells what came of it; the exit code is 1 where one could not be read
  --json    one JSON object a line

Try it:
  FEEDS_FILE=data/feeds.example.json yizhan poll --once
`;

/** How one feed is; the poller's health fits. */
export interface PolledFeed {
  readonly source: string;
  readonly kind: string;
  readonly state: 'starting' | 'ok' | 'failing';
  readonly problem?: string;
  readonly stations?: number;
  readonly stored?: number;
  readonly same?: number;
  readonly older?: number;
  readonly unknownFacility?: number;
  readonly faulty?: number;
  readonly fault?: string;
}

export interface PollCommandDeps {
  readonly io: CommandIo;
  /** Opens the store and works on it with the feeds until `stopped`, or once. */
  readonly poll: (options: {
    readonly once: boolean;
    readonly onPoll: (feed: PolledFeed) => void;
  }) => Promise<void>;
}

/** `yizhan poll`. @throws UserError where there is no file of feeds, or it cannot be used */
export async function pollCommand(argv: readonly string[], { io, poll }: PollCommandDeps): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    io.stdout.write(POLL_HELP);
    return 0;
  }
  let failed = false;
  await poll({
    once: values.once,
    onPoll: (feed) => {
      failed ||= feed.state === 'failing';
      io.stdout.write(`${values.json ? JSON.stringify(feed) : inWords(feed)}\n`);
    },
  });
  return values.once && failed ? 1 : 0;
}

function inWords({ source, kind, state, problem, fault, ...counts }: PolledFeed): string {
  if (state === 'failing') return `${source} (${kind}): failed: ${problem}`;
  const { stations, stored = 0, same = 0, older = 0, unknownFacility = 0, faulty = 0 } = counts;
  if (stations === undefined) return `${source} (${kind}): nothing new`;
  const told = [
    `${stations} stations`,
    `${stored} stored`,
    `${same} same`,
    `${older} older`,
    `${unknownFacility} of no known place`,
    `${faulty} faulty${fault === undefined ? '' : ` (${fault})`}`,
  ];
  return `${source} (${kind}): ${told.join(', ')}`;
}
