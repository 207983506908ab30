import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../core/errors.js';

/**
 * SQLite's code of a fault, if it is one. Told by its form, not its class: the driver makes its faults with the class
 * of whichever copy of itself was loaded first.
 */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}

/** What SQLite could not do, in words for the person who runs the service; anything else is handed on as it is. */
export function asUserError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const reason = (error as Error).message;
  const because = (kind: 'unavailable' | 'invalid-file', words: string) =>
    Object.assign(new UserError(kind, words), { cause: error });
  if (code === 'SQLITE_FULL')
    return because('unavailable', `no room left for the store ${path}; nothing was changed`);
  if (code.startsWith('SQLITE_READONLY'))
    return because('unavailable', `the store ${path} may not be written`);
  if (code.startsWith('SQLITE_BUSY')) {
    return because('unavailable', `the store ${path} is held by another program; try again in a moment`);
  }
  if (code === 'SQLITE_NOTADB') return because('invalid-file', `${path} is not a SQLite database`);
  if (code.startsWith('SQLITE_CORRUPT'))
    return because('invalid-file', `the store ${path} is damaged: ${reason}`);
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return because('unavailable', `the store ${path} cannot be opened: ${whyNot(path) ?? reason}`);
  }
  if (code === 'SQLITE_IOERR_WRITE') {
    const words = `the store ${path} cannot be written: is the disk full, or a limit reached? Nothing was changed`;
    return because('unavailable', words);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return because('unavailable', `the store ${path} cannot be read or written: ${reason}`);
  }
  return error;
}

/** Why a file cannot be opened, which SQLite does not tell; `undefined` where that is not to be seen. */
function whyNot(path: string): string | undefined {
  if (!isAllowed(dirname(path), constants.X_OK)) return `this user may not enter the folder ${dirname(path)}`;
  const file = statSync(path, { throwIfNoEntry: false });
  if (file?.isDirectory()) return 'it is a folder';
  if (file && !file.isFile()) return 'it is not a file';
  if (file && !isAllowed(path)) return 'this user may not read and write it';
  // SQLite keeps two more files beside it while it works.
  if (!isAllowed(dirname(path))) return `this user may not write in the folder ${dirname(path)}`;
  return undefined;
}

function isAllowed(path: string, how = constants.R_OK | constants.W_OK): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}
