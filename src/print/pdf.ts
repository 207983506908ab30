import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../core/errors.js';

/** PDF by a Chromium that is on the machine: nothing is shipped or fetched for it. */

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const PATIENCE = 120_000;

export interface ChromiumSettings {
  /** The program; absent: looked for on the PATH. */
  readonly chromium?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A page as PDF, its own `@page` deciding the paper.
 * @throws UserError `unavailable` where there is no Chromium, or it fails or takes more than two minutes
 */
export async function pdfOf(page: string, settings: ChromiumSettings): Promise<Buffer> {
  const program = await findChromium(settings);
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-print-'));
  try {
    const [from, to] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
    await writeFile(from, page);
    await run(program, [...argumentsFor(folder), `--print-to-pdf=${to}`, pathToFileURL(from).href], {
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
      maxBuffer: 10_000_000,
    });
    return await readFile(to);
  } catch (error) {
    const slow = (error as { killed?: boolean }).killed === true;
    const why = slow ? `it took more than ${PATIENCE / 1000} seconds` : lastLine(error);
    throw new UserError('unavailable', `${program} made no PDF: ${why}. ${OTHERWISE}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const OTHERWISE = 'Write FILE.html instead, open it in a browser and print it from there.';

/** A profile of its own, so that no running browser is met. The sandbox is left only where root cannot have one. */
function argumentsFor(folder: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-extensions',
    '--no-pdf-header-footer',
    `--user-data-dir=${join(folder, 'profile')}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** @throws UserError `unavailable` with what can be done */
async function findChromium({ chromium, env }: ChromiumSettings): Promise<string> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates =
    chromium === undefined
      ? NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
      : [chromium];
  for (const path of candidates) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  const looked =
    chromium === undefined
      ? 'No Chromium or Chrome is on the PATH; CHROMIUM says where one is.'
      : `CHROMIUM is ${chromium}, which is no program that can be run.`;
  throw new UserError('unavailable', `${looked} ${OTHERWISE}`);
}

function lastLine(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return (stderr.trim().split('\n').at(-1) || message.split('\n')[0]!).slice(0, 300);
}
