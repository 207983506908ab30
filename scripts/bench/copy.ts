import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A copy of a stored nation that may be written to; removed with the folder. */
export function copyOf(database: string, folder: string): string {
  const path = join(folder, basename(database));
  copyFileSync(database, path);
  return path;
}
