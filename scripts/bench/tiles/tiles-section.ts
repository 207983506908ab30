import { onMap } from '../../../src/core/tile.js';
import { figure, median, table } from '../measure.js';
import { startServer } from '../http/run.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';

const ZOOMS = [0, 2, 4, 6, 8, 10, 12, 13, 14, 16];
/** Tiles of each zoom and filter; fewer where there are fewer with somebody in them. */
const TILES = 60;
/** A Wednesday at noon. */
const NOON = '2026-03-11T12:00:00+08:00';

const FILTERS: readonly (readonly [name: string, query: string])[] = [
  ['all', ''],
  ['one category', '?category=relay_station'],
  ['1 % service', `?services=${ONE_IN_HUNDRED}`],
  ['open now', '?openAt=now&unknownHours=exclude'],
];

/**
 * The median time from asking for a tile to having it, one after the other, each asked for the first time: tiles people
 * look at, for they are around askers. Nothing keeps tiles, so every one is cold.
 */
export async function tilesSection(database: string): Promise<string> {
  const server = await startServer('yizhan', database, NOON);
  try {
    const rows = [['zoom', ...FILTERS.map(([name]) => `${name}, ms`), 'bytes']];
    for (const zoom of ZOOMS) {
      const tiles = tilesAt(zoom);
      const row = [];
      let bytes = 0;
      for (const [, query] of FILTERS) {
        const { times, size } = await ask(server.port, tiles.map((tile) => `/tiles/${tile}.mvt${query}`)); // prettier-ignore
        row.push(figure(median(times)));
        if (query === '') bytes = size;
      }
      rows.push([String(zoom), ...row, figure(bytes)]);
    }
    return `## Tiles\n\nMedian time of a tile over HTTP, each asked for once, one after the other, around people who ask; the last column is the median size of one without a filter.\n\n${table(rows)}`;
  } finally {
    server.process.kill();
  }
}

function tilesAt(zoom: number): string[] {
  const side = 2 ** zoom;
  const names = [...askers(2000, 5)].map((at) => {
    const { x, y } = onMap(at);
    return `${zoom}/${Math.floor(x * side)}/${Math.floor(y * side)}`;
  });
  return [...new Set(names)].slice(0, TILES);
}

async function ask(
  port: number,
  paths: readonly string[],
): Promise<{ readonly times: number[]; readonly size: number }> {
  const times: number[] = [];
  const sizes: number[] = [];
  for (const path of paths) {
    const start = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const body = await answer.arrayBuffer();
    times.push(performance.now() - start);
    sizes.push(body.byteLength);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  }
  return { times, size: median(sizes) };
}
