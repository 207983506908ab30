import { parseArgs } from 'node:util';
import type { AuditFilter, AuditStore, LoggedAudit } from '../core/audit.js';
import { invalidParameter } from '../core/errors.js';
import type { CommandIo, ExitCode } from './command.js';
import { printable } from './printable.js';

export const AUDIT_HELP = `yizhan audit [--since TIME] [--key ID] [--json]

Who wrote what over HTTP, in order: time, key, its label, method and path, HTTP status, ids. Never what was sent. Entries
are kept for AUDIT_DAYS days (365).

  --since TIME   2026-11-22 (a day in Shanghai) or 2026-11-22T08:00:00+08:00
  --key ID       only this key's, as \`yizhan keys list\` shows it
  --json         one JSON object a line
`;

export interface AuditCommandDeps {
  readonly io: CommandIo;
  readonly withAudit: <T>(work: (audit: AuditStore) => Promise<T>) => Promise<T>;
}

const PAGE = 500;

/** `yizhan audit`. @throws UserError for a time that is none */
export async function auditCommand(
  argv: readonly string[],
  { io, withAudit }: AuditCommandDeps,
): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      since: { type: 'string' },
      key: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (values.help) {
    io.stdout.write(AUDIT_HELP);
    return 0;
  }
  const { since, key, json } = values;
  const filter: AuditFilter = {
    ...(since === undefined ? {} : { since: instantOf(since) }),
    ...(key === undefined ? {} : { key }),
  };
  await withAudit(async (audit) => {
    for (let after = 0; ;) {
      const entries = await audit.list(filter, after, PAGE);
      if (entries.length === 0) return;
      after = entries.at(-1)!.n;
      for (const entry of entries) io.stdout.write(`${json ? JSON.stringify(entry) : line(entry)}\n`);
    }
  });
  return 0;
}

function instantOf(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const offset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = day || offset ? Date.parse(day ? `${text}T00:00:00+08:00` : text) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  const allowed = '2026-11-22 or 2026-11-22T08:00:00+08:00';
  throw invalidParameter({ parameter: '--since', value: text, detail: `"${text}" is no time`, allowed });
}

function line({ at, key, method, route, ids, count, status }: LoggedAudit): string {
  const more = count > ids.length ? ` and ${count - ids.length} more` : '';
  // Ids are what somebody wrote into an address.
  return [at, key.id, key.label, `${method} ${route}`, `${status}`, `${ids.join(' ')}${more}`]
    .map(printable)
    .join('\t');
}
