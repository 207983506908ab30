import { categorySlot } from '../core/cell-counts.js';
import { cosine } from '../core/distance.js';
import { TRAIT_WORDS } from '../core/traits.js';
import { leastCosine } from './bound.js';
import type { Columns } from './columns.js';
import { hilbertOrder } from '../core/hilbert.js';
import { GROUP, traitPlace, traitSpace } from './group-test.js';

/** Entries of a block: those below one node of the second level. */
export const BLOCK = GROUP * GROUP;

/** One level of inner nodes. Node i of a level is over children `i * GROUP` and following of the level below. */
export interface Level {
  /** west, south, east, north of each node. */
  readonly boxes: Float64Array;
  /** Least cosine of latitude in each node's box. */
  readonly minCos: Float64Array;
  /** Union of the traits below each node, in groups. */
  readonly traits: Uint32Array;
  /** Lowest and highest key below each node: a page of a box is read in the order of keys. */
  readonly leastKey: Uint32Array;
  readonly mostKey: Uint32Array;
}

/**
 * A packed tree: entries in the order of a Hilbert curve, and levels of boxes and traits over them, lowest first. All
 * traits lie in groups (see group-test.ts).
 */
export interface Packed extends Columns {
  /** Cosine of each latitude. */
  readonly cosines: Float64Array;
  /** Slot of each entry's category (`categorySlot`). */
  readonly categories: Uint8Array;
  /** Sums of the longitudes and of the latitudes of all entries before each block; of all, last. */
  readonly lonSums: Float64Array;
  readonly latSums: Float64Array;
  /** slot + 1 of each key; 0 where there is none. */
  readonly slots: Uint32Array;
  readonly levels: readonly Level[];
  /** What all of the above are views of; `unpack` makes the same views in another thread. */
  readonly shared: SharedPacked;
}

export interface SharedPacked {
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
  readonly slotCount: number;
  /** The highest number of hours. */
  readonly mostHours: number;
}

/**
 * Builds the tree: sorts the entries along a Hilbert curve and takes every sixteen in a row as a node, level by
 * level, as flatbush does (V. Agafonkin), with traits and cosines on every node besides.
 * About 64 bytes an entry, in one shared buffer.
 */
export function pack(columns: Columns): Packed {
  const count = columns.keys.length;
  const slotCount = highest(columns.keys) + 1;
  const packed = unpack(allocate({ count, slotCount, mostHours: highest(columns.hours) }));
  const order = hilbertOrder(columns.lons, columns.lats);
  for (let slot = 0; slot < count; slot++) {
    const from = order[slot]!;
    packed.keys[slot] = columns.keys[from]!;
    packed.lons[slot] = columns.lons[from]!;
    packed.lats[slot] = columns.lats[from]!;
    packed.cosines[slot] = cosine(columns.lats[from]!);
    packed.hours[slot] = columns.hours[from]!;
    for (let word = 0; word < TRAIT_WORDS; word++) {
      packed.traits[traitPlace(slot, word)] = columns.traits[from * TRAIT_WORDS + word]!;
    }
    packed.categories[slot] = categorySlot(packed.traits[traitPlace(slot, 0)]!);
    packed.slots[packed.keys[slot]!] = slot + 1;
  }
  sumUp(packed.lons, packed.lonSums);
  sumUp(packed.lats, packed.latSums);
  packed.levels.forEach((level, i) =>
    i === 0 ? coverEntries(level, packed) : cover(level, packed.levels[i - 1]!),
  );
  return packed;
}

/** The views of a packed tree over its buffer. */
export function unpack(shared: SharedPacked): Packed {
  const { buffer, count, slotCount } = shared;
  let at = 0;
  const doubles = (length: number) => {
    const view = new Float64Array(buffer, at, length);
    at += length * 8;
    return view;
  };
  const words = (length: number) => {
    const view = new Uint32Array(buffer, at, length);
    at += length * 4;
    return view;
  };
  const lons = doubles(count);
  const lats = doubles(count);
  const cosines = doubles(count);
  const lonSums = doubles(sumCount(count));
  const latSums = doubles(sumCount(count));
  const sizes = levelSizes(count);
  const boxes = sizes.map((size) => ({ boxes: doubles(4 * size), minCos: doubles(size) }));
  const keys = words(count);
  const hours = new Int32Array(buffer, at, count);
  at += count * 4;
  const traits = words(traitSpace(count));
  const levels = sizes.map((size, i) => {
    const keys = { leastKey: words(size), mostKey: words(size) };
    return { ...boxes[i]!, traits: words(traitSpace(size)), ...keys };
  });
  const slots = words(slotCount);
  const categories = new Uint8Array(buffer, at, count);
  const sums = { lonSums, latSums };
  return { lons, lats, cosines, ...sums, keys, traits, hours, levels, slots, categories, shared };
}

/** -1 of none. */
function highest(numbers: Uint32Array | Int32Array): number {
  let most = -1;
  for (const one of numbers) if (one > most) most = one;
  return most;
}

function allocate({ count, slotCount, mostHours }: Omit<SharedPacked, 'buffer'>): SharedPacked {
  const sizes = levelSizes(count);
  const entries = count * (24 + 4 + 4 + 1) + 4 * traitSpace(count);
  const nodes = sizes.reduce((sum, size) => sum + size * 48 + 4 * traitSpace(size), 0);
  const bytes = entries + nodes + 2 * 8 * sumCount(count) + slotCount * 4;
  return { buffer: new SharedArrayBuffer(bytes), count, slotCount, mostHours };
}

/** A node's level and index in one negative integer: 27 bits of index, 4 of level. */
export function nodeRef(level: number, index: number): number {
  return -1 - ((index << 4) | level);
}
export function nodeLevel(ref: number): number {
  return (-1 - ref) & 15;
}
export function nodeIndex(ref: number): number {
  return (-1 - ref) >> 4;
}

/** How many nodes each level has, lowest first; the last one has a single root. */
function levelSizes(count: number): number[] {
  const sizes: number[] = [];
  for (let size = count; size > 1 || sizes.length === 0;) {
    size = Math.ceil(size / GROUP);
    if (size === 0) break;
    sizes.push(size);
  }
  return sizes;
}

function sumCount(count: number): number {
  return Math.ceil(count / BLOCK) + 1;
}

function sumUp(degrees: Float64Array, sums: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < degrees.length; i++) {
    if (i % BLOCK === 0) sums[i / BLOCK] = sum;
    sum += degrees[i]!;
  }
  sums[sums.length - 1] = sum;
}

function coverEntries(level: Level, { keys, lons, lats, traits }: Columns): void {
  const point = (i: number): Box => [lons[i]!, lats[i]!, lons[i]!, lats[i]!];
  coverChildren(level, { count: lons.length, box: point, traits, leastKey: keys, mostKey: keys });
}

function cover(level: Level, below: Level): void {
  const { boxes, traits, leastKey, mostKey } = below;
  const box = (i: number): Box => [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!];
  coverChildren(level, { count: below.minCos.length, box, traits, leastKey, mostKey });
}

type Box = readonly [west: number, south: number, east: number, north: number];
interface Children {
  readonly count: number;
  readonly box: (i: number) => Box;
  readonly traits: Uint32Array;
  readonly leastKey: Uint32Array;
  readonly mostKey: Uint32Array;
}

function coverChildren(level: Level, children: Children): void {
  for (let node = 0; node < level.minCos.length; node++) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    let [least, most] = [Infinity, 0];
    const last = Math.min((node + 1) * GROUP, children.count);
    for (let i = node * GROUP; i < last; i++) {
      const box = children.box(i);
      west = Math.min(west, box[0]);
      south = Math.min(south, box[1]);
      east = Math.max(east, box[2]);
      north = Math.max(north, box[3]);
      least = Math.min(least, children.leastKey[i]!);
      most = Math.max(most, children.mostKey[i]!);
      for (let word = 0; word < TRAIT_WORDS; word++) {
        level.traits[traitPlace(node, word)]! |= children.traits[traitPlace(i, word)]!;
      }
    }
    level.boxes.set([west, south, east, north], 4 * node);
    level.minCos[node] = leastCosine(south, north);
    level.leastKey[node] = least;
    level.mostKey[node] = most;
  }
}
