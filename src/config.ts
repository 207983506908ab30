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
  /** What lies under the places on a map, and where maps begin. */
  readonly mapFile?: string;
  /** Where riders reach the service, without a slash at the end: for links on paper. */
  readonly publicUrl?: string;
  /** The program that makes PDFs; absent: looked for on the PATH. */
  readonly chromium?: string;
  /** Milliseconds between two looks at the change log. */
  readonly followInterval: number;
  /** Absent: any number of requests. */
  readonly rateLimit?: Limits;
  /** Proxies in front of the service that add to `X-Forwarded-For`. */
  readonly trustProxy: number;
  /** Days for which entries of the audit log are kept. */
  readonly auditDays: number;
  /** Days for which the notes of reports are kept. */
  readonly reportNotesDays: number;
  /** Threads that answer; 0 and 1: the one that does everything else. `auto`: as many as there are cores. */
  readonly workers: number | 'auto';
  /** Milliseconds that requests under way get to finish when the service stops. */
  readonly stopTimeout: number;
  readonly geocoder: GeocoderSettings;
}

/** How addresses are looked up, where that is asked for. */
export interface GeocoderSettings {
  /** Address of the service; absent: the public one of its kind. */
  readonly url?: string;
  /** Never shown: not in a message, a log or a report. */
  readonly key?: string;
  /** Whom the service can write to: an address of e-mail or of a page. */
  readonly contact?: string;
  /** Questions a second; absent: what the service allows by default. */
  readonly rate?: number;
  /** Milliseconds for one answer. */
  readonly timeout: number;
  /** File that keeps answers; absent: one beside the store. */
  readonly cache?: string;
}

/** Requests a minute, by what they cost. */
export type Limits = Readonly<Record<'read' | 'search' | 'write' | 'report', number>>;

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

const RATE = 'questions a second, from 0.01 to 50';
const httpUrl = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s?#@]+$/i, 'http(s)://host/path, without ? and without a name and password');

/** Requests a minute for each network or key. Generous, because thousands of phones may share one network's address. */
const USUAL_LIMITS: Limits = { read: 3000, search: 300, write: 600, report: 30 };

const ALLOWED_LIMITS =
  'off, or requests a minute such as read=3000,search=300,write=600,report=30 (those left out stay as they are)';

const rateLimit = z.string().transform((text, context): Limits | 'off' => {
  if (text === 'off') return text;
  const parts = text
    .split(',')
    .map((part) => /^(read|search|write|report)=([1-9]\d{0,6})$/.exec(part.trim()));
  const names = parts.map((part) => part?.[1]);
  if (parts.every((part) => part !== null) && new Set(names).size === names.length)
    return { ...USUAL_LIMITS, ...Object.fromEntries(parts.map(([, name, count]) => [name, Number(count)])) };
  context.addIssue({ code: 'custom', message: ALLOWED_LIMITS });
  return z.NEVER;
});

const WORKERS_ALLOWED = 'auto, or a whole number from 0 to 64';
const workers = z
  .string()
  .regex(/^(auto|\d{1,2})$/, WORKERS_ALLOWED)
  .transform((text) => (text === 'auto' ? text : Number(text)))
  .refine((count) => count === 'auto' || count <= 64, WORKERS_ALLOWED);

const PUBLIC = 'http(s)://host, with a path where there is one, and no more';
const publicUrl = z
  .string()
  .max(200, PUBLIC)
  .regex(/^https?:\/\/[^\s?#@"'<>]+$/i, PUBLIC)
  .refine((url) => URL.canParse(url), PUBLIC)
  .transform((url) => url.replace(/\/+$/, ''));

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
  MAP_FILE: z.string().max(4096).optional(),
  PUBLIC_URL: publicUrl.optional(),
  CHROMIUM: z.string().max(4096).optional(),
  FOLLOW_INTERVAL_MS: whole(10, 60_000).default(200),
  STOP_TIMEOUT_MS: whole(0, 600_000).default(10_000),
  RATE_LIMIT: rateLimit.default(USUAL_LIMITS),
  TRUST_PROXY: whole(0, 10, ' proxies').default(0),
  AUDIT_DAYS: whole(1, 36_500, ' days').default(365),
  REPORT_NOTES_DAYS: whole(1, 36_500, ' days').default(60),
  WORKERS: workers.default(1),
  GEOCODER_URL: httpUrl.optional(),
  GEOCODER_KEY: z
    .string()
    .regex(/^[\w-]{1,200}$/, 'letters, digits, - and _')
    .optional(),
  GEOCODER_CONTACT: z
    .string()
    .regex(/^[\x21-\x27\x2a-\x7e]{3,200}$/, 'an e-mail address or the address of a page')
    .optional(),
  GEOCODER_RATE: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,3})?$/, RATE)
    .transform(Number)
    .pipe(z.number().min(0.01, RATE).max(50, RATE))
    .optional(),
  GEOCODER_TIMEOUT_MS: whole(10, 120_000).default(10_000),
  GEOCODER_CACHE: z.string().max(4096).optional(),
});

/** What the settings of looking up addresses mean. */
export const GEOCODER_HELP = [
  ['GEOCODER_URL', 'the public service', 'address of your own or another service of the kind'],
  ['GEOCODER_KEY', '', 'the key of a service that wants one (Amap: type Web 服务)'],
  ['GEOCODER_CONTACT', '', 'your e-mail or page, told to the service; the public Nominatim wants it'],
  ['GEOCODER_RATE', '1; Amap 3', 'questions a second'],
  ['GEOCODER_TIMEOUT_MS', '10000', 'how long one answer may take'],
  ['GEOCODER_CACHE', 'beside the store', 'file that keeps answers, so that nothing is asked twice'],
] as const;

/** What every setting means, for the help text. */
export const SETTINGS_HELP = [
  ['HOST', '127.0.0.1', 'address to listen on; 0.0.0.0 for all'],
  ['PORT', '3000', 'port to listen on; 0 takes a free one'],
  ['DATABASE_URL', 'sqlite:var/yizhan.db', 'where facilities are kept'],
  ['LOG_LEVEL', 'info', LOG_LEVELS.join(', ')],
  ['CALENDAR_FILE', 'the shipped one', 'holidays and make-up workdays, in the form of data/calendar/cn.json'],
  ['FEEDS_FILE', 'none', 'feeds of live status to poll, in the form of data/feeds.example.json'],
  ['MAP_FILE', 'none', 'the map under the places, in the form of data/map.example.json'],
  ['PUBLIC_URL', 'as asked for', 'where riders reach the service: QR codes on paper lead there'],
  ['CHROMIUM', 'found on the PATH', 'the browser that makes PDFs of handbooks and posters'],
  ['FOLLOW_INTERVAL_MS', '200', 'how often the service looks for changes of the data'],
  ['STOP_TIMEOUT_MS', '10000', 'how long requests under way may take when the service stops'],
  [
    'RATE_LIMIT',
    'read=3000,search=300,write=600,report=30',
    'requests a minute for each network or key; off',
  ],
  ['TRUST_PROXY', '0', 'proxies in front that add to X-Forwarded-For; 0 believes none'],
  ['AUDIT_DAYS', '365', 'how long the log of who wrote what is kept'],
  ['REPORT_NOTES_DAYS', '60', 'how long the words of riders in reports are kept'],
  ['WORKERS', '1', 'threads that answer, 0 to 64; auto: as many as there are cores'],
  ...GEOCODER_HELP,
] as const;

/** What may hold a secret, and is not shown when it is wrong. */
const SECRET = new Set(['GEOCODER_KEY', 'GEOCODER_URL']);

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
      return `${name}=${SECRET.has(name) ? '…' : given[name]} cannot be used: expected ${issue.message}`;
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
    MAP_FILE,
    PUBLIC_URL,
    CHROMIUM,
    FOLLOW_INTERVAL_MS,
    STOP_TIMEOUT_MS,
    AUDIT_DAYS,
    REPORT_NOTES_DAYS,
    RATE_LIMIT,
    TRUST_PROXY,
    WORKERS,
  } = parsed.data;
  if (WORKERS !== 'auto' && WORKERS > 1 && DATABASE_URL.path === ':memory:')
    throw new SettingsError(`WORKERS=${WORKERS} cannot be used: a store in memory is one thread's alone`);
  return {
    host: HOST,
    port: PORT,
    database: DATABASE_URL,
    logLevel: LOG_LEVEL,
    ...(CALENDAR_FILE !== undefined && { calendarFile: CALENDAR_FILE }),
    ...(FEEDS_FILE !== undefined && { feedsFile: FEEDS_FILE }),
    ...(MAP_FILE !== undefined && { mapFile: MAP_FILE }),
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    ...(CHROMIUM !== undefined && { chromium: CHROMIUM }),
    followInterval: FOLLOW_INTERVAL_MS,
    stopTimeout: STOP_TIMEOUT_MS,
    ...(RATE_LIMIT !== 'off' && { rateLimit: RATE_LIMIT }),
    trustProxy: TRUST_PROXY,
    auditDays: AUDIT_DAYS,
    reportNotesDays: REPORT_NOTES_DAYS,
    workers: WORKERS,
    geocoder: geocoderOf(parsed.data),
  };
}

function geocoderOf(read: z.infer<typeof environment>): GeocoderSettings {
  const { GEOCODER_URL, GEOCODER_KEY, GEOCODER_CONTACT, GEOCODER_RATE, GEOCODER_CACHE } = read;
  return {
    timeout: read.GEOCODER_TIMEOUT_MS,
    ...(GEOCODER_URL !== undefined && { url: GEOCODER_URL }),
    ...(GEOCODER_KEY !== undefined && { key: GEOCODER_KEY }),
    ...(GEOCODER_CONTACT !== undefined && { contact: GEOCODER_CONTACT }),
    ...(GEOCODER_RATE !== undefined && { rate: GEOCODER_RATE }),
    ...(GEOCODER_CACHE !== undefined && { cache: GEOCODER_CACHE }),
  };
}
