#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { readSettings, SettingsError } from '../config.js';
import { UserError } from '../core/errors.js';
import { closest } from '../core/spelling.js';
import { startService } from '../system/service.js';
import { argumentFault, tellFault, type ExitCode } from './command.js';
import { auditCommand } from './audit.js';
import {
  auditDeps,
  exportDeps,
  hoursDeps,
  importDeps,
  keysDeps,
  overridesDeps,
  paperDeps,
  pollDeps,
  reportsDeps,
  storeDeps,
  unplacedDeps,
} from './deps.js';
import { exportCommand } from './export.js';
import { hoursCommand } from './hours.js';
import { importCommand } from './import.js';
import { keysCommand } from './keys.js';
import { mergeCommand } from './merge.js';
import { overridesCommand } from './overrides.js';
import { handbookCommand, posterCommand } from './paper.js';
import { pollCommand } from './poll.js';
import { reportsCommand } from './reports.js';
import { serveCommand } from './serve.js';
import { unplacedCommand } from './unplaced.js';

const HELP = `yizhan (驿站): the nearest place that will really help

  yizhan serve [--demo]      serve the API
  yizhan import FILE …       take a list of places into the store
  yizhan export …            write the places to a file
  yizhan handbook …          print the handbook of an area
  yizhan poster ID           print the poster for one place's door
  yizhan poll                read feeds of live status
  yizhan unplaced            list the places without a position, and find one for them
  yizhan merge ID INTO       say that two places are one
  yizhan overrides …         say, list and take back dated exceptions to opening hours
  yizhan keys …              make, list and revoke keys for writing
  yizhan reports             what riders found at places, and what becomes of it
  yizhan audit               who wrote what with which key
  yizhan hours "TEXT" …      explain opening hours
  yizhan --version           say which version this is

Every command explains itself: yizhan COMMAND --help
In the project's folder write npm run -s yizhan -- COMMAND for yizhan COMMAND.
`;

type Command = (argv: readonly string[]) => Promise<ExitCode>;
const io = { stdout: process.stdout, stderr: process.stderr };
const settings = () => readSettings(process.env);

const COMMANDS: Readonly<Record<string, Command>> = {
  audit: (argv) => auditCommand(argv, auditDeps()),
  export: (argv) => exportCommand(argv, exportDeps()),
  handbook: (argv) => handbookCommand(argv, paperDeps()),
  hours: async (argv) => hoursCommand(argv, await hoursDeps()),
  import: (argv) => importCommand(argv, importDeps()),
  keys: (argv) => keysCommand(argv, keysDeps()),
  merge: (argv) => mergeCommand(argv, { ...storeDeps(), now: () => new Date().toISOString() }),
  overrides: (argv) => overridesCommand(argv, overridesDeps()),
  poll: (argv) => pollCommand(argv, pollDeps(untilStopped())),
  poster: (argv) => posterCommand(argv, paperDeps()),
  reports: (argv) => reportsCommand(argv, reportsDeps()),
  serve: (argv) => serveCommand(argv, { io, settings, start: startService, stopped: untilStopped() }),
  unplaced: (argv) => unplacedCommand(argv, unplacedDeps()),
};

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

async function run([name = 'help', ...argv]: readonly string[]): Promise<ExitCode> {
  if (name === 'help' && argv[0] !== undefined) return run([argv[0], '--help']);
  if (['help', '--help', '-h'].includes(name)) {
    io.stdout.write(HELP);
    return 0;
  }
  if (['version', '--version', '-v', '-V'].includes(name)) {
    io.stdout.write(`yizhan ${await version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return noCommand(name);
  try {
    return await command(argv);
  } catch (error) {
    if (error instanceof UserError) return tellFault(error, io, name);
    if (!(error instanceof SettingsError)) return tellFault(argumentFault(error), io, name);
    io.stderr.write(`${error.message}\n  yizhan ${name} --help explains every option.\n`);
    return 2;
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function noCommand(name: string): ExitCode {
  const meant = closest(name, Object.keys(COMMANDS));
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  io.stderr.write(`There is no command "${name}".${hint}\n\n${HELP}`);
  return 2;
}

// `yizhan export | head` closes our output before the end: that is no fault.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await run(process.argv.slice(2));
