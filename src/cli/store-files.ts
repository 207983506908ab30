import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalidParameter } from '../core/errors.js';

/** What SQLite and an import put beside the store's file. */
const ENDINGS = ['', '-wal', '-shm', '-journal', '-lock', '-run', '-run-journal'];

/**
 * Refuses to write where the store is kept: over its file, one of those that belong to it, or one that is them by another name.
 * @param paths what would be written, the first as it was asked for
 * @throws UserError `invalid-parameter`
 */
export function refuseStoreFiles(
  parameter: string,
  paths: readonly [string, ...string[]],
  store: string,
): void {
  const files = ENDINGS.map((ending) => `${store}${ending}`);
  if (!paths.some((path) => files.some((file) => isSame(path, file)))) return;
  const [value] = paths;
  const detail = `${value} belongs to the store of the places (${store}); name another file`;
  throw invalidParameter({ parameter, value, detail });
}

function isSame(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}
