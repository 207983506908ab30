import { parseArgs } from 'node:util';
import { invalidParameter, UserError } from '../core/errors.js';
import { REPORT_STATUSES, type Report, type Resolution } from '../core/report.js';
import type { Stores } from '../core/stores.js';
import type { CommandIo, ExitCode } from './command.js';
import { printable } from './printable.js';

export const REPORTS_HELP = `yizhan reports [--open] [--json]
yizhan reports --resolve ID --as accepted|rejected|duplicate [--note TEXT] [--json]

What riders found at places, the newest first: id, when it came, its status, what was found, the place, the words. Nothing
a rider sends changes a place; correct it yourself where it is so.

  --open          only what nobody has decided on
  --resolve ID    decides on one: from then on it has no effect any more. It can be decided anew; the last word stands
  --as            accepted: it was so and has been seen to · rejected: it was not so · duplicate: another report says it
  --note TEXT     why, for your colleagues
  --json          one JSON object a line

Exit code: 0 done · 1 no such report, or no store · 2 wrong call.
`;

export interface ReportsCommandDeps {
  readonly io: CommandIo;
  readonly withStores: <T>(
    work: (stores: Pick<Stores, 'reports' | 'facilities'>) => Promise<T>,
  ) => Promise<T>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const PAGE = 200;
const LONGEST_NOTE = 500;
const DECISIONS = REPORT_STATUSES.filter((one) => one !== 'open');

/** `yizhan reports`. @throws UserError for a call that cannot be followed, and for a report that is not there */
export async function reportsCommand(argv: readonly string[], deps: ReportsCommandDeps): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      open: { type: 'boolean', default: false },
      resolve: { type: 'string' },
      as: { type: 'string' },
      note: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    deps.io.stdout.write(REPORTS_HELP);
    return 0;
  }
  const { resolve: id, as, note, open, json } = values;
  if (id === undefined) {
    if (as !== undefined) throw missing('--resolve', 'the id of the report that --as decides on');
    if (note !== undefined) throw missing('--resolve', 'the id of the report that --note belongs to');
    await list({ open, json }, deps);
  } else {
    if (open)
      throw invalidParameter({
        parameter: '--open',
        detail: 'does not go with --resolve',
        allowed: 'one of them',
      });
    await resolve(id, { decision: decisionOf(as, note), json }, deps);
  }
  return 0;
}

function missing(parameter: string, allowed: string) {
  return invalidParameter({ parameter, detail: 'is missing', allowed });
}

function decisionOf(as: string | undefined, note: string | undefined): Pick<Resolution, 'status' | 'word'> {
  const status = DECISIONS.find((one) => one === as);
  if (as === undefined) throw missing('--as', DECISIONS.join(', '));
  if (!status)
    throw invalidParameter({
      parameter: '--as',
      value: as,
      detail: `"${as}" is not understood`,
      allowed: DECISIONS,
    });
  if (note === undefined) return { status };
  if (note.trim() === '' || note.length > LONGEST_NOTE)
    throw invalidParameter({
      parameter: '--note',
      detail: 'is empty or too long',
      allowed: `1 to ${LONGEST_NOTE} characters`,
    });
  return { status, word: note.trim() };
}

async function list(
  { open, json }: { readonly open: boolean; readonly json: boolean },
  { io, withStores }: ReportsCommandDeps,
): Promise<void> {
  await withStores(async ({ reports, facilities }) => {
    const filter = open ? ({ status: 'open' } as const) : {};
    for (let before: number | undefined; ;) {
      const page = await reports.list(filter, { limit: PAGE, ...(before !== undefined && { before }) });
      const cards = await facilities.cards(page.map(({ facility }) => facility?.key ?? 0));
      for (const [index, report] of page.entries()) {
        const card = cards[index];
        const name = card?.nameZh ?? card?.nameEn ?? undefined;
        io.stdout.write(`${json ? JSON.stringify(shown(report, name)) : line(report, name)}\n`);
      }
      if (page.length < PAGE) return;
      before = page.at(-1)!.number;
    }
  });
}

async function resolve(
  id: string,
  { decision, json }: { readonly decision: Pick<Resolution, 'status' | 'word'>; readonly json: boolean },
  { io, withStores, now }: ReportsCommandDeps,
): Promise<void> {
  const report = await withStores(({ reports }) =>
    reports.resolve(id, { ...decision, by: 'cli', at: now() }),
  );
  if (!report) throw new UserError('conflict', `There is no report ${id}; yizhan reports shows them.`);
  io.stdout.write(
    json ? `${JSON.stringify(shown(report))}\n` : `${id} is ${decision.status}; it has no effect any more.\n`,
  );
}

/** As over HTTP: no keys of the store, instants in ISO 8601. */
function shown(report: Report, name?: string): object {
  const { number: _, seq: __, facility, observedAt, receivedAt, resolution, ...rest } = report;
  const instant = (at: number) => new Date(at).toISOString();
  return {
    ...rest,
    ...(facility && { facility: { id: facility.id, ...(name !== undefined && { name }) } }),
    observedAt: instant(observedAt),
    receivedAt: instant(receivedAt),
    ...(resolution && { resolution: { ...resolution, at: instant(resolution.at) } }),
  };
}

function line({ id, kind, service, note, facility, receivedAt, status }: Report, name?: string): string {
  const what = service === undefined ? kind : `${kind} ${service}`;
  const came = `${new Date(receivedAt).toISOString().slice(0, 16)}Z`;
  const place = [facility?.id, name].filter((part) => part !== undefined).join(' ');
  return [id, came, status, what, place, note ?? ''].map(printable).join('\t');
}
