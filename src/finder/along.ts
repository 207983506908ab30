import type { Hit } from '../core/answer.js';
import { boxAround, distance, wrapLongitude } from '../core/distance.js';
import { projectOnRoute } from '../core/geometry/project-on-route.js';
import type { Position } from '../core/position.js';
import { candidatesWithin } from './candidates.js';
import { checkCard, type FilterPlan } from './filter.js';
import { told, type IndexView, type Moment, type Sources, type ViewedSources } from './nearest.js';

export interface AlongPlan {
  readonly moment: Moment;
  readonly route: readonly Position[];
  /** Metres to either side. */
  readonly corridor: number;
  readonly filter: FilterPlan;
  readonly limit: number;
  readonly offset: number;
}

export interface AlongResult {
  readonly hits: readonly Hit[];
  readonly more: boolean;
}

interface Near {
  readonly key: number;
  readonly along: number;
  readonly offset: number;
}

/** A piece of the way is searched as one circle; longer ones would search too much beside the way. */
const PIECE = 1_000;

/**
 * Places within the corridor, in the order in which the way passes them (then by distance from it, then by id).
 *
 * The way is walked in pieces. A place whose closest point lies in a piece is found when that piece is, so after
 * each piece everything up to its end is known: the walk ends as soon as a page is full.
 */
export async function findAlong(plan: AlongPlan, view: IndexView, sources: Sources): Promise<AlongResult> {
  const wanted = plan.offset + plan.limit + 1;
  const project = projectOnRoute(plan.route);
  const seen = new Set<number>();
  const waiting: Near[] = [];
  const hits: Hit[] = [];
  const here = { ...sources, cards: view.cards };
  for (const piece of pieces(plan.route)) {
    const box = boxAround(piece.middle, piece.length / 2 + plan.corridor);
    for (const key of candidatesWithin(view.index, box, plan.filter)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const passing = project(view.index.get(key)!);
      if (passing.offset <= plan.corridor) waiting.push({ key, ...passing });
    }
    hits.push(...(await read(takeUpTo(waiting, piece.last ? Infinity : piece.end), plan, here)));
    if (hits.length >= wanted) break;
  }
  return { hits: hits.slice(plan.offset, plan.offset + plan.limit), more: hits.length >= wanted };
}

/** Removes from the waiting and returns, in order, what the way passes before `end` metres. */
function takeUpTo(waiting: Near[], end: number): Near[] {
  const taken = waiting.filter((one) => one.along < end);
  const rest = waiting.filter((one) => one.along >= end);
  waiting.splice(0, waiting.length, ...rest);
  return taken;
}

async function read(near: readonly Near[], plan: AlongPlan, sources: ViewedSources): Promise<Hit[]> {
  const cards = await sources.cards.cards(near.map((one) => one.key));
  const hits: Hit[] = [];
  for (const [i, { along, offset }] of near.entries()) {
    const card = cards[i];
    if (!card) continue;
    const { fits, unknown } = checkCard(card, plan.filter, sources);
    if (!fits) continue;
    const missing = unknown.length > 0 ? { unknownServices: unknown } : {};
    const found = { card, along, distance: offset, detour: 2 * offset, ...missing };
    hits.push(told(found, plan, sources));
  }
  return hits.toSorted(
    (a, b) => a.along! - b.along! || a.distance! - b.distance! || (a.card.id < b.card.id ? -1 : 1),
  );
}

interface Piece {
  readonly middle: Position;
  /** Metres. */
  readonly length: number;
  /** Metres from the start of the way to the end of the piece. */
  readonly end: number;
  readonly last: boolean;
}

/** The way in pieces of `PIECE` metres at most, each within one edge. */
function* pieces(route: readonly Position[]): Generator<Piece> {
  let start = 0;
  for (let i = 1; i < route.length; i++) {
    const from = route[i - 1]!;
    const to = route[i]!;
    const length = distance(from, to);
    const count = Math.max(1, Math.ceil(length / PIECE));
    const dLon = wrapLongitude(to.lon - from.lon);
    const at = (share: number): Position => ({
      lon: wrapLongitude(from.lon + share * dLon),
      lat: from.lat + share * (to.lat - from.lat),
    });
    for (let n = 0; n < count; n++) {
      const a = at(n / count);
      const b = at((n + 1) / count);
      const end = start + distance(from, b);
      yield {
        middle: at((n + 0.5) / count),
        length: distance(a, b) * 1.01 + 1,
        end,
        last: i === route.length - 1 && n === count - 1,
      };
    }
    start += length;
  }
}
