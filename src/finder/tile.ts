import { CellCounts } from '../core/cell-counts.js';
import type { Cluster, Hit, TileAnswer } from '../core/answer.js';
import { fromWgs84, toWgs84, type CrsName } from '../core/crs.js';
import type { StateTable } from '../core/hours/hours-book.js';
import type { Position } from '../core/position.js';
import { regionIn } from '../core/region.js';
import type { IndexEntry } from '../core/spatial-index.js';
import { Grid, boxOf, type Tile } from '../core/tile.js';
import type { Card } from '../core/store.js';
import { matches } from '../core/traits.js';
import { candidatesWithin } from './candidates.js';
import { checkCard, isExempt, onlyCardsTell, type FilterPlan } from './filter.js';
import { told, type IndexView, type Moment, type Sources, type ViewedSources } from './nearest.js';

/** From this zoom on single places are shown; below it, places are gathered. */
export const PLACES_FROM_ZOOM = 14;
/** Cells a tile is wide and high for gathering: 64 points of a screen each, where a tile takes 512. */
const SIDE = 8;
/** The most single places of a tile; what is beyond them is gathered. */
export const MOST_PLACES = 500;
/**
 * Cards that are read for one tile to count what only they tell (a service known to be missing, access, live status,
 * offers, dated exceptions): a few hundredths of a second. Where more may fit, they are counted without, and the tile
 * says so.
 */
export const MOST_READ = 1000;

export interface TilePlan {
  readonly tile: Tile;
  /** The datum the map is drawn in. */
  readonly crs: CrsName;
  readonly moment: Moment;
  readonly filter: FilterPlan;
}

export type TileResult = Pick<TileAnswer, 'hits' | 'clusters' | 'approximate'>;

/**
 * What lies in a tile. Far out, places are counted by cells in the index, and only a place that is alone in its cell is
 * read. Close by, each place is read, in the order of categories and then of keys, up to a bound; what is beyond it is
 * gathered in cells and not left out.
 */
export async function findTile(plan: TilePlan, view: IndexView, sources: Sources): Promise<TileResult> {
  const states = view.hours.states(plan.filter.open ?? { at: plan.moment.at }, sources.calendar);
  const here = { ...sources, cards: view.cards };
  if (plan.tile.zoom < PLACES_FROM_ZOOM) return gathered(plan, { view, states }, here);
  return singly(plan, { view, states }, here);
}

interface Ground {
  readonly view: IndexView;
  readonly states: StateTable;
}

async function gathered(
  plan: TilePlan,
  { view, states }: Ground,
  sources: ViewedSources,
): Promise<TileResult> {
  const { filter, crs } = plan;
  const grid = new Grid(plan.tile, SIDE, shiftIn(plan));
  const wanted = filter.open?.states;
  // Not `traits`: the states say more than the hour bits, and without the bits whole branches are counted.
  const query = { grid, filter: filter.places, states, ...(wanted && { wanted }) };
  if (onlyCardsTell(filter)) {
    const few = await candidatesIn(grid, { plan, view, states }, sources);
    if (few) return gatheredByCards(few, { plan, grid, states }, sources);
  }
  const counts = view.index.cells(query);
  const alone: number[] = [];
  const clusters: Cluster[] = [];
  for (let cell = 0; cell < grid.size; cell++) {
    const count = counts.count[cell]!;
    if (count > 1) clusters.push(clusterOf(counts, cell, { grid, crs }));
    if (count === 1) alone.push(...onlyIn(cell, { plan, grid, view, states }));
  }
  const hits = await read(alone, plan, sources);
  return { hits, clusters, approximate: onlyCardsTell(filter) };
}

/** The places in a tile that may fit; nothing where there are too many to read the card of each. */
async function candidatesIn(
  grid: Grid,
  { plan: { filter }, view, states }: Ground & { readonly plan: TilePlan },
  sources: ViewedSources,
): Promise<IndexEntry[] | undefined> {
  const found: IndexEntry[] = [];
  const keys = filter.offer
    ? await keysWithOffers(sources)
    : candidatesWithin(view.index, grid.reach, filter);
  if (keys === undefined) return undefined;
  for (const key of keys) {
    const entry = view.index.get(key);
    if (!entry || grid.cellOf(entry.lon, entry.lat) === -1) continue;
    if (filter.offer && !matches(filter.places, entry.traits)) continue;
    if (!mayBeIn(entry, { filter, view, states })) continue;
    if (found.push(entry) > MOST_READ) return undefined;
  }
  return found;
}

/** Places that offer anything: few of all. */
async function keysWithOffers({ live, store }: Sources): Promise<number[] | undefined> {
  const ids = [...new Set(live.offerings.all('offer').flatMap(({ content }) => content.facility ?? []))];
  if (ids.length > MOST_READ) return undefined;
  return (await store.list({ ids }, 0, ids.length)).map(({ key }) => key);
}

/** As `gathered`, but each place's card has its say before it is counted. */
async function gatheredByCards(
  entries: readonly IndexEntry[],
  { plan, grid, states }: { readonly plan: TilePlan; readonly grid: Grid; readonly states: StateTable },
  sources: ViewedSources,
): Promise<TileResult> {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const cards = await fitting([...byKey.keys()], plan, sources);
  const cellOf = ({ key }: Card) => grid.cellOf(byKey.get(key)!.lon, byKey.get(key)!.lat);
  const counts = new CellCounts(grid.size);
  for (const card of cards) counts.add(cellOf(card), byKey.get(card.key)!, states);
  const clusters = cellsOf(grid)
    .filter((cell) => counts.count[cell]! > 1)
    .map((cell) => clusterOf(counts, cell, { grid, crs: plan.crs }));
  const alone = cards.filter((card) => counts.count[cellOf(card)] === 1);
  return { hits: alone.map((card) => told({ card }, plan, sources)), clusters, approximate: false };
}

function cellsOf(grid: Grid): readonly number[] {
  return Array.from({ length: grid.size }, (_, cell) => cell);
}

/** How far the datum of the map has places beside WGS-84 in the middle of the tile: the same all over it, nearly. */
function shiftIn({ tile, crs }: TilePlan): Position {
  const { west, east, south, north } = boxOf(tile);
  const drawn = { lon: (west + east) / 2, lat: (south + north) / 2 };
  const there = toWgs84(drawn, crs);
  return { lon: drawn.lon - there.lon, lat: drawn.lat - there.lat };
}

/** The keys of the places in a cell. */
function onlyIn(
  cell: number,
  { plan, grid, view, states }: Ground & { plan: TilePlan; grid: Grid },
): number[] {
  const { traits } = plan.filter;
  return [...view.index.within(grid.boxOfCell(cell), traits)].filter((key) => {
    const entry = view.index.get(key)!;
    const fits = mayBeIn(entry, { filter: plan.filter, view, states });
    return fits && grid.cellOf(entry.lon, entry.lat) === cell;
  });
}

async function singly(plan: TilePlan, { view, states }: Ground, sources: ViewedSources): Promise<TileResult> {
  const { filter, crs, tile } = plan;
  const { index } = view;
  const grid = new Grid(tile, SIDE);
  const { box, contains } = regionIn(crs, boxOf(tile), (at) => grid.cellOf(at.lon, at.lat) !== -1);
  const entries = [...candidatesWithin(index, box, filter)]
    .map((key) => index.get(key)!)
    .filter((one) => contains!(one) && mayBeIn(one, { filter, view, states }))
    .toSorted(byCategoryThenKey);
  const hits: Hit[] = [];
  let next = 0;
  while (next < entries.length && hits.length < MOST_PLACES) {
    const part = entries.slice(next, next + MOST_PLACES - hits.length);
    next += part.length;
    hits.push(...(await read(part.map(({ key }) => key), plan, sources))); // prettier-ignore
  }
  const beyond = entries.slice(next);
  const exact = beyond.length <= MOST_READ || !onlyCardsTell(filter);
  const rest = onlyCardsTell(filter) && exact ? await fittingOf(beyond, plan, sources) : beyond;
  const clusters = rest.length > 0 ? gather(rest, { grid, crs, states }) : [];
  return { hits, clusters, approximate: !exact };
}

async function fittingOf(
  entries: readonly IndexEntry[],
  plan: TilePlan,
  sources: ViewedSources,
): Promise<IndexEntry[]> {
  const keys = entries.map(({ key }) => key);
  const fits = new Set((await fitting(keys, plan, sources)).map(({ key }) => key));
  return entries.filter(({ key }) => fits.has(key));
}

/** Whether hours let a place in that is to be open, or only its card tells. */
function mayBeIn(entry: IndexEntry, { filter, view, states }: Ground & { filter: FilterPlan }): boolean {
  const { open, asked } = filter;
  if (!open || open.states.includes(states.of(entry.hours)) || isExempt(entry, filter)) return true;
  const asksForServices = asked.all.length > 0 || asked.any.length > 0;
  return asksForServices && view.hours.tellsLess(entry.hours);
}

function gather(
  entries: readonly IndexEntry[],
  { grid, crs, states }: Drawing & { states: StateTable },
): Cluster[] {
  const counts = new CellCounts(grid.size);
  for (const entry of entries) {
    const { lon, lat } = fromWgs84(entry, crs);
    counts.add(grid.cellOf(lon, lat), { ...entry, lon, lat }, states);
  }
  return cellsOf(grid)
    .filter((cell) => counts.count[cell]! > 0)
    .map((cell) => clusterOf(counts, cell, { grid, crs: 'wgs84' }));
}

interface Drawing {
  readonly grid: Grid;
  /** What the middle of the places is still to be converted into. */
  readonly crs: CrsName;
}

function clusterOf(counts: CellCounts, cell: number, { grid, crs }: Drawing): Cluster {
  const { west, east, south, north } = grid.box;
  const middle = fromWgs84(counts.middle(cell), crs);
  // A shifted middle may lie just outside; a map would not draw it, nor would the tile beside this one.
  const lon = Math.min(Math.max(middle.lon, west), east);
  const lat = Math.min(Math.max(middle.lat, south), north);
  const byCategory = new Map<number, number>();
  for (let bit = 0; bit < 32; bit++) {
    const many = counts.ofCategory(cell, bit);
    if (many > 0) byCategory.set(bit, many);
  }
  return { cell, lon, lat, count: counts.count[cell]!, open: counts.open[cell]!, byCategory };
}

async function read(keys: readonly number[], plan: TilePlan, sources: ViewedSources): Promise<Hit[]> {
  return (await fitting(keys, plan, sources)).map((card) => told({ card }, plan, sources));
}

async function fitting(keys: readonly number[], plan: TilePlan, sources: ViewedSources): Promise<Card[]> {
  const cards = await sources.cards.cards(keys);
  return cards
    .filter((card): card is Card => card !== undefined && card.lon !== null)
    .filter((card) => checkCard(card, plan.filter, sources).fits);
}

function byCategoryThenKey(a: IndexEntry, b: IndexEntry): number {
  return lowestBit(a.traits[0]!) - lowestBit(b.traits[0]!) || a.key - b.key;
}

/** The place of a category in the vocabulary. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
