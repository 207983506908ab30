/** What MapLibre tells of a tile that did not come. */
export interface TileFailure {
  readonly status: number;
  readonly tile: { readonly z: number; readonly x: number; readonly y: number };
}

/** The server's own `Retry-After` when it is busy, in milliseconds; the map does not get to see the header. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** Failures in a row of one tile that nobody need hear of. */
const QUIET = 2;

/** Asks again for tiles that a busy server did not give: MapLibre by itself leaves them empty. */
export class TileRetry {
  readonly #ask: (tile: TileFailure['tile']) => void;
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(ask: (tile: TileFailure['tile']) => void) {
    this.#ask = ask;
  }

  /** @returns whether it will be asked for again, and need not be told of yet */
  failed({ status, tile }: TileFailure): boolean {
    if (status !== 503 && status !== 429) return false;
    const name = `${tile.z}/${tile.x}/${tile.y}`;
    const before = this.#failures.get(name) ?? 0;
    this.#failures.set(name, before + 1);
    // Scattered, so that not all come back at once to a server that has just recovered.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** before) * (1 + Math.random() / 2);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#ask(tile);
    }, wait);
    this.#timers.add(timer);
    return before < QUIET;
  }

  /** Other tiles are drawn from now on, or none. */
  forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#failures.clear();
  }
}

/** The tile of MapLibre's error event, where it is one of a source's tiles. */
export function tileFailureOf(event: object, source: string): TileFailure | undefined {
  const { sourceId, error, tile } = event as {
    sourceId?: string;
    error?: { status?: number };
    tile?: { tileID?: { canonical?: TileFailure['tile'] } };
  };
  const canonical = tile?.tileID?.canonical;
  if (sourceId !== source || !canonical || error?.status === undefined) return undefined;
  const { z, x, y } = canonical;
  return { status: error.status, tile: { z, x, y } };
}
