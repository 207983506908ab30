import { parseArgs } from 'node:util';
import { invalidParameter, UserError } from '../core/errors.js';
import { KEY_ROLES, type KeyRole, type KeyStore, type StoredKey } from '../core/key.js';
import type { CommandIo, ExitCode } from './command.js';

export const KEYS_HELP = `yizhan keys create --role operator|editor --label TEXT
yizhan keys list [--json]
yizhan keys revoke ID

Who may write over HTTP. An operator's key sends live status and handles reports; an editor's key corrects places and sets
overrides. A key has one role: an office that does both gets two keys.

  create   makes a key and shows it once, alone on standard output; only a hash of it is kept
  list     id, role, when it was made and last used (to the hour), whether it is revoked, label; never the key
  revoke   ends a key for good, in a running service at once

  --role    operator or editor
  --label   for people: which office or program it is for
  --json    one JSON object a line

The key goes into the header of a request: Authorization: Bearer yz_ed_…
`;

/** What works with keys: the real one is a keyring on the store. */
export interface Keys {
  readonly create: (role: KeyRole, label: string) => Promise<{ readonly id: string; readonly text: string }>;
  readonly store: KeyStore;
}

export interface KeysCommandDeps {
  readonly io: CommandIo;
  /** @param options `create`: makes the store where there is none */
  readonly withKeys: <T>(
    work: (keys: Keys) => Promise<T>,
    options?: { readonly create?: boolean },
  ) => Promise<T>;
  /** Instant, ISO 8601 in UTC. */
  readonly now: () => string;
}

const LONGEST_LABEL = 200;

/** `yizhan keys`. @throws UserError for a call that cannot be followed, and for a key that is not there */
export async function keysCommand(argv: readonly string[], deps: KeysCommandDeps): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      role: { type: 'string' },
      label: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [action, ...rest] = positionals;
  if (values.help) {
    deps.io.stdout.write(KEYS_HELP);
    return 0;
  }
  if (action === 'create') await create(readOrder(values.role, values.label, rest), deps);
  else if (action === 'list') await list(rest, { json: values.json }, deps);
  else if (action === 'revoke') await revoke(rest, deps);
  else {
    const detail = action === undefined ? 'needs an action' : `"${action}" is no action`;
    throw invalidParameter({ parameter: 'keys', detail, allowed: ['create', 'list', 'revoke'] });
  }
  return 0;
}

function given(parameter: string, value: string | undefined) {
  if (value === undefined) return { parameter, detail: 'is missing' };
  return { parameter, value, detail: `"${value}" is not understood` };
}

interface Order {
  readonly role: KeyRole;
  readonly label: string;
}

function readOrder(word: string | undefined, text: string | undefined, rest: readonly string[]): Order {
  const role = KEY_ROLES.find((one) => one === word);
  if (!role) throw invalidParameter({ ...given('--role', word), allowed: KEY_ROLES });
  const label = text?.trim() ?? '';
  const allowed = `1 to ${LONGEST_LABEL} characters in one line`;
  if (label === '' || label.length > LONGEST_LABEL || /\p{Cc}/u.test(label))
    throw invalidParameter({ ...given('--label', text), allowed });
  if (rest.length > 0) throw invalidParameter({ ...given('create', rest[0]), allowed: 'options only' });
  return { role, label };
}

async function create({ role, label }: Order, { io, withKeys }: KeysCommandDeps): Promise<void> {
  const { id, text } = await withKeys((keys) => keys.create(role, label), { create: true });
  io.stderr.write(`The key of ${id} (${role}, ${label}). Keep it now: it is shown this once.\n`);
  io.stdout.write(`${text}\n`);
}

async function list(
  rest: readonly string[],
  { json }: { readonly json: boolean },
  { io, withKeys }: KeysCommandDeps,
): Promise<void> {
  if (rest.length > 0) throw invalidParameter({ ...given('list', rest[0]), allowed: 'no more words' });
  const keys = await withKeys(({ store }) => store.list());
  for (const key of keys) io.stdout.write(`${json ? JSON.stringify(shown(key)) : line(key)}\n`);
  if (keys.length === 0) io.stderr.write('There are no keys yet: yizhan keys create\n');
}

/** Everything but the hash. */
function shown({ id, label, role, created, lastUsed, revoked }: StoredKey) {
  return { id, role, label, created, lastUsed: lastUsed ?? null, revoked: revoked ?? null };
}

function line({ id, label, role, created, lastUsed, revoked }: StoredKey): string {
  const used = lastUsed === undefined ? 'never used' : `used ${hour(lastUsed)}`;
  const state = revoked === undefined ? used : `revoked ${hour(revoked)}`;
  return [id, role, `made ${hour(created)}`, state, label].join('\t');
}

function hour(at: string): string {
  return `${at.slice(0, 13)}Z`;
}

async function revoke(
  [id, ...rest]: readonly string[],
  { io, withKeys, now }: KeysCommandDeps,
): Promise<void> {
  if (id === undefined || rest.length > 0)
    throw invalidParameter({
      parameter: 'revoke',
      detail: 'needs the id of one key, as `keys list` shows it',
    });
  if (id.startsWith('yz_'))
    throw invalidParameter({ parameter: 'revoke', detail: 'needs the id of the key, not the key itself' });
  const found = await withKeys(({ store }) => store.revoke(id, now()));
  if (!found) throw new UserError('conflict', `There is no key ${id}; yizhan keys list shows them.`);
  io.stdout.write(`${id} opens nothing any more.\n`);
}
