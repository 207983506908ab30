import type { ImportProgress } from '../core/import.js';
import type { CommandIo } from './command.js';

/**
 * Shows how far an import is: on a terminal one line that is written over four times a second, in a log one line a second.
 *
 * @param clock milliseconds
 */
export function progressLine(
  stderr: CommandIo['stderr'],
  clock: () => number,
  wanted: boolean,
): { readonly show: (progress: ImportProgress) => void; readonly end: () => void } {
  const start = clock();
  let last = start;
  let open = false;
  const show = (progress: ImportProgress) => {
    const now = clock();
    if (!wanted || now - last < (stderr.isTTY ? 250 : 1000)) return;
    last = now;
    const line = words(progress, (now - start) / 1000);
    stderr.write(stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    open = stderr.isTTY === true;
  };
  const end = () => {
    if (open) stderr.write('\r\u001b[2K');
    open = false;
  };
  return { show, end };
}

function words({ rows, bytes, totalBytes }: ImportProgress, seconds: number): string {
  const rate = Math.round(rows / seconds);
  const share = totalBytes > 0 ? bytes / totalBytes : 0;
  const left = share > 0.01 ? Math.ceil(seconds / share - seconds) : undefined;
  const percent = totalBytes > 0 ? ` · ${Math.floor(share * 100)} %` : '';
  return `${rows} rows · ${rate} rows/s${percent}${left === undefined ? '' : ` · ${left} s left`}`;
}
