import type { IncomingMessage } from 'node:http';
import { MOST_AUDITED } from '../core/audit.js';
import { UserError } from '../core/errors.js';
import type { KeyHolder, KeyVerdict } from '../core/key.js';
import { networkOf } from './address.js';
import type { AppDeps } from './deps.js';
import { HttpError, PROBLEM_KINDS } from './problem.js';
import type { Cost } from './rate-limit.js';
import type { Reply, Stream } from './reply.js';
import type { Route } from './route.js';

/** Who may ask what only the holder of a key may, and what is kept of it. */

/** Lets the holder of the right key through to the answer; what he writes is noted in the audit log. */
export async function guarded(
  route: Route,
  request: IncomingMessage & { readonly params?: unknown },
  { deps, answer }: { deps: AppDeps; answer: (key: KeyHolder) => Promise<Reply | Stream> },
): Promise<Reply | Stream> {
  const { limiter, settings } = deps;
  const key = await holderOf(request.headers.authorization, deps).catch((error: unknown) => {
    // Whoever tries keys is counted by his network, and told no more once he has tried too many.
    limiter?.take('write', networkOf(request, settings.proxies));
    throw error;
  });
  const limits = route.cost === 'free' ? undefined : limiter?.take(costOf(route), key.id);
  const named = Object.values((request.params ?? {}) as Record<string, string>);
  const note = (status: number, ids: readonly string[] = named) => keep({ route, key, status, ids }, deps);
  try {
    if (key.role !== route.role) throw wrongRole(key, route);
    const reply = await answer(key);
    if ('stream' in reply) return reply;
    await note(reply.status ?? 200, reply.written);
    return { ...reply, headers: { ...limits, ...reply.headers, 'Cache-Control': 'no-store' } };
  } catch (error) {
    await note(statusOf(error));
    throw error;
  }
}

/** A key's reading counts as reading. */
function costOf({ cost, method }: Route): Cost {
  if (cost !== undefined && cost !== 'free') return cost;
  return method === 'GET' ? 'read' : 'write';
}

/** @throws HttpError 401 without a key that opens something */
export async function holderOf(header: string | undefined, { checkKey }: AppDeps): Promise<KeyHolder> {
  const [, scheme, key = ''] = /^([^ ]*)(?: +(.*))?$/.exec(header ?? '') ?? [];
  if (!scheme)
    throw unauthorized('This needs a key: send it in the header Authorization, as Bearer and the key.');
  if (scheme.toLowerCase() !== 'bearer')
    throw unauthorized(
      `The header Authorization must say Bearer and the key; its scheme is "${scheme.slice(0, 20)}".`,
    );
  const verdict = await checkKey(key);
  if (verdict.kind === 'known') return verdict.holder;
  throw unauthorized(WORDS[verdict.kind], 'invalid_token');
}

const WORDS: Readonly<Record<Exclude<KeyVerdict['kind'], 'known'>, string>> = {
  malformed:
    'This is not a key of Yizhan: one begins with yz_op_ or yz_ed_, and has neither blanks nor quotes.',
  typo: 'The key has a typing error or was cut off: its check digits do not fit. Copy it again.',
  unknown: 'Nobody here has this key. It may belong to another server.',
  revoked: 'This key has been revoked. Ask the operator for a new one.',
};

/** RFC 9110 section 11.6.1 and RFC 6750 section 3. */
function unauthorized(detail: string, error?: string): HttpError {
  const challenge = `Bearer realm="yizhan"${error === undefined ? '' : `, error="${error}"`}`;
  return new HttpError('unauthorized', detail, { headers: { 'WWW-Authenticate': challenge } });
}

function wrongRole({ role }: KeyHolder, { role: needed }: Route): HttpError {
  const challenge = `Bearer realm="yizhan", error="insufficient_scope", scope="${needed}"`;
  const detail = `This needs the key of an ${needed}; yours is that of an ${role}.`;
  return new HttpError('forbidden', detail, { headers: { 'WWW-Authenticate': challenge } });
}

interface Noted {
  readonly route: Route;
  readonly key: KeyHolder;
  readonly status: number;
  readonly ids: readonly string[];
}

/** What was written stays written when the log cannot be: that is told in the server's own log. */
async function keep({ route, key, status, ids }: Noted, { stores, now, log }: AppDeps): Promise<void> {
  if (route.method === 'GET' || (route.unaudited === true && status < 400)) return;
  const at = new Date(now()).toISOString();
  const shown = ids.slice(0, MOST_AUDITED).map((id) => id.slice(0, 200));
  const entry = { at, key, method: route.method, route: route.path, ids: shown, count: ids.length, status };
  await stores.audit
    .add(entry)
    .catch((error: unknown) => log.error({ err: error, entry }, 'a write is missing from the audit log'));
}

function statusOf(error: unknown): number {
  if (!(error instanceof UserError)) return 500;
  return error instanceof HttpError ? error.status : PROBLEM_KINDS[error.kind].status;
}
