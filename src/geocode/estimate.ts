import { distance } from '../core/distance.js';
import type { Position } from '../core/position.js';
import type { ReasonId } from './reasons.js';

/** A house number of a street whose position is known. */
export interface KnownHouse {
  readonly number: number;
  readonly position: Position;
  /** Public id of the place that is there. */
  readonly id: string;
}

/** Where a house number of the street probably is. */
export interface Estimate {
  readonly position: Position;
  /** Metres within which nine of ten such estimates lie (see docs/import.md for how that was found). */
  readonly within: number;
  /** The houses it was made from, one or two. */
  readonly from: readonly KnownHouse[];
}

/** Metres: places of one number, and neighbours on either side, that lie farther apart say nothing. */
const [MOST_SPREAD, MOST_GAP] = [150, 800];
/** Metres: a number may be a whole compound, and two lists put it at different gates. */
const SAME_NUMBER = 210;
/** Metres beyond the last known number of a street. */
const MOST_BEYOND = 80;
/** Metres that one number more can mean; outside of it the numbers do not run along the street as they should. */
const [LEAST_STEP, MOST_STEP] = [0.5, 20];

/** One number with all that is known there. */
interface House extends KnownHouse {
  readonly spread: number;
}

/**
 * Where a house number lies, from others of its street: at the same number, else in proportion between the two nearest on
 * its own side (odd and even numbers face each other), else between the nearest of either side, else a little beyond the
 * last two of its own side. The bounds are fitted to real lists: they hold for nine of ten houses.
 */
export function estimate(number: number, known: readonly KnownHouse[]): Estimate | ReasonId {
  const houses = housesOf(known);
  const same = houses.find((one) => one.number === number);
  if (same && same.spread > MOST_SPREAD) return 'street.spread';
  if (same) return { position: same.position, within: SAME_NUMBER, from: [same] };
  const sound = houses.filter((one) => one.spread <= MOST_SPREAD);
  const side = sound.filter((one) => (one.number - number) % 2 === 0);
  const tried = [between(number, side), between(number, sound), beyond(number, side)];
  const found = tried.filter((one) => one !== undefined);
  const nothing = sound.length < 2 ? 'street.unknown' : 'street.beyond';
  return found.find((one) => typeof one !== 'string') ?? found[0] ?? nothing;
}

function between(number: number, houses: readonly House[]): Estimate | ReasonId | undefined {
  const low = houses.findLast((one) => one.number < number);
  const high = houses.find((one) => one.number > number);
  if (!low || !high) return undefined;
  const gap = distance(low.position, high.position);
  if (gap > MOST_GAP || !isSteady(low, high, gap)) return 'street.spread';
  const share = (number - low.number) / (high.number - low.number);
  const oneSide = (low.number - number) % 2 === 0 && (high.number - number) % 2 === 0;
  const within = oneSide ? 110 + 0.25 * gap : 220 + 0.2 * gap;
  return { position: along(low, high, share), within: Math.round(within), from: [low, high] };
}

function beyond(number: number, houses: readonly House[]): Estimate | ReasonId | undefined {
  if (houses.some((one) => one.number < number) && houses.some((one) => one.number > number))
    return undefined;
  const ends = number < (houses[0]?.number ?? 0) ? houses.slice(0, 2) : houses.slice(-2).toReversed();
  const [last, before] = ends;
  if (!last || !before) return undefined;
  const gap = distance(last.position, before.position);
  const share = (number - before.number) / (last.number - before.number);
  const out = (share - 1) * gap;
  if (gap > MOST_GAP || !isSteady(last, before, gap)) return 'street.spread';
  if (out > MOST_BEYOND) return 'street.beyond';
  return { position: along(before, last, share), within: Math.round(220 + out), from: [last, before] };
}

/** Whether the numbers grow with the way as house numbers do. A few metres more are the depth of two houses. */
function isSteady(a: House, b: House, gap: number): boolean {
  const step = gap / Math.abs(a.number - b.number);
  return step <= MOST_STEP && (step >= LEAST_STEP || gap <= MOST_SPREAD);
}

function along(from: House, to: House, share: number): Position {
  const [a, b] = [from.position, to.position];
  return { lon: a.lon + share * (b.lon - a.lon), lat: a.lat + share * (b.lat - a.lat) };
}

/** The known numbers in their order, each at the median of what is there. */
function housesOf(known: readonly KnownHouse[]): House[] {
  const groups = new Map<number, KnownHouse[]>();
  for (const one of known) groups.set(one.number, [...(groups.get(one.number) ?? []), one]);
  const houses = [...groups.values()].map((places): House => {
    const position = {
      lon: median(places.map((one) => one.position.lon)),
      lat: median(places.map((one) => one.position.lat)),
    };
    const spread = median(places.map((one) => distance(one.position, position)));
    return { ...places[0]!, position, spread };
  });
  return houses.toSorted((a, b) => a.number - b.number);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
