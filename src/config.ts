import { z } from 'zod';

/** What the service and the commands are told by the environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly database: Database;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** A calendar of holidays that takes the place of the shipped one. */
  readonly calendarFile?: string;
  /** The feeds of live status that are polled. */
  readonly feedsFile?: string;
  /** Milliseconds between two looks at the change log. */
  readonly followInterval: number;
  /** Days for which entries of the audit log are kept. */
  readonly auditDays: number;
  /** Milliseconds that requests under way get to finish when the service stops. */
  readonly stopTimeout: number;
}

export type Database = { readonly kind: 'sqlite'; readonly path: string };

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A whole number written in digits, within bounds. */
function whole(least: number, most: number, unit = '') {
  const allowed = `a whole number from ${least} to ${most}${unit}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, allowed)
    .transform(Number)
    .pipe(z.number().min(least, allowed).max(most, allowed));
}

const database = z.string().transform((url, context): Database => {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path !== undefined) return { kind: 'sqlite', path: path.replace(/^\/\/(?=\/)/, '') };
  const postgres = /^postgres(ql)?:/.test(url);
  context.addIssue({
    code: 'custom',
    message: postgres
      ? 'PostgreSQL is not supported yet; use sqlite:PATH'
      : 'sqlite: and a path, such as sqlite:var/yizhan.db',
  });
  return z.NEVER;
});

const environment = z.object({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,255}$/, 'a host name or an address')
    .default('127.0.0.1'),
  PORT: whole(0, 65_535, ' (0 takes a free one)').default(3000),
  DATABASE_URL: database.default({ kind: 'sqlite', path: 'var/yizhan.db' }),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  CALENDAR_FILE: z.string().max(4096).optional(),
  FEEDS_FILE: z.string().max(4096).optional(),
  FOLLOW_INTERVAL_MS: whole(10, 60_000).default(200),
  STOP_TIMEOUT_MS: whole(0, 600_000).default(10_000),
  AUDIT_DAYS: whole(1, 36_500, ' days').default(365),
});

/** What every setting means, for the help text. */
export const SETTINGS_HELP = [
  ['HOST', '127.0.0.1', 'address to listen on; 0.0.0.0 for all'],
  ['PORT', '3000', 'port to listen on; 0 takes a free one'],
  ['DATABASE_URL', 'sqlite:var/yizhan.db', 'where facilities are kept'],
  ['LOG_LEVEL', 'info', LOG_LEVELS.join(', ')],
  ['CALENDAR_FILE', 'the shipped one', 'holidays and make-up workdays, in the form of data/calendar/cn.json'],
  ['FEEDS_FILE', 'none', 'feeds of live status to poll, in the form of data/feeds.example.json'],
  ['FOLLOW_INTERVAL_MS', '200', 'how often the service looks for changes of the data'],
  ['STOP_TIMEOUT_MS', '10000', 'how long requests under way may take when the service stops'],
  ['AUDIT_DAYS', '365', 'how long the log of who wrote what is kept'],
] as const;

/** A setting that cannot be used. `message` is one line for each, naming the variable, its value and what is allowed. */
export class SettingsError extends Error {}

/**
 * The settings in an environment. A variable that is empty counts as not set.
 * @throws SettingsError
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name}=${given[name]} cannot be used: expected ${issue.message}`;
    });
    throw new SettingsError([...new Set(lines)].join('\n'));
  }
  const {
    HOST,
    PORT,
    DATABASE_URL,
    LOG_LEVEL,
    CALENDAR_FILE,
    FEEDS_FILE,
    FOLLOW_INTERVAL_MS,
    STOP_TIMEOUT_MS,
    AUDIT_DAYS,
  } = parsed.data;
  return {
    host: HOST,
    port: PORT,
    database: DATABASE_URL,
    logLevel: LOG_LEVEL,
    ...(CALENDAR_FILE !== undefined && { calendarFile: CALENDAR_FILE }),
    ...(FEEDS_FILE !== undefined && { feedsFile: FEEDS_FILE }),
    followInterval: FOLLOW_INTERVAL_MS,
    stopTimeout: STOP_TIMEOUT_MS,
    auditDays: AUDIT_DAYS,
  };
}
