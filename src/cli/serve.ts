import { parseArgs } from 'node:util';
import type { Settings } from '../config.js';
import { SETTINGS_HELP } from '../config.js';
import type { Service } from '../system/service.js';
import type { CommandIo, ExitCode } from './command.js';

export const SERVE_HELP = `yizhan serve [--demo]

Serves the API from the store. Stops on Ctrl-C or SIGTERM, after the requests under way have been answered.

  --demo    puts the demo quarter (Changshou Road, Putuo) into a store that is still empty

Settings, from the environment:
${SETTINGS_HELP.map(([name, value, meaning]) => `  ${name.padEnd(20)}${meaning} (${value})`).join('\n')}

Try it:
  curl 'http://localhost:3000/v1/facilities/nearest?lat=31.2405&lon=121.4337&need=charge_phone&limit=3'
`;

export interface ServeDeps {
  readonly io: CommandIo;
  readonly settings: () => Settings;
  readonly start: (settings: Settings, options: { demo: boolean }) => Promise<Service>;
  /** Resolves when the service shall stop. */
  readonly stopped: Promise<unknown>;
}

/** `yizhan serve`. @returns when the service has stopped */
export async function serveCommand(argv: readonly string[], deps: ServeDeps): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: { demo: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    deps.io.stdout.write(SERVE_HELP);
    return 0;
  }
  const settings = deps.settings();
  const service = await started(settings, values.demo, deps);
  if (!service) return 1;
  const { url, facilities } = service;
  deps.io.stdout.write(
    `Yizhan 驿站 serves ${facilities} places on ${url.replace('127.0.0.1', 'localhost')}\n`,
  );
  await deps.stopped;
  await service.close();
  return 0;
}

async function started(settings: Settings, demo: boolean, deps: ServeDeps): Promise<Service | undefined> {
  try {
    return await deps.start(settings, { demo });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = LISTEN_FAULTS[code ?? ''];
    if (reason === undefined) throw error;
    deps.io.stderr.write(`Cannot listen on ${settings.host}, port ${settings.port}: ${reason}.\n`);
    return undefined;
  }
}

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use already; set PORT to another one',
  EACCES: 'this user may not; ports below 1024 are usually kept for root',
  EADDRNOTAVAIL: 'this machine has no such address; set HOST to another one',
  ENOTFOUND: 'no such host; set HOST to another one',
};
