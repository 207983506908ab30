import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { IndexFigures } from './process.js';

/** Figures of one driver over one size of nation, measured in a process of its own. */
export function indexFigures(driver: string, size: number): IndexFigures {
  console.error(`index: ${driver}, ${size} facilities …`);
  const script = fileURLToPath(new URL('./process.js', import.meta.url));
  const flags = ['--expose-gc', '--max-old-space-size=8192'];
  const line = execFileSync(process.execPath, [...flags, script, driver, String(size)], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    timeout: 1_200_000,
  });
  return JSON.parse(line) as IndexFigures;
}
