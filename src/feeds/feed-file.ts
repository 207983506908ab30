import { z } from 'zod';
import { UserError } from '../core/errors.js';
import { VOLTAGES, type Voltage } from '../core/status.js';

/** Which feeds are polled: the file that `FEEDS_FILE` names, in the form of `data/feeds.example.json`. */

const MOST_FEEDS = 1_000;

const shared = {
  /** The publisher, as its places were imported: places are found by it and by the station's id. */
  source: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'the id of a source: small letters, digits, . _ -'),
  url: z.url({ protocol: /^https?$/, error: 'an address of http or https' }).max(2000),
  /** Seconds between two polls. */
  every: z.int().min(5).max(3600).default(60),
  /** Seconds one poll may take. */
  timeout: z.int().min(1).max(120).default(20),
  /** Name of the environment variable that holds the value of the header `Authorization`: no secret stands in the file. */
  authorizationFrom: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'the name of an environment variable')
    .optional(),
};
const voltage = z.custom<Voltage>(
  (it) => VOLTAGES.some((one) => one === it),
  `one of ${VOLTAGES.join(', ')}`,
);
const feed = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gbfs'),
    ...shared,
    available: z.enum(['vehicles', 'docks']).default('vehicles'),
    batteries: z.record(z.string().max(100), voltage).optional(),
  }),
  z.strictObject({ kind: z.literal('ocpi'), ...shared }),
]);
const feedFile = z.strictObject({ feeds: z.array(feed).min(1).max(MOST_FEEDS) });

type Parsed = z.infer<typeof feed>;
type WithSecret<T> = T extends unknown ? Readonly<Omit<T, 'authorizationFrom'>> & Secret : never;
/** A feed, with its secret in place. */
export type Feed = WithSecret<Parsed>;
interface Secret {
  readonly authorization?: string;
}

/**
 * Reads the feeds' file.
 * @param name of the file, for the words of a refusal
 * @param env where secrets are looked up
 * @throws UserError `invalid-file` that names the feed and what is wrong with it
 */
export function parseFeeds(
  text: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly Feed[] {
  const parsed = feedFile.safeParse(jsonOf(text, name));
  if (!parsed.success) {
    const words = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    );
    throw refusal(name, words.slice(0, 10).join('; '));
  }
  const { feeds } = parsed.data;
  const twice = feeds.find(({ url, source }, i) =>
    feeds.some((other, j) => j < i && other.url === url && other.source === source),
  );
  if (twice) throw refusal(name, `the source ${twice.source} has one feed twice`);
  return feeds.map((one) => withSecret(one, name, env));
}

function withSecret(
  { authorizationFrom, ...one }: Parsed,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Feed {
  if (authorizationFrom === undefined) return one;
  const authorization = env[authorizationFrom];
  if (authorization) return { ...one, authorization };
  throw refusal(name, `the feed of ${one.source} needs the environment variable ${authorizationFrom}`);
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(name, 'it is not JSON');
  }
}

function refusal(name: string, words: string): UserError {
  return new UserError('invalid-file', `The feeds' file ${name} cannot be used: ${words}.`);
}
