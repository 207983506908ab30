import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Position } from '../../../src/core/position.js';
import type { LoadFigures } from '../http/load.js';
import { inTurn, nearestOf, NOON, overRounds, portOf, startServer, type HttpFigures, type Started } from '../http/run.js'; // prettier-ignore
import { figure, table } from '../measure.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import type { Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { farther } from './compare.js';
import { findPostgres, findRedis, startPostgres, startRedis, type Instance } from './instances.js';

const COMPARED = 50;
const PLAN = { rounds: 3, duration: 2_000, warmUp: 4_000 };

/** What one would build instead: Express in front of a database, over the same places, asked the same. */
export const databases: Section = {
  id: 'databases',
  heading: 'Beside databases',
  measure: async ({ size, folder }) => {
    const ours = await startServer('yizhan', await storedNation(size), NOON);
    const beside = new Beside(size, folder);
    try {
      await beside.start();
      return await compare(ours, beside, folder);
    } finally {
      ours.process.kill();
      await beside.stop();
    }
  },
};

interface Other extends Started {
  readonly name: string;
  /** Seconds until it had taken the nation in. */
  readonly loaded: number;
}

/** The servers beside ours, and their databases. */
class Beside {
  readonly #size: number;
  readonly #folder: string;
  readonly #instances: Instance[] = [];
  readonly servers: Other[] = [];
  /** Why one is not among them. */
  readonly missing: string[] = [];

  constructor(size: number, folder: string) {
    this.#size = size;
    this.#folder = folder;
  }

  async start(): Promise<void> {
    await this.#serve('Express + SQLite R*Tree', 'sqlite-rtree', this.#folder);
    const postgres = findPostgres();
    if (postgres === undefined) this.#skip('PostGIS is not installed (Debian: postgresql-15-postgis-3)');
    else
      await this.#serve(
        'Express + PostGIS `<->`',
        'postgis',
        await this.#run(startPostgres(postgres, this.#folder)),
      );
    const redis = findRedis();
    if (redis === undefined) this.#skip('Redis is not installed (Debian: redis-server)');
    else
      await this.#serve(
        'Express + Redis GEOSEARCH',
        'redis',
        await this.#run(startRedis(redis, this.#folder)),
      );
  }

  async stop(): Promise<void> {
    for (const { process: child } of this.servers) child.kill();
    for (const instance of this.#instances) await instance.stop();
  }

  #skip(reason: string): void {
    console.error(`databases: ${reason}`);
    this.missing.push(reason);
  }

  async #run(starting: Promise<Instance>): Promise<string> {
    const instance = await starting;
    this.#instances.push(instance);
    return instance.at;
  }

  async #serve(name: string, driver: string, where: string): Promise<void> {
    console.error(`databases: ${name} takes ${this.#size} places in …`);
    const start = performance.now();
    const script = fileURLToPath(new URL('./server.js', import.meta.url));
    const words = [script, driver, where, String(this.#size)];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const port = await portOf(child, name);
    this.servers.push({ process: child, port, name, loaded: (performance.now() - start) / 1000 });
  }
}

async function compare(ours: Started, beside: Beside, folder: string): Promise<string> {
  const centres = [...askers(COMPARED, 29)];
  const far = new Map<string, string>();
  for (const { port, name } of beside.servers)
    far.set(name, `${await farther([ours.port, port], centres)} of ${2 * COMPARED}`);
  const sample = `${folder}/answer.json`;
  const answer = await fetch(`http://127.0.0.1:${ours.port}${nearestOf(centres[0]!)}`);
  writeFileSync(sample, Buffer.from(await answer.arrayBuffer()));
  const json = await startServer('express-json', sample);
  try {
    const all = [{ ...ours, name: 'yizhan' }, ...beside.servers];
    const bare = { name: BARE, port: json.port, paths: paths(centres) };
    return sectionOf(await inTurn([bare, ...all.flatMap(subjectsOf)], PLAN), beside, far);
  } finally {
    json.process.kill();
  }
}

const BARE = 'Express, res.json of the same object';

function paths(centres: Iterable<Position>): string[] {
  return [...centres].map(nearestOf);
}

function subjectsOf({ name, port }: { readonly name: string; readonly port: number }) {
  const all = paths(askers(20_000, 11));
  const rare = all.map((path) => `${path}&services=${ONE_IN_HUNDRED}`);
  return [
    { name, port, paths: all },
    { name: filtered(name), port, paths: rare },
  ];
}

function filtered(name: string): string {
  return `${name}, 1 % filter`;
}

function sectionOf(
  all: readonly HttpFigures[],
  { servers, missing }: Beside,
  far: ReadonlyMap<string, string>,
): string {
  const rate = (it: LoadFigures) => it.perSecond;
  const named = (name: string) => all.find((one) => one.name === name)!;
  const [bare, ours, oursFiltered] = all as [HttpFigures, HttpFigures, HttpFigures];
  const rows = [
    ['server', 'answers/s', 'p50, ms', 'p99, ms', 'bytes', 'of Express, res.json', 'farther than ours'],
    ...all.map((one) => [
      one.name,
      figure(overRounds(one, rate)),
      figure(overRounds(one, (it) => it.median)),
      figure(overRounds(one, (it) => it.p99)),
      figure(overRounds(one, (it) => it.bytes)),
      figure(overRounds(one, rate, bare)),
      far.get(one.name) ?? '–',
    ]),
  ];
  const times = servers.map(({ name, loaded }) => {
    const [plain, rare] = [overRounds(ours, rate, named(name)), overRounds(oursFiltered, rate, named(filtered(name)))]; // prettier-ignore
    return `- ours against ${name}: **${figure(plain)} ×**, with a 1 % filter **${figure(rare)} ×** (it took the nation in in ${figure(loaded)} s)`;
  });
  return [
    `16 connections, random positions, ten places as GeoJSON. The others send name, category, services, address, hours as text and contact of each place and its distance; ours says also whether it is open and usable. Answers were compared before they were timed: the last column counts those, of both questions, that name a place farther away than ours. Everything runs on the same processors, databases and the one who asks included.${missing.map((it) => ` ${it}.`).join('')}\n`,
    table(rows),
    '',
    ...times,
  ].join('\n');
}
