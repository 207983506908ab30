import { readSettings } from '../config.js';
import { createInterface } from 'node:readline';
import { pollFeeds } from '../system/feeds.js';
import { importOnce, learn } from '../system/importing.js';
import { keyringOn } from '../system/keyring.js';
import { withOverrides } from '../system/overrides.js';
import { pdfOfPage, printOnce } from '../system/paper.js';
import { placerFor } from '../system/placer.js';
import { loadCalendar } from '../system/reference.js';
import { withStore, withStores } from '../system/stores.js';
import type { AuditCommandDeps } from './audit.js';
import type { Language } from '../core/vocabulary.js';
import type { ExportCommandDeps } from './export.js';
import type { HoursDeps } from './hours.js';
import type { PollCommandDeps } from './poll.js';
import type { ImportCommandDeps } from './import.js';
import type { KeysCommandDeps } from './keys.js';
import type { PaperCommandDeps } from './paper.js';
import type { ReportsCommandDeps } from './reports.js';
import type { OverridesCommandDeps } from './overrides.js';
import type { UnplacedCommandDeps } from './unplaced.js';

/** What `import` needs, from the real process. */
export function importDeps(): ImportCommandDeps {
  return {
    io: process,
    importFile: (request) => importOnce(readSettings(process.env).database, request),
    undo: ({ source, dryRun, onWait, signal }) =>
      withStore(readSettings(process.env).database, (store) =>
        store.undo({
          source: { id: source },
          label: 'undo',
          at: new Date().toISOString(),
          dryRun,
          onWait,
          ...(signal ? { signal } : {}),
        }),
      ),
    learn,
    lang: systemLanguage(),
    clock: () => performance.now(),
    signal: stopSignal(),
  };
}

/** What `export` needs, from the real process. */
export function exportDeps(): ExportCommandDeps {
  return {
    io: process,
    withStore: (work) => withStore(readSettings(process.env).database, work),
    withStores: (work) => withStores(readSettings(process.env).database, work),
    storePath: () => readSettings(process.env).database.path,
  };
}

/** What commands need that only work on the store. */
export function storeDeps(): Pick<UnplacedCommandDeps, 'io' | 'withStore'> {
  return { io: process, withStore: (work) => withStore(readSettings(process.env).database, work) };
}

/** What `keys` needs, from the real process. */
export function keysDeps(): KeysCommandDeps {
  return {
    io: process,
    withKeys: (work, options) =>
      withStores(
        readSettings(process.env).database,
        ({ keys }) =>
          work({ store: keys, create: (role, label) => keyringOn(keys, Date.now).create(role, label) }),
        options,
      ),
    now: () => new Date().toISOString(),
  };
}

/** What `overrides` needs, from the real process. */
export function overridesDeps(): OverridesCommandDeps {
  return {
    io: process,
    withOverrides: (work) => withOverrides(readSettings(process.env).database, work),
    now: Date.now,
  };
}

/** What `audit` needs, from the real process. */
export function auditDeps(): AuditCommandDeps {
  return {
    io: process,
    withAudit: (work) => withStores(readSettings(process.env).database, ({ audit }) => work(audit)),
  };
}

/** What `reports` needs, from the real process. */
export function reportsDeps(): ReportsCommandDeps {
  return {
    io: process,
    withStores: (work) => withStores(readSettings(process.env).database, (stores) => work(stores)),
    now: Date.now,
  };
}

/** What `poll` needs, from the real process. */
export function pollDeps(stopped: Promise<unknown>): PollCommandDeps {
  return { io: process, poll: (options) => pollFeeds(readSettings(process.env), { ...options, stopped }) };
}

/** What `unplaced` needs, from the real process. */
export function unplacedDeps(): UnplacedCommandDeps {
  return {
    ...storeDeps(),
    placer: (how, store) => placerFor(how, store, readSettings(process.env)),
    now: () => new Date().toISOString(),
    lang: systemLanguage(),
    stopSignal,
  };
}

/** What `handbook` and `poster` need, from the real process. */
export function paperDeps(): PaperCommandDeps {
  return {
    io: process,
    settings: (publicUrl) =>
      readSettings({ ...process.env, ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }) }),
    print: printOnce,
    pdf: pdfOfPage,
    lang: systemLanguage(),
  };
}

/** Aborted at the first SIGINT or SIGTERM. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function systemLanguage(): Language {
  return /^zh/i.test(process.env['LC_ALL'] || process.env['LANG'] || '') ? 'zh' : 'en';
}

/** What `hours` needs, from the real process. */
export async function hoursDeps(): Promise<HoursDeps> {
  const calendar = await loadCalendar(readSettings(process.env).calendarFile);
  return {
    io: process,
    lines: () => createInterface({ input: process.stdin }),
    calendar: () => calendar,
    now: Date.now,
  };
}
