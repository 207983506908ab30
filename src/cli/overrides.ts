import { parseArgs } from 'node:util';
import type { AuditStore } from '../core/audit.js';
import { invalidParameter, UserError } from '../core/errors.js';
import type { KeyHolder } from '../core/key.js';
import type { Override, OverrideStore, OverrideWrite } from '../core/override.js';
import { overrideState, type OverrideDraft } from '../core/read-override.js';
import type { CommandIo, ExitCode } from './command.js';
import { printable } from './printable.js';
import { draftOf, inOptions, OPTIONS, type OverrideOptions } from './override-draft.js';

export const OVERRIDES_HELP = `yizhan overrides add WHAT WHERE --from DAY [--to DAY] --reason TEXT [--dry-run]
yizhan overrides list [--all] [--json]
yizhan overrides remove ID

Dated exceptions to opening hours, in one edit for one place or for many; a running service follows at once.

What, one of:
  --closed           closed
  --open             open, round the clock
  --until HH:MM      as usual, but what closes last stays open until then; past 24:00 it is the next day
  --hours TEXT       these hours instead: 8:30-22:00, or OSM opening_hours
  --works-as DAY     the hours of another kind of day: Wednesday (周三), holiday, workday
Where, one or more; all conditions must hold, and each may be given several times:
  --street NAME      the subdistrict (街道, 乡镇) as the address has it      --district NAME
  --category CODE    such as relay_station      --source ID   the publisher      --facility ID   one place
  --service CODE     speaks of this service at the places, and not of the places
  --everything       every place there is
When and why:
  --from DAY         2026-11-23, or a time in Shanghai: 2026-11-23T18:00
  --to DAY           last day, included (absent: the first); or a time, excluded
  --reason TEXT      why, for everybody to read, in Chinese      --reason-en TEXT   in English

  --dry-run          keeps nothing; shows for how many places it would be
  --all              also what ended or was removed
  --json             one JSON object a line
`;

/** What works with overrides: the real one stands on the store. */
export interface OverrideDesk {
  readonly store: OverrideStore;
  readonly audit: AuditStore;
  /** As an editor's word over HTTP is judged. @throws UserError that names every member that is wrong */
  readonly judge: (said: { readonly draft: OverrideDraft; readonly by: KeyHolder }) => Promise<Judged>;
}

interface Judged {
  readonly write: OverrideWrite;
  readonly matching: {
    readonly count: number;
    readonly bounded: boolean;
    readonly warnings: readonly { readonly code: string; readonly detail: string }[];
  };
}

export interface OverridesCommandDeps {
  readonly io: CommandIo;
  readonly withOverrides: <T>(work: (desk: OverrideDesk) => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who writes here: whoever may open the store. */
const US: KeyHolder = { id: 'command-line', label: 'command line', role: 'editor' };
const PAGE = 500;

/** `yizhan overrides`. @throws UserError for a call that cannot be followed, and for an override that is not there */
export async function overridesCommand(
  argv: readonly string[],
  deps: OverridesCommandDeps,
): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
  const [action, ...rest] = positionals;
  if (values.help) deps.io.stdout.write(OVERRIDES_HELP);
  else if (action === 'add') await add(values, rest, deps);
  else if (action === 'list') await list(values, rest, deps);
  else if (action === 'remove') await remove(values, rest, deps);
  else {
    const detail = action === undefined ? 'needs an action' : `"${action}" is no action`;
    throw invalidParameter({ parameter: 'overrides', detail, allowed: ['add', 'list', 'remove'] });
  }
  return 0;
}

async function add(
  values: OverrideOptions,
  rest: readonly string[],
  { io, withOverrides, now }: OverridesCommandDeps,
): Promise<void> {
  noMoreWords('add', rest);
  onlyThese(values, { action: 'add', refused: ['all'] });
  const draft = draftOf(values);
  await withOverrides(async ({ store, audit, judge }) => {
    const { write, matching } = await judge({ draft, by: US }).catch((error: unknown) => {
      throw inOptions(error);
    });
    const places = `${matching.bounded ? 'more than ' : ''}${matching.count} places`;
    for (const { detail } of matching.warnings) io.stderr.write(`${detail}\n`);
    if (values['dry-run']) {
      io.stdout.write(`It would be for ${places} of today. Nothing was kept.\n`);
      return;
    }
    const kept = await store.add(write);
    await note({ method: 'POST', route: '/v1/overrides', id: kept.id, status: 201 }, { audit, now });
    const told = values.json
      ? JSON.stringify({ ...kept, matches: matching.count })
      : `Override ${kept.id} is kept, for ${places} of today.`;
    io.stdout.write(`${told}\n`);
  });
}

async function list(
  values: OverrideOptions,
  rest: readonly string[],
  { io, withOverrides, now }: OverridesCommandDeps,
): Promise<void> {
  noMoreWords('list', rest);
  const { all, json, ...others } = values;
  onlyThese(others, { action: 'list', refused: Object.keys(others) });
  await withOverrides(async ({ store }) => {
    let count = 0;
    for (let after = 0; ;) {
      const page = await store.list({ ...(!all && { since: now() }), after, limit: PAGE });
      for (const one of page) io.stdout.write(`${json ? JSON.stringify(one) : line(one, now())}\n`);
      count += page.length;
      if (page.length < PAGE) break;
      after = page.at(-1)!.n;
    }
    if (count === 0) io.stderr.write(`There are no overrides${all ? '' : ' planned or in force'}.\n`);
  });
}

function line(override: Override, now: number): string {
  const { id, kind, hours, worksAs, until, from, to, target, reason, by } = override;
  const what = [kind, hours?.text ?? hours?.osm ?? worksAs ?? until].filter(Boolean).join(' ');
  const where = Object.entries(target).map(([name, said]) =>
    Array.isArray(said) ? `${name} ${said.join()}` : name,
  );
  const span = `${from} … ${to}`;
  const why = reason.zh ?? reason.en ?? '';
  const told = [id, overrideState(override, now), what, span, where.join(' & '), why, by.label];
  return told.map(printable).join('\t');
}

async function remove(
  values: OverrideOptions,
  [id, ...rest]: readonly string[],
  { io, withOverrides, now }: OverridesCommandDeps,
): Promise<void> {
  onlyThese(values, { action: 'remove', refused: Object.keys(values) });
  if (id === undefined || rest.length > 0) {
    const detail = 'needs the id of one override, as `overrides list` shows it';
    throw invalidParameter({ parameter: 'remove', detail });
  }
  await withOverrides(async ({ store, audit }) => {
    const found = await store.remove(id, US, new Date(now()).toISOString());
    const status = found ? 204 : 404;
    await note({ method: 'DELETE', route: '/v1/overrides/{id}', id, status }, { audit, now });
    if (!found)
      throw new UserError(
        'conflict',
        `There is no override ${id}, or it was removed; yizhan overrides list.`,
      );
    io.stdout.write(`Override ${id} is taken back.\n`);
  });
}

interface Noted {
  readonly method: string;
  readonly route: string;
  readonly id: string;
  readonly status: number;
}

/** In the audit log as over HTTP, under the name of the route that does the same. */
async function note(
  { method, route, id, status }: Noted,
  { audit, now }: { readonly audit: AuditStore; readonly now: () => number },
): Promise<void> {
  const at = new Date(now()).toISOString();
  await audit.add({ at, key: US, method, route, ids: [id.slice(0, 200)], count: 1, status });
}

function noMoreWords(action: string, [word]: readonly string[]): void {
  if (word === undefined) return;
  const detail = `"${word}" is not understood`;
  throw invalidParameter({ parameter: action, value: word, detail, allowed: 'options only' });
}

function onlyThese(
  values: OverrideOptions,
  { action, refused }: { readonly action: string; readonly refused: readonly string[] },
): void {
  const wrong = refused.find((name) => values[name as keyof OverrideOptions] !== undefined);
  if (wrong === undefined) return;
  throw invalidParameter({ parameter: `--${wrong}`, detail: `does not go with ${action}` });
}
