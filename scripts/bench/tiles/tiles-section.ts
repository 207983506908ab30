import { onMap } from '../../../src/core/tile.js';
import { figure, median, table } from '../measure.js';
import { NOON, startServer } from '../http/run.js';
import { askers, ONE_IN_HUNDRED } from '../nation.js';
import { asked, type Section } from '../section.js';
import { storedNation } from '../stored-nation.js';

const ZOOMS = [0, 2, 4, 6, 8, 10, 12, 13, 14, 16];
/** Tiles of each zoom and filter; fewer where there are fewer with somebody in them. */
const TILES = 60;
/** Questions for each zoom and filter, at the least. */
const ASKS = 20;

const FILTERS: readonly (readonly [name: string, query: string])[] = [
  ['all', ''],
  ['one category', '?category=relay_station'],
  ['1 % service', `?services=${ONE_IN_HUNDRED}`],
  ['open now', '?openAt=now&unknownHours=exclude'],
];
/** Noon and night in turn: what is open is never what it was for the question before, so all is counted anew. */
const ANEW = Array.from(
  { length: ASKS },
  (_, i) => `/tiles/0/0/0.mvt?unknownHours=exclude&openAt=2026-03-12T${i % 2 === 0 ? '03' : '12'}:00`,
);

/**
 * The median time from asking for a tile to having it, one after the other: tiles people look at, for they are around
 * askers. Nothing keeps tiles, so every one is made anew, also where a zoom has so few that they are asked for again.
 */
export const tiles: Section = {
  id: 'tiles',
  heading: 'Tiles',
  measure: async ({ size }) => {
    const server = await startServer('yizhan', await storedNation(size), NOON);
    try {
      const first = await ask(server.port, ['/tiles/0/0/0.mvt']);
      const rows: Row[] = [];
      for (const zoom of ZOOMS) rows.push(await measureZoom(zoom, server.port));
      const anew = await ask(server.port, ANEW);
      return sectionOf(rows, { first: first.times[0]!, anew: median(anew.times) });
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
  const tiles = tilesAt(zoom, TILES);
  const paths = Array.from({ length: Math.max(ASKS, tiles.length) }, (_, i) => tiles[i % tiles.length]!);
  for (const [, query] of FILTERS) asks.push(await ask(port, paths.map((it) => it + query))); // prettier-ignore
  return { zoom, times: asks.map(({ times }) => median(times)), bytes: asks[0]!.size };
}

interface Apart {
  /** Milliseconds of the first question of all. */
  readonly first: number;
  /** Median milliseconds at zoom 0 where what is open is counted anew. */
  readonly anew: number;
}

function sectionOf(rows: readonly Row[], { first, anew }: Apart): string {
  const head = ['zoom', ...FILTERS.map(([name]) => `${name}, ms`), 'bytes'];
  const body = rows.map(({ zoom, times, bytes }) => [String(zoom), ...[...times, bytes].map(figure)]);
  const slowest = (from: number, to: number) =>
    `${figure(Math.max(...rows.flatMap(({ times }) => times.slice(from, to))))} ms`;
  return [
    `Median time of a tile over HTTP, one after the other, around people who ask; the last column is the median size of one without a filter. Each tile is asked for once; where a zoom has fewer than ${ASKS}, they are asked for in turn, ${ASKS} times in all (no tile is kept, each answer is made anew; how many places are open below each branch of the index is kept until some hours open or close). The whole world in one tile, as the first question of all: ${figure(first)} ms; of what is open at noon and at night in turn, for which all is counted anew each time: ${figure(anew)} ms.\n`,
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
