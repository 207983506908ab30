import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Databases for the time of a bench: private, in a folder, behind a Unix socket, ended with it. */
export interface Instance {
  /** Where a driver finds it. */
  readonly at: string;
  stop(): Promise<void>;
}

const POSTGRES = '/usr/lib/postgresql';
const SETTINGS = [
  'fsync=off',
  'shared_buffers=2GB',
  'maintenance_work_mem=1GB',
  'max_wal_size=8GB',
  'listen_addresses=',
];

/** The folder of Postgres' programs, the newest version that has PostGIS; `undefined` where there is none. */
export function findPostgres(): string | undefined {
  const versions = existsSync(POSTGRES)
    ? readdirSync(POSTGRES).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const version = versions.find((it) => existsSync(`/usr/share/postgresql/${it}/extension/postgis.control`));
  return version === undefined ? undefined : `${POSTGRES}/${version}/bin`;
}

/** The path of Redis' server; `undefined` where there is none. */
export function findRedis(): string | undefined {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((it) => existsSync(it));
}

/** Postgres refuses to run as root: then it runs as the user its package has made. */
export async function startPostgres(programs: string, folder: string): Promise<Instance> {
  const at = `${folder}/postgres`;
  mkdirSync(at);
  const user = process.getuid?.() === 0 ? 'postgres' : undefined;
  if (user !== undefined) {
    chmodSync(folder, 0o755);
    execFileSync('chown', [user, at]);
  }
  const command = (program: string, words: readonly string[]) =>
    user === undefined
      ? ([`${programs}/${program}`, words] as const)
      : (['setpriv', [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', `${programs}/${program}`, ...words]] as const); // prettier-ignore
  const [initdb, made] = command('initdb', ['-D', `${at}/data`, '-A', 'trust', '--no-sync', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8']); // prettier-ignore
  execFileSync(initdb, made, { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' });
  const [postgres, words] = command('postgres', ['-D', `${at}/data`, '-k', at, ...SETTINGS.flatMap((it) => ['-c', it])]); // prettier-ignore
  const server = spawn(postgres, words, { stdio: ['ignore', 'ignore', 'ignore'], cwd: '/' });
  await listening(server, `${at}/.s.PGSQL.5432`);
  // "Smart" shutdown waits for connections; this one closes them.
  return { at, stop: () => ended(server, 'SIGINT') };
}

export async function startRedis(program: string, folder: string): Promise<Instance> {
  const at = `${folder}/redis.sock`;
  const words = ['--port', '0', '--unixsocket', at, '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  await listening(server, at);
  return { at, stop: () => ended(server, 'SIGTERM') };
}

async function listening(server: ChildProcess, socket: string): Promise<void> {
  while (!existsSync(socket)) {
    if (server.exitCode !== null) throw new Error(`the database ended with ${server.exitCode}`);
    await wait(50);
  }
  await wait(500); // a socket is there a little before it is answered
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode === null) server.kill(signal);
  else return;
  await gone;
}
