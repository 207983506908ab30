import { onMap } from '../../../src/core/tile.js';
import { figure, median, table } from '../measure.js';
import { NOON, startServer } from '../http/run.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';

const ZOOMS = [0, 2, 4, 6, 8, 10, 12, 13, 14, 16];
/** Tiles of each zoom and filter; fewer where there are fewer with somebody in them. */
const TILES = 60;

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
export const tiles: Section = {
  id: 'tiles',
  heading: 'Tiles',
  measure: async ({ size }) => {
    const server = await startServer('yizhan', await storedNation(size), NOON);
    try {
      const { times } = await ask(server.port, ['/tiles/1/1/0.mvt']);
      const rows: Row[] = [];
      for (const zoom of ZOOMS) rows.push(await measureZoom(zoom, server.port));
      return sectionOf(rows, times[0]!);
    } finally {
      server.process.kill();
    }
  },
};

interface Row {
  readonly zoom: number;
  /** Median milliseconds, in the order of `FILTERS`. */
  readonly times: readonly number[];
  /** Median size of a tile without a filter. */
  readonly bytes: number;
}

async function measureZoom(zoom: number, port: number): Promise<Row> {
  const asks: Asked[] = [];
  for (const [, query] of FILTERS)
    asks.push(await ask(port, tilesAt(zoom, TILES).map((it) => it + query))); // prettier-ignore
  return { zoom, times: asks.map(({ times }) => median(times)), bytes: asks[0]!.size };
}

function sectionOf(rows: readonly Row[], first: number): string {
  const head = ['zoom', ...FILTERS.map(([name]) => `${name}, ms`), 'bytes'];
  const body = rows.map(({ zoom, times, bytes }) => [String(zoom), ...[...times, bytes].map(figure)]);
  const slowest = (from: number, to: number) =>
    `${figure(Math.max(...rows.flatMap(({ times }) => times.slice(from, to))))} ms`;
  return [
    `Median time of a tile over HTTP, each asked for once, one after the other, around people who ask; the last column is the median size of one without a filter. One tile was asked for before, the first question of all, for which the nation is counted once: ${figure(first)} ms.\n`,
    table([head, ...body]),
    '',
    asked('cold tile, unfiltered or by category, at the slowest zoom', slowest(0, 2), '≤ 10 ms'),
    asked('cold tile, other filters, at the slowest zoom', slowest(2, 4), '≤ 100 ms'),
  ].join('\n');
}

/** Paths of tiles around people who ask, so many at most. */
export function tilesAt(zoom: number, most: number): string[] {
  const side = 2 ** zoom;
  const names = [...askers(2000, 5)].map((at) => {
    const { x, y } = onMap(at);
    return `/tiles/${zoom}/${Math.floor(x * side)}/${Math.floor(y * side)}.mvt`;
  });
  return [...new Set(names)].slice(0, most);
}

interface Asked {
  readonly times: number[];
  readonly size: number;
}

async function ask(port: number, paths: readonly string[]): Promise<Asked> {
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
