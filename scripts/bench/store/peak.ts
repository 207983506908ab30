/** Loaded before a program (`node --import`): writes into the file that PEAK_FILE names how much memory it had at most, in MiB. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['PEAK_FILE'];
if (isMainThread && file !== undefined) {
  process.once('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS / 1024)));
}
