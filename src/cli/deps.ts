import { readSettings } from '../config.js';
import { importOnce, learn, withStore } from '../system.js';
import type { ExportCommandDeps } from './export.js';
import type { ImportCommandDeps } from './import.js';

/** What `import` needs, from the real process. */
export function importDeps(): ImportCommandDeps {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return {
    io: process,
    importFile: (request) => importOnce(readSettings(process.env).database, request),
    learn,
    lang: /^zh/i.test(process.env['LC_ALL'] || process.env['LANG'] || '') ? 'zh' : 'en',
    clock: () => performance.now(),
    signal: stop.signal,
  };
}

/** What `export` needs, from the real process. */
export function exportDeps(): ExportCommandDeps {
  return { io: process, withStore: (work) => withStore(readSettings(process.env).database, work) };
}
