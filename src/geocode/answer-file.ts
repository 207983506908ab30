import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.js';
import type { Located } from '../core/geocoder.js';
import { PRECISIONS } from '../core/position.js';
import { codeOf, messageOf } from './reason.js';

const located = z.object({
  position: z.object({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) }),
  precision: z.enum(PRECISIONS),
  matched: z.string(),
  areas: z.array(z.string()),
  street: z.string().exactOptional(),
  number: z.string().exactOptional(),
  score: z.number().exactOptional(),
});
const line = z.object({ at: z.number(), key: z.string(), answers: z.array(located) });
type Line = z.infer<typeof line>;

const DAY = 86_400_000;
/** Days an answer is believed: houses stay where they are, but what is not known today may be mapped next week. */
const [FOUND_DAYS, NOTHING_DAYS] = [180, 14];
/** Answers kept; beyond it the oldest go when the file is read. */
const MOST = 200_000;

/**
 * Answers of geocoders, a line of JSON each, in a file beside the store and not in it: they are another's data under another's
 * terms, so they can be thrown away at any time without touching ours, and are in no backup or export. A line that was cut off
 * by a crash is a question that is asked again.
 */
export class AnswerFile {
  readonly #path: string | undefined;
  readonly #lines: Map<string, Line>;

  private constructor(path: string | undefined, lines: Map<string, Line>) {
    this.#path = path;
    this.#lines = lines;
  }

  /**
   * @param path `undefined` keeps answers for as long as the process runs
   * @param now milliseconds
   * @throws UserError `unavailable` where the file cannot be read or written
   */
  static async open(path: string | undefined, now: number): Promise<AnswerFile> {
    if (path === undefined) return new AnswerFile(path, new Map());
    return orUnavailable(path, async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return '';
        throw error;
      });
      const written = text === '' ? [] : text.trimEnd().split('\n');
      const fresh = written.flatMap((one) => lineOf(one) ?? []).filter((one) => isFresh(one, now));
      const lines = new Map(fresh.slice(-MOST).map((one) => [one.key, one]));
      await mkdir(dirname(path), { recursive: true });
      if (lines.size < written.length) await writeAnew(path, [...lines.values()]);
      else await appendFile(path, '');
      return new AnswerFile(path, lines);
    });
  }

  get(key: string, now: number): readonly Located[] | undefined {
    const found = this.#lines.get(key);
    return found && isFresh(found, now) ? found.answers : undefined;
  }

  async put(key: string, answers: readonly Located[], now: number): Promise<void> {
    const added: Line = { at: now, key, answers: answers.map((one) => ({ ...one, areas: [...one.areas] })) };
    this.#lines.set(key, added);
    const path = this.#path;
    if (path !== undefined) await orUnavailable(path, () => appendFile(path, `${JSON.stringify(added)}\n`));
  }
}

function isFresh({ at, answers }: Line, now: number): boolean {
  return now - at < (answers.length > 0 ? FOUND_DAYS : NOTHING_DAYS) * DAY && at <= now + DAY;
}

function lineOf(written: string): Line | undefined {
  try {
    return line.safeParse(JSON.parse(written)).data;
  } catch {
    return undefined;
  }
}

/** Beside it first, so that the answers are there whatever happens meanwhile. */
async function writeAnew(path: string, lines: readonly Line[]): Promise<void> {
  const aside = `${path}.part`;
  await writeFile(aside, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  await rename(aside, path);
}

async function orUnavailable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new UserError(
      'unavailable',
      `GEOCODER_CACHE: the answers cannot be kept in ${path} (${messageOf(error)})`,
    );
  }
}
