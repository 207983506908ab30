import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder; tests run from build/test. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of real files to try things on: beside the repository, or where YIZHAN_SHARED says. */
const shared = process.env['YIZHAN_SHARED'] ?? join(root, '..', 'shared');

/** Path of a real data file, or nothing (and a printed reason) where it is not at hand. */
export function realData(path: string): string | undefined {
  const whole = join(shared, 'data', path);
  if (existsSync(whole)) return whole;
  console.warn(`skipped: ${path} is not beside the repository (../shared/data)`);
  return undefined;
}
