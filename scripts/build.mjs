// Compiles src, scripts and test into build/. The folder is made anew, so that a removed test does not go on running.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}build`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', root], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
writeFileSync(`${root}build/.built`, '');
