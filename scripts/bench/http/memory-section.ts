import { readFileSync } from 'node:fs';
import { figure, table } from '../measure.js';
import { askers } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';
import { tilesAt } from '../tiles/tiles-section.js';
import { load, type Question } from './load.js';
import { nearestOf, NOON, startServer } from './run.js';

const REQUESTS = 50_000;
const ZOOMS = Array.from({ length: 17 }, (_, zoom) => zoom);
const TILES_OF_A_ZOOM = 200;
/** Few, so that the whole map is walked and nothing is refused. */
const CONNECTIONS = 4;

/** What the whole process has in memory, after what a day may ask of it. */
export const memory: Section = {
  id: 'memory',
  heading: 'Memory',
  measure: async ({ size }) =>
    process.platform === 'linux'
      ? measureMemory(await storedNation(size))
      : 'Not measured: this system has no /proc.',
};

async function measureMemory(database: string): Promise<string> {
  const { process: server, port } = await startServer('yizhan', database, NOON);
  const rows = [['after', 'resident, MiB', 'of its own, MiB', 'refused']];
  const ask = async (what: string, paths: readonly Question[]) => {
    console.error(`memory: ${what} …`);
    const most = paths.length;
    const { failed } = await load({ port, paths, connections: CONNECTIONS, duration: Infinity, most });
    const { total, own } = memoryOf(server.pid!);
    rows.push([what, figure(total), figure(own), String(failed)]);
    return total;
  };
  try {
    await ask('the start', ['/readyz']);
    const nearest = await ask(
      `${REQUESTS.toLocaleString('en')} nearest`,
      [...askers(REQUESTS, 13)].map(nearestOf),
    );
    const map = ZOOMS.flatMap((zoom) => tilesAt(zoom, TILES_OF_A_ZOOM));
    const tiles = await ask(`${map.length.toLocaleString('en')} tiles of all zooms, 0 to 16`, map);
    const open = map.map((it) => `${it}?openAt=now`);
    const all = await ask('the same tiles, open now', open);
    const most = Math.max(nearest, tiles, all);
    return [
      'Of one server, asked from random places one thing after the other; its own is what it does not share with files.\n',
      table(rows),
      '',
      asked('resident, whole process, nearest only', `${figure(nearest)} MiB`, '≤ 700 MB (668 MiB)'),
      asked('resident, whole process, tiles too', `${figure(most)} MiB`, '≤ 700 MB (668 MiB)'),
    ].join('\n');
  } finally {
    server.kill();
  }
}

/** MiB, of proc(5). */
function memoryOf(pid: number): { readonly total: number; readonly own: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { total: mebibytes('VmRSS'), own: mebibytes('RssAnon') };
}
